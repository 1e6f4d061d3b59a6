"""Versions of a site beside one another on a branch of git, deployed with mike."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from specgen.api.bundling import VECTORS
from specgen.api.checking import load_spec
from specgen.api.generating import request_of, with_exhibits
from specgen.api.site.branch import Branch, DeployError, uncommitted
from specgen.api.site.building import SiteError, build_request
from specgen.api.site.downloads import add_file, downloads
from specgen.api.site.places import beside
from specgen.api.site.versions import Past, order, versions
from specgen.source import SpecError

if TYPE_CHECKING:
    from specgen.generators import Request
    from specgen.generators.docs.versions.data import Release, Versions
    from specgen.model import Architecture, Spec
    from specgen.releases import Release as Recorded
    from specgen.review import Search

Tell = Callable[[str], None]
STATUSES = ("draft", "ratified")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_SPEC = re.compile(r"downloads/[^/]+-spec\.tar\.gz")
_SELECTOR = "extra:\n  version: {provider: mike}\n"


@dataclass(frozen=True, slots=True)
class DeployPlan:
    """What is deployed, and how: ``status`` None takes what the records of releases say; ``push`` sends the branch to ``remote``.

    ``vectors`` are how many each instruction has in what can be taken; with None that is the spec alone. With ``pdf`` it is
    printed, too. ``lead`` has the address without a version lead to this one; the first that is deployed always does.
    """

    branch: str = "gh-pages"
    remote: str = "origin"
    aliases: tuple[str, ...] = ()
    status: str | None = None
    push: bool = False
    lead: bool = False
    vectors: int | None = VECTORS
    pdf: bool = True
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """What was done: the version, its status, what it was compared with, whether the branch changed; what is to be noted."""

    version: str
    status: str
    compared: tuple[str, ...]
    changed: bool
    pushed: bool
    notes: tuple[str, ...] = ()


def deploy(
    path: str | Path = "spec",
    output: str | Path = "build",
    plan: DeployPlan | None = None,
    *,
    tell: Tell = lambda _: None,
) -> Deployment:
    """Build a spec's site as that of its version, and put it beside those of others on a branch of the spec's repository.

    Raises DeployError for what would lose something, SpecError, SideError, BundleError, OutputError, SiteError.
    """
    from specgen.checks import check_spec

    _needed()
    source, plan = Path(path), plan or DeployPlan()
    spec = load_spec(source)
    if (found := check_spec(spec)).errors:
        raise SpecError(found)
    asked = request_of(spec)
    branch = Branch(source, plan.branch, plan.remote)
    own = _release(asked, source, plan, branch)
    notes = [f"{source} has changes that are not committed"] if uncommitted(source) else []
    with TemporaryDirectory(prefix="specgen-") as there:
        others = list(_others(branch, source, own, Path(there), notes))
        made = _told(source, spec, asked, own, others, plan, tell)
        tell("generating")
        brought = with_exhibits(asked, {"versions": lambda: made})
        build_request(brought, source, Path(output), tell, extra=_SELECTOR)
        site = Path(there) / "site"
        notes += _taken(Path(output) / "site", site, asked.default, plan, tell)
        changed = _commit(branch, own, site, plan, others)
    if plan.push:
        _push(branch, plan)
    against = tuple(one.other for one in made.comparisons)
    return Deployment(own.version, own.status, against, changed, plan.push, tuple(notes))


def _needed() -> None:
    if find_spec("mike") is None:
        raise SiteError("deploying versions needs mike: pip install 'specgen[site]'")


def _release(asked: Request, source: Path, plan: DeployPlan, branch: Branch) -> Release:
    """What is to be deployed, as a release. Raises DeployError where it may not be."""
    from specgen.generators.docs.versions.data import Release
    from specgen.model.identity import binary_hash

    one = asked.default
    for name in (one.version, *plan.aliases):
        if not _NAME.fullmatch(name):
            raise DeployError(f"{name!r} is no name of a folder on a site")
    branch.refuse(one.version, plan.aliases)
    recorded = next((each for each in _recorded(source) if each.version == one.version), None)
    same = recorded is not None and recorded.content == one.content_hash
    status = plan.status or ("ratified" if same else "draft")
    if status == "ratified" and recorded is not None and not same:
        raise DeployError(
            f"{one.version} is recorded as a release with another content: it never changes; raise the version"
        )
    known = branch.versions.get(one.version)
    if known is not None and known.status == "ratified":
        if known.content != one.content_hash:
            raise DeployError(
                f"{one.version} is deployed as ratified with another content ({known.content[:16]}, not "
                f"{one.content_hash[:16]}): raise the version"
            )
        if status == "draft":
            raise DeployError(f"{one.version} is deployed as ratified: it is no draft any more")
    hashes = {each.variant: binary_hash(each) for each in asked.architectures}
    return Release(
        one.version, status, one.content_hash, hashes, recorded.date if same and recorded else None
    )


def _recorded(source: Path) -> tuple[Recorded, ...]:
    from specgen.releases import ReleaseError, read_table

    try:
        return read_table(_records(source))
    except ReleaseError as error:
        raise DeployError(str(error)) from None


def _records(source: Path) -> Path:
    return beside(source) / "releases"


def _others(branch: Branch, source: Path, own: Release, there: Path, notes: list[str]) -> Iterator[Past]:
    """Yield the versions that this one is compared with: those deployed, and earlier ones that are recorded as releases."""
    from specgen.generators.docs.versions.history import HISTORY, read_history
    from specgen.releases import SPEC

    deployed = {name: one for name, one in branch.versions.items() if name != own.version}
    for name, one in deployed.items():
        pages = frozenset(
            path.removeprefix(f"{name}/") for path in branch.files if path.startswith(f"{name}/")
        )
        archive = next((path for path in sorted(pages) if _SPEC.fullmatch(path)), None)
        if archive is None:
            notes.append(f"{name} was deployed without its spec, and is not compared")
            continue
        kept = there / f"{name}.tar.gz"
        kept.write_bytes(branch.read(f"{name}/{archive}"))
        root = f"../{name}/"
        history = {}
        if HISTORY in pages:
            history = read_history(branch.read(f"{name}/{HISTORY}").decode(), root)
        yield Past(name, kept, one.status, one.content, None, root, pages, history)
    for each in _recorded(source):
        archive_of = _records(source) / each.version / SPEC
        if each.version not in deployed and order(each.version) < order(own.version) and archive_of.is_file():
            yield Past(each.version, archive_of, "ratified", each.content, each.date)


def _told(
    source: Path, spec: Spec, asked: Request, own: Release, others: list[Past], plan: DeployPlan, tell: Tell
) -> Versions:
    """All that the site is told: comparisons, and what can be taken."""
    made = versions(source, own, others, search=plan.search, tell=tell)
    return replace(made, downloads=downloads(source, spec, asked, plan.vectors, tell), deployed=True)


def _taken(built: Path, site: Path, one: Architecture, plan: DeployPlan, tell: Tell) -> list[str]:
    """Copy what was built to where it is deployed from, and print it there; return what is left out."""
    from specgen.api.printing import PrintError, pdf
    from specgen.generators.docs.versions.data import Download
    from specgen.generators.manifest import NAME as MANIFEST

    shutil.copytree(built, site, ignore=shutil.ignore_patterns(MANIFEST))
    if not plan.pdf:
        return []
    tell("printing")
    try:
        data = pdf(site, (), f"{one.name} {one.version}")
    except PrintError as error:
        return [f"without a PDF: {error}"]
    add_file(site, Download(f"{one.name}-{one.version}.pdf", "The reference, to print", data))
    return []


def _commit(branch: Branch, own: Release, site: Path, plan: DeployPlan, others: list[Past]) -> bool:
    """Put a site on the branch, with mike; return whether anything changed there. Raises DeployError."""
    from mike import commands
    from mike.git_utils import GitEmptyCommit, GitError

    compared = {one.version: one.content for one in others}
    told = [("status", own.status), ("content", own.content), ("compared", compared)]
    title = own.version if own.status == "ratified" else f"{own.version} ({own.status})"
    named = {"branch": plan.branch, "message": f"Deploy {title}, content {own.content[:16]}"}
    settings = {"site_dir": str(site.resolve()), "use_directory_urls": False}
    changed = True
    with chdir(branch.top):
        try:
            try:
                with commands.deploy(
                    settings, own.version, title, [*plan.aliases], True, set_props=told, **named
                ):
                    pass  # the site is there already
            except GitEmptyCommit:
                changed = False
            if plan.lead or "index.html" not in branch.files:
                lead = (*plan.aliases, own.version)[0]
                named["message"] = f"Lead to {lead}"
                with suppress(GitEmptyCommit):
                    commands.set_default(lead, **named)
        except (GitError, ValueError) as error:
            raise DeployError(f"{plan.branch}: {error}") from None
    return changed


def _push(branch: Branch, plan: DeployPlan) -> None:
    from mike.git_utils import GitError, push_branch

    with chdir(branch.top):
        try:
            push_branch(plan.remote, plan.branch)
        except GitError as error:
            raise DeployError(str(error)) from None

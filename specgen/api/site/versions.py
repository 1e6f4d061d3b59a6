"""What a site is told of other versions of its spec: each compared with this one, what changed where, what came when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators.docs.versions.data import Changed, Comparison, Key, Notes, Release, Versions
    from specgen.model import Spec
    from specgen.review import Review, Search, Side
    from specgen.review.reports import Report

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Past:
    """Another version: its spec as an archive, and where its site stands from the root of this one, if there is one.

    ``pages`` are those of its site, ``history`` is what that told of changes.
    """

    version: str
    archive: Path
    status: str
    content: str
    date: str | None = None
    root: str = ""
    pages: frozenset[str] = frozenset()
    history: Mapping[Key, Sequence[Changed]] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, ...]:
        """What versions are compared by."""
        return order(self.version)


def order(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, four of them."""
    from specgen.model.item import version_parts

    return (*version_parts(version), 0, 0, 0, 0)[:4]


def before(version: str, others: Iterable[Past]) -> Past | None:
    """Return the version that came before one."""
    earlier = [one for one in others if one.order < order(version)]
    return max(earlier, key=lambda one: one.order, default=None)


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison for pages, and what the newer of the two versions brought."""

    comparison: Comparison
    notes: Notes


def compared(path: Path, past: Past, version: str, search: Search | None, tell: Tell) -> Compared:
    """Compare the spec at ``path`` with another version of it, the older one first. Raises SpecError, SideError."""
    from specgen.generators.docs.versions.data import Site
    from specgen.review.reports import comparison

    here, there = Site(), Site(past.root, past.pages)
    sides = [(str(past.archive), past.version, there), (str(path), version, here)]
    if past.order > order(version):
        sides.reverse()
    (old, old_version, old_site), (new, new_version, new_site) = sides
    tell(f"comparing {old_version} with {new_version}")
    with ExitStack() as stack:
        report, review = _reviewed((old, old_version), (new, new_version), path, search, stack)
        made = comparison(report, review, past.version, old_site, new_site)
        return Compared(made, _notes(report))


def _reviewed(
    old: tuple[str, str], new: tuple[str, str], path: Path, search: Search | None, stack: ExitStack
) -> tuple[Report, Review]:
    from specgen.api.reviewing import policy_of, today_of
    from specgen.review import conclude, judge, prepare
    from specgen.review.reports import report_of

    first, second = _side(*old, path, stack), _side(*new, path, stack)
    review = prepare(first, second, search)
    decided = replace(policy_of(second), approvals=())  # who answers for it until when is no part of a page
    review.weigh, review.released = decided.weighed, decided.released
    return report_of(review, conclude(review, judge(review)), decided, today_of()), review


def _side(text: str, version: str, path: Path, stack: ExitStack) -> Side:
    from specgen.review import load_side

    side = load_side(text, path, stack)
    side.label = version
    return side


def _notes(report: Report) -> Notes:
    from specgen.generators.docs.versions.data import Notes
    from specgen.releases import READERS, notes_of

    found = notes_of(report.outcome)
    return Notes(
        {
            name: [(one.message, one.rule, one.subject) for one in every]
            for name, every in found.groups.items()
        },
        {
            READERS[consumer]: [(one.effect.name.lower(), one.what, one.todo, one.seen) for one in steps]
            for consumer, steps in found.steps.items()
        },
    )


def versions(
    path: Path, own: Release, others: Sequence[Past], *, search: Search | None, tell: Tell
) -> Versions:
    """Compare a spec with all other versions of it; ``own`` is what it is as a release. Raises SpecError, SideError."""
    from specgen.generators.docs.versions.data import Release, Versions

    last = before(own.version, others)
    made = {
        one.version: compared(path, one, own.version, search, tell)
        for one in sorted(others, key=lambda one: one.order)
    }
    if last is not None:
        own = replace(own, since=last.version, notes=made[last.version].notes)
    known = [Release(one.version, one.status, one.content, {}, one.date, root=one.root) for one in others]
    return Versions(
        own.version,
        own.since,
        tuple(one.comparison for one in made.values()),
        {} if last is None else last.history,
        tuple(sorted([own, *known], key=lambda one: order(one.version), reverse=True)),
    )


def recorded(spec: Spec) -> Versions:
    """Return what a site that stands alone tells of versions: releases recorded beside the spec, the newest first."""
    from specgen.generators.docs.versions.data import Release, Versions
    from specgen.releases import ReleaseError, read_table
    from specgen.source import SpecError

    now = spec.architecture()
    folder = Path(now.origin.tree.file.path).resolve().parent.parent / "releases"
    try:
        known = read_table(folder)
    except (ReleaseError, SpecError):
        known = ()  # `specgen releases` says what is wrong with the table
    if not known:
        return Versions(now.version)
    made = [Release(one.version, "ratified", one.content, one.binary, one.date) for one in known]
    if now.content_hash not in {one.content for one in known}:
        made.append(Release(now.version, "draft", now.content_hash, {}))
    return Versions(now.version, releases=tuple(reversed(made)))

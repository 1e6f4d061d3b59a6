"""Deploying versions: what would lose something is refused, before anything is written; what is there stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from specgen.api import DeployError, Deployment, DeployPlan, deploy, load_spec, printing, start
from specgen.api.site import deploying
from specgen.generators import Request, stamp, write
from specgen.generators.docs import generate
from specgen.generators.docs.versions.history import HISTORY, read_history
from specgen.review import Search
from tests.site.deployed import committed, edited, git, light

PLAN = DeployPlan(vectors=None, pdf=False, search=Search(trials=0, solver=0))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a small spec in `spec`."""
    start(tmp_path / "here/spec", "spec")
    committed(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are deployed as they are generated: no engine turns them into HTML."""

    def build(asked: Request, _path: Path, output: Path, *_: object, **__: object) -> None:
        files = generate(asked)
        write(output / "site", {**files, "releases.html": files["releases.md"]}, stamp(asked.default))

    monkeypatch.setattr(deploying, "build_request", build)
    monkeypatch.setattr(deploying, "request_of", light(()))


def _deploy(repository: Path, plan: DeployPlan = PLAN) -> Deployment:
    return deploy(repository / "spec", repository / "build", plan)


def _refused(repository: Path, plan: DeployPlan = PLAN) -> str:
    with pytest.raises(DeployError) as refusal:
        _deploy(repository, plan)
    assert not (repository / "build").exists()
    return str(refusal.value)


def _branch(repository: Path, files: Mapping[str, str], name: str = "gh-pages") -> None:
    """Put files on a branch of its own."""
    git(repository, "checkout", "-q", "--orphan", name)
    git(repository, "rm", "-rfq", ".")
    for path, text in files.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(text)
    committed(repository)
    git(repository, "checkout", "-q", "main")


def _known(version: str, *aliases: str, **properties: Any) -> str:
    return json.dumps([{"version": version, "title": version, "aliases": aliases, "properties": properties}])


def _raise(repository: Path, version: str, *edits: tuple[str, str]) -> None:
    old = load_spec(repository / "spec").architecture().version
    edited(repository / "spec/spec.yaml", [(f"version: {old}", f"version: {version}")])
    edited(repository / "spec/isa/instructions.yaml", edits)


def test_a_folder_outside_of_a_repository_is_refused(tmp_path: Path) -> None:
    start(tmp_path / "spec", "spec")
    assert "not a git repository" in _refused(tmp_path)


def test_a_branch_that_holds_something_else_is_refused(repository: Path) -> None:
    _branch(repository, {"notes.txt": "mine"})
    assert "holds something other than deployed versions" in _refused(repository)
    _branch(repository, {"versions.json": '{"0.1.0": "mine"}'}, "other")
    assert "versions.json" in _refused(repository, DeployPlan(branch="other"))


def test_the_branch_that_is_checked_out_is_refused(repository: Path) -> None:
    assert "is checked out" in _refused(repository, DeployPlan(branch="main"))


@pytest.mark.parametrize("name", ["two words", "--force", "a..b", ""])
def test_what_is_no_name_of_a_branch_is_refused(repository: Path, name: str) -> None:
    assert f"{name!r} is no name of a branch" in _refused(repository, DeployPlan(branch=name))


def test_what_no_version_put_there_is_not_overwritten(repository: Path) -> None:
    _branch(repository, {"versions.json": "[]", "0.1.0/mine.html": "", "latest/mine.html": ""})
    assert "'0.1.0'" in _refused(repository)
    _raise(repository, "0.2.0")
    assert "'latest'" in _refused(repository, DeployPlan(aliases=("latest",)))


def test_an_alias_is_a_name_of_its_own(repository: Path) -> None:
    _branch(repository, {"versions.json": _known("0.0.9"), "0.0.9/index.html": ""})
    assert "is a version" in _refused(repository, DeployPlan(aliases=("0.0.9",)))
    assert "no name of a folder" in _refused(repository, DeployPlan(aliases=("../up",)))


def test_what_is_ratified_never_changes(repository: Path) -> None:
    known = _known("0.1.0", status="ratified", content="0" * 64)
    _branch(repository, {"versions.json": known, "0.1.0/index.html": ""})
    assert "another content" in _refused(repository)
    content = load_spec(repository / "spec").content_hash
    known = _known("0.1.0", status="ratified", content=content)
    _branch(repository, {"versions.json": known, "0.1.0/index.html": ""}, "same")
    assert "no draft any more" in _refused(repository, DeployPlan(branch="same", status="draft"))


def test_a_recorded_release_is_what_it_was(repository: Path) -> None:
    row = f'releases:\n  "0.1.0": {{content: "{"0" * 64}", binary: {{"small": "{"0" * 64}"}}}}\n'
    (repository / "releases").mkdir()
    (repository / "releases/releases.yaml").write_text(row)
    assert "recorded as a release with another content" in _refused(repository, DeployPlan(status="ratified"))


def test_another_line_of_history_is_refused(repository: Path, tmp_path: Path) -> None:
    for name in ("here", "there"):
        folder = tmp_path / name
        if name == "there":
            git(tmp_path, "clone", "-q", str(repository), "there")
        _branch(folder, {"versions.json": _known("0.0.9"), "0.0.9/index.html": name})
    git(tmp_path / "there", "fetch", "-q")
    assert "origin/gh-pages" in _refused(tmp_path / "there")


@pytest.mark.usefixtures("quick")
def test_versions_follow_one_another(repository: Path) -> None:
    first = _deploy(repository, DeployPlan(("gh-pages"), aliases=("latest",), vectors=None, pdf=False))
    assert (first.version, first.status, first.compared, first.changed, first.notes) == (
        "0.1.0",
        "draft",
        (),
        True,
        (),
    )
    assert not _deploy(repository).changed
    _raise(repository, "0.2.0", ("encoding: {opcode: 0x02}", "encoding: {opcode: 0x06}"))
    second = _deploy(repository, DeployPlan(aliases=("latest",), vectors=None, pdf=False, search=PLAN.search))
    assert second.compared == ("0.1.0",)
    assert "not committed" in second.notes[0]
    _raise(repository, "0.3.0", ("summary: Add.", "summary: Add two registers."))
    assert set(_deploy(repository).compared) == {"0.1.0", "0.2.0"}
    known = {one["version"]: one for one in json.loads(_shown(repository, "versions.json"))}
    assert [one["aliases"] for one in known.values()] == [[], ["latest"], []]
    content = {name: one["properties"]["content"] for name, one in known.items()}
    assert known["0.3.0"]["properties"]["compared"] == {name: content[name] for name in ("0.1.0", "0.2.0")}
    assert _history(repository, "0.3.0") == {
        ("instructions", "add"): [("0.3.0", "words", "compare/0.2.0.html")],
        ("instructions", "mul"): [("0.2.0", "breaking", "../0.2.0/compare/0.1.0.html")],
    }
    page = _shown(repository, "0.3.0/instructions/mul.md")
    assert 'href="../../0.2.0/compare/0.1.0.html#f-' in page


@pytest.mark.usefixtures("quick")
def test_an_earlier_version_is_compared_with_later_ones(repository: Path) -> None:
    _raise(repository, "0.2.0", ("summary: Add.", "summary: Add two registers."))
    _deploy(repository)
    _raise(repository, "0.1.0", ("summary: Add two registers.", "summary: Add."))
    assert _deploy(repository).compared == ("0.2.0",)
    page = _shown(repository, "0.1.0/compare/0.2.0.md")
    assert page.startswith("# From 0.1.0 to 0.2.0")
    assert '<a href="../instructions/add.html">in 0.1.0</a>' in page
    assert _history(repository, "0.1.0") == {}, "what is new later changed nothing here"


@pytest.mark.usefixtures("quick")
def test_deployments_are_sent_where_they_are_asked_to(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repository), "remote.git")
    git(repository, "remote", "add", "origin", str(tmp_path / "remote.git"))
    assert not _deploy(repository).pushed
    assert b"gh-pages" not in git(tmp_path / "remote.git", "branch")
    assert _deploy(repository, DeployPlan(vectors=None, pdf=False, push=True)).pushed
    assert b"gh-pages" in git(tmp_path / "remote.git", "branch")
    git(tmp_path, "clone", "-q", str(tmp_path / "remote.git"), "other")
    other = tmp_path / "other"
    for name, value in (("user.name", "A"), ("user.email", "a@example.org")):
        git(other, "config", name, value)
    _raise(other, "0.2.0")
    assert _deploy(other).compared == ("0.1.0",), "what the remote has is known here, too"


@pytest.mark.usefixtures("quick")
def test_the_same_spec_gives_the_same_bytes(repository: Path, tmp_path: Path) -> None:
    plan = DeployPlan(vectors=1, pdf=False)
    _deploy(repository, plan)
    git(tmp_path, "clone", "-q", str(repository), "there")
    there = tmp_path / "there"
    for name, value in (("user.name", "A"), ("user.email", "a@example.org")):
        git(there, "config", name, value)
    git(there, "update-ref", "-d", "refs/remotes/origin/gh-pages")
    _deploy(there, plan)
    trees = [git(folder, "rev-parse", "gh-pages:0.1.0") for folder in (repository, there)]
    assert trees[0] == trees[1]
    names = git(repository, "ls-tree", "--name-only", "gh-pages:0.1.0/downloads").decode().split()
    parts = ("", "-headers", "-rust", "-spec", "-vectors")
    assert set(names) == {
        *(f"spec-0.1.0{part}.tar.gz" for part in parts),
        *("spec-0.1.0-py3-none-any.whl", "spec_large-0.1.0-py3-none-any.whl"),
        *("SHA256SUMS", "spec.json", "spec.schema.json"),
    }
    (tmp_path / "taken").mkdir()
    again = tmp_path / "taken/spec.yaml"
    again.write_text(_shown(repository, "0.1.0/downloads/spec.json"))
    assert load_spec(again.parent).content_hash == load_spec(repository / "spec").content_hash


@pytest.mark.usefixtures("quick")
def test_the_print_is_among_what_can_be_taken(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "pdf", lambda *_: b"%PDF")
    plan = DeployPlan(vectors=None)
    assert _deploy(repository, plan).notes == ()
    sums = _shown(repository, "0.1.0/downloads/SHA256SUMS").splitlines()
    assert f"{sha256(b'%PDF').hexdigest()}  spec-0.1.0.pdf" in sums
    assert 'href="downloads/spec-0.1.0.pdf" download>' in _shown(repository, "0.1.0/releases.html")
    assert [line[66:] for line in sums] == sorted(line[66:] for line in sums)

    def fails(*_: object) -> bytes:
        raise printing.PrintError("no browser")

    monkeypatch.setattr(printing, "pdf", fails)
    assert _deploy(repository, plan).notes == ("without a PDF: no browser",)
    assert "spec-0.1.0.pdf" not in _shown(repository, "0.1.0/downloads/SHA256SUMS")


def _shown(repository: Path, path: str) -> str:
    return git(repository, "show", f"gh-pages:{path}").decode()


def _history(repository: Path, version: str) -> dict[tuple[str, ...], list[tuple[str, str, str]]]:
    found = read_history(_shown(repository, f"{version}/{HISTORY}"), "")
    return {
        key: [(one.version, one.verdict, one.address.partition("#")[0]) for one in every]
        for key, every in found.items()
        if key[0] == "instructions"
    }

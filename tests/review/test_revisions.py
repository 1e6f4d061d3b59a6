"""Revisions of git as sides: how they may be named, links in them, and clones that do not hold them."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from specgen.review.sides import SideError, load_side

SPEC = "name: kept\nversion: 1.0.0\nsummary: Kept.\ninclude: [parts/*.yaml]\n"
PART = "enums: {mode: {values: {fast: 0, slow: 1}, summary: How.}}\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose spec lies in ``chip/spec``, one part of it as a link; the current folder is its top."""
    top = tmp_path / "work"
    (top / "chip" / "spec" / "parts").mkdir(parents=True)
    (top / "chip" / "spec" / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (top / "shared.yaml").write_text(PART, encoding="utf-8")
    (top / "chip" / "spec" / "parts" / "enums.yaml").symlink_to("../../../shared.yaml")
    _git(top, "init", "-q", "-b", "main")
    _git(top, "add", "-A")
    _git(top, "commit", "-q", "-m", "first")
    monkeypatch.chdir(top)
    return top


@pytest.mark.parametrize("name", ["HEAD", "HEAD:chip/spec", "HEAD:chip/spec/", "HEAD:chip/spec/spec.yaml"])
def test_that_a_revision_holds_what_its_links_lead_to(repository: Path, name: str) -> None:
    with ExitStack() as stack:
        side = load_side(name, Path("chip/spec"), stack)
        assert list(side.main.enums["mode"].by_name) == ["fast", "slow"]
        assert not any(path.is_symlink() for path in side.folder.rglob("*"))


def test_that_the_folder_of_the_spec_is_found_from_further_in(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "chip" / "spec" / "parts")
    with ExitStack() as stack:
        assert load_side("HEAD", Path("chip/spec"), stack).shown == "chip/spec"


def test_that_a_spec_may_lie_at_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC.replace("include: [parts/*.yaml]\n", ""), encoding="utf-8")
    (tmp_path / "HEAD").write_text("a file that is called like a revision", encoding="utf-8")
    _git(tmp_path, "init", "-q", "-b", "main")
    _git(tmp_path, "add", "spec.yaml")
    _git(tmp_path, "commit", "-q", "-m", "first")
    monkeypatch.chdir(tmp_path)
    for name in ("HEAD", "HEAD:", "HEAD:.", "HEAD:spec.yaml"):
        with ExitStack() as stack:
            assert load_side(name, Path(), stack).main.name == "kept"


def test_that_a_link_out_of_the_repository_is_refused(repository: Path) -> None:
    (repository / "chip" / "spec" / "parts" / "more.yaml").symlink_to("/etc/hostname")
    _git(repository, "add", "-A")
    _git(repository, "commit", "-q", "-m", "out")
    message = "chip/spec/parts/more.yaml is a link to /etc/hostname, which HEAD does not hold"
    with ExitStack() as stack, pytest.raises(SideError, match=message):
        load_side("HEAD", Path("chip/spec"), stack)


def test_that_a_shallow_clone_says_so(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    _git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    with ExitStack() as stack, pytest.raises(SideError, match="the clone is shallow"):
        load_side("HEAD~1", Path("chip/spec"), stack)


def _git(where: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run(["git", *identity, *arguments], cwd=where, check=True, capture_output=True)

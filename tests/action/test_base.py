"""What a job compares with, in the checkouts that jobs have."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.action.repository import Repository, checked_out, job_variables, merged


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    """A repository whose `main` went on after `change` left it at the tag `fork`."""
    made = Repository(tmp_path / "origin")
    made.git("config", "uploadpack.allowAnySHA1InWant", "true")
    for number, branch in enumerate(["main", "main", "change", "change", "main"]):
        if branch == "change" and not (made.path / "change").exists():
            made.git("tag", "fork")
            made.git("checkout", "--quiet", "-b", "change")
        elif branch == "main" and number == 4:
            made.git("checkout", "--quiet", "main")
        (made.path / branch).write_text(f"{number}\n", encoding="utf-8")
        made.commit(f"Commit {number}")
    return made


@pytest.fixture
def base_of(
    root: Path, origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str | None]:
    """Asks in a checkout of a commit with some depth; what it answers, as a commit."""
    monkeypatch.syspath_prepend(root / "action")

    def ask(
        commit: str, event: dict[str, Any], depth: int | None = 1, kind: str = "pull_request", **inputs: str
    ) -> str | None:
        from base import base_of as call
        from job import Job

        work = checked_out(
            origin, tmp_path / f"work{len(list(tmp_path.iterdir()))}", origin.git("rev-parse", commit), depth
        )
        monkeypatch.chdir(work)
        variables = job_variables(tmp_path / "event", event, kind, origin.git("rev-parse", commit))
        found = call(Job({**variables, **{f"INPUT_{name.upper()}": value for name, value in inputs.items()}}))
        return None if found is None else origin.git("rev-parse", found.removeprefix("origin/"))

    return ask


def _pull_request(origin: Repository, base: str) -> dict[str, Any]:
    return {"pull_request": {"number": 7, "base": {"sha": origin.git("rev-parse", base), "ref": "main"}}}


def test_a_merge_is_compared_with_what_it_was_merged_into(
    origin: Repository, base_of: Callable[..., str | None]
) -> None:
    """With what `main` is now, though the event tells where it was: else its later commits were this branch's."""
    merge = merged(origin, "change")
    assert base_of(merge, _pull_request(origin, "fork")) == origin.git("rev-parse", "main")


def test_a_branch_is_compared_with_where_it_began(
    origin: Repository, base_of: Callable[..., str | None]
) -> None:
    for kind in ("pull_request", "pull_request_target"):
        assert base_of("change", _pull_request(origin, "main"), None, kind) == origin.git("rev-parse", "fork")


def test_where_a_branch_began_has_to_be_there(origin: Repository, base_of: Callable[..., str | None]) -> None:
    from job import Failure

    with pytest.raises(Failure, match="fetch-depth: 0"):
        base_of("change", _pull_request(origin, "main"), 1)


def test_the_base_itself_is_not_reviewed(origin: Repository, base_of: Callable[..., str | None]) -> None:
    """What actions/checkout does for `pull_request_target` where nobody says otherwise: it would find no change."""
    from job import Failure

    with pytest.raises(Failure, match="The base of the pull request is checked out"):
        base_of("main", _pull_request(origin, "main"), None, "pull_request_target")


def test_a_push_is_compared_with_what_stood_there(
    origin: Repository, base_of: Callable[..., str | None]
) -> None:
    before = origin.git("rev-parse", "main~2")
    assert base_of("main", {"before": before}) == before


def test_a_merge_queue_is_compared_with_its_base(
    origin: Repository, base_of: Callable[..., str | None]
) -> None:
    base = origin.git("rev-parse", "fork")
    assert base_of("main", {"merge_group": {"base_sha": base}}) == base


@pytest.mark.parametrize("event", [{"before": "0" * 40}, {"schedule": "0 0 * * *"}, {}])
def test_a_new_branch_is_compared_with_nothing(
    base_of: Callable[..., str | None], event: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert base_of("main", event) is None
    assert capsys.readouterr().out.startswith("::notice title=specgen::Nothing is compared")


@pytest.mark.parametrize(
    ("base", "depth"), [("fork", 1), ("fork", None), ("change", 1), ("change", None), ("main~1", None)]
)
def test_it_can_be_named(
    origin: Repository, base_of: Callable[..., str | None], base: str, depth: int | None
) -> None:
    assert base_of("main", {}, depth, base=base) == origin.git("rev-parse", base)


@pytest.mark.parametrize("base", ["nowhere", "--upload-pack=touch x", "a b"])
def test_a_name_of_nothing_is_refused(base_of: Callable[..., str | None], base: str) -> None:
    from job import Failure

    with pytest.raises(Failure):
        base_of("main", {}, base=base)
    assert not Path("x").exists()


def test_a_checkout_of_another_user_is_read(
    root: Path, origin: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container, whose user is not that of the machine around it."""
    monkeypatch.syspath_prepend(root / "action")
    from base import prepare_git

    for name in ("GIT_TERMINAL_PROMPT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "0")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    asked = ["git", "rev-parse", "HEAD"]
    refused = subprocess.run(asked, cwd=origin.path, capture_output=True, text=True, check=False)
    assert "dubious ownership" in refused.stderr
    prepare_git()
    assert not subprocess.run(asked, cwd=origin.path, capture_output=True, check=False).returncode

"""The comment of a pull request: one for each spec, ours, current; and what happens where there can be none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.action.github import GitHub

if TYPE_CHECKING:
    from job import Job

MARK = "<!-- specgen review -->\n<!-- of spec -->\n"


@pytest.fixture
def publish(
    root: Path, github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Publishes a text for pull request 7."""
    monkeypatch.syspath_prepend(root / "action")
    from comment import publish as call

    def run(text: str, mark: str = MARK, token: str = "secret", worth: bool = True) -> None:
        call(_job(tmp_path, github), token, mark, mark + text, worth=worth)

    return run


def _job(folder: Path, github: GitHub) -> Job:
    from job import Job

    (folder / "event.json").write_text(json.dumps({"pull_request": {"number": 7}}), encoding="utf-8")
    return Job(
        {
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": "o/r",
        }
    )


def test_one_comment_is_kept_up_to_date(publish: Callable[..., None], github: GitHub) -> None:
    github.add("Nice!", {"login": "a", "type": "User"})
    publish("one")
    assert github.written() == ["POST"]
    publish("two")
    assert github.written() == ["PATCH"]
    publish("two")
    assert github.written() == []
    assert [one["body"] for one in github.comments] == ["Nice!", f"{MARK}two"]
    assert github.tokens == {"Bearer secret"}


def test_nothing_to_say_is_said_only_where_something_was(
    publish: Callable[..., None], github: GitHub
) -> None:
    publish("nothing changed", worth=False)
    assert github.written() == []
    publish("breaks everyone")
    publish("nothing changed", worth=False)
    assert [one["body"] for one in github.comments] == [f"{MARK}nothing changed"]


def test_it_is_found_on_the_second_page(publish: Callable[..., None], github: GitHub) -> None:
    for n in range(150):
        github.add(f"comment {n}", {"login": "a", "type": "User"})
    publish("one")
    publish("two")
    assert github.written() == ["POST", "PATCH"]
    assert len(github.comments) == 151


def test_each_spec_has_its_own(publish: Callable[..., None], github: GitHub) -> None:
    other = MARK.replace("of spec", "of other/spec")
    publish("one")
    publish("two", mark=other)
    publish("three")
    assert [one["body"] for one in github.comments] == [f"{MARK}three", f"{other}two"]


def test_what_others_wrote_in_our_name_is_left_alone(publish: Callable[..., None], github: GitHub) -> None:
    forged = github.add(f"{MARK}compatible", {"login": "mallory", "type": "User"})
    publish("breaks everyone")
    assert github.written() == ["POST"]
    assert forged["body"] == f"{MARK}compatible"

    github.login = "release-robot"
    publish("breaks everyone")
    assert github.comments[-1]["user"]["login"] == "github-actions[bot]", "the server's own"
    assert github.written() == ["POST"], "a token of somebody else does not edit it either"


def test_of_two_of_ours_one_stays(publish: Callable[..., None], github: GitHub) -> None:
    """As two jobs at once may leave it."""
    github.add(f"{MARK}one")
    github.add(f"{MARK}one\r\nmore")
    publish("two")
    assert [one["body"] for one in github.comments] == [f"{MARK}two"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_may_not_fails_nothing(
    publish: Callable[..., None], github: GitHub, method: str, capsys: pytest.CaptureFixture[str]
) -> None:
    github.refuse[method] = 403
    publish("one")
    told = capsys.readouterr().out
    assert told.startswith("::notice title=specgen::There is no comment: the token may not write one (403).")
    assert "pull-requests: write" in told


def test_a_server_that_fails_fails_nothing(
    publish: Callable[..., None], github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    github.refuse["GET"] = 502
    publish("one")
    assert capsys.readouterr().out.startswith(
        "::warning title=specgen::There is no comment: GitHub answers 502"
    )
    github.url = "http://127.0.0.1:1"
    publish("one")
    assert "GitHub cannot be reached" in capsys.readouterr().out


def test_no_token_no_comment(
    publish: Callable[..., None], github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    publish("one", token="")
    assert not github.asked
    assert "the token is empty" in capsys.readouterr().out

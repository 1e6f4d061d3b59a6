"""What a job compares with: the revision that its pull request or push started from, fetched where it is not there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from job import Failure, Job

_DEPTH = "give actions/checkout `fetch-depth: 0`, so that the history is there"


def prepare_git() -> None:
    """Let git read a checkout that another user made, as it is in a container; and never let it ask for a password."""
    count = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
    os.environ |= {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_COUNT": str(count + 1),
        f"GIT_CONFIG_KEY_{count}": "safe.directory",
        f"GIT_CONFIG_VALUE_{count}": "*",
    }


def base_of(job: Job) -> str | None:
    """Return what to compare with, as `specgen diff` takes it; None where there is nothing to, which is told.

    Raises Failure where it should be there and cannot be had.
    """
    if given := job.given("BASE"):
        return given if Path(given).is_file() else _named(given)
    event = job.event()
    if pull := event.get("pull_request"):
        return _short(_of_pull_request(job, str(pull["base"]["sha"])))
    if group := event.get("merge_group"):
        return _short(_fetched(str(group["base_sha"])))
    before = str(event.get("before") or "")
    if before.strip("0"):
        return _short(_fetched(before))
    job.notice(
        "Nothing is compared: no pull request, and nothing stood here before. `base` names what to compare with."
    )
    return None


def _of_pull_request(job: Job, base: str) -> str:
    """The commit of the base branch that GitHub merged with, where that is checked out; else where the branch left it."""
    commit = _git("cat-file", "commit", "HEAD").stdout
    parents = [line.split()[1] for line in commit.split("\n\n")[0].splitlines() if line.startswith("parent ")]
    head = _git("rev-parse", "HEAD").stdout.strip()
    if job.environment.get("GITHUB_EVENT_NAME") == "pull_request" and head == job.environment.get(
        "GITHUB_SHA"
    ):
        if len(parents) == 2:
            return _fetched(parents[0])
    elif head == base:
        raise Failure(
            "The base of the pull request is checked out, and not what it changes: see `ref` of actions/checkout."
        )
    merged = _git("merge-base", _fetched(base), "HEAD")
    if merged.returncode:
        raise Failure(f"Where this branch left {base[:12]} is not in the checkout: {_DEPTH}.")
    return merged.stdout.strip()


def _named(text: str) -> str:
    """A revision that somebody named: here, of the remote, or fetched from it."""
    revision, colon, folder = text.partition(":")
    if revision.startswith("-"):
        raise Failure(f"base: {text!r} is no revision")
    for one in (revision, f"origin/{revision}"):
        if _is_there(one):
            return one + colon + folder
    return _short(_fetched(revision)) + colon + folder


def _fetched(revision: str) -> str:
    """The commit of a revision, fetched where it is not there. Raises Failure."""
    if not _is_there(revision):
        done = _git(
            "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--depth=1", "origin", revision
        )
        if done.returncode:
            told = done.stderr.strip().splitlines()
            raise Failure(
                f"{revision} is not in the checkout, and cannot be fetched: {_DEPTH}. git: {told[-1] if told else ''}"
            )
        revision = "FETCH_HEAD"
    return _git("rev-parse", f"{revision}^{{commit}}").stdout.strip()


def _is_there(revision: str) -> bool:
    return _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").returncode == 0


def _short(commit: str) -> str:
    return _git("rev-parse", "--short", commit).stdout.strip()


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failure(f"git is needed to see what changed: {error}") from None

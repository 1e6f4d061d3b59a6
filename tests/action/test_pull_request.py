"""A pull request is played through: three commits, the action after each as a job runs it, one comment that follows."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.action.github import GitHub
from tests.action.repository import Repository, checked_out, pull_request, with_spec
from tests.action.workflow import Done, Runner

SPEC = "hw/slate"
SUB = """  sub:
    format: r
    encoding: {opcode: 0x06}
    assembly: "sub {d:x}, {a:x}, {b:x}"
    summary: Subtract.
    group: Scalar
    semantics: x[d] = x[a] - x[b]
    timing: {issue: 1, occupancy: 1, latency: 1}
"""


@pytest.fixture(scope="module")
def installed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The action, and the folder in which jobs keep what they installed."""
    return checkout, tmp_path_factory.mktemp("jobs")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return with_spec(tmp_path / "origin", SPEC)


@pytest.fixture
def job(
    installed: tuple[Path, Path],
    offline: dict[str, str],
    github: GitHub,
    repository: Repository,
    tmp_path: Path,
) -> Callable[..., Done]:
    """Runs the action for the pull request as it is now, in a fresh checkout."""

    def run(depth: int | None = 1, **inputs: str) -> Done:
        count = len(list(tmp_path.glob("work*")))
        variables = pull_request(repository, "change", tmp_path / f"event{count}")
        work = checked_out(repository, tmp_path / f"work{count}", variables["GITHUB_SHA"], depth)
        runner = Runner(*installed, {**offline, **variables, "GITHUB_API_URL": github.url})
        given = {"spec": SPEC, **{name.replace("_", "-"): value for name, value in inputs.items()}}
        return runner.run(work, given, sys.executable)

    return run


def _add_an_instruction(repository: Repository) -> str:
    before = "  addi:\n    format: i\n"
    repository.replace(f"{SPEC}/isa/instructions.yaml", before, SUB + before)
    repository.replace(f"{SPEC}/spec.yaml", "version: 0.1.0", "version: 0.2.0")
    return repository.commit("Subtract")


def _break_two_things(repository: Repository) -> str:
    repository.replace(f"{SPEC}/isa/instructions.yaml", "if s32(x[a]) < s32(x[b]):", "if x[a] < x[b]:")
    repository.replace(f"{SPEC}/host/registers.yaml", 'heat: {bits: "15:8"}', 'heat: {bits: "23:16"}')
    return repository.commit("Compare without signs; more room for what is ready")


def _reword(repository: Repository) -> str:
    repository.replace(f"{SPEC}/host/structures.yaml", "Its bytes.", "How many bytes of it there are.")
    return repository.commit("Say it better")


def _rules(path: str) -> dict[str, dict[str, Any]]:
    """The results of a file for code scanning, by rule."""
    log = json.loads(Path(path).read_text(encoding="utf-8"))
    (run,) = log["runs"]
    return {one["ruleId"]: one for one in run["results"]}


def test_three_commits(repository: Repository, job: Callable[..., Done], github: GitHub) -> None:
    repository.git("checkout", "--quiet", "-b", "change")

    _add_an_instruction(repository)
    done = job()
    assert done.status == 0, done.log
    assert {name: done.outputs[name] for name in ("level", "needed", "given")} == {
        "level": "risk", "needed": "patch", "given": "minor",
    }  # fmt: skip
    assert not done.annotations("error")
    (warning,) = done.annotations("warning")
    assert warning.startswith(f"::warning file={SPEC}/isa/instructions.yaml,line=30,")
    assert "sub is new" in warning
    assert github.written() == ["POST"]
    (comment,) = github.comments
    assert comment["body"].startswith(f"<!-- specgen review -->\n<!-- of {SPEC} -->\n")
    assert "no break, but risks" in comment["body"]
    assert comment["body"] == done.summary.rstrip()
    assert github.tokens == {"Bearer a-token"}

    _break_two_things(repository)
    done = job()
    assert done.status == 1
    assert done.outputs["level"] == "breaking"
    assert github.written() == ["PATCH"]
    assert [one["id"] for one in github.comments] == [comment["id"]]
    assert "breaks everyone" in comment["body"]
    assert "blt" in comment["body"] and "heat" in comment["body"]
    files = [line.split(",")[0] for line in done.annotations("error")]
    assert f"::error file={SPEC}/isa/instructions.yaml" in files
    assert f"::error file={SPEC}/host/registers.yaml" in files
    results = _rules(done.outputs["sarif"])
    for rule in ("SEM_RESULT_CHANGED", "REG_FIELD_BITS"):
        assert results[rule]["level"] == "error"
        assert "->" in results[rule]["properties"]["witness"]
    assert not _rules(done.outputs["check-sarif"])
    report = json.loads(Path(done.outputs["json"]).read_text(encoding="utf-8"))
    assert report["failed"] is True
    assert "<html" in Path(done.outputs["html"]).read_text(encoding="utf-8")

    _reword(repository)
    done = job()
    assert done.status == 1
    assert github.written() == ["PATCH"]
    assert "DOC_ONLY" in comment["body"]
    done = job()
    assert github.written() == []
    Path("/tmp/action/comment.md").write_text(comment["body"])

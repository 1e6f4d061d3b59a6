"""A pull request is played through: three commits, the action after each as a job runs it, one comment that follows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.action.github import GitHub
from tests.action.repository import (
    Repository,
    checked_out,
    job_variables,
    pull_request,
    with_spec,
)
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


def _approve(repository: Repository, report: str) -> None:
    """Answer for everything that fails."""
    found = json.loads(Path(report).read_text(encoding="utf-8"))["findings"]
    approvals = [
        {
            **{key: one[key] for key in ("fingerprint", "rule", "subject")},
            "owner": "r.lind",
            "reason": "Nobody ships it.",
            "expires": date(2999, 12, 31),
        }
        for one in found
        if one["fails"]
    ]
    text = yaml.safe_dump({"approvals": approvals}, sort_keys=False)
    (repository.path / SPEC / "review.yaml").write_text(text, encoding="utf-8")
    repository.commit("Approve")


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
    assert warning.startswith(f"::warning file={SPEC}/isa/instructions.yaml,line=29,")
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
    job()
    assert github.written() == [], "what it would say stands there"

    _approve(repository, done.outputs["json"])
    done = job()
    assert done.status == 0, done.log
    assert (done.outputs["level"], done.annotations("error")) == ("breaking", [])
    assert github.written() == ["PATCH"]
    assert "approved" in comment["body"]


def test_words_alone_pass(
    installed: tuple[Path, Path],
    offline: dict[str, str],
    github: GitHub,
    repository: Repository,
    tmp_path: Path,
) -> None:
    """Pushed to a branch: there is no pull request to comment."""
    before = repository.git("rev-parse", "HEAD")
    after = _reword(repository)
    variables = job_variables(tmp_path / "event", {"before": before, "after": after}, "push", after)
    work = checked_out(repository, tmp_path / "work", after)
    runner = Runner(*installed, {**offline, **variables, "GITHUB_API_URL": github.url})
    done = runner.run(work, {"spec": SPEC, "fail-on": "risk"}, sys.executable)
    assert done.status == 0, done.log
    assert (done.outputs["level"], done.outputs["needed"]) == ("info", "none")
    assert "DOC_ONLY" in done.summary
    assert not github.asked


def test_all_that_is_wrong_is_told_at_once(
    repository: Repository, job: Callable[..., Done], github: GitHub
) -> None:
    """On a fork, whose token may write no comment: it fails for what is wrong, and for nothing else."""
    specgen = str(Path(sys.executable).with_name("specgen"))
    told = [specgen, "generate", "--spec", SPEC, "python", "-o", "out"]
    subprocess.run(told, cwd=repository.path, check=True, capture_output=True)
    repository.commit("Generate")
    repository.git("checkout", "--quiet", "-b", "change")
    _break_two_things(repository)
    github.refuse["POST"] = 403
    generated = "# what the tools read\nspecgen generate python -o out\nc -o nowhere  # not there yet"
    done = job(None, generated=generated, consumers="tools", trials="0")
    assert done.status == 1
    errors = "\n".join(done.annotations("error"))
    assert f"Run `specgen generate --spec {SPEC} python -o out` and commit" in errors
    assert "c/small/slate/decode.h: missing" in errors
    assert "REG_FIELD_BITS" in errors
    assert "The review fails." in errors
    (notice,) = [one for one in done.annotations("notice") if "There is no comment" in one]
    assert "Of a fork it never may" in notice
    assert f"<code>specgen generate --spec {SPEC} python -o out</code>" in done.summary
    assert "VERSION" in done.summary
    assert done.summary.startswith("<!-- specgen review -->\n")


def test_a_spec_with_errors_is_not_compared(
    repository: Repository, job: Callable[..., Done], github: GitHub
) -> None:
    repository.git("checkout", "--quiet", "-b", "change")
    repository.replace(f"{SPEC}/isa/instructions.yaml", "opcode: 0x02", "opcode: 0x01")
    repository.commit("Collide")
    done = job()
    assert done.status == 1
    assert any(f"file={SPEC}/isa/instructions.yaml,line=23," in one for one in done.annotations("error"))
    assert _rules(done.outputs["check-sarif"])
    assert done.outputs["sarif"] == done.outputs["level"] == ""
    (comment,) = github.comments
    assert "has found 1 error" in comment["body"]
    assert f"<code>{SPEC}/isa/instructions.yaml" in comment["body"]


def test_a_spec_that_could_not_be_read_can_be_mended(
    repository: Repository, job: Callable[..., Done], github: GitHub
) -> None:
    repository.replace(f"{SPEC}/spec.yaml", "name: slate", "nom: slate")
    repository.commit("Write it in another language")
    repository.git("checkout", "--quiet", "-b", "change")
    repository.replace(f"{SPEC}/spec.yaml", "nom: slate", "name: slate")
    repository.commit("Mend it")
    done = job()
    assert done.status == 0, "what mends a spec passes"
    assert "Nothing is compared: the spec had errors before." in github.comments[0]["body"]


def test_a_new_spec_breaks_nobody(repository: Repository, job: Callable[..., Done], github: GitHub) -> None:
    repository.git("checkout", "--quiet", "-b", "change")
    (repository.path / "hw" / "slate").rename(repository.path / "hw" / "onyx")
    repository.commit("Call it otherwise")
    done = job(spec="hw/onyx")
    assert done.status == 0, done.log
    assert "The spec is new" in github.comments[0]["body"]


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"spec": "nowhere"}, "spec: nowhere holds no spec.yaml"),
        ({"fail_on": "braking"}, "fail-on: info, risk, breaking, never, not 'braking'"),
        ({"policy": "nowhere.yaml"}, "policy: there is no file nowhere.yaml"),
        ({"generated": "c -o 'out"}, "No closing quotation"),
        ({"base": "nowhere"}, "nowhere is not in the checkout"),
    ],
)
def test_inputs_that_are_none_are_refused(
    repository: Repository, job: Callable[..., Done], inputs: dict[str, str], told: str
) -> None:
    repository.git("checkout", "--quiet", "-b", "change")
    _reword(repository)
    done = job(**inputs)
    assert done.status == 1
    assert "base" in inputs or "specgen check" not in done.log, "before anything else is done"
    assert told in "\n".join(done.annotations("error"))
    assert "Traceback" not in done.log

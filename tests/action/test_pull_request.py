"""A pull request is played through: three commits, the action after each as a job runs it, one comment that follows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

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
        _, variables = pull_request(repository, "change", tmp_path / f"event{count}")
        work = checked_out(repository, tmp_path / f"work{count}", variables["GITHUB_SHA"], depth)
        runner = Runner(*installed, {**offline, **variables, "GITHUB_API_URL": github.url})
        given = {"spec": SPEC, **{name.replace("_", "-"): value for name, value in inputs.items()}}
        return runner.run(work, given, sys.executable)

    return run


def test_three_commits(repository: Repository, job: Callable[..., Done], github: GitHub) -> None:
    repository.git("checkout", "--quiet", "-b", "change")

    repository.replace(
        f"{SPEC}/isa/instructions.yaml", "  addi:\n    format: i\n", f"{SUB}  addi:\n    format: i\n"
    )
    repository.replace(f"{SPEC}/spec.yaml", "version: 0.1.0", "version: 0.2.0")
    repository.commit("Subtract")
    done = job()
    assert done.status == 0, done.log

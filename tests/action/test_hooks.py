"""The hooks as pre-commit itself installs and runs them, from a repository of this checkout, without network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from specgen import api
from tests.action.repository import Repository, with_spec
from tests.site.test_other_repositories import FILE


@dataclass
class Commits:
    """A repository with hooks, which run with ``variables``; ``attempt`` commits, if they let it."""

    repository: Repository
    variables: dict[str, str]

    @property
    def path(self) -> Path:
        """The folder of the repository."""
        return self.repository.path

    def run(self, *command: str, at: Path | None = None) -> tuple[int, str]:
        """Run a command there with the hooks' variables; return its status and what it printed."""
        done = subprocess.run(
            command, cwd=at or self.path, env=self.variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    def attempt(self, message: str, at: Path | None = None) -> tuple[int, str]:
        """Commit everything, if the hooks let it; return git's status, and what it and they printed."""
        self.run("git", "add", "--all", at=at)
        return self.run("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", message, at=at)

    def configure(self, hooks: Repository, old: str = "HEAD, slate, --fail-on, never") -> None:
        """Take the hooks from a repository, as the page says; ``old`` are the arguments of `specgen diff`."""
        pages = Path(__file__).parents[2] / "site" / "pages"
        blocks = dict(FILE.findall((pages / "other-repositories.md").read_text(encoding="utf-8")))
        config = blocks[".pre-commit-config.yaml"].replace("HEAD, slate, --fail-on, never", old)
        config = config.replace("https://github.com/owner/specgen", str(hooks.path))
        config = config.replace("rev: v1", f"rev: {hooks.git('rev-parse', 'HEAD')}")
        (self.path / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")

    def generate(self) -> None:
        """Write what the spec gives."""
        specgen = str(Path(sys.executable).with_name("specgen"))
        status, told = self.run(specgen, "generate", "--spec", "slate", "c", "-o", "firmware/generated")
        assert status == 0, told


@pytest.fixture(scope="module")
def hooks(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository that hooks are taken from."""
    made = Repository(tmp_path_factory.mktemp("hooks") / "specgen", checkout)
    made.commit("Release")
    return made


@pytest.fixture(scope="module")
def installed(offline: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of commits: pre-commit keeps what it installs in one place."""
    home = tmp_path_factory.mktemp("home")
    folders = {name: str(home / name.lower()) for name in ("PRE_COMMIT_HOME", "VIRTUALENV_OVERRIDE_APP_DATA")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**offline, **folders, "PATH": path, "HOME": str(home)}


@pytest.fixture
def commits(hooks: Repository, installed: dict[str, str], tmp_path: Path) -> Commits:
    """A repository whose branch ``main`` has a spec, and what is generated; the hooks look at the next commit."""
    made = Commits(with_spec(tmp_path / "mine", "slate"), installed)
    made.configure(hooks)
    made.generate()
    made.repository.commit("Generate")
    assert made.run("pre-commit", "install")[0] == 0
    return made


def test_commits_pass_or_are_told_why_not(commits: Commits) -> None:
    instructions = "slate/isa/instructions.yaml"
    commits.repository.replace(instructions, "opcode: 0x02", "opcode: 0x01")
    status, told = commits.attempt("Collide")
    assert status == 1
    assert re.search(r"^specgen check\.+Failed$", told, re.MULTILINE)
    assert f"{instructions}:23" in told

    commits.repository.replace(
        instructions,
        '    encoding: {opcode: 0x01}\n    assembly: "mul',
        '    encoding: {opcode: 0x42}\n    assembly: "mul',
    )
    status, told = commits.attempt("Move mul")
    assert status == 1
    assert re.search(r"^specgen check\.+Passed$", told, re.MULTILINE)
    assert re.search(r"^generated files are current\.+Failed$", told, re.MULTILINE)
    assert "firmware/generated/c/small/slate/decode.h: out of date\n" in told
    assert "the same command without --check" in told

    commits.generate()
    status, told = commits.attempt("Move mul")
    assert status == 0, told
    assert "breaking ISA_OPCODE_CHANGED" in told, "it is shown, though it does not fail"
    status, told = commits.attempt("Say nothing")
    assert "nothing to commit" in told


def test_a_branch_is_compared_with_where_it_began(commits: Commits, hooks: Repository) -> None:
    commits.configure(hooks, "main, slate")
    commits.attempt("Fail for what breaks")
    commits.repository.git("checkout", "--quiet", "-b", "change")
    commits.repository.replace("slate/isa/instructions.yaml", "opcode: 0x02", "opcode: 0x42")
    commits.generate()
    status, told = commits.attempt("Move mul")
    assert status == 1
    assert re.search(r"^specgen diff\.+Failed$", told, re.MULTILINE)
    commits.repository.git("commit", "--quiet", "--no-verify", "--message", "Move mul")
    commits.repository.git("checkout", "--quiet", "main")
    commits.repository.replace("slate/isa/instructions.yaml", "opcode: 0x03", "opcode: 0x33")
    commits.generate()
    commits.repository.git("add", "--all")
    commits.repository.git("commit", "--quiet", "--no-verify", "--message", "Move addi")

    other = commits.path.parent / "other"
    commits.repository.git("worktree", "add", "--quiet", str(other), "change")
    (other / "slate" / "square.s").write_text("halt x0\n", encoding="utf-8")
    (other / "slate" / "isa" / "more.yaml").write_text("{}\n", encoding="utf-8")
    status, told = commits.attempt("Start elsewhere", other)
    assert status == 1
    assert "opcode of mul was 0x2, and is 0x42" in told
    assert "addi" not in told, "that is main's own"


def test_the_first_commit_of_a_repository(
    hooks: Repository, installed: dict[str, str], tmp_path: Path
) -> None:
    first = Commits(Repository(tmp_path / "first"), installed)
    api.start(first.path / "slate", "slate")
    first.configure(hooks)
    first.generate()
    assert first.run("pre-commit", "install")[0] == 0
    status, told = first.attempt("Start")
    assert status == 0, told
    assert "nothing to compare with: HEAD has no commit yet" in told

"""What is kept of a run: its state while it goes on, its result when it is done."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.campaigns.harness.campaign import Report

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "build" / "campaigns"
TABLE = ROOT / "tests" / "campaigns" / "RESULTS.md"


@dataclass(slots=True)
class Result:
    """A run of a campaign: ``done`` of ``count`` cases, in ``seconds`` of wall time."""

    campaign: str
    count: int
    seed: int
    commit: str
    done: int = 0
    seconds: float = 0.0
    wrong: int = 0
    examples: list[str] = field(default_factory=list)
    tally: dict[str, int] = field(default_factory=dict)

    def same_run(self, other: Result) -> bool:
        """Whether this one can go on where ``other`` stopped."""
        mine = (self.campaign, self.count, self.seed, self.commit)
        return mine == (other.campaign, other.count, other.seed, other.commit)

    def take(self, report: Report, done: int, seconds: float) -> None:
        """Adds what a chunk found; ``done`` cases are now behind."""
        whole = Report(self.wrong, self.examples)
        whole.tally.update(self.tally)
        whole.add(report)
        self.wrong, self.examples, self.tally = whole.wrongs, whole.examples, dict(whole.tally)
        self.done, self.seconds = done, self.seconds + seconds

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        partial.replace(path)


def read(path: Path) -> Result | None:
    """The result in that file; none where it is missing or of an older layout."""
    try:
        return Result(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def commit() -> str:
    """The commit that is checked out, with ``-dirty`` where tracked files other than the table were edited since."""
    name = _git("rev-parse", "--short=12", "HEAD") or "unknown"
    edited = _git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{TABLE.relative_to(ROOT)}")
    return f"{name}-dirty" if edited else name


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()

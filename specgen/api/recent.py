"""What changed in a spec lately: against what git or the recorded releases know of a month ago."""

from __future__ import annotations

import datetime as dt
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.releases import Release
    from specgen.review import Finding, Outcome

DAYS = 31
MOST = 12
"""Findings and figures that are told; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding in a line: how bad it is (``breaking``, ``risk`` or ``info``), the path of what changed, and the sentence."""

    level: str
    rule: str
    subject: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is another one than it was; ``worse`` is None where that depends."""

    name: str
    variant: str
    before: str
    after: str
    worse: bool | None


@dataclass(frozen=True, slots=True)
class Recent:
    """What changed in the ``DAYS`` to ``day``: ``since`` says what the spec was compared with, ``why`` why it was not.

    ``day`` is that of the last commit to the spec, else the latest that its records name; empty where nothing tells.
    """

    day: str
    since: str
    why: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    findings: tuple[Noted, ...] = ()
    moves: tuple[Moved, ...] = ()
    releases: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


def recent(spec: Spec) -> Recent:
    """Return what changed in a spec in the month to its last commit, or to the latest day that its records name.

    It is compared with the revision of a month ago; where git has none, with the last release recorded before that, else with
    the first. Raises SpecError where the spec has errors.
    """
    now = spec.architecture()
    folder = Path(now.origin.tree.file.path).resolve().parent
    known = _releases(folder.parent / "releases")
    day = _day(folder, now, known)
    if day is None:
        return Recent("", "", "neither git nor a record says when it changed")
    start = day - dt.timedelta(days=DAYS)
    released = tuple(one.version for one in known if one.date and one.date > start.isoformat())
    decided = tuple(
        one.name for one in now.decisions.values() if start.isoformat() < (one.date or "") <= day.isoformat()
    )
    side, since = _before(folder, start, known)
    told = Recent(day.isoformat(), since, releases=released, decisions=decided)
    return _compared(told, side, folder, now) if side else _but(told, "nothing from before was recorded")


def _releases(folder: Path) -> tuple[Release, ...]:
    from specgen.releases import ReleaseError, read_table
    from specgen.source import SpecError

    try:
        return read_table(folder)
    except (ReleaseError, SpecError):
        return ()  # `specgen releases` says what is wrong with the table


def _day(folder: Path, now: Architecture, known: tuple[Release, ...]) -> dt.date | None:
    recorded = [one.date for one in known if one.date]
    recorded += [one.date for one in now.decisions.values() if one.date]
    text = _git(folder, "log", "-1", "--format=%cs", "--", ".") or max(recorded, default="")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _before(folder: Path, start: dt.date, known: tuple[Release, ...]) -> tuple[str, str]:
    """What to compare with, as a side of a review, and what people call it; empty where there is nothing."""
    revision = _git(folder, "rev-list", "-1", f"--before={start.isoformat()}T23:59:59Z", "HEAD", "--", ".")
    if revision:
        return revision, f"revision {revision[:12]} of {start.isoformat()} or before"
    if not known:
        return "", ""
    old = [one for one in known if one.date and one.date <= start.isoformat()]
    chosen = old[-1] if old else known[0]
    archive = folder.parent / "releases" / chosen.version / "spec.tar.gz"
    return (str(archive), f"release {chosen.version}") if archive.is_file() else ("", "")


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _compared(told: Recent, side: str, folder: Path, now: Architecture) -> Recent:
    from specgen.review import Search, SideError, conclude, judge, load_side, prepare
    from specgen.source import SpecError

    with ExitStack() as stack:
        try:
            old = load_side(side, folder, stack)
            if old.main.content_hash == now.content_hash:
                return told
            new = load_side(str(folder), folder, stack)
            review = prepare(old, new, Search(trials=16, solver=100_000))
            return _with(told, conclude(review, judge(review)))
        except SideError as error:
            return _but(told, str(error))
        except SpecError as error:
            return _but(told, f"it cannot be compared: {error.diagnostics.sorted()[0].message}")


def _with(told: Recent, outcome: Outcome) -> Recent:
    """The month with what a review found."""
    counts: dict[str, int] = {}
    for one in outcome.findings:
        counts[one.level.name.lower()] = counts.get(one.level.name.lower(), 0) + 1
    moves = tuple(
        Moved(one.name, one.variant, one.before, one.after, one.worse)
        for one in outcome.cost.moves
        if one.kind in ("target", "decision", "workload")
    )
    findings = tuple(map(_noted, outcome.findings[:MOST]))
    return Recent(told.day, told.since, "", counts, findings, moves[:MOST], told.releases, told.decisions)


def _noted(one: Finding) -> Noted:
    return Noted(one.level.name.lower(), one.rule, one.subject, one.message)


def _but(told: Recent, why: str) -> Recent:
    return Recent(told.day, told.since, why, releases=told.releases, decisions=told.decisions)

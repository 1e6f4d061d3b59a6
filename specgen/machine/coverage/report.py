"""What there is beside what was reached, as data and as JSON."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from specgen.machine.coverage.recorder import Coverage
    from specgen.semantics import Semantics

MOST_BYTES = 64 << 20


class CoverageError(ValueError):
    """A report that cannot be read or added to; the message says why."""


@dataclass(slots=True)
class BranchReport:
    """A condition: its line in the semantics, and whether runs ever found it true, and ever false."""

    line: int
    taken: bool
    passed: bool


@dataclass(slots=True)
class BodyReport:
    """One choice of types: raw values of the fields that choose, executions, faults with their counts, branches."""

    when: dict[str, int]
    executed: int
    faults: dict[str, int]
    branches: list[BranchReport]


@dataclass(slots=True)
class InstructionReport:
    """One instruction; ``format`` is that of its encoding."""

    name: str
    format: str
    bodies: list[BodyReport]

    @property
    def executed(self) -> int:
        """How often it was executed or issued."""
        return sum(body.executed for body in self.bodies)


@dataclass(slots=True)
class Report:
    """All of a variant. ``faults`` counts all that were raised, those of fetching and decoding included."""

    spec: str
    version: str
    variant: str
    content_hash: str
    faults: dict[str, int]
    instructions: list[InstructionReport]

    @property
    def summary(self) -> dict[str, tuple[int, int]]:
        """Reached and all, of instructions, formats, choices of types, branches (each way counts) and faults."""
        bodies = [body for one in self.instructions for body in one.bodies]
        ways = [way for body in bodies for b in body.branches for way in (b.taken, b.passed)]
        formats = {one.format for one in self.instructions}
        raised = [bool(n) for body in bodies for n in body.faults.values()]
        return {
            "instructions": (sum(bool(one.executed) for one in self.instructions), len(self.instructions)),
            "formats": (len({one.format for one in self.instructions if one.executed}), len(formats)),
            "choices of types": (sum(bool(body.executed) for body in bodies), len(bodies)),
            "branches": (sum(ways), len(ways)),
            "faults of instructions": (sum(raised), len(raised)),
            "faults": (sum(bool(n) for n in self.faults.values()), len(self.faults)),
        }

    def add(self, other: Report) -> None:
        """Take in what other runs reached.

        Raises:
            CoverageError: the other report is of another spec, or of another state of it.
        """
        if (self.content_hash, self.variant) != (other.content_hash, other.variant):
            raise CoverageError(
                f"the report is of {other.spec} {other.version}, variant {other.variant}, as it was; start a new file"
            )
        for name, number in other.faults.items():
            self.faults[name] += number
        try:
            for mine, theirs in zip(self.instructions, other.instructions, strict=True):
                for body, their in zip(mine.bodies, theirs.bodies, strict=True):
                    _add(body, their, self.faults)
        except (ValueError, KeyError):
            raise CoverageError("the report was edited; start a new file") from None

    def as_json(self) -> str:
        """The report as JSON, one instruction a line."""
        whole = asdict(self)
        lines = ",\n".join(f"  {json.dumps(one)}" for one in whole.pop("instructions"))
        head = json.dumps(whole, indent=1).removesuffix("\n}")
        return f'{head},\n "instructions": [\n{lines}\n ]\n}}\n'

    def __str__(self) -> str:
        return "\n".join(
            f"{what}: {reached} of {every}" for what, (reached, every) in self.summary.items() if every
        )


def _add(body: BodyReport, other: BodyReport, known: Container[str]) -> None:
    """Some of the ``known`` faults are raised only by runs that ask for it."""
    body.executed += other.executed
    for name, number in other.faults.items():
        if name not in known:
            raise KeyError(name)
        body.faults[name] = body.faults.get(name, 0) + number
    for mine, theirs in zip(body.branches, other.branches, strict=True):
        mine.taken |= theirs.taken
        mine.passed |= theirs.passed


def make_report(semantics: Semantics, coverage: Coverage) -> Report:
    """Set what was reached beside all that the spec has."""
    architecture = semantics.architecture
    instructions = [
        InstructionReport(
            name, program.instruction.format.name, [_body(coverage, name, b) for b in program.bodies]
        )
        for name, program in semantics.programs.items()
    ]
    faults = dict.fromkeys(architecture.faults, 0) | dict(coverage.faults)
    for one in instructions:
        for body in one.bodies:
            for fault, number in body.faults.items():
                faults[fault] += number
    return Report(
        architecture.name,
        architecture.version,
        architecture.variant,
        architecture.content_hash,
        faults,
        instructions,
    )


def _body(coverage: Coverage, name: str, body: ir.Body) -> BodyReport:
    count = coverage.bodies.get((name, tuple(body.when.items())))
    faults = {fault.name: 0 for fault in body.faults}
    conditions = [s for s in statements(body.statements) if isinstance(s, ir.If)]
    if count is None or count.source is None:
        return BodyReport(body.when, 0, faults, [BranchReport(s.span.line, False, False) for s in conditions])
    hits, seen = count.source.hits or b"", count.source.branches
    branches = [
        BranchReport(s.span.line, *_ways(hits, [n for n, one in enumerate(seen) if one is s]))
        for s in conditions
    ]
    return BodyReport(body.when, count.executed, faults | dict(count.faults), branches)


def _ways(hits: bytes | bytearray, places: list[int]) -> tuple[bool, bool]:
    return any(hits[2 * n] for n in places), any(hits[2 * n + 1] for n in places)


def read_report(path: Path) -> Report:
    """The report in a JSON file that `Report.as_json` made.

    Raises:
        CoverageError: it cannot be read, or is none.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        if path.stat().st_size > MOST_BYTES:
            raise CoverageError(f"{path}: larger than {MOST_BYTES} bytes")
        return TypeAdapter(Report).validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise CoverageError(f"{path}: {error.strerror}") from None
    except ValidationError:
        raise CoverageError(f"{path}: no report of coverage") from None

"""Between which limits the time of a program must lie: its roofline, what its units are occupied for, and all in turn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model.clocks import ticks_per_second
from specgen.perfmodel.chips import approximates, roofline
from specgen.semantics.counts import Counts, operation_counts

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.perfmodel.timelines.charges import Charges
    from specgen.perfmodel.timelines.trace import Operation, Trace
    from specgen.semantics import Semantics


@dataclass(frozen=True, slots=True)
class Limits:
    """Ticks that a program takes at least and at most.

    ``roofs``: the work of each engine at its peak (``matrix``), the bytes of each memory at its bandwidth (``hbm``);
    ``occupied``: each unit of each instance, by what its instructions occupy it for; ``serial``: every instruction after
    the one before is finished. Work and bytes of instructions whose counts depend on more than operands are left out.
    """

    roofs: dict[str, Fraction]
    occupied: dict[tuple[int, str], int]
    serial: int

    @property
    def roof(self) -> Fraction:
        """The greatest of the roofs: no program with this work is faster."""
        return max(self.roofs.values(), default=Fraction(0))

    @property
    def bound_by(self) -> str:
        """The engine or memory whose roof it is; empty where there is none."""
        return max(self.roofs, key=lambda name: self.roofs[name], default="")


def limits_of(
    architecture: Architecture, semantics: Semantics, charges: Charges, trace: Trace, periods: dict[str, int]
) -> Limits:
    """Return the limits of a trace; ``periods`` are the ticks in a cycle of each unit."""
    occupied: dict[tuple[int, str], int] = defaultdict(int)
    slack = max(periods.values(), default=1) if len(set(periods.values())) > 1 else 0
    serial = 0
    for (instance, processor), steps in trace.streams.items():
        for step in steps:
            charge = charges.of(step.operation)
            issue = max(charge.issue, 1) * periods[processor]
            unit = charge.engine or processor
            own = charge.occupancy if charge.engine else max(charge.issue, charge.occupancy)
            occupied[instance, unit] += own * periods[unit]
            occupied[instance, processor] += charge.issue * periods[processor] if charge.engine else 0
            serial += max(own, charge.latency, 1) * periods[unit] + slack
            serial += issue + slack if charge.engine else 0
    return Limits(_roofs(architecture, semantics, trace), dict(occupied), serial)


def _roofs(architecture: Architecture, semantics: Semantics, trace: Trace) -> dict[str, Fraction]:
    rate = ticks_per_second(architecture)
    if rate is None:
        return {}
    made = roofline(architecture, semantics)
    peaks = {(peak.engine, peak.data_type): peak.rate / made.instances for peak in made.peaks}
    ceilings = {c.memory: c.rate if c.shared else c.rate / made.instances for c in made.ceilings}
    shared = {c.memory for c in made.ceilings if c.shared}
    times: dict[tuple[int, str], Fraction] = defaultdict(Fraction)
    counted = _Counted(architecture, semantics)
    for (instance, _), steps in trace.streams.items():
        for step in steps:
            for name, seconds in counted.seconds(step.operation, peaks, ceilings).items():
                times[-1 if name in shared else instance, name] += seconds
    roofs: dict[str, Fraction] = {}
    for (_, name), seconds in times.items():
        roofs[name] = max(roofs.get(name, Fraction(0)), seconds * rate)
    return dict(sorted(roofs.items()))


class _Counted:
    """The seconds that operations take at the peaks, remembered."""

    def __init__(self, architecture: Architecture, semantics: Semantics) -> None:
        self._architecture = architecture
        self._semantics = semantics
        self._known: dict[tuple[str, int, tuple[int, ...]], dict[str, Fraction]] = {}

    def seconds(
        self, operation: Operation, peaks: dict[tuple[str, str], Fraction], ceilings: dict[str, Fraction]
    ) -> dict[str, Fraction]:
        """By the engine and by the memories that an operation uses."""
        key = operation.name, operation.body, operation.operands
        if key not in self._known:
            self._known[key] = self._seconds(operation, peaks, ceilings) if operation.name else {}
        return self._known[key]

    def _seconds(
        self, operation: Operation, peaks: dict[tuple[str, str], Fraction], ceilings: dict[str, Fraction]
    ) -> dict[str, Fraction]:
        program = self._semantics.programs[operation.name]
        instruction, body = program.instruction, program.bodies[operation.body]
        fields = {f.name: v for f, v in zip(instruction.operands, operation.operands, strict=True)}
        counts = operation_counts(body, fields)
        found: dict[str, Fraction] = {}
        if not counts.exact:
            return found
        if instruction.engine is not None and not approximates(instruction, self._architecture):
            best = max(
                (rate for (unit, _), rate in peaks.items() if unit == instruction.engine.name), default=None
            )
            if best is not None and counts.float_operations:
                found[instruction.engine.name] = Fraction(counts.float_operations) / best
        for name, count in _bytes(counts).items():
            if name in ceilings:
                found[name] = count / ceilings[name]
        return found


def _bytes(counts: Counts) -> dict[str, Fraction]:
    """What goes through each memory: reads and writes share its bandwidth."""
    names = counts.read.keys() | counts.written.keys()
    return {name: Fraction(counts.read.get(name, 0) + counts.written.get(name, 0)) for name in sorted(names)}

"""Machines to compare on: of specs that give timing, and of such that are given one here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from specgen.machine import Simulator
from specgen.machine.native import NativeSimulator
from specgen.model.architecture import Architecture
from specgen.model.isa import Timing
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics
from tests.machine.timing import timed


class Machine(NamedTuple):
    """A variant of a spec; ``costs`` is the seed of those that its instructions are given, if they have none."""

    folder: Path
    variant: str | None = None
    costs: int | None = None

    @property
    def spec(self) -> tuple[Architecture, Semantics]:
        """The architecture, all of whose instructions have timing, and its semantics."""
        return timed.spec(self.folder, self.variant) if self.costs is None else _timed(*self)

    @property
    def native(self) -> NativeSimulator:
        """The machine that runs in time, to be reset before use."""
        return timed.machine(self.folder, self.variant) if self.costs is None else _native(self)

    @property
    def recording(self) -> Simulator:
        """The machine that runs without time and keeps what it executes, to be reset before use."""
        return _recording(self)


def foreign(folder: Path, variant: str | None = None) -> Machine:
    """A machine whose spec gives no timing."""
    return Machine(folder, variant, 7)


@cache
def _recording(machine: Machine) -> Simulator:
    return Simulator(*machine.spec, recorded=True)


@cache
def _native(machine: Machine) -> NativeSimulator:
    with timed.quickly():
        made = Simulator(*machine.spec, "native")
    assert isinstance(made, NativeSimulator)
    return made


@cache
def _timed(folder: Path, variant: str | None, costs: int) -> tuple[Architecture, Semantics]:
    architecture, draw, found = load_architecture(folder, variant), Random(costs), Diagnostics()
    for one in architecture.instructions.values():
        issue, occupancy, latency = (str(draw.choice((1, 1, 1, 2, 3, 7))) for _ in range(3))
        object.__setattr__(one, "timing", Timing(issue, occupancy, latency, one.origin))
    semantics = analyse(architecture, found)
    assert not found.errors, [d.message for d in found]
    return architecture, semantics

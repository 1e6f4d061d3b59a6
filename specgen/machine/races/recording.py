"""What an instruction is about to touch: functions made of the IR that tell its bytes and its bits of state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.machine.races.sites import Site, sites
from specgen.machine.races.slicing import recording
from specgen.model.memory import Memory
from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.library import Library
    from specgen.model.execution import State

Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Touch:
    """Ranges, each with its end exclusive, that a site reads or writes: byte addresses of a memory, bits of a state."""

    site: Site
    ranges: Ranges


class Recorder:
    """The accesses of one body to places that matter."""

    def __init__(
        self, library: Library, program: ir.Program, body: ir.Body, places: Iterable[object]
    ) -> None:
        shared = set(places)
        self._sites = [site for site in sites(body) if _home(site.place) in shared]
        self._whole: list[Site] = []
        devices = {device.memory for device in library.architecture.devices.values()}
        statements: list[ir.Stmt] = []
        for number, site in enumerate(self._sites):
            made = recording(site, number, body, devices)
            if made is None:
                self._whole.append(site)
            else:
                statements += made
        own = ir.Body(body.when, (), (), tuple(statements), False, True)
        self._functions = emitted(library, program, own) if statements else {}

    @property
    def quiet(self) -> bool:
        """Whether the body touches nothing that matters."""
        return not self._sites

    @property
    def unknown(self) -> list[Site]:
        """Accesses that count as those of the whole place, since the instruction computes where they are as it runs."""
        return self._whole

    def issue(self, core: Core, values: tuple[int, ...]) -> tuple[Any, ...]:
        """What addresses need that is read when an engine's instruction is issued."""
        issue = self._functions.get("issue")
        return issue(core, values) if issue is not None else ()

    def touches(self, core: Core, step: Step, captured: tuple[Any, ...]) -> list[Touch]:
        """What the instruction will touch if it raises no fault, by sites in the order written."""
        found = [Touch(site, whole(site.place)) for site in self._whole]
        if "run" not in self._functions:
            return found
        calls = Calls(core)
        operation = step.operation
        try:
            self._functions["run"](
                calls, operation.pc, operation.next_pc, operation.word, operation.values, captured
            )
        except FaultRaised:
            return found  # the instruction will raise it too
        for number, modulus, start, *steps in calls.made:
            site = self._sites[number]
            pairs = list(zip(steps[::2], steps[1::2], strict=True))
            found.append(Touch(site, _variable(site, covered(start, site.size, pairs, modulus))))
        return found


def emitted(library: Library, program: ir.Program, body: ir.Body) -> dict[str, Callable[..., Any]]:
    """The functions ``run`` and, where something is read at issue, ``issue`` of a body made for what it records."""
    from specgen.generators.interpreter.python.functions.function import emit_function, load_function

    return load_function(emit_function(library.architecture, program, body, library.storage))


class Calls:
    """The core as the functions see it; ``made`` are the arguments of their calls."""

    def __init__(self, core: Core) -> None:
        self.state = core.state
        self.memory = core.memory
        self.tables = core.tables
        self.made: list[tuple[int, ...]] = []

    def host(self, _name: str, arguments: tuple[Any, ...]) -> None:
        """Note the arguments of a call."""
        self.made.append(tuple(map(int, arguments)))


def _home(place: Memory | State) -> Memory | State:
    """What bytes of a window, or bits, are kept in."""
    return place.home if isinstance(place, Memory) else place


def whole(place: Memory | State) -> Ranges:
    """All of a memory or a state."""
    if isinstance(place, Memory):
        return [(place.base, place.base + place.size)]
    return [(0, place.type.width * prod(place.shape))]


def _variable(site: Site, ranges: Ranges) -> Ranges:
    """Ranges without the constant entries of a register file: a write to them is dropped, and nobody else's is seen."""
    if isinstance(site.place, Memory) or len(site.place.shape) != 1:
        return ranges
    width = site.place.type.width
    for entry in site.place.constant:
        first, end = entry * width, (entry + 1) * width
        ranges = [
            piece
            for a, b in ranges
            for piece in ((a, min(b, first)), (max(a, end), b))
            if piece[0] < piece[1]
        ]
    return ranges


def covered(start: int, size: int, steps: Sequence[tuple[int, int]], modulus: int) -> Ranges:
    """What elements of ``size`` from ``start`` on cover, repeated by each (step, turns), as few ranges in order."""
    if any(turns <= 0 for _, turns in steps):
        return []
    start += sum(min(step, 0) * (turns - 1) for step, turns in steps)
    sparse: list[tuple[int, int]] = []
    for step, turns in sorted((abs(step), turns) for step, turns in steps if step and turns > 1):
        if not sparse and step <= size:
            size += step * (turns - 1)
        else:
            sparse.append((step, turns))
    starts = [start]
    for step, turns in sparse:
        starts = [first + step * turn for first in starts for turn in range(turns)]
    if not modulus:
        return merged((first, first + size) for first in starts)
    return merged(piece for first in starts for piece in _within(first % modulus, size, modulus))


def _within(first: int, size: int, modulus: int) -> Ranges:
    """A range that goes on from 0 where it reaches ``modulus``."""
    if size >= modulus:
        return [(0, modulus)]
    beyond = first + size - modulus
    return [(first, first + size)] if beyond <= 0 else [(first, modulus), (0, beyond)]


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, those that meet as one."""
    found: Ranges = []
    for first, end in sorted(ranges):
        if found and first <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((first, end))
    return found

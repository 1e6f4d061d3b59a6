"""Runs a situation on a machine, and keeps of it what matters: what was read or written, and what has changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from math import prod
from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.machine.coverage import Coverage
from specgen.machine.library import Library
from specgen.machine.races.recording import Recorder, merged
from specgen.machine.simulator import Simulator
from specgen.machine.vectors import values
from specgen.machine.vectors.contents import SMALL, held, put, raw_values, set_raw
from specgen.machine.vectors.running import next_pc, outcome, place, raised, run_one
from specgen.machine.vectors.vector import Contents, Vector, pieces, runs
from specgen.model.execution import State
from specgen.model.memory import Memory

if TYPE_CHECKING:
    from random import Random

    from specgen.machine.codec import Codec
    from specgen.machine.core import Core
    from specgen.machine.vectors.situations import Situation
    from specgen.model.types import NumberType
    from specgen.semantics import Semantics

MOST_TOUCHED = 1 << 18  # bytes of memories and elements of state that one vector may name
ROUNDS = 3  # until what is read does not depend on what was just filled in

Ranges = list[tuple[int, int]]
Touched = dict[tuple[Memory | State, bool], Ranges]


class Recording:
    """Makes vectors on a machine of its own, which runs the Python engine and is reset for each.

    ``raw`` draws what is in places that a situation says nothing of. ``touched`` is what the last vector's instruction
    reads and writes.
    """

    def __init__(
        self,
        semantics: Semantics,
        codec: Codec,
        raw: Callable[[Random, NumberType], int] = values.raw,
    ) -> None:
        self._raw = raw
        self._coverage = Coverage()
        self.simulator = Simulator(semantics.architecture, semantics, coverage=self._coverage)
        self.library = Library(semantics.architecture, semantics)
        self._codec = codec
        self._recorders: dict[int, Recorder] = {}
        self.touched: Touched = {}

    def vector(self, draw: Random, situation: Situation) -> Vector | None:
        """The vector of a situation; None where the instruction may touch more than a vector can name."""
        simulator, codec = self.simulator, self._codec
        touched = self._filled(draw, situation)
        if touched is None:
            return None
        self.touched = touched
        before = _before(simulator.cores[0], touched, situation)
        simulator.reset()
        core = simulator.cores[0]
        put(core, before)
        old = _seen(core, touched)
        result = run_one(simulator, codec, situation.word)
        return Vector(
            situation.word,
            str(codec.decode(situation.word)),
            codec.processor.reset,
            before,
            outcome(result),
            next_pc(simulator, codec),
            _changed(old, _seen(core, touched)),
            raised(result),
            result.exit_code if result.reason == "exited" else None,
            tuple(simulator.traced),
            simulator.output,
        )

    def progress(self, situation: Situation) -> float:
        """How far the instruction comes: the branches that it reaches before it raises a fault, or infinity."""
        hits = [
            c.source.hits for c in self._coverage.bodies.values() if c.source is not None and c.source.hits
        ]
        for of_body in hits:
            of_body[:] = bytes(len(of_body))
        self.simulator.reset()
        self._set_up(situation)
        result = run_one(self.simulator, self._codec, situation.word)
        if result.fault is None and result.reason != "deadlock":
            return math.inf
        return sum(sum(of_body) for of_body in hits)

    def _set_up(self, situation: Situation) -> None:
        core = self.simulator.cores[0]
        for (name, at), raw in situation.elements.items():
            set_raw(core, core.architecture.state[name], at, raw)
        put(core, Contents({}, {w.memory: ((w.address, w.data),) for w in situation.windows}, {}))
        for name, count in situation.semaphores.items():
            core.semaphores[name][:] = [count] * len(core.semaphores[name])

    def _filled(self, draw: Random, situation: Situation) -> Touched | None:
        """Sets the machine up, with something in all that the instruction reads; what it touches."""
        simulator = self.simulator
        simulator.reset()
        core = simulator.cores[0]
        self._set_up(situation)
        done: set[tuple[str, int]] = set(situation.elements)
        for _ in range(ROUNDS):
            touched = self._touched(core, situation)
            if sum(end - first for of in touched.values() for first, end in of) > MOST_TOUCHED * 8:
                return None
            new = [one for one in _read_elements(touched) if (one[0].name, one[1]) not in done]
            for state, at in new:
                set_raw(core, state, at, self._raw(draw, state.type))
                done.add((state.name, at))
            if not new:
                break
        return touched

    def _touched(self, core: Core, situation: Situation) -> Touched:
        """What the instruction reads and writes if it raises no fault, as ranges of bytes and of bits."""
        program = self.library.programs[situation.instruction]
        place(self.simulator, self._codec, situation.word)
        processor = self._codec.processor
        step = next(s for s in self.simulator.streams if s.core is core and s.processor is processor).step
        body = step.operation.body
        if id(body) not in self._recorders:
            places = (*core.architecture.memories.values(), *core.architecture.state.values())
            self._recorders[id(body)] = Recorder(self.library, program, body, places)
        recorder = self._recorders[id(body)]
        found: Touched = {}
        if recorder.quiet:
            return found
        try:
            captured = recorder.issue(core, step.operation.values)
            touches = recorder.touches(core, step, captured)
        except FaultRaised:
            return found
        for touch in touches:
            for what, ranges in _kept(touch.site.place, core.instance, touch.ranges).items():
                found.setdefault((what, touch.site.writes), []).extend(ranges)
        return {what: merged(ranges) for what, ranges in found.items()}


def _kept(place: Memory | State, instance: int, ranges: Ranges) -> dict[Memory | State, Ranges]:
    """By what a vector names what is touched: through a window, its own bytes by the memory that they are in."""
    shown = place.window if isinstance(place, Memory) else None
    if shown is None or not isinstance(place, Memory):
        return {place: ranges}
    own = place.base + instance * place.stride
    found: dict[Memory | State, Ranges] = {place: [], shown: []}
    for first, end in ranges:
        low, high = max(first, own), min(end, own + shown.size)
        if low >= high:
            found[place].append((first, end))
            continue
        found[shown].append((low - own + shown.base, high - own + shown.base))
        found[place] += [(a, b) for a, b in ((first, low), (high, end)) if a < b]
    return found


def _read_elements(touched: Touched) -> Iterator[tuple[State, int]]:
    for (what, writes), ranges in touched.items():
        if isinstance(what, State) and not writes and not what.role:
            yield from ((what, at) for at in _elements(what, ranges))


def _elements(state: State, ranges: Ranges) -> Iterator[int]:
    """The elements, by their places, that ranges of bits touch."""
    width, last = state.type.width, -1
    for first, end in ranges:
        for at in range(max(first // width, last + 1), -(-end // width)):
            last = at
            yield at


def _inside(memory: Memory, ranges: Ranges) -> Iterator[tuple[int, int]]:
    """The parts of ranges that lie in the memory: a device's registers do not."""
    low, high = memory.base, memory.base + memory.size
    for first, end in ranges:
        if max(first, low) < min(end, high):
            yield max(first, low), min(end, high)


def _before(core: Core, touched: Touched, situation: Situation) -> Contents:
    """What the machine holds where the instruction looks or writes, as far as it is not as at reset."""
    state: dict[str, dict[int, int]] = {}
    memory: dict[str, dict[int, int]] = {}
    for (what, _), ranges in touched.items():
        if isinstance(what, Memory):
            buffer = core.memory[what.name]
            named = memory.setdefault(what.name, {})
            for first, end in _inside(what, ranges):
                data = buffer.view[first - what.base : end - what.base]
                named.update((first + at, byte) for at, byte in enumerate(data) if byte)
        elif not what.role:
            state.setdefault(what.name, {}).update(raw_values(core, what, _elements(what, ranges)))
    for name, at in situation.elements:
        kept = core.architecture.state[name]
        if not kept.role and kept.view_of is None:
            state.setdefault(name, {}).update(raw_values(core, kept, (at,)))
    counts = {name: (count,) * len(core.semaphores[name]) for name, count in situation.semaphores.items()}
    return Contents(
        {
            name: runs(found)
            for name, values_ in sorted(state.items())
            if (found := _set(core, name, values_))
        },
        {name: pieces(bytes_.items()) for name, bytes_ in sorted(memory.items()) if bytes_},
        counts,
    )


def _set(core: Core, name: str, values_: dict[int, int]) -> dict[int, int]:
    """The elements that are not as at reset."""
    state = core.architecture.state[name]
    special = state.constant | {one.index: one.initial for one in state.entries.values()}
    mask = (1 << state.type.width) - 1
    return {at: raw for at, raw in values_.items() if raw != special.get(at, state.initial) & mask}


Seen = tuple[dict[str, dict[int, int]], dict[str, dict[int, int]], dict[str, tuple[int, ...]]]


def _seen(core: Core, touched: Touched) -> Seen:
    """All that may change: small state as a whole, of the rest what is written; semaphores."""
    architecture = core.architecture
    written = {what: ranges for (what, writes), ranges in touched.items() if writes}
    state = {
        s.name: raw_values(
            core, s, range(prod(s.shape)) if prod(s.shape) <= SMALL else _elements(s, written.get(s, []))
        )
        for s in held(architecture)
    }
    memory = {
        m.name: {
            at: core.memory[m.name].view[at - m.base]
            for first, end in _inside(m, written.get(m, []))
            for at in range(first, end)
        }
        for m in architecture.memories.values()
    }  # fmt: skip
    return state, memory, {name: tuple(counts) for name, counts in core.semaphores.items()}


def _changed(old: Seen, new: Seen) -> Contents:
    return Contents(
        {name: runs(found) for name in new[0] if (found := _differences(old[0][name], new[0][name]))},
        {
            name: pieces(found.items())
            for name in new[1]
            if (found := _differences(old[1][name], new[1][name]))
        },
        {name: counts for name, counts in new[2].items() if counts != old[2][name]},
    )


def _differences(old: dict[int, int], new: dict[int, int]) -> dict[int, int]:
    return {place: value for place, value in new.items() if value != old[place]}

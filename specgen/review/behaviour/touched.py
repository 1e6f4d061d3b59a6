"""What an instruction touches in a situation: so that of what filled whole arrays only that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.machine.races.recording import Recorder
from specgen.model.execution import State
from specgen.model.memory import Memory
from specgen.review.behaviour.bench import Bench
from specgen.review.behaviour.elements import Refused, index_of

if TYPE_CHECKING:
    from specgen.review.behaviour.bench import Bulk
    from specgen.review.behaviour.situation import Place, Situation

MOST = 1 << 13
"""Elements or bytes that are told one by one."""


def explicit(
    bench: Bench, situation: Situation, bulk: Bulk
) -> tuple[dict[Place, int], dict[tuple[str, int], int]]:
    """The elements and bytes that the instruction reads or writes, with what they hold; zeros are left out."""
    from specgen.generators.interpreter.python.faults import FaultRaised
    from specgen.machine.library import Library

    state: dict[Place, int] = {}
    memory: dict[tuple[str, int], int] = {}
    try:
        bench.run(situation, bulk)
        bench.prepare(situation, bulk)
        step = bench.step(situation)
    except (Refused, FaultRaised):  # of a word that is illegal nothing is read
        return state, memory
    now = {old: new for new, old in situation.names.items()}
    library = Library(bench.architecture, bench.semantics)
    places = (*bench.architecture.memories.values(), *bench.architecture.state.values())
    recorder = Recorder(library, step.operation.program, step.operation.body, places)
    if recorder.quiet:
        return state, memory
    try:
        captured = recorder.issue(bench.core, step.operation.values)
        touches = recorder.touches(bench.core, step, captured)
    except FaultRaised:
        return state, memory
    for touch in touches:
        where, name = touch.site.place, now.get(touch.site.place.name, touch.site.place.name)
        for first, end in touch.ranges:
            if isinstance(where, State) and not where.role:
                state |= _elements(bench, where, name, first, end)
            elif isinstance(where, Memory):
                memory |= _bytes(bench, where, name, first, end)
        if len(state) + len(memory) > 8 * MOST:
            break
    return state, memory


def _elements(bench: Bench, state: State, name: str, first: int, end: int) -> dict[Place, int]:
    width, ones = state.type.width, (1 << state.type.width) - 1
    flat = bench.flat(name)
    places = range(first // width, min(-(-end // width), len(flat), first // width + MOST))
    return {
        (name, index_of(at, state.shape)): raw
        for at in places
        if (raw := int(flat[at]) & ones) and not (len(state.shape) == 1 and at in state.constant)
    }


def _bytes(bench: Bench, memory: Memory, name: str, first: int, end: int) -> dict[tuple[str, int], int]:
    buffer = bench.core.memory[memory.name]
    low, high = max(first, memory.base), min(end, memory.base + memory.size, first + MOST)
    data = bytes(buffer.view[low - memory.base : high - memory.base]) if low < high else b""
    return {(name, low + at): byte for at, byte in enumerate(data) if byte}

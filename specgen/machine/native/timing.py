"""A run in time: how long it took, what each unit did, and each instruction told to who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import byref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.machine.result import Result, Usage
from specgen.machine.simulator import SimulatorError

if TYPE_CHECKING:
    from specgen.machine.native.core import Machine
    from specgen.machine.timeline import Timeline
    from specgen.model.architecture import Architecture


def run_timed(
    machine: Machine,
    architecture: Architecture,
    end: Any,
    max_steps: int,
    timeline: Timeline | None,
    ended: Callable[[], Result],
) -> Result:
    """Runs a machine to its end or for ``max_steps`` instructions; ``ended`` makes the result of what ``end`` then holds.

    Raises SimulatorError where the spec gives no timing.
    """
    functions = machine.library
    cycle = functions.cycle(0)
    if not cycle:
        without = next((i.name for i in architecture.instructions.values() if i.timing is None), "nothing")
        message = f"{architecture.name} has no time: {without} has no timing: {{issue, occupancy, latency}}"
        raise SimulatorError(message)
    start, before = functions.now(machine.handle), _used(machine, architecture)
    with observed(machine, timeline):
        functions.run_timed(machine.handle, max_steps, byref(end))
    result, ticks = ended(), max(end.tick - start, 0)
    usage = []
    for place, (busy, count) in _used(machine, architecture).items():
        busy, count = busy - before[place][0], count - before[place][1]
        usage.append(Usage(*place, count, -(-busy // cycle), busy / max(ticks, 1)))
    return replace(result, cycles=-(-ticks // cycle), usage=tuple(usage))


@contextmanager
def observed(machine: Machine, timeline: Timeline | None) -> Iterator[None]:
    """While this lasts, a timeline is told of every instruction."""
    functions = machine.library
    observer = functions.Observer(_telling(timeline)) if timeline is not None else functions.Observer()
    functions.observe(machine.handle, observer, None)
    try:
        yield
    finally:
        functions.observe(machine.handle, functions.Observer(), None)


def _used(machine: Machine, architecture: Architecture) -> dict[tuple[int, str], tuple[int, int]]:
    """Ticks and instructions of every unit of every instance since reset."""
    units = [*architecture.processors, *architecture.engines]
    instances = architecture.instances.count if architecture.instances is not None else 1
    found = {}
    for instance in range(instances):
        for number, unit in enumerate(units):
            used = machine.library.used(machine.handle, instance, number)
            found[instance, unit] = int(used.busy), int(used.instructions)
    return found


def _telling(timeline: Timeline) -> Callable[[Any, Any], None]:
    def told(_user: Any, event: Any) -> None:
        e = event.contents
        timeline.add(
            e.instance, e.unit, e.processor, e.pc, bytes(e.word), e.queued, e.begin, e.busy_until, e.finish
        )

    return told

"""A run in time: how long it took, what each unit did, and each instruction told to who asks."""

from __future__ import annotations

from collections.abc import Callable
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
    observer = functions.Observer(_telling(timeline)) if timeline is not None else functions.Observer()
    functions.observe(machine.handle, observer, None)
    try:
        functions.run_timed(machine.handle, max_steps, byref(end))
        result = ended()
    finally:
        functions.observe(machine.handle, functions.Observer(), None)
    ticks = max(end.tick - start, 0)
    usage = tuple(
        Usage(
            instance, unit, count - past[1], -(-(busy - past[0]) // cycle), (busy - past[0]) / max(ticks, 1)
        )
        for (instance, unit, busy, count), past in zip(
            _used(machine, architecture), (b[2:] for b in before), strict=True
        )
    )
    return replace(result, cycles=-(-ticks // cycle), usage=usage)


def _used(machine: Machine, architecture: Architecture) -> list[tuple[int, str, int, int]]:
    """Instance, unit, ticks and instructions of every unit since reset."""
    units = [*architecture.processors, *architecture.engines]
    instances = architecture.instances.count if architecture.instances is not None else 1
    found = []
    for instance in range(instances):
        for number, unit in enumerate(units):
            used = machine.library.used(machine.handle, instance, number)
            found.append((instance, unit, int(used.busy), int(used.instructions)))
    return found


def _telling(timeline: Timeline) -> Callable[[Any, Any], None]:
    def told(_user: Any, event: Any) -> None:
        e = event.contents
        timeline.add(
            e.instance, e.unit, e.processor, e.pc, bytes(e.word), e.queued, e.begin, e.busy_until, e.finish
        )

    return told

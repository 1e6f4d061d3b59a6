"""What stopped a machine, in the words of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.code import wrap
from specgen.machine.result import FaultReport, Waiter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.pending import Blocked
    from specgen.machine.stream import Stopped, Stream
    from specgen.model.architecture import Architecture


def instruction_text(step: Step) -> str:
    """The instruction as a line of assembly."""
    operation = step.operation
    return step.decoded.coder.text(
        step.decoded.operands, operation.pc * operation.program.instruction.processor.unit
    )


def fault_report(architecture: Architecture, stop: Stopped, place: str | None = None) -> FaultReport:
    """The report of what stopped a run, at a ``place`` in its program."""
    raised, step = stop.fault, stop.step
    fault = architecture.faults[raised.fault]
    value = raised.value
    if value is not None:
        value = wrap(int(value), fault.value.width, fault.value.signed) if fault.value is not None else None
    location = None
    if step is not None and raised.line:
        location = step.operation.program.instruction.origin.text(raised.line, 1, "semantics")
    return FaultReport(
        name=fault.name,
        code=fault.code,
        value=value,
        pc=stop.pc,
        unit=stop.unit,
        instance=stop.core.instance,
        instruction=instruction_text(step) if step is not None else None,
        operand=raised.operand,
        location=location,
        place=place,
    )


def waiters(cores: Sequence[Core], streams: Sequence[Stream]) -> tuple[Waiter, ...]:
    """Everyone that waits, in the order of instances."""
    found = []
    for core in cores:
        for stream in streams:
            if stream.core is core and stream.active and core.exit_code is None:
                found.append(waiter_of_processor(stream))
        found += [waiter_of_engine(core, engine) for engine, queue in core.queues.items() if queue]
    return tuple(found)


def waiter_of_processor(stream: Stream) -> Waiter:
    """A processor that waits."""
    return _waiter(stream.core, stream.processor.name, stream.step, stream.waits_for)


def waiter_of_engine(core: Core, engine: str) -> Waiter:
    """An engine that waits, with the head of its queue."""
    queue = core.queues[engine]
    more = f", {len(queue) - 1} more behind it" if len(queue) > 1 else ""
    return _waiter(core, engine, queue[0].step, queue[0].blocked, more)


def _waiter(core: Core, unit: str, step: Step, blocked: Blocked | None, more: str = "") -> Waiter:
    origin = step.operation.program.instruction.origin
    location = origin.text(blocked.line, 1, "semantics") if blocked is not None and blocked.line else None
    reason = f"{blocked or 'waits'}{more}"
    return Waiter(core.instance, unit, step.operation.pc, instruction_text(step), reason, location)

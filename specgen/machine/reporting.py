"""What stopped a machine, in the words of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.code import wrap
from specgen.machine.result import FaultReport, Waiter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
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
                found.append(_processor(stream))
        for engine, queue in core.queues.items():
            if queue:
                head = queue[0]
                more = f", {len(queue) - 1} more behind it" if len(queue) > 1 else ""
                pc, text = head.step.operation.pc, instruction_text(head.step)
                found.append(Waiter(core.instance, engine, pc, text, str(head.blocked or "waits") + more))
    return tuple(found)


def _processor(stream: Stream) -> Waiter:
    step = stream.step
    reason = stream.pending.blocked if stream.pending is not None else stream.full
    return Waiter(
        stream.core.instance, stream.processor.name, stream.pc, instruction_text(step), str(reason or "waits")
    )

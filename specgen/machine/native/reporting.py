"""What stopped a native machine, in the same words as of any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.code import wrap
from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.generators.interpreter.python.region import Operation
from specgen.machine.decoding import Step
from specgen.machine.native import library as native
from specgen.machine.pending import Blocked
from specgen.machine.stream import Stopped
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from specgen.machine.codec import Codec
    from specgen.machine.native.core import Machine, NativeCore
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.semantics import Semantics


@dataclass(slots=True)
class Head:
    """The first instruction in an engine's queue."""

    step: Step
    blocked: Blocked | None


@dataclass(slots=True)
class StuckCore:
    """An instance after a deadlock."""

    architecture: Architecture
    instance: int
    exit_code: int | None
    queues: dict[str, list[Head]]


@dataclass(slots=True)
class StuckStream:
    """A processor after a deadlock."""

    core: StuckCore
    processor: Processor
    active: bool
    waits_for: Blocked | None
    step: Step


class Reporter:
    """Turns what an engine says into reports."""

    def __init__(
        self, architecture: Architecture, semantics: Callable[[], Semantics], codecs: Mapping[str, Codec]
    ) -> None:
        self._architecture = architecture
        self._semantics = semantics
        self._codecs = codecs
        self._units = [*architecture.processors, *architecture.engines]

    # -- faults ------------------------------------------------------------------------------------------------------

    def stopped(self, result: Any, core: NativeCore) -> Stopped:
        """The fault that ended a run."""
        architecture = self._architecture
        fault = list(architecture.faults.values())[result.fault]
        step = self._step(result) if result.decoded else None
        operand = None
        if step is not None and result.operand >= 0:
            operand = step.operation.program.instruction.tiles[result.operand].name
        value = None
        if result.carries and fault.value is not None:
            value = wrap(result.value_low | result.value_high << 64, fault.value.width, fault.value.signed)
        raised = FaultRaised(fault.name, value, operand, result.line)
        return Stopped(raised, result.pc, step, self._units[result.unit], core)  # type: ignore[arg-type]

    def _step(self, told: Any) -> Step:
        """The instruction that a unit is at, by its word."""
        codec = list(self._codecs.values())[told.processor]
        data = bytes(told.word)
        decoded = codec.decode(int.from_bytes(data, "little"), 8 * len(data))
        assert decoded is not None
        operation = Operation(
            told.pc, 0, decoded.word, decoded.length_bytes, (), ir.Program(decoded.instruction, ()), _NO_BODY
        )
        return Step(operation, decoded, simple=False, ordered=False, calls=False, writes_code=False)

    # -- deadlocks ---------------------------------------------------------------------------------------------------

    def stuck(self, machine: Machine, exits: list[int | None]) -> tuple[list[StuckCore], list[StuckStream]]:
        """All units that wait, as the explanation of a deadlock reads them."""
        architecture = self._architecture
        cores = [StuckCore(architecture, i, code, {}) for i, code in enumerate(exits)]
        streams = []
        for core in cores:
            for number, processor in enumerate(architecture.processors.values()):
                behind, told = self._told(machine, core.instance, number)
                step, blocked = self._waits(told) if behind else (_NOTHING, None)
                streams.append(StuckStream(core, processor, bool(behind), blocked, step))
            for number, engine in enumerate(architecture.engines, len(architecture.processors)):
                behind, told = self._told(machine, core.instance, number)
                head = [Head(*self._waits(told))] if behind else []
                core.queues[engine] = head * behind
        return cores, streams

    def _told(self, machine: Machine, instance: int, unit: int) -> tuple[int, Any]:
        told = machine.library.Waiting()
        return machine.library.waits(machine.handle, instance, unit, told), told

    def _waits(self, told: Any) -> tuple[Step, Blocked | None]:
        step = self._step(told)
        return step, self._blocked(told, step)

    def _blocked(self, told: Any, step: Step) -> Blocked | None:
        architecture, text = self._architecture, bytes(told.text).decode()
        if told.kind == native.FOR_ANYTHING:
            return None
        if told.kind == native.FOR_QUEUE:
            return Blocked("queue", (list(architecture.engines)[told.number],), text)
        body = self._body(step)
        if told.kind == native.FOR_ROOM:
            name = list(architecture.semaphores)[told.number]
            every = statements(body.statements)
            lines = (s.span.line for s in every if isinstance(s, ir.Signal) and s.semaphore.name == name)
            return Blocked("room", (name,), text, told.index, told.amount, next(lines, 0))
        line = body.prelude[told.condition].span.line
        if told.kind == native.FOR_SEMAPHORE:
            name = list(architecture.semaphores)[told.number]
            return Blocked("semaphore", (name,), text, told.index, told.amount, line)
        if told.kind == native.FOR_BARRIER:
            missing = tuple(i for i, gone in enumerate(told.missing) if gone)
            return Blocked(
                "barrier", (list(architecture.barriers)[told.number],), text, told.index, 0, line, missing
            )
        busy = tuple(n for i, n in enumerate(architecture.engines) if told.engines >> i & 1)
        return Blocked("engines", busy, text, line=line)

    def _body(self, step: Step) -> ir.Body:
        instruction = step.decoded.instruction
        program = self._semantics().programs[instruction.name]
        if not program.bodies[0].when:
            return program.bodies[0]
        return program.body_for({f.name: f.extract(step.decoded.word) for f in instruction.operands})


_NO_BODY = ir.Body({}, (), (), (), writes_pc=False, may_fault=False)
_NOTHING: Any = None

"""Instructions at their places in a core's memory, decoded once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.code import wrap
from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.generators.interpreter.python.region import Operation
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.machine.codec import Codec, Decoded
    from specgen.machine.library import Library, Run
    from specgen.machine.memory import MemoryBuffer
    from specgen.model.execution import Processor


@dataclass(slots=True)
class Step:
    """A decoded instruction. ``ordered``: it waits, signals or goes to an engine; ``calls``: a host function.

    ``run`` is bound when it is first executed.
    """

    operation: Operation
    decoded: Decoded
    simple: bool
    ordered: bool
    calls: bool
    writes_code: bool
    run: Run | None = None


class Decoding:
    """The instructions that one processor sees in its memory."""

    def __init__(self, processor: Processor, codec: Codec, buffer: MemoryBuffer, library: Library) -> None:
        self._processor = processor
        self._codec = codec
        self._buffer = buffer
        self._library = library
        self.steps: dict[int, Step] = {}

    def step(self, pc: int) -> Step:
        """The instruction at ``pc``.

        Raises:
            FaultRaised: the pc leaves the memory, or the word is no instruction.
        """
        known = self.steps.get(pc)
        if known is None:
            try:
                known = self.steps[pc] = self._decode(pc)
            except FaultRaised as fault:
                if self._library.coverage is not None:
                    self._library.coverage.faults[fault.fault] += 1
                raise
        return known

    def after(self, pc: int, fault: FaultRaised) -> int:
        """The address behind a word that is no instruction, or that could not be fetched: then its own."""
        counter, unit = self._processor.program_counter.type, self._processor.unit
        assert isinstance(counter, IntegerType)
        step = 0 if fault.fault == self._processor.fetch.name else self._processor.granule // 8 // unit
        return wrap(pc + step, counter.width, counter.signed)

    def simple(self, pc: int) -> Operation | None:
        """The operation at ``pc`` if it can be part of a region."""
        try:
            step = self.step(pc)
        except FaultRaised:
            return None
        return step.operation if step.simple and not step.calls else None

    def changed(self) -> bool:
        """Whether some decoded word is no longer in memory as it was."""
        unit, base, view = self._processor.unit, self._buffer.base, self._buffer.view
        for pc, step in self.steps.items():
            offset, length = pc * unit - base, step.operation.length
            if self._word(bytes(view[offset : offset + length])) != step.operation.word:
                return True
        return False

    def _word(self, data: bytes) -> int:
        return self._codec.from_memory(data)

    def _decode(self, pc: int) -> Step:
        processor, buffer = self._processor, self._buffer
        address, granule = pc * processor.unit, processor.granule // 8
        offset = address - buffer.base
        if not 0 <= offset <= buffer.size - granule or address % granule:
            raise FaultRaised(processor.fetch.name, address)
        window = bytes(buffer.view[offset : min(offset + self._codec.max_bytes, buffer.size)])
        decoded = self._find(window)
        if decoded is None:
            raise self._undecodable(window, address)
        buffer.holds_code(offset, decoded.length_bytes)
        return self._step(pc, decoded)

    def _find(self, window: bytes) -> Decoded | None:
        return self._codec.decode(self._word(window), 8 * len(window))

    def _undecodable(self, window: bytes, address: int) -> FaultRaised:
        granule = self._processor.granule // 8
        word = self._word(window[:granule])
        if self._codec.needs_more(word):
            if len(window) < self._codec.max_bytes:
                return FaultRaised(self._processor.fetch.name, address)
            word = self._word(window)
        return FaultRaised(self._processor.illegal.name, word)

    def _step(self, pc: int, decoded: Decoded) -> Step:
        instruction = decoded.instruction
        program = self._library.programs[instruction.name]
        body = program.bodies[0]
        if body.when:
            body = program.body_for({f.name: f.extract(decoded.word) for f in instruction.operands})
        pc_type = self._processor.program_counter.type
        assert isinstance(pc_type, IntegerType)
        following = wrap(pc + decoded.length_bytes // self._processor.unit, pc_type.width, pc_type.signed)
        values = tuple(decoded.operands[f.name] for f in instruction.operands)
        operation = Operation(pc, following, decoded.word, decoded.length_bytes, values, program, body)
        traits = self._library.traits(instruction, body)
        return Step(operation, decoded, traits.simple, traits.ordered, traits.calls, traits.writes_code)

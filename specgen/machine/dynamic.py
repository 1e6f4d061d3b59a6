"""The dynamic instruction stream of a run: what each processor executed, and what that waited for and signalled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.machine.races import Observer
from specgen.machine.reporting import instruction_text
from specgen.perfmodel.timelines import Operation, Step, Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.machine.core import Core
    from specgen.machine.decoding import Step as Decoded
    from specgen.machine.library import Library
    from specgen.machine.pending import Pending
    from specgen.machine.races.recording import Touch
    from specgen.machine.stream import Stream
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor


@dataclass(slots=True)
class _Entry:
    """A step that may still come to run."""

    operation: Operation
    conditions: tuple[tuple[int, int], ...] = ()
    signals: tuple[tuple[str, int, int], ...] = ()
    halts: bool = False
    raises: bool = False
    ran: bool = True

    def step(self, following: Operation | None) -> Step:
        jumps = following is not None and following.pc != self.operation.next_pc
        return Step(self.operation, self.conditions, self.signals, jumps, self.halts, self.raises, self.ran)


class Recorder(Observer):
    """Keeps what every processor executes, beside what the race check asks for.

    A program without races executes the same instructions whatever the order, so whatever its time.
    """

    def __init__(self, architecture: Architecture, library: Library) -> None:
        super().__init__(architecture, library)
        self._entries: dict[tuple[int, str], list[_Entry]] = {}
        self._operations: dict[tuple[str, int, int], Operation] = {}
        self._waiting: dict[Pending, _Entry] = {}

    @property
    def made(self) -> Trace:
        """The steps of all processors so far."""
        streams = {}
        for place, entries in self._entries.items():
            behind: list[Operation | None] = [entry.operation for entry in entries[1:]]
            pairs = zip(entries, [*behind, None], strict=False)
            streams[place] = tuple(entry.step(following) for entry, following in pairs)
        return Trace(streams)

    # -- what the machine tells ------------------------------------------------------------------------------------------

    def touches(self, core: Core, step: Decoded) -> list[Touch]:
        """A processor is about to execute an instruction that waits for nothing."""
        self._add(core, self._operation(step))
        return super().touches(core, step)

    def executed(self, core: Core, step: Decoded, touches: list[Touch]) -> None:
        """It has."""
        super().executed(core, step, touches)
        if core.exit_code is not None:
            operation = self._operation(step)
            self._entries[core.instance, operation.processor][-1].halts = True

    def issued(self, core: Core, pending: Pending) -> None:
        """A processor has issued an instruction, or has begun one of its own that may wait."""
        super().issued(core, pending)
        entry = self._add(core, self._operation(pending.step))
        entry.conditions, entry.ran = pending.conditions, False
        self._waiting[pending] = entry

    def ran(self, core: Core, pending: Pending, touches: list[Touch]) -> None:
        """An instruction has run; its signals are on their way."""
        super().ran(core, pending, touches)
        entry = self._waiting.pop(pending)
        entry.ran, entry.signals = True, tuple(core.signalled)
        entry.halts = core.exit_code is not None

    def trapped(
        self, core: Core, processor: Processor, pc: int, step: Decoded | None, pending: Pending | None
    ) -> None:
        """A fault led to the entry of a trap: of fetching, of an instruction, or of one that waits or signals."""
        super().trapped(core, processor, pc, step, pending)
        if step is None:
            self._add(core, Operation(processor.name, pc, pc, "", 0, (), "trap"))
        elif step.ordered:
            entry = self._waiting.pop(pending, None) if pending is not None else None
            entry = entry or self._add(core, self._operation(step))
            entry.conditions = entry.conditions[: pending.passed if pending is not None else 0]
            entry.raises = True

    def stopped(self, cores: Sequence[Core], streams: Sequence[Stream]) -> None:
        """The run has ended, perhaps before some processor had executed anything."""
        super().stopped(cores, streams)
        for stream in streams:
            if stream.active:
                self._entries.setdefault((stream.core.instance, stream.processor.name), [])

    # -- steps -----------------------------------------------------------------------------------------------------------

    def _add(self, core: Core, operation: Operation) -> _Entry:
        entry = _Entry(operation)
        self._entries.setdefault((core.instance, operation.processor), []).append(entry)
        return entry

    def _operation(self, step: Decoded) -> Operation:
        made, program = step.operation, step.operation.program
        key = program.instruction.processor.name, made.pc, made.word
        known = self._operations.get(key)
        if known is None:
            body = next(n for n, one in enumerate(program.bodies) if one is made.body)
            name, text = program.instruction.name, instruction_text(step)
            known = Operation(key[0], made.pc, made.next_pc, name, body, made.values, text)
            self._operations[key] = known
        return known

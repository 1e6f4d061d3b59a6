"""What a running machine tells the race check, and who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.machine.races.recording import Recorder, Touch
from specgen.machine.races.sites import Site
from specgen.machine.races.trace import Trace, Unit
from specgen.semantics import ir
from specgen.semantics.effects import effects_of
from specgen.semantics.facts import root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.library import Library
    from specgen.machine.pending import Pending
    from specgen.machine.races.trace import Event
    from specgen.machine.stream import Stream
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Instruction


class Observer:
    """Keeps the trace of one machine from reset on."""

    def __init__(self, architecture: Architecture, library: Library) -> None:
        self.architecture = architecture
        self.trace = Trace()
        self._library = library
        self._places = contested(architecture, library)
        self._fetched = {p.name for p in architecture.processors.values() if p.memory in self._places}
        self._recorders: dict[int, Recorder] = {}
        self._running: Pending | None = None
        self._issued: dict[Pending, Event] = {}
        self._started: dict[Pending, int] = {}
        self._taken: dict[Pending, list[Event]] = {}
        self._captured: dict[Pending, tuple[object, ...]] = {}
        self._issuers = {name: _issuers(architecture, name) for name in architecture.engines}

    # -- what a processor does at once -----------------------------------------------------------------------------------

    def touches(self, core: Core, step: Step) -> list[Touch]:
        """What an instruction of a processor is about to touch."""
        recorder = self._recorder(step)
        return [] if recorder.quiet else recorder.touches(core, step, ())

    def executed(self, core: Core, step: Step, touches: list[Touch]) -> None:
        """A processor has executed an instruction that waits for nothing."""
        unit = self._processor(core, step)
        self._fetch(unit, core, step)
        if touches:
            self.trace.touched(unit, step, core.instance, touches)

    # -- what may wait ---------------------------------------------------------------------------------------------------

    def issued(self, core: Core, pending: Pending) -> None:
        """A processor has issued an instruction, or has begun one of its own that may wait."""
        step = pending.step
        unit = self._processor(core, step)
        self._fetch(unit, core, step)
        instruction = step.operation.program.instruction
        if instruction.engine is None:
            self._started[pending] = unit
        else:
            self._captured[pending] = self._recorder(step).issue(core, step.operation.values)
            self._issued[pending] = self.trace.happened("issue", unit, step)

    def waited(self, core: Core, pending: Pending, name: str, index: int, amount: int) -> None:
        """An instruction took what it waited for."""
        unit = self._unit(core, pending)
        counter = (core.instance, name, index)
        event = self.trace.happened("wait", unit, pending.step, counter=counter, amount=amount)
        self._taken.setdefault(pending, []).append(event)

    def undone(self, pending: Pending) -> None:
        """An instruction raised a fault and gave back what it had taken."""
        for event in self._taken.pop(pending, ()):
            self.trace.cancel(event)

    def signalled(self, core: Core, pending: Pending, name: str, index: int, amount: int) -> None:
        """An instruction gave a signal."""
        unit = self._unit(core, pending)
        counter = (core.instance, name, index)
        self.trace.happened("signal", unit, pending.step, counter=counter, amount=amount)

    def met(
        self, core: Core, pending: Pending, name: str, index: int, opened: int, *, all_there: bool
    ) -> None:
        """An instruction has come to a barrier, or has passed it; ``opened``: how often it had opened by then."""
        unit = self._unit(core, pending)
        kind = "meet" if all_there else "arrive"
        self.trace.happened(kind, unit, pending.step, meeting=(name, index, opened))

    def drained(self, core: Core, pending: Pending, engines: tuple[str, ...]) -> None:
        """An instruction found engines idle."""
        unit = self._unit(core, pending)
        units = tuple(one for engine in engines for one in self._engine(core, engine))
        self.trace.happened("drain", unit, pending.step, units=units)

    def runs(self, core: Core, pending: Pending) -> list[Touch]:
        """What an instruction that has passed all its waits is about to touch."""
        self._running = pending
        recorder = self._recorder(pending.step)
        return [] if recorder.quiet else recorder.touches(core, pending.step, self._captured.get(pending, ()))

    def refused(self, core: Core, name: str, index: int, amount: int) -> None:
        """The instruction that runs signals a semaphore that is too full for it, which is a fault."""
        if self._running is not None:
            unit = self._unit(core, self._running)
            self.trace.stops("offer", unit, self._running.step, (core.instance, name, index), amount)

    def ran(self, core: Core, pending: Pending, touches: list[Touch]) -> None:
        """An instruction has run."""
        unit = self._unit(core, pending)
        issued = self._issued.get(pending)
        sampled = [touch for touch in touches if touch.site.at_issue]
        if sampled and issued is not None:
            self.trace.sampled(issued, pending.step, core.instance, sampled)
        rest = [touch for touch in touches if not touch.site.at_issue]
        self.trace.touched(unit, pending.step, core.instance, rest)

    def done(self, core: Core, pending: Pending) -> None:
        """An instruction has given its signals."""
        unit = self._unit(core, pending)
        issued = self._issued.pop(pending, None)
        if issued is not None:
            self.trace.happened("done", unit, pending.step, of=issued)
        self._captured.pop(pending, None)
        self._taken.pop(pending, None)
        del self._started[pending]

    def trapped(
        self, core: Core, processor: Processor, pc: int, step: Step | None, pending: Pending | None
    ) -> None:
        """A fault led to the entry of a trap, which orders nothing."""

    def goes_on(self) -> None:
        """A run begins: nobody is stuck."""
        self.trace.stuck.clear()

    def stopped(self, cores: Sequence[Core], streams: Sequence[Stream]) -> None:
        """The run has ended, and who has not come to the end of an instruction is stuck, for all that is known."""
        heads = [queue[0] for core in cores for queue in core.queues.values() if queue]
        for core, pending in [(s.core, s.pending) for s in streams] + [(head.core, head) for head in heads]:
            blocked = pending.blocked if pending is not None else None
            if pending is not None and blocked is not None and blocked.kind in ("semaphore", "room"):
                kind = "want" if blocked.kind == "semaphore" else "offer"
                counter = (core.instance, blocked.names[0], blocked.index)
                self.trace.stops(kind, self._unit(core, pending), pending.step, counter, blocked.amount)

    # -- units -----------------------------------------------------------------------------------------------------------

    def _recorder(self, step: Step) -> Recorder:
        body = step.operation.body
        if id(body) not in self._recorders:
            self._recorders[id(body)] = Recorder(self._library, step.operation.program, body, self._places)
        return self._recorders[id(body)]

    def _fetch(self, unit: int, core: Core, step: Step) -> None:
        processor = step.operation.program.instruction.processor
        if processor.name in self._fetched:
            first = step.operation.pc * processor.unit
            nowhere = ir.Const(0, type=ir.IntValue(0, 0), span=ir.Span(1, 1, 1))
            site = Site(processor.memory, False, nowhere, step.operation.length, 0, ())
            ranges = [(first, first + step.operation.length)]
            self.trace.touched(unit, step, core.instance, [Touch(site, ranges)])

    def _processor(self, core: Core, step: Step) -> int:
        name = step.operation.program.instruction.processor.name
        return self.trace.unit(Unit(core.instance, name))

    def _unit(self, core: Core, pending: Pending) -> int:
        """The unit that runs an instruction; the first thing that one of an engine does is to start."""
        if pending not in self._started:
            issued = self._issued[pending]
            instruction = pending.step.operation.program.instruction
            unit = self.trace.unit(_of_engine(core.instance, instruction, issued.unit))
            assert instruction.engine is not None
            others = tuple(u for u in self._engine(core, instruction.engine.name) if u != unit)
            self.trace.happened("start", unit, pending.step, of=issued, units=others)
            self._started[pending] = unit
        return self._started[pending]

    def _engine(self, core: Core, engine: str) -> list[int]:
        """The units of an engine: one for each processor that issues to it."""
        issuers = [self.trace.unit(Unit(core.instance, name)) for name in self._issuers[engine]]
        return [self.trace.unit(Unit(core.instance, engine, issuer)) for issuer in issuers]


def _of_engine(instance: int, instruction: Instruction, issuer: int) -> Unit:
    assert instruction.engine is not None
    return Unit(instance, instruction.engine.name, issuer)


def _issuers(architecture: Architecture, engine: str) -> list[str]:
    instructions = architecture.instructions.values()
    return list(dict.fromkeys(i.processor.name for i in instructions if i.engine and i.engine.name == engine))


def contested(architecture: Architecture, library: Library) -> set[object]:
    """The memories and states that some unit writes and another one, or the same of another instance, may touch."""
    users: dict[object, set[tuple[str, str]]] = {}
    written: set[object] = set()
    reached: set[object] = set()
    for program in library.programs.values():
        instruction = program.instruction
        processor = instruction.processor.name
        own = (instruction.engine.name if instruction.engine else "", processor)
        for body in program.bodies:
            effects = effects_of(body)
            for memory in (*effects.memories_read, *effects.memories_written):
                users.setdefault(memory.home, set()).add(own)
                reached |= {memory.home} if memory.window is not None else set()
            for read in (*effects.reads, *effects.writes):
                by = ("", processor) if read.at_issue else own
                users.setdefault(root(read.state), set()).add(by)
            written |= {m.home for m in effects.memories_written}
            written |= {root(w.state) for w in effects.writes}
    for fetching in architecture.processors.values():
        users.setdefault(fetching.memory, set()).add(("", fetching.name))
    alone = architecture.instances is None or architecture.instances.count == 1
    return {
        place
        for place in written
        if len(users[place]) > 1 or (not alone and (place in reached or getattr(place, "shared", False)))
    }

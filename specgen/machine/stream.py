"""One processor of one core: fetches, executes what it can at once, and hands the rest to engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.machine.binding import Bound, SiteAccess, SiteFault, bind
from specgen.machine.decoding import Decoding
from specgen.machine.pending import Blocked, Pending

if TYPE_CHECKING:
    from specgen.machine.barriers import Barriers
    from specgen.machine.codec import Codec
    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.library import Library
    from specgen.model.execution import Processor


class Stopped(Exception):
    """A fault, the instruction that raised it if there is one, and the unit that ran it."""

    def __init__(self, fault: FaultRaised, pc: int, step: Step | None, unit: str, core: Core) -> None:
        super().__init__(fault.fault)
        self.fault = fault
        self.pc = pc
        self.step = step
        self.unit = unit
        self.core = core

    @property
    def processor(self) -> str:
        """The processor whose program it is."""
        return self.unit if self.step is None else self.step.operation.program.instruction.processor.name


class Stream:
    """Executes instructions in order; ``pc`` is the address of the next one.

    An entry that ``hot`` jumps have gone to is compiled with the loops around it; all else is executed one by one.
    ``steps`` counts what was executed or issued.
    """

    def __init__(
        self, core: Core, processor: Processor, codec: Codec, library: Library, barriers: Barriers, hot: int
    ) -> None:
        self.core = core
        self.processor = processor
        self.pc = processor.reset
        self.steps = 0
        self.active = True
        self.pending: Pending | None = None
        self.full: Blocked | None = None
        self._library = library
        self._barriers = barriers
        self._hot = hot
        self._memory = core.memory[processor.memory.name]
        self._decoding = Decoding(processor, codec, self._memory, library)
        self._regions: dict[int, Bound] = {}
        self._singles: dict[int, Bound] = {}
        self._heat: dict[int, int] = {}
        self._left = [0]
        self._memory.watch(self)
        self._trap = library.trap(processor)

    def flush(self) -> None:
        """Forgets all that was decoded."""
        self._decoding.steps.clear()
        self._regions.clear()
        self._singles.clear()
        self._heat.clear()

    def stale(self) -> bool:
        """Whether something is no longer what was decoded."""
        return self._decoding.changed()

    @property
    def blocked(self) -> bool:
        """Whether the next instruction waits for something."""
        return self.pending is not None or self.full is not None

    @property
    def waits_for(self) -> Blocked | None:
        """What the next instruction waits for."""
        return self.pending.blocked if self.pending is not None else self.full

    @property
    def _one_by_one(self) -> bool:
        """Whether somebody looks at each instruction."""
        return self.core.tracer is not None or self.core.observer is not None

    @property
    def step(self) -> Step:
        """The instruction at the pc. Raises FaultRaised."""
        return self._decoding.step(self.pc)

    def advance(self, left: int) -> bool:
        """Goes on with what waits, or executes up to ``left`` instructions; whether anything happened. Raises Stopped.

        Stops after an instruction that waits, signals or goes to an engine, since that may let others go on.
        """
        if self.pending is not None:
            return self._finish(self.pending)
        core, regions, one_by_one = self.core, self._regions, self._one_by_one
        start = self.steps
        goal = start + left
        landed = True
        while self.steps < goal and core.exit_code is None:
            bound = None if one_by_one else regions.get(self.pc)
            if bound is not None and self._run_region(bound, goal - self.steps):
                landed = True
                continue
            if landed and bound is None and self._warm(self.pc):
                continue
            step = self._step()
            if step is None:
                landed = True
            elif step.ordered:
                return self._issue(step) or self.steps > start
            else:
                landed = self._execute(step)
        return self.steps > start

    # -- one by one --------------------------------------------------------------------------------------------------

    def _step(self) -> Step | None:
        """The instruction at the pc; None where there is none, and a trap was entered."""
        try:
            return self._decoding.step(self.pc)
        except FaultRaised as fault:
            self._fault(fault, None)
            return None

    def _fault(self, fault: FaultRaised, step: Step | None, pending: Pending | None = None) -> None:
        """Enters a trap, as one step more. Raises Stopped where there is no entry, or none takes this fault."""
        core, declared = self.core, self.core.architecture.faults[fault.fault]
        if self._trap is None or declared.stops:
            raise Stopped(fault, self.pc, step, self.processor.name, core) from None
        following = step.operation.next_pc if step is not None else self._decoding.after(self.pc, fault)
        kind = declared.value
        value = int(fault.value or 0) & ((1 << kind.width) - 1) if kind is not None else 0
        core.steps = self.steps
        pc, tracer = self.pc, core.tracer
        if core.observer is not None:
            core.observer.trapped(core, self.processor, pc, step, pending)
        if tracer is not None:
            tracer.before_trap(core, self._trap.body)
        self.pc = self._trap.run(core, pc, following, declared.code, value)
        self.steps += 1
        if tracer is not None:
            tracer.after_trap(core, self.processor.name, pc, declared, value, self.pc)

    def _execute(self, step: Step) -> bool:
        """Executes one instruction at once; whether it went elsewhere than on."""
        operation, tracer, observer = step.operation, self.core.tracer, self.core.observer
        if tracer is not None:
            tracer.before(self.core, step)
        touches = observer.touches(self.core, step) if observer is not None else []
        alone = step.simple and (step.writes_code or tracer is not None)
        if not (self._run_single(step) if alone else self._run_function(step)):
            return True
        if observer is not None:
            observer.executed(self.core, step, touches)
        if tracer is not None:
            tracer.after(self.core, step, self.processor.name, self.pc)
        return self.pc != operation.next_pc

    def _run_single(self, step: Step) -> bool:
        """Executes one instruction as a region, which tells of its stores; whether it did not trap."""
        pc = self.pc
        bound = self._singles.get(pc)
        if bound is None:
            region = self._library.single(step.operation)
            bound = bind(region, 0, self._library, self.core, self._left)
            if self.core.tracer is None:
                self._singles[pc] = bound
        try:
            self._enter(bound, 1)
        except SiteAccess:
            return self._run_function(step)
        except SiteFault as fault:
            self._fault(fault, step)
            return False
        return True

    def _run_function(self, step: Step) -> bool:
        """Executes one instruction by its function; whether it did not trap."""
        operation, core = step.operation, self.core
        if step.run is None:
            step.run = self._library.functions(operation.program, operation.body)["run"]
        core.steps = self.steps
        try:
            result = step.run(core, operation.pc, operation.next_pc, operation.word, operation.values, ())
        except FaultRaised as fault:
            self._fault(fault, step)
            return False
        self.pc = operation.next_pc if result is None else int(result)
        self.steps += 1
        if step.writes_code:
            core.verify()
        return True

    # -- regions -----------------------------------------------------------------------------------------------------

    def _run_region(self, bound: Bound, left: int) -> bool:
        """Runs compiled code for up to ``left`` instructions; whether that was enough for any."""
        start = self.steps
        try:
            self._enter(bound, left)
        except SiteAccess:
            self._run_function(self._decoding.step(self.pc))
        except SiteFault as fault:
            self._fault(fault, self._decoding.step(self.pc))
        return self.steps > start

    def _enter(self, bound: Bound, left: int) -> None:
        """Runs compiled code; a fault, or an access of a device, leaves all as it was before its instruction."""
        remaining = self._left
        try:
            self.pc = bound.run(bound.entry, left)
        except (SiteFault, SiteAccess) as stopped:
            site = bound.region.sites[stopped.site]
            self.steps += left - remaining[0] + site.done
            self.pc = site.operation.pc
            if isinstance(stopped, SiteFault):
                stopped.line = site.line
            raise
        self.steps += left - remaining[0]

    def _warm(self, pc: int) -> bool:
        """Counts a jump to ``pc``; whether that made it part of a compiled region."""
        if self._one_by_one:
            return False
        heat = self._heat.get(pc, 0) + 1
        self._heat[pc] = heat
        if heat != self._hot:
            return False
        region = self._library.region(pc, self._decoding.simple)
        if region is None:
            return False
        for entry, head in enumerate(region.entries):
            self._regions.setdefault(head, bind(region, entry, self._library, self.core, self._left))
        return True

    # -- in order ----------------------------------------------------------------------------------------------------

    def _issue(self, step: Step) -> bool:
        """Starts an instruction that waits, signals or belongs to an engine; whether anything happened."""
        self.full = self._full(step)
        if self.full is not None:
            return False
        self.core.steps = self.steps
        try:
            pending = Pending(self.core, step, self._library, self._barriers)
        except FaultRaised as fault:
            if step.operation.program.instruction.engine is not None:
                raise Stopped(fault, self.pc, step, self.processor.name, self.core) from None
            self._fault(fault, step)
            return True
        engine = step.operation.program.instruction.engine
        if engine is None:
            return self._finish(pending)
        self.core.queues[engine.name].append(pending)
        self._past(step.operation.next_pc)
        return True

    def _full(self, step: Step) -> Blocked | None:
        """Why the engine of an instruction takes no more, if it does not."""
        engine = step.operation.program.instruction.engine
        if engine is None or len(self.core.queues[engine.name]) < max(engine.queue, 1):
            return None
        text = f"the queue of {engine.name} is full ({engine.queue})"
        return Blocked("queue", (engine.name,), text)

    def _finish(self, pending: Pending) -> bool:
        """Goes on with a processor's own instruction; whether it came further."""
        try:
            moved = pending.advance()
        except FaultRaised as fault:
            self.pending = None
            self._fault(fault, pending.step, pending)
            return True
        self.pending = None if pending.done else pending
        if pending.done:
            operation = pending.step.operation
            self._past(operation.next_pc if pending.result is None else int(pending.result))
        return moved

    def _past(self, pc: int) -> None:
        self.pc = pc
        self.steps += 1

"""An instruction on its way: what it still waits for, its run, and the signals that it could not give yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from specgen.machine.barriers import Barriers
    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.library import Library
    from specgen.machine.tracing import Counted


@dataclass(frozen=True, slots=True)
class Blocked:
    """What an instruction waits for, and why it still does (``text``).

    ``kind``: a ``semaphore`` has less than ``amount``, or no ``room`` for it; a ``barrier`` has not opened; ``engines`` are
    busy (``names``); a ``queue`` is full. ``line`` is the one of the semantics that says so; ``missing`` are the instances
    that have not come to a barrier.
    """

    kind: str
    names: tuple[str, ...]
    text: str
    index: int = 0
    amount: int = 0
    line: int = 0
    missing: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.text


class Pending:
    """Runs to its end as far as semaphores and barriers let it; ``blocked`` says why it has not come further.

    ``conditions`` are the index and amount of each in its prelude, of which it has ``passed`` so many. ``done``: it has run
    and given its signals; ``result`` is then the next pc if it set one.
    """

    def __init__(self, core: Core, step: Step, library: Library, barriers: Barriers) -> None:
        operation = step.operation
        self.step = step
        self.blocked: Blocked | None = None
        self.result: int | None = None
        self.done = False
        self.core = core
        self._steps = core.steps
        self._barriers = barriers
        self.passed = 0
        self._ticket: int | None = None
        self._ran = False
        self.conditions: tuple[tuple[int, int], ...] = ()
        self._signals: list[tuple[str, int, int]] = []
        self._changes: list[Counted] = []
        self._taken: list[tuple[str, int, int]] = []
        functions = library.functions(operation.program, operation.body)
        self._run = functions["run"]
        if operation.body.prelude:
            evaluate = library.prelude(operation.program, operation.body)
            self.conditions = evaluate(
                core, operation.pc, operation.next_pc, operation.word, operation.values
            )
        self._captured = functions["issue"](core, operation.values) if "issue" in functions else ()
        if core.observer is not None:
            core.observer.issued(core, self)

    def advance(self) -> bool:
        """Goes on as far as possible; whether it came further, if only to a barrier. Raises FaultRaised."""
        moved = False
        prelude = self.step.operation.body.prelude
        while self.passed < len(prelude):
            arrived = self._ticket is not None
            self.blocked = self._passes(prelude[self.passed], *self.conditions[self.passed])
            if self.blocked is not None:
                return moved or (self._ticket is not None) != arrived
            self.passed += 1
            moved = True
        if not self._ran:
            try:
                self._execute()
            except FaultRaised:
                self._give_back()
                raise
            moved = True
        moved = self._give() or moved
        if self._changes and self.core.tracer is not None:
            self.core.tracer.given(self.core, self.step, self._unit, self._changes)
            self._changes = []
        if self.done and self.core.observer is not None:
            self.core.observer.done(self.core, self)
        return moved

    @property
    def _unit(self) -> str:
        instruction = self.step.operation.program.instruction
        return (instruction.engine or instruction.processor).name

    # -- the run -----------------------------------------------------------------------------------------------------

    def _execute(self) -> None:
        operation, core = self.step.operation, self.core
        tracer, observer = core.tracer, core.observer
        core.signalled, core.steps = [], self._steps
        if tracer is not None:
            tracer.before(core, self.step)
        touches = observer.runs(core, self) if observer is not None else []
        self.result = self._run(
            core, operation.pc, operation.next_pc, operation.word, operation.values, self._captured
        )
        if observer is not None:
            observer.ran(core, self, touches)
        self._ran, self._signals = True, core.signalled
        if self.step.writes_code:
            core.verify()
        if tracer is not None:
            self._give()
            engine = operation.program.instruction.engine
            following = operation.next_pc if self.result is None else self.result
            changes, self._changes = self._changes, []
            tracer.after(core, self.step, self._unit, None if engine is not None else following, changes)

    def _give(self) -> bool:
        """Gives signals in order, until a semaphore is too full; whether any, or there were none left to give."""
        left = len(self._signals)
        self.blocked = None
        while self._signals and self.blocked is None:
            name, index, amount = self._signals[0]
            self.blocked = self._deliver(name, index, amount)
            if self.blocked is None:
                del self._signals[0]
        self.done = self.blocked is None
        return self.done or len(self._signals) < left

    def _deliver(self, name: str, index: int, amount: int) -> Blocked | None:
        core = self.core
        held, most = core.semaphores[name][index], core.architecture.semaphores[name].max
        if held + amount > most:
            text = f"cannot signal {name}[{index}] by {amount}: it is {held} of at most {most}"
            return Blocked("room", (name,), text, index, amount, self._line_of_signal(name))
        self._change(name, index, amount)
        if core.observer is not None:
            core.observer.signalled(core, self, name, index, amount)
        return None

    def _line_of_signal(self, name: str) -> int:
        every = statements(self.step.operation.body.statements)
        lines = (s.span.line for s in every if isinstance(s, ir.Signal) and s.semaphore.name == name)
        return next(lines, 0)

    def _change(self, name: str, index: int, amount: int) -> None:
        counts = self.core.semaphores[name]
        counts[index] += amount
        if self.core.tracer is not None:
            self._changes.append((name, index, counts[index] - amount, counts[index]))

    # -- what it waits for -------------------------------------------------------------------------------------------

    def _passes(self, one: ir.Prelude, index: int, amount: int) -> Blocked | None:
        """None once the condition holds, else what is missing."""
        match one:
            case ir.Wait():
                return self._take(one, index, amount)
            case ir.Meet():
                return self._meet(one.barrier.name, index, one.span.line)
            case ir.Drain():
                return self._drain(tuple(engine.name for engine in one.engines), one.span.line)

    def _take(self, wait: ir.Wait, index: int, amount: int) -> Blocked | None:
        core, name = self.core, wait.semaphore.name
        held, underflow = core.semaphores[name][index], wait.semaphore.underflow
        if underflow is not None and amount > wait.semaphore.max:
            self._give_back()
            raise FaultRaised(
                underflow.name, amount if underflow.value is not None else None, line=wait.span.line
            )
        if held < amount:
            by = ", ".join(wait.semaphore.producers) or "nobody"
            text = f"waits for {name}[{index}] >= {amount}, which is {held} and is signalled by {by}"
            return Blocked("semaphore", (name,), text, index, amount, wait.span.line)
        self._change(name, index, -amount)
        self._taken.append((name, index, amount))
        if core.observer is not None:
            core.observer.waited(core, self, name, index, amount)
        return None

    def _give_back(self) -> None:
        """Undoes what was waited for, unless something of the instruction is to survive its fault."""
        every = statements(self.step.operation.body.statements)
        if not any(isinstance(one, ir.Commit) for one in every):
            for name, index, amount in self._taken:
                self.core.semaphores[name][index] += amount
            if self.core.observer is not None:
                self.core.observer.undone(self)

    def _meet(self, name: str, index: int, line: int) -> Blocked | None:
        core, barriers = self.core, self._barriers
        if self._ticket is None:
            self._ticket = barriers.arrive(name, index, core.instance)
            if core.observer is not None:
                core.observer.met(core, self, name, index, self._ticket, all_there=False)
        if not barriers.open(name, index, self._ticket):
            missing = tuple(barriers.missing(name, index))
            text = f"waits at {name}[{index}] for instance {', '.join(map(str, missing))}"
            return Blocked("barrier", (name,), text, index, line=line, missing=missing)
        if core.observer is not None:
            core.observer.met(core, self, name, index, self._ticket, all_there=True)
        self._ticket = None
        return None

    def _drain(self, engines: tuple[str, ...], line: int) -> Blocked | None:
        core = self.core
        busy = tuple(name for name in engines if core.queues[name])
        if busy:
            return Blocked("engines", busy, f"waits until {', '.join(busy)} has nothing queued", line=line)
        if core.observer is not None:
            core.observer.drained(core, self, engines)
        return None

"""An instruction on its way: what it still waits for, its run, and the signals that it could not give yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.machine.barriers import Barriers
    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.library import Library


class Pending:
    """Runs to its end as far as semaphores and barriers let it; ``blocked`` says why it has not come further.

    ``done``: it has run and given its signals; ``result`` is then the next pc if it set one.
    """

    def __init__(self, core: Core, step: Step, library: Library, barriers: Barriers) -> None:
        operation = step.operation
        self.step = step
        self.blocked: str | None = None
        self.result: int | None = None
        self.done = False
        self._core = core
        self._steps = core.steps
        self._barriers = barriers
        self._at = 0
        self._ticket: int | None = None
        self._ran = False
        self._conditions: tuple[tuple[int, int], ...] = ()
        self._signals: list[tuple[str, int, int]] = []
        functions = library.functions(operation.program, operation.body)
        self._run = functions["run"]
        if operation.body.prelude:
            evaluate = library.prelude(operation.program, operation.body)
            self._conditions = evaluate(
                core, operation.pc, operation.next_pc, operation.word, operation.values
            )
        self._captured = functions["issue"](core, operation.values) if "issue" in functions else ()

    def advance(self) -> bool:
        """Goes on as far as possible; whether it came further, if only to a barrier. Raises FaultRaised."""
        moved = False
        prelude = self.step.operation.body.prelude
        while self._at < len(prelude):
            arrived = self._ticket is not None
            self.blocked = self._passes(prelude[self._at], *self._conditions[self._at])
            if self.blocked is not None:
                return moved or (self._ticket is not None) != arrived
            self._at += 1
            moved = True
        if not self._ran:
            self._execute()
            moved = True
        left = len(self._signals)
        self.blocked = self._core.deliver(self._signals)
        self.done = self.blocked is None
        return moved or self.done or len(self._signals) < left

    def _execute(self) -> None:
        operation, core, tracer = self.step.operation, self._core, self._core.tracer
        core.signalled, core.steps = [], self._steps
        if tracer is not None:
            tracer.before(core, self.step)
        self.result = self._run(
            core, operation.pc, operation.next_pc, operation.word, operation.values, self._captured
        )
        if tracer is not None:
            instruction = operation.program.instruction
            pc = (
                (operation.next_pc if self.result is None else self.result)
                if instruction.engine is None
                else None
            )
            tracer.after(core, self.step, (instruction.engine or instruction.processor).name, pc)
        self._ran, self._signals = True, core.signalled
        if self.step.writes_code:
            for name in {p.memory.name for p in core.architecture.processors.values()}:
                core.memory[name].verify()

    def _passes(self, one: ir.Prelude, index: int, amount: int) -> str | None:
        """None once the condition holds, else what is missing."""
        core = self._core
        match one:
            case ir.Wait():
                counts = core.semaphores[one.semaphore.name]
                if counts[index] < amount:
                    by = ", ".join(one.semaphore.producers) or "nobody"
                    return (
                        f"waits for {one.semaphore.name}[{index}] >= {amount}, which is {counts[index]} "
                        f"and is signalled by {by}"
                    )
                counts[index] -= amount
            case ir.Meet():
                if self._ticket is None:
                    self._ticket = self._barriers.arrive(one.barrier.name, index, core.instance)
                if not self._barriers.open(one.barrier.name, index, self._ticket):
                    missing = self._barriers.missing(one.barrier.name, index)
                    return f"waits at {one.barrier.name}[{index}] for instance {', '.join(map(str, missing))}"
                self._ticket = None
            case ir.Drain():
                busy = [e.name for e in one.engines if core.queues[e.name]]
                if busy:
                    return f"waits until {', '.join(busy)} has nothing queued"
        return None

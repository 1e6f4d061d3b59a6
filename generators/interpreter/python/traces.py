"""One pass over a run of instructions, and where control goes from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.code import Code, cut, literal
from specgen.generators.interpreter.python.operations import Needs, Operations
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.region import Fetch, Operation, Target

LONGEST = 64  # instructions in one trace


class Trace(Operations):
    """Emits the loop ``while left >= n`` of one trace, from ``head`` on.

    Control leaves it by ``k = entry; break`` to another trace of the region, by ``k = -1; pc = target; break`` to
    outside, and comes back to its own head by ``continue``. ``targets`` collects the constant addresses it goes to.
    """

    def __init__(self, target: Target, needs: Needs, head: int, labels: dict[int, int]) -> None:
        super().__init__(target, needs)
        self.head = head
        self._labels = labels
        self._following: int | None = None
        self.targets: list[int] = []
        self.longest = 0

    def run(self, fetch: Fetch) -> None:
        """Emits instructions until control cannot fall further."""
        self.depth = 0
        pc: int | None = self.head
        seen: set[int] = set()
        while pc is not None:
            operation = fetch(pc) if pc not in seen and self._done < LONGEST else None
            if operation is None:
                self._go(literal(pc))
                break
            seen.add(pc)
            pc = self._one(operation)
        self.longest = self._done

    def _one(self, operation: Operation) -> int | None:
        """One instruction; where control falls to, if it does."""
        self._operation, self._following = operation, None
        self._needs.operations[operation.pc] = operation
        self._may_touch = False
        body = operation.body
        tail = _only_at_ends(body.statements)
        self._hold(body)
        if not tail:
            self._moving = [self.fresh(), self.fresh()]
            self.line(f"{self._moving[0]} = {operation.pc}; {self._moving[1]} = {operation.next_pc}")
        falls = self.body(body.statements, tail)
        if self._moving is not None:
            after = Code(self._moving[1], self._pc_type.low, self._pc_type.high, atom=True)
            self._moving = None
            if falls:
                self._end(after)
            falls = False
        if falls:
            self._release()
            if self._may_touch:
                self.line("if touched:")
                self.depth += 1
                self._leave(literal(operation.next_pc), self._done + 1)
                self.depth -= 1
        self._held.clear()
        self._done += 1
        return operation.next_pc if falls else self._following

    # -- control -----------------------------------------------------------------------------------------------------

    def set_pc(self, value: Code, tail: bool) -> None:
        """Goes on at a constant address in the same trace where nothing else is possible; else leaves or loops."""
        value = cut(value, self._pc_type)
        if self._moving is not None:
            self.line(f"{self._moving[1]} = {self._moving[0]} = {value.text}")
        elif value.constant is not None and not self.nesting and not self._may_touch:
            self._release()
            self._following = value.constant
        else:
            self._end(value)

    def _end(self, to: Code) -> None:
        """The end of this instruction, going on at ``to``."""
        to = to if to.constant is not None else self._settled(to)
        self._release()
        if self._may_touch:
            self.line("if touched:")
            self.depth += 1
            self._leave(to, self._done + 1)
            self.depth -= 1
        self._go(to, self._done + 1)

    def _go(self, to: Code, done: int | None = None) -> None:
        done = self._done if done is None else done
        if to.constant is None:
            self._leave(to, done)
            return
        self.targets.append(to.constant)
        if to.constant == self.head and done:
            self.line(f"left -= {done}")
            self.line("continue")
        elif to.constant in self._labels and done:
            self.line(f"left -= {done}; k = {self._labels[to.constant]}")
            self.line("break")
        else:
            self._leave(to, done)

    def _leave(self, to: Code, done: int) -> None:
        """Out of the region."""
        self.line(f"left -= {done}; k = -1; pc = {to.text}")
        self.line("break")


def _only_at_ends(body: tuple[ir.Stmt, ...]) -> bool:
    """Whether every assignment of the program counter is the last thing on its path."""
    for place, statement in enumerate(body):
        last = place == len(body) - 1
        if isinstance(statement, ir.If) and last:
            return _only_at_ends(statement.then) and _only_at_ends(statement.otherwise)
        if (not last or isinstance(statement, ir.Loop | ir.While)) and any(
            isinstance(s, ir.SetPc) for s in statements((statement,))
        ):
            return False
    return True

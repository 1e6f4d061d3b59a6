"""What an instruction waits for before it starts, what it does, and what it costs."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.execution import Barrier, Engine, Fault, Semaphore
    from specgen.model.isa import Instruction
    from specgen.semantics.ir.expressions import Expr, Index
    from specgen.semantics.ir.places import Local, Tile
    from specgen.semantics.ir.statements import Stmt
    from specgen.semantics.ir.values import Span


@frozen(eq=False, sealed=False)
class Wait:
    """Until ``semaphore[index] >= amount``; then subtracts it."""

    semaphore: Semaphore
    index: Index
    amount: Expr
    span: Span


@frozen(eq=False, sealed=False)
class Meet:
    """``barrier(b[index])``: until every instance is here."""

    barrier: Barrier
    index: Index
    span: Span


@frozen(eq=False, sealed=False)
class Drain:
    """Until these engines have nothing queued."""

    engines: tuple[Engine, ...]
    span: Span


Prelude = Wait | Meet | Drain


@frozen(eq=False, sealed=False)
class Body:
    """The behaviour for one choice of type-choosing fields: ``when`` maps such a field's name to its raw value."""

    when: dict[str, int]
    prelude: tuple[Prelude, ...]
    tiles: tuple[Tile, ...]
    statements: tuple[Stmt, ...]
    writes_pc: bool
    may_fault: bool
    faults: tuple[Fault, ...] = ()


@frozen(eq=False, sealed=False)
class Costs:
    """Timing in cycles as integer expressions over fields, for one body."""

    issue: Expr
    occupancy: Expr
    latency: Expr


@frozen(eq=False, sealed=False)
class Program:
    """An instruction's typed semantics: one body per choice of types (a single one where no field chooses)."""

    instruction: Instruction
    bodies: tuple[Body, ...]
    costs: tuple[Costs | None, ...] = field(default=())

    def body_for(self, raw: dict[str, int]) -> Body:
        """The body for these raw field values."""
        for body in self.bodies:
            if all(raw[name] == value for name, value in body.when.items()):
                return body
        raise KeyError(self.instruction.name)


@frozen(eq=False, sealed=False)
class Handler:
    """Statements that the machine itself runs: a trap entry, or an access of a device's register.

    ``argument`` is set to the value that is written to a register, ``result`` holds the one that is read from it.
    """

    body: Body
    argument: Local | None = None
    result: Local | None = None

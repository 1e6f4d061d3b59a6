"""What of an engine is the same for all its files: the routines, their names and numbers, and how each is executed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions.names import body_name
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions, inner, own, statements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

_INLINE = (ir.SetLocal, ir.SetState, ir.SetPc, ir.Store, ir.If, ir.Loop, ir.While, ir.Raise)
_MOST_NODES = 400  # in the text of one instruction inside the dispatcher


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """One body of one instruction.

    ``number`` is its op in pre-decoded entries (from 1 on), ``name`` its part of C identifiers. ``inline``: its text stands
    in the dispatcher; ``ordered``: it waits, signals or goes to an engine; ``calls``: a host function, or a device
    whose register may call one.
    """

    number: int
    name: str
    program: ir.Program
    body: ir.Body
    inline: bool
    ordered: bool
    calls: bool

    def uses(self, *kinds: type[ir.Expr]) -> bool:
        """Whether an expression of these kinds stands anywhere in it, its prelude included."""
        return any(isinstance(e, kinds) for e in self.expressions())

    def expressions(self) -> Iterable[ir.Expr]:
        """All expressions of its body, prelude and tiles included."""
        return expressions_of(self.body)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The routines in the order of the spec; ``code_memories`` are those that processors fetch from.

    ``checked``: reads look whether what they read was ever written, so that every routine is a function that can be undone.
    """

    architecture: Architecture
    semantics: Semantics
    routines: tuple[Routine, ...]
    code_memories: frozenset[str]
    _by_body: dict[int, Routine]
    checked: bool = False

    def of(self, body: ir.Body) -> Routine:
        """The routine of a body."""
        return self._by_body[id(body)]

    @property
    def handled(self) -> frozenset[str]:
        """Memories whose addresses devices share."""
        return frozenset(device.memory.name for device in self.architecture.devices.values())


def make_plan(architecture: Architecture, semantics: Semantics, *, checked: bool = False) -> Plan:
    """Names and numbers all bodies of all instructions."""
    routines: list[Routine] = []
    devices = frozenset(id(device.memory) for device in architecture.devices.values())
    for program in semantics.programs.values():
        for body in program.bodies:
            name = body_name(program, body)
            routine = _routine(len(routines) + 1, name, program, body, devices)
            routines.append(replace(routine, inline=routine.inline and not checked))
    code = frozenset(p.memory.name for p in architecture.processors.values())
    return Plan(architecture, semantics, tuple(routines), code, {id(r.body): r for r in routines}, checked)


def expressions_of(body: ir.Body) -> Iterable[ir.Expr]:
    """All expressions of a body, its prelude and tiles included."""
    yield from expressions(body.statements)
    for one in body.prelude:
        if not isinstance(one, ir.Drain):
            yield from every(one.index.value)
        if isinstance(one, ir.Wait):
            yield from every(one.amount)
    for tile in body.tiles:
        for expr in tile.inputs:
            yield from every(expr)


def _routine(number: int, name: str, program: ir.Program, body: ir.Body, devices: frozenset[int]) -> Routine:
    kinds = {type(s) for s in statements(body.statements)}
    ordered = program.instruction.engine is not None or bool(body.prelude) or ir.Signal in kinds
    inline = not ordered and not body.tiles and _is_inline(body)
    calls = ir.Host in kinds or bool(devices and devices & _accessed(body))
    return Routine(number, name, program, body, inline, ordered, calls)


def _accessed(body: ir.Body) -> set[int]:
    """The memories that scalar loads and stores reach."""
    found = {id(s.memory) for s in statements(body.statements) if isinstance(s, ir.Store)}
    return found | {id(e.memory) for e in expressions(body.statements) if isinstance(e, ir.Load)}


def _is_inline(body: ir.Body) -> bool:
    found = list(expressions(body.statements))
    return (
        len(found) <= _MOST_NODES
        and all(isinstance(s, _INLINE) for s in statements(body.statements))
        and not any(isinstance(e.type, ir.FloatValue) for e in found)
        and _Written().follow(body.statements)
        and not _reads_moved_pc(body.statements)
    )


def _reads_moved_pc(body: Iterable[ir.Stmt]) -> bool:
    """Whether the program counter may be read after it was assigned."""
    moved = False
    for statement in statements(body):
        repeats = isinstance(statement, ir.Loop | ir.While)
        moved |= repeats and any(isinstance(s, ir.SetPc) for s in statements((statement,)))
        if moved and any(isinstance(e, ir.Pc) for expr in own(statement) for e in every(expr)):
            return True
        moved |= isinstance(statement, ir.SetPc)
    return False


class _Written:
    """Whether something was written before what may still raise: then it would have to be undone."""

    def __init__(self) -> None:
        self._any = False

    def follow(self, body: Iterable[ir.Stmt]) -> bool:
        """Whether no fault can come after a write."""
        for statement in body:
            if self._any and may_raise(statement):
                return False
            self._any |= isinstance(statement, ir.SetState | ir.Store)
            if isinstance(statement, ir.If):
                before, after = self._any, False
                for part in inner(statement):
                    self._any = before
                    if not self.follow(part):
                        return False
                    after |= self._any
                self._any = before | after
            elif not all(self.follow(part) for part in inner(statement) for _ in range(2)):
                return False
        return True


def may_raise(statement: ir.Stmt) -> bool:
    """Whether the statement itself, not what is nested in it, may raise."""
    if isinstance(statement, ir.Raise | ir.Store):
        return True
    indexed = any(i.fault is not None for i in getattr(statement, "index", ()))
    return indexed or any(_raises(e) for expr in own(statement) for e in every(expr))


def _raises(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Load) or any(i.fault is not None for i in getattr(expr, "index", ()))

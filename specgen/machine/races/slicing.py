"""What an instruction touches, as a body of its own: all of its text that decides addresses, and nothing else.

An access becomes a call of a host function with the number of its site, where it begins, and for each variable that it
grows with evenly the step and the number of turns; over all other variables there are loops. The body changes nothing
and sees all as it is before the instruction runs. Where an address depends on what the instruction itself wrote before,
there is no such body, and the access counts as one of the whole memory or state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from specgen.machine.races.linear import constant, difference, locals_in, slope, substituted
from specgen.machine.races.sites import Frame, Site, loaded
from specgen.model.execution import Function
from specgen.model.origin import BUILTIN
from specgen.semantics import ir
from specgen.semantics.facts import root
from specgen.semantics.walk import every, expressions, own, statements

RECORD = Function(name="record", summary="", origin=BUILTIN, arguments={}, returns=None, host=True)

Name = ir.Local | ir.LocalArray


@dataclass(frozen=True, slots=True)
class Variable:
    """A loop's variable in [start, stop)."""

    local: ir.Local
    start: ir.Expr
    stop: ir.Expr


def recording(
    site: Site, number: int, body: ir.Body, untouchable: Iterable[object] = ()
) -> tuple[ir.Stmt, ...] | None:
    """The statements that record an access as ``number``; None where what they need is not known beforehand.

    ``untouchable`` are memories that nobody may read to find out.
    """
    address, modulus = _unwrapped(_inlined(site, body))
    dirty = _written_before(site.frames) | set(untouchable)
    iterated: set[ir.Local] = set()
    while True:
        call, apart = _call(site, number, address, modulus, iterated)
        pruned = _Pruned(site, call, dirty)
        clash = apart & pruned.needed
        if not clash:
            break
        iterated |= clash
    asks = any(isinstance(s, ir.Host) and s.function is not RECORD for s in statements(pruned.statements))
    unknown = asks or any(_reads(expr, dirty) for expr in expressions(pruned.statements))
    return None if unknown else pruned.statements


def _unwrapped(address: ir.Expr) -> tuple[ir.Expr, int]:
    """An address without the cut around it, and what it wraps at (0: nothing)."""
    if isinstance(address, ir.Cut) and not address.to.signed:
        return address.value, 1 << address.to.width
    return address, 0


def _inlined(site: Site, body: ir.Body) -> ir.Expr:
    """The address, where locals that are set but once, and by mere arithmetic, are replaced by what they are set to."""
    setting: dict[ir.Local, int] = {}
    for stmt in statements(body.statements):
        if isinstance(stmt, ir.SetLocal):
            setting[stmt.local] = setting.get(stmt.local, 0) + 1
    values: dict[ir.Local, ir.Expr] = {}
    for frame in site.frames:
        for stmt in frame.block[: frame.position]:
            if isinstance(stmt, ir.SetLocal) and setting[stmt.local] == 1 and _arithmetic(stmt.value):
                values[stmt.local] = substituted(stmt.value, values)
    return substituted(loaded(site.address), values)


def _arithmetic(expr: ir.Expr) -> bool:
    plain = (ir.Const, ir.FieldValue, ir.LocalRead, ir.Arith)
    return all(isinstance(part, plain) for part in every(expr))


def _call(
    site: Site, number: int, address: ir.Expr, modulus: int, iterated: set[ir.Local]
) -> tuple[ir.Stmt, set[ir.Local]]:
    """The call that records, and the variables that it takes all turns of at once."""
    apart: set[ir.Local] = set()
    steps: list[ir.Expr] = []
    for variable in _variables(site.frames):
        step = None if variable.local in iterated else slope(address, variable.local)
        if step is None or variable.local in locals_in(*steps):
            continue
        address = substituted(address, {variable.local: variable.start})
        steps += [step, difference(variable.stop, variable.start)]
        apart.add(variable.local)
    span = site.address.span
    arguments = (constant(number, span), constant(modulus, span), address, *map(loaded, steps))
    call: ir.Stmt = ir.Host(RECORD, arguments, span=span)
    for turns in steps[1::2]:
        if not (isinstance(turns.type, ir.IntValue) and turns.type.low > 0):
            some = ir.Compare("gt", loaded(turns), constant(0, span), type=ir.BoolValue(), span=span)
            call = ir.If(some, (call,), span=span)
    return call, apart


def _variables(frames: Sequence[Frame]) -> Iterator[Variable]:
    """The variables of the loops around a statement, from the inside out."""
    for frame in reversed(frames):
        match frame.owner:
            case ir.Loop() as loop:
                yield Variable(loop.local, loop.start, loop.stop)
            case ir.Grid() as grid:
                for local, extent in reversed(tuple(zip(grid.locals, grid.extents, strict=True))):
                    yield Variable(local, constant(0, grid.span), extent)


@dataclass
class _Pruned:
    """The body of an instruction, cut down to what a call at one of its places needs."""

    site: Site
    call: ir.Stmt
    dirty: set[object]
    needed: set[Name] = field(default_factory=set)
    statements: tuple[ir.Stmt, ...] = ()

    def __post_init__(self) -> None:
        self._need(expressions((self.call,)))
        known = -1
        while known < len(self.needed):
            known = len(self.needed)
            self.statements = self._path(0, looped=False)

    def _need(self, exprs: Iterable[ir.Expr]) -> None:
        self.needed |= locals_in(*exprs)

    def _path(self, depth: int, *, looped: bool) -> tuple[ir.Stmt, ...]:
        """The block at ``depth`` of the way to the access, with what of it is needed."""
        frame = self.site.frames[depth]
        found: list[ir.Stmt] = []
        for position, stmt in enumerate(frame.block):
            if position == frame.position:
                found += self._on_path(stmt, depth, looped=looped)
            elif position < frame.position or looped:
                found += self._kept(stmt, inside=False)
        return tuple(found)

    def _on_path(self, stmt: ir.Stmt, depth: int, *, looped: bool) -> list[ir.Stmt]:
        if depth + 1 == len(self.site.frames):
            call = self.call
            for condition, taken in reversed(self.site.conditions):
                self._need((condition,))
                then, otherwise = ((call,), ()) if taken else ((), (call,))
                call = ir.If(loaded(condition), then, otherwise, span=stmt.span)
            return [call, *(self._kept(stmt, inside=True) if looped else [])]
        block = self._path(depth + 1, looped=looped or isinstance(stmt, ir.Loop | ir.While))
        if isinstance(stmt, ir.If):
            taken = self.site.frames[depth + 1].block is stmt.then
            other = self._block(stmt.otherwise if taken else stmt.then, inside=True) if looped else ()
            self._need((stmt.condition,))
            ways = (block, other) if taken else (other, block)
            return [ir.If(loaded(stmt.condition), *ways, span=stmt.span)]
        return self._repeated(stmt, block)

    def _repeated(self, stmt: ir.Stmt, block: tuple[ir.Stmt, ...]) -> list[ir.Stmt]:
        """``block`` in the loop of ``stmt``, over those of its variables that are needed: all where a fault guards it."""
        carries = any(isinstance(s, ir.SetLocal | ir.SetArray | ir.Raise) for s in statements(block))
        if any(isinstance(s, ir.Raise) for s in statements(block)) and isinstance(stmt, ir.Grid):
            self.needed |= set(stmt.locals)
        match stmt:
            case ir.While():
                self._need((stmt.condition,))
                return [ir.While(loaded(stmt.condition), stmt.limit, block, span=stmt.span)]
            case ir.Loop() if carries or stmt.local in self.needed:
                self.needed.add(stmt.local)
                return [self._loop(stmt.local, stmt.start, stmt.stop, block, stmt.span)]
            case ir.Grid():
                for local, extent in reversed(tuple(zip(stmt.locals, stmt.extents, strict=True))):
                    if local in self.needed:
                        zero = constant(0, stmt.span)
                        block = (self._loop(local, zero, extent, block, stmt.span),)
        return list(block)

    def _loop(
        self, local: ir.Local, start: ir.Expr, stop: ir.Expr, block: tuple[ir.Stmt, ...], span: ir.Span
    ) -> ir.Stmt:
        self._need((start, stop))
        return ir.Loop(local, loaded(start), loaded(stop), block, span=span)

    def _kept(self, stmt: ir.Stmt, *, inside: bool) -> list[ir.Stmt]:
        """What of a statement beside the way is needed; faults matter outside of loops, where they guard what follows."""
        match stmt:
            case ir.SetLocal() if stmt.local in self.needed:
                self._need((stmt.value,))
                return [ir.SetLocal(stmt.local, loaded(stmt.value), span=stmt.span)]
            case ir.ClearArray() if stmt.array in self.needed:
                return [stmt]
            case ir.SetArray() if stmt.array in self.needed:
                self._need(own(stmt))
                index = tuple(replace(i, value=loaded(i.value)) for i in stmt.index)
                return [ir.SetArray(stmt.array, index, loaded(stmt.value), span=stmt.span)]
            case ir.Host() if stmt.result in self.needed:
                return [stmt]
            case ir.Raise() if not inside:
                return [ir.Raise(stmt.fault, None, span=stmt.span)]
            case ir.If() if not self._merely_raises(stmt):
                then = self._block(stmt.then, inside=inside)
                otherwise = self._block(stmt.otherwise, inside=inside)
                if not then and not otherwise:
                    return []
                self._need((stmt.condition,))
                return [ir.If(loaded(stmt.condition), then, otherwise, span=stmt.span)]
            case ir.Loop() | ir.While() | ir.Grid():
                block = self._block(stmt.body, inside=True)
                return self._repeated(stmt, block) if block else []
            case _:
                return []

    def _merely_raises(self, stmt: ir.If) -> bool:
        """Whether nothing but a fault depends on a condition that is not known beforehand."""
        raises = all(isinstance(s, ir.Raise | ir.If) for s in statements((stmt,)))
        return raises and any(_reads(expr, self.dirty) for expr in expressions((stmt,)))

    def _block(self, block: Iterable[ir.Stmt], *, inside: bool) -> tuple[ir.Stmt, ...]:
        return tuple(kept for stmt in block for kept in self._kept(stmt, inside=inside))


# -- what the instruction itself wrote ---------------------------------------------------------------------------------


def _written_before(frames: Sequence[Frame]) -> set[object]:
    """The memories and states that the body may have written when it comes to a statement, as far as that reads them.

    In a grid memory is read as it was before.
    """
    found: set[object] = set()
    in_grid = False
    for frame in frames:
        in_grid = in_grid or isinstance(frame.owner, ir.Grid)
        found |= _written(frame.block[: frame.position], memory=not in_grid)
        if isinstance(frame.owner, ir.Loop | ir.While):
            found |= _written(frame.owner.body, memory=not in_grid)
    return found


def _written(block: Iterable[ir.Stmt], *, memory: bool) -> set[object]:
    found: set[object] = set()
    for stmt in statements(block):
        match stmt:
            case ir.SetState():
                found.add(root(stmt.state))
            case ir.SetPc():
                found.add(ir.Pc)
            case ir.Store() if memory:
                found.add(stmt.memory.home)
            case ir.TileWrite() if memory:
                found.add(stmt.tile.operand.memory.home)
    return found


def _reads(expr: ir.Expr, dirty: set[object]) -> bool:
    match expr:
        case ir.StateRead():
            return not expr.at_issue and root(expr.state) in dirty
        case ir.Load():
            return expr.memory in dirty or expr.memory.home in dirty
        case ir.Pc():
            return ir.Pc in dirty
        case _:
            return False

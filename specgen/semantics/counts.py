"""How much a body computes and moves: what a performance model charges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.semantics import ir
from specgen.semantics.types.integers import EXACT, exact_division
from specgen.semantics.walk import inner, own, parts

if TYPE_CHECKING:
    from specgen.model.isa import Field

Kind = tuple[str, str]
Lookup = Callable[[ir.Expr], int | None]


@dataclass(slots=True)
class Counts:
    """Operations by (kind, format) and bytes by memory. A fused multiply-add counts as two operations.

    Kinds are those of the IR (``add mul div sqrt fma convert minimum ...`` of floats under the format's name,
    ``add mul compare ...`` of integers under ``int``). Branches count as the longer side, loops with unknown bounds as
    their maximum; ``exact`` is False where either was needed. Arithmetic of indices is not counted. A tile operand is
    fetched or stored once, however often its elements are named: it counts at most its extent.
    """

    operations: dict[Kind, int] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    exact: bool = True
    tiles: dict[tuple[ir.Tile, bool], int] = field(default_factory=dict, repr=False)

    def add(self, other: Counts, times: int = 1) -> None:
        """Add ``other``, ``times`` times."""
        for mine, theirs in ((self.read, other.read), (self.written, other.written)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count * times
        for tile, count in other.tiles.items():
            self.tiles[tile] = self.tiles.get(tile, 0) + count * times
        for kind, count in other.operations.items():
            self.operations[kind] = self.operations.get(kind, 0) + count * times
        self.exact = self.exact and other.exact

    @property
    def float_operations(self) -> int:
        """Arithmetic on floats, conversions not counted."""
        return sum(n for (kind, form), n in self.operations.items() if form != "int" and kind in _ARITHMETIC)

    @property
    def work(self) -> int:
        """All operations, to compare two branches by."""
        moved = (*self.read.values(), *self.written.values(), *self.tiles.values())
        return sum(self.operations.values()) + sum(moved)


_ARITHMETIC = frozenset(
    ("add", "sub", "mul", "div", "sqrt", "fma", "minimum", "maximum", "minimum_number", "maximum_number")
)


def operation_counts(
    body: ir.Body,
    fields: Mapping[str, int] | None = None,
    state: Callable[[str, tuple[int, ...]], int] | None = None,
) -> Counts:
    """The counts of one execution, for operand *values* by name and a lookup of state where they are known."""
    counter = _Counter(fields or {}, state)
    total = counter.block(body.statements)
    counter.fetch_tiles(total)
    return total


def known_value(expr: ir.Expr, fields: Mapping[str, int]) -> int | None:
    """The value of an integer or a condition, such as a timing, for operand *values* by name; None where it needs more."""
    return _Counter(fields, None).value(expr)


class _Counter:
    def __init__(
        self, fields: Mapping[str, int], state: Callable[[str, tuple[int, ...]], int] | None
    ) -> None:
        self.fields = fields
        self.state = state
        self.locals: dict[ir.Local, int] = {}

    def block(self, body: tuple[ir.Stmt, ...]) -> Counts:
        total = Counts()
        for stmt in body:
            total.add(self.statement(stmt))
        return total

    def statement(self, stmt: ir.Stmt) -> Counts:
        total = Counts()
        placed = isinstance(stmt, ir.SetArray | ir.SetState | ir.TileWrite)
        for number, expr in enumerate(own(stmt)):
            if placed and number:
                self.place(expr, total)
            else:
                self.expression(expr, total)
        if isinstance(stmt, ir.Store):
            _bytes(total.written, stmt.memory.name, stmt.element.bytes)
        elif isinstance(stmt, ir.TileWrite):
            _touch(total, stmt.tile, written=True)
        elif isinstance(stmt, ir.SetLocal):
            self._set(stmt)
        elif isinstance(stmt, ir.If):
            total.add(self._branch(stmt))
        elif inner(stmt):
            self._loop(stmt, total)
        return total

    def fetch_tiles(self, total: Counts) -> None:
        """Turn the accesses of tiles into bytes: those of their elements, at most those of the whole tile."""
        for (tile, written), accesses in total.tiles.items():
            bounds = [self._bound(extent, high=True) for extent in tile.shape]
            total.exact = total.exact and all(sure for _, sure in bounds)
            count = min(accesses, prod(most for most, _ in bounds)) * tile.bits
            _bytes(total.written if written else total.read, tile.operand.memory.name, -(-count // 8))
        total.tiles.clear()

    def _set(self, stmt: ir.SetLocal) -> None:
        """Remember a local that is known, such as a loop's bound."""
        value = self.value(stmt.value)
        if value is None:
            self.locals.pop(stmt.local, None)
        else:
            self.locals[stmt.local] = value

    def _branch(self, stmt: ir.If) -> Counts:
        known = self.value(stmt.condition)
        if known is not None:
            return self.block(stmt.then if known else stmt.otherwise)
        before = dict(self.locals)
        sides = [self.block(stmt.then)]
        after, self.locals = self.locals, before
        sides.append(self.block(stmt.otherwise))
        self.locals = {local: v for local, v in self.locals.items() if after.get(local) == v}
        longer = max(sides, key=lambda side: side.work)
        longer.exact = (
            longer.exact and sides[0].operations == sides[1].operations and _moved(sides[0], sides[1])
        )
        return longer

    def _loop(self, stmt: ir.Stmt, total: Counts) -> None:
        times, exact = self._times(stmt)
        for changed in _assigned(stmt):
            self.locals.pop(changed, None)
        total.add(self.block(inner(stmt)[0]), times)
        total.exact = total.exact and exact
        for changed in _assigned(stmt):
            self.locals.pop(changed, None)

    def _times(self, stmt: ir.Stmt) -> tuple[int, bool]:
        if isinstance(stmt, ir.While):
            return stmt.limit, False
        if isinstance(stmt, ir.Loop):
            start, stop = self._bound(stmt.start, high=False), self._bound(stmt.stop, high=True)
            return max(stop[0] - start[0], 0), start[1] and stop[1]
        assert isinstance(stmt, ir.Grid)
        times, exact = 1, True
        for extent in stmt.extents:
            bound, sure = self._bound(extent, high=True)
            times, exact = times * max(bound, 0), exact and sure
        return times, exact

    def _bound(self, expr: ir.Expr, high: bool) -> tuple[int, bool]:
        known = self.value(expr)
        if known is not None:
            return known, True
        assert isinstance(expr.type, ir.IntValue)
        return (expr.type.high if high else expr.type.low), False

    def place(self, index: ir.Expr, total: Counts) -> None:
        """Count what an index reads: its arithmetic says where an element is, and is no work on it."""
        found = Counts()
        self.expression(index, found)
        found.operations.clear()
        total.add(found)

    def expression(self, expr: ir.Expr, total: Counts) -> None:
        count = self.place if isinstance(expr, ir.ArrayRead | ir.StateRead | ir.TileRead) else self.expression
        for part in parts(expr):
            count(part, total)
        if isinstance(expr, ir.Load):
            _bytes(total.read, expr.memory.name, expr.element.bytes)
        elif isinstance(expr, ir.TileRead):
            _touch(total, expr.tile, written=False)
        else:
            kind = _kind(expr)
            if kind is not None:
                total.operations[kind] = total.operations.get(kind, 0) + (2 if kind[0] == "fma" else 1)

    def value(self, expr: ir.Expr) -> int | None:
        """The value of an integer or a condition where it is known from the fields and the state given."""
        compute = _KNOWN.get(type(expr))
        return compute(self, expr) if compute is not None else None

    def field(self, wanted: Field) -> int | None:
        """The value of an operand, if given."""
        return self.fields.get(wanted.name)

    def element(self, expr: ir.StateRead) -> int | None:
        """The value of state, if a lookup was given."""
        index = [self.value(i.value) for i in expr.index]
        if self.state is None:
            return None
        known = tuple(i for i in index if i is not None)
        return self.state(expr.state.name, known) if len(known) == len(index) else None


def _two(counter: _Counter, expr: Any, compute: Callable[[int, int], int]) -> int | None:
    a, b = counter.value(expr.left), counter.value(expr.right)
    return None if a is None or b is None else compute(a, b)


def _cut(counter: _Counter, expr: ir.Cut) -> int | None:
    from specgen.semantics.build import wrapped

    value = counter.value(expr.value)
    return None if value is None else wrapped(expr.to, value)


def _slice(counter: _Counter, expr: ir.Slice) -> int | None:
    value = counter.value(expr.value)
    return None if value is None else (value >> expr.low) & ((1 << (expr.high - expr.low + 1)) - 1)


def _select(counter: _Counter, expr: ir.Select) -> int | None:
    condition = counter.value(expr.condition)
    return None if condition is None else counter.value(expr.then if condition else expr.otherwise)


def _divide(counter: _Counter, expr: ir.Divide) -> int | None:
    a, b = counter.value(expr.left), counter.value(expr.right)
    if b == 0:
        return counter.value(expr.zero) if expr.zero is not None else None
    return None if a is None or b is None else exact_division(expr.op, a, b)


def _negate(counter: _Counter, expr: ir.Negate) -> int | None:
    value = counter.value(expr.value)
    return None if value is None else {"neg": -value, "inv": ~value, "abs": abs(value)}[expr.op]


def _saturate(counter: _Counter, expr: ir.Saturate) -> int | None:
    value = counter.value(expr.value)
    return None if value is None else min(max(value, expr.low), expr.high)


def _cat(counter: _Counter, expr: ir.Cat) -> int | None:
    whole = 0
    for part, width in expr.parts:
        value = counter.value(part)
        if value is None:
            return None
        whole = whole << width | value & ((1 << width) - 1)
    return whole


def _logic(counter: _Counter, expr: ir.Logic) -> int | None:
    values = [counter.value(one) for one in expr.values]
    if expr.op == "not":
        return None if values[0] is None else not values[0]
    decisive = expr.op == "or"
    if any(value is not None and bool(value) is decisive for value in values):
        return decisive
    return None if None in values else not decisive


_COMPARE: dict[str, Callable[[int, int], int]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}

_KNOWN: dict[type, Callable[[_Counter, Any], int | None]] = {
    ir.Const: lambda c, e: e.value if not isinstance(e.type, ir.FloatValue) else None,
    ir.FieldValue: lambda c, e: c.field(e.field),
    ir.LocalRead: lambda c, e: c.locals.get(e.local),
    ir.StateRead: lambda c, e: c.element(e),
    ir.Arith: lambda c, e: _two(c, e, EXACT[e.op]),
    ir.Divide: _divide,
    ir.Select: _select,
    ir.MinMax: lambda c, e: _two(c, e, min if e.op == "min" else max),
    ir.Negate: _negate,
    ir.Saturate: _saturate,
    ir.Cat: _cat,
    ir.Logic: _logic,
    ir.FromBool: lambda c, e: c.value(e.value),
    ir.Cut: _cut,
    ir.Slice: _slice,
    ir.Compare: lambda c, e: _two(c, e, _COMPARE[e.op]) if isinstance(e.left.type, ir.IntValue) else None,
}


def _moved(a: Counts, b: Counts) -> bool:
    return a.read == b.read and a.written == b.written and a.tiles == b.tiles


def _touch(counts: Counts, tile: ir.Tile, *, written: bool) -> None:
    counts.tiles[tile, written] = counts.tiles.get((tile, written), 0) + 1


def _bytes(counts: dict[str, int], memory: str, count: int) -> None:
    counts[memory] = counts.get(memory, 0) + count


def _kind(expr: ir.Expr) -> Kind | None:
    """What an expression is charged as; None where it is wiring."""
    match expr:
        case ir.FloatOp() | ir.MinMax() | ir.Arith() | ir.Divide():
            return expr.op, _format(expr.type)
        case ir.Negate():
            return (expr.op, "int") if expr.op != "inv" else ("xor", "int")
        case ir.Convert():
            return "convert", expr.to.name
        case ir.ToInt():
            return "to_int", _format(expr.value.type)
        case ir.Scale():
            return "ldexp", _format(expr.type)
        case ir.Compare():
            return "compare", _format(expr.left.type)
        case ir.Saturate():
            return "saturate", "int"
        case ir.Select():
            return "select", _format(expr.type)
        case _:
            return None


def _format(value: ir.Value) -> str:
    return value.format.name if isinstance(value, ir.FloatValue) else "int"


def _assigned(stmt: ir.Stmt) -> set[ir.Local]:
    from specgen.semantics.walk import statements

    found = {s.local for s in statements((stmt,)) if isinstance(s, ir.SetLocal | ir.Loop)}
    return found | {local for s in statements((stmt,)) if isinstance(s, ir.Grid) for local in s.locals}

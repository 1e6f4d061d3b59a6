"""What a grid is made of: sums of products along sequential loops, and writes that cannot meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specgen.generators.interpreter.c.functions import hazards
from specgen.generators.numerics import native, quantum
from specgen.model.execution import State
from specgen.model.memory import Memory
from specgen.model.types import FloatType, IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions, inner, own, statements

_KNOWN = (ir.SetLocal, ir.If, ir.Loop, ir.TileWrite, ir.SetState, ir.SetArray, ir.ClearArray)


@dataclass(frozen=True, eq=False, slots=True)
class Reduction:
    """``total`` takes in ``row`` times ``column`` in every turn of some loops, the outermost first.

    ``row`` varies along the rows alone, ``column`` along the columns. ``step`` is ``fma exact short rounded`` for floats,
    ``s8 u8`` for integers whose columns are bytes and whose rows have 16 bits, else ``words``.
    """

    loops: tuple[ir.Loop, ...]
    total: ir.Local
    row: ir.Expr
    column: ir.Expr
    step: str


def is_plain(grid: ir.Grid) -> bool:
    """Whether a grid only computes and writes: nothing in it raises, loops without end, or has other effects."""
    return all(isinstance(s, _KNOWN) and not hazards.raises(s) for s in statements(grid.body))


def read_locals(expr: ir.Expr) -> set[ir.Local]:
    """The locals that an expression reads."""
    return {x.local for x in every(expr) if isinstance(x, ir.LocalRead)}


def varies(expr: ir.Expr, changing: set[ir.Local | None]) -> bool:
    """Whether an expression may differ between elements: by locals that do, or by what a grid may write."""
    return bool(read_locals(expr) & changing) or any(
        isinstance(x, ir.TileRead | ir.ArrayRead) or (isinstance(x, ir.StateRead) and not x.at_issue)
        for x in every(expr)
    )


def assigned(body: Iterable[ir.Stmt]) -> set[ir.Local]:
    """The locals that statements set, loops' own excluded."""
    return {s.local for s in statements(body) if isinstance(s, ir.SetLocal)}


# -- sums of products --------------------------------------------------------------------------------------------------


def reduction(s: ir.Stmt, row: ir.Local | None, column: ir.Local, varying: set[ir.Local]) -> Reduction | None:
    """The sum of products that a loop is; ``varying`` are the locals that the grid sets."""
    loops: list[ir.Loop] = []
    while isinstance(s, ir.Loop) and len(s.body) == 1:
        loops.append(s)
        s = s.body[0]
    if not loops or not isinstance(s, ir.SetLocal):
        return None
    counters = {x.local for x in loops}
    axes = {column} | ({row} if row is not None else set())
    if any(read_locals(bound) & (axes | varying | counters) for x in loops for bound in (x.start, x.stop)):
        return None
    found = _product(s)
    if found is None:
        return None
    first, second = found
    if any(read_locals(x) & varying or _reads_arrays(x) for x in found):
        return None
    if column in read_locals(first) or (row is not None and row in read_locals(second)):
        first, second = second, first
    if column in read_locals(first) or (row is not None and row in read_locals(second)):
        return None
    step = _step(s, first, second)
    return Reduction(tuple(loops), s.local, first, second, step) if step else None


def _reads_arrays(expr: ir.Expr) -> bool:
    return any(isinstance(x, ir.ArrayRead) and isinstance(x.array, ir.LocalArray) for x in every(expr))


def _product(s: ir.SetLocal) -> tuple[ir.Expr, ir.Expr] | None:
    """The factors, where the statement adds a product to its local."""
    match s.value:
        case ir.FloatOp(op="fma", values=(a, b, c), daz=False, ftz=False) if _is(c, s.local):
            return a, b
        case ir.FloatOp(op="add", values=(a, b), daz=False, ftz=False):
            return _factors(a, b, s.local)
        case ir.Cut(value=ir.Arith(op="add", left=a, right=b)) as cut if cut.to.width == 32:
            return _factors(a, b, s.local)
    return None


def _is(expr: ir.Expr, local: ir.Local) -> bool:
    return isinstance(expr, ir.LocalRead) and expr.local is local


def _factors(a: ir.Expr, b: ir.Expr, total: ir.Local) -> tuple[ir.Expr, ir.Expr] | None:
    term = b if _is(a, total) else a if _is(b, total) else None
    match term:
        case ir.FloatOp(op="mul", values=(x, y), daz=False, ftz=False):
            return x, y
        case ir.Arith(op="mul", left=x, right=y):
            return x, y
    return None


def _step(s: ir.SetLocal, row: ir.Expr, column: ir.Expr) -> str | None:
    match row.type, column.type:
        case ir.FloatValue(), ir.FloatValue():
            assert isinstance(s.value, ir.FloatOp)
            real = native(s.value.type.format) if isinstance(s.value.type, ir.FloatValue) else None
            if real is None:
                return None
            if s.value.op == "add":
                return "rounded"
            return _fused(row, column) if real == "float" else "fma"
        case ir.IntValue() as a, ir.IntValue() as b:
            narrow = IntegerType(16, signed=True).low <= a.low and a.high < 1 << 15
            for kind, low, high in (("s8", -128, 127), ("u8", 0, 255)):
                if narrow and low <= b.low and b.high <= high:
                    return kind
            return "words"
    return None


def _fused(row: ir.Expr, column: ir.Expr) -> str:
    """The cheapest fused multiply-add of floats that is right, given where the factors come from."""
    a, b = source(row), source(column)
    if a.precision + b.precision > 24:
        return "fma"
    inside = quantum(a) + quantum(b) >= -149 and a.max_exponent + b.max_exponent + 2 <= 127
    return "exact" if inside else "short"


def source(expr: ir.Expr) -> FloatType:
    """The format whose values are all that an expression can be: that of what was converted exactly."""
    assert isinstance(expr.type, ir.FloatValue)
    of = expr.type.format
    if isinstance(expr, ir.Convert) and isinstance(expr.value.type, ir.FloatValue):
        narrow = expr.value.type.format
        inside = narrow.mantissa <= of.mantissa and quantum(narrow) >= quantum(of)
        if inside and narrow.max_exponent <= of.max_exponent:
            return source(expr.value)
    if isinstance(expr, ir.FloatOp) and expr.op in ("neg", "abs"):
        return source(expr.values[0])
    return of


# -- writes ------------------------------------------------------------------------------------------------------------


def written(body: Iterable[ir.Stmt]) -> Iterator[ir.TileWrite | ir.SetState | ir.SetArray]:
    """The statements that write more than locals."""
    for s in statements(body):
        if isinstance(s, ir.TileWrite | ir.SetState | ir.SetArray):
            yield s


def never_meet(grid: ir.Grid) -> bool:
    """Whether no two writes of a grid can be to one place, and none to a place of state that it reads."""
    if grid.conflict not in (None, "last"):
        return False
    private = {s.array for s in statements(grid.body) if isinstance(s, ir.ClearArray)}
    homes: dict[object, tuple[object, tuple[int, ...]]] = {}
    for s in written(grid.body):
        if isinstance(s, ir.SetArray):
            if s.array in private:
                continue
            return False
        place = _place(s, grid)
        if place is None or homes.setdefault(_home(s), place) != place:
            return False
    return grid.conflict is None or not any(
        isinstance(x, ir.StateRead) and root(x.state) in homes for x in expressions(grid.body)
    )


def _home(s: ir.TileWrite | ir.SetState) -> Memory | State:
    return s.tile.operand.memory.home if isinstance(s, ir.TileWrite) else root(s.state)


def root(state: State) -> State:
    """The state whose bits a view shows."""
    while state.view_of is not None:
        state = state.view_of
    return state


def _place(s: ir.TileWrite | ir.SetState, grid: ir.Grid) -> tuple[object, tuple[int, ...]] | None:
    """What is written and where each axis stands among the indices; None unless every axis is an index by itself."""
    found: dict[ir.Local, int] = {}
    changing = (
        set(grid.locals)
        | assigned(grid.body)
        | {x.local for x in statements(grid.body) if isinstance(x, ir.Loop)}
    )
    for at, one in enumerate(s.index):
        if isinstance(one.value, ir.LocalRead) and one.value.local in grid.locals:
            found.setdefault(one.value.local, at)
        elif read_locals(one.value) & changing or any(isinstance(x, ir.ArrayRead) for x in every(one.value)):
            return None
    for local, extent in zip(grid.locals, grid.extents, strict=True):
        if local not in found and not (isinstance(extent, ir.Const) and extent.value <= 1):
            return None
    return (s.tile if isinstance(s, ir.TileWrite) else s.state), tuple(found.get(x, -1) for x in grid.locals)


def held_memories(grid: ir.Grid) -> set[Memory]:
    """The memories that are written, and whose bytes are read as they were before the grid."""
    into = {s.tile.operand.memory for s in written(grid.body) if isinstance(s, ir.TileWrite)}
    reads = {x.tile.operand.memory.home for x in expressions(grid.body) if isinstance(x, ir.TileRead)}
    return {memory for memory in into if memory.home in reads}


def always_writes(body: Iterable[ir.Stmt], memory: Memory) -> int | None:
    """How often every path through statements writes a memory; None where paths differ, or a loop does."""
    count = 0
    for s in body:
        if isinstance(s, ir.TileWrite):
            count += s.tile.operand.memory is memory
        elif isinstance(s, ir.If):
            sides = {always_writes(s.then, memory), always_writes(s.otherwise, memory)}
            if None in sides or len(sides) > 1:
                return None
            count += next(iter(sides)) or 0
        elif isinstance(s, ir.Loop) and any(x.tile.operand.memory is memory for x in tile_writes((s,))):
            return None
    return count


def tile_writes(body: Iterable[ir.Stmt]) -> Iterator[ir.TileWrite]:
    """The statements that write tiles."""
    return (x for x in statements(body) if isinstance(x, ir.TileWrite))


def mentions(s: ir.Stmt) -> Iterator[ir.Local | ir.LocalArray]:
    """The locals and arrays that a statement, with all inside of it, speaks of."""
    for x in statements((s,)):
        if isinstance(x, ir.SetLocal):
            yield x.local
        elif isinstance(x, ir.SetArray | ir.ClearArray):
            yield x.array
        for part in own(x):
            for one in every(part):
                if isinstance(one, ir.LocalRead):
                    yield one.local
                elif isinstance(one, ir.ArrayRead) and isinstance(one.array, ir.LocalArray):
                    yield one.array


def holds(s: ir.Stmt, found: dict[ir.Stmt, Reduction]) -> bool:
    """Whether one of the sums found lies inside of a statement."""
    return any(x in found for part in inner(s) for x in statements(part))

"""Grids whose statements are distributed: sums of products as kernels over whole tiles, the rest in nests of its own.

A local that more than one of those parts speaks of becomes an array over the grid's last two axes (rows and columns);
earlier axes, and loops around sums of products, stand outside. Each element's terms keep their order. Where a memory
is read and written, what is written waits in such an array for the end of the grid.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from specgen.generators.interpreter.c.functions import statements as plain
from specgen.generators.interpreter.c.functions.code import Binds, Code, literal, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.lower import condition, integer
from specgen.generators.interpreter.c.functions.machine_types import holder
from specgen.generators.interpreter.c.grids import products, shapes, uniform
from specgen.generators.interpreter.c.grids.shapes import Reduction
from specgen.model.types import FloatType
from specgen.semantics import ir
from specgen.semantics.walk import inner, statements

#: Elements of a vector of 32 bits on the widest target: what rows of buffers are filled up to.
LANES = 16
MOST = 1 << 20  # bytes of all buffers of a grid, which stand on the stack


@dataclass
class Region:
    """A grid in the making: its last two axes, and what it found out about its statements.

    ``row`` is None where there is one axis. ``rows`` and ``columns`` are the extents' texts, ``most_rows`` and ``pitch``
    what they cannot exceed, the second filled up to whole vectors. ``arrays`` are locals that became arrays.
    """

    e: Emitter
    grid: ir.Grid
    row: ir.Local | None
    column: ir.Local
    rows: Code
    columns: Code
    reductions: dict[ir.Stmt, Reduction]
    arrays: dict[ir.Local, str] = field(default_factory=dict)

    @property
    def most_rows(self) -> int:
        """Rows that buffers have."""
        return max(self.rows.high, 1)

    @property
    def pitch(self) -> int:
        """Elements between rows of buffers."""
        return max(-(-self.columns.high // LANES) * LANES, LANES)

    @contextmanager
    def over(self, *axes: ir.Local | None) -> Iterator[None]:
        """What is emitted inside happens for each element of some axes."""
        e, depth = self.e, self.e.depth
        for axis, extent in ((self.row, self.rows), (self.column, self.columns)):
            if axis is not None and axis in axes:
                loop(e, axis, extent)
        yield
        while e.depth > depth:
            e.depth -= 1
            e.line("}")


def loop(e: Emitter, local: ir.Local, extent: Code) -> None:
    """The head of a loop along an axis."""
    t = holder(0, extent.high)
    e.counters[local] = t
    name = e.name_of(local)
    e.line(f"for ({t.name} {name} = 0; {name} < {operand(extent, t).at(Binds.SHIFT)}; {name}++) {{")
    e.depth += 1


def emit(e: Emitter, grid: ir.Grid, path: tuple[int, ...]) -> bool:
    """Writes a grid if this is a form for it."""
    held = shapes.held_memories(grid)
    waits = grid.conflict is not None or held
    if (
        not shapes.is_plain(grid)
        or (waits and not shapes.never_meet(grid))
        or (held and len(grid.locals) > 2)
    ):
        return False
    if any(shapes.always_writes(grid.body, memory) != 1 for memory in held):
        return False
    with e.aside() as lines:
        e.line("{")
        with e.deeper():
            if not _inside(e, grid, path):
                return False
        e.line("}")
    e.lines += lines
    return True


def _inside(e: Emitter, grid: ir.Grid, path: tuple[int, ...]) -> bool:
    held = sorted(shapes.held_memories(grid), key=lambda m: m.name)
    grid = uniform.hoisted(e, grid)
    staged = []
    for memory in held:
        body, write = _staged(grid.body, memory)
        grid = replace(grid, body=body)
        staged.append(write)
    *outer, column = grid.locals
    row = outer.pop() if outer else None
    varying = shapes.assigned(grid.body)
    found = {
        s: r for s in statements(grid.body) if (r := shapes.reduction(s, row, column, varying)) is not None
    }
    return _Distribution(e, grid, path, tuple(outer), row, column, found, staged).emit()


# -- writes that wait --------------------------------------------------------------------------------------------------


def _staged(body: tuple[ir.Stmt, ...], memory: object) -> tuple[tuple[ir.Stmt, ...], ir.TileWrite]:
    """The body with a local set where the memory was written, and the statement that writes the local."""
    writes = [s for s in statements(body) if isinstance(s, ir.TileWrite) and s.tile.operand.memory is memory]
    element = writes[0].tile.element
    if isinstance(element, FloatType):
        kind: ir.Value = ir.FloatValue(element, element.precision)
    else:
        kind = ir.IntValue(element.low, element.high)
    local = ir.Local(f"{writes[0].tile.operand.name}_new", kind, element)

    def change(s: ir.Stmt) -> ir.Stmt:
        if s in writes:
            assert isinstance(s, ir.TileWrite)
            return ir.SetLocal(local, _fit(s.value, kind, element), span=s.span)
        if isinstance(s, ir.If):
            return replace(s, then=tuple(map(change, s.then)), otherwise=tuple(map(change, s.otherwise)))
        return s

    value = ir.LocalRead(local, type=kind, span=writes[0].value.span)
    return tuple(map(change, body)), replace(writes[0], value=value)


def _fit(value: ir.Expr, kind: ir.Value, element: object) -> ir.Expr:
    """An integer cut to the element's type where it may be beyond it."""
    if not isinstance(kind, ir.IntValue) or not isinstance(value.type, ir.IntValue | ir.BoolValue):
        return value
    if isinstance(value.type, ir.IntValue) and kind.low <= value.type.low and value.type.high <= kind.high:
        return value
    return ir.Cut(element, value, type=kind, span=value.span)  # type: ignore[arg-type]


# -- distribution ------------------------------------------------------------------------------------------------------


@dataclass
class _Distribution:
    """One grid, its body split into parts."""

    e: Emitter
    grid: ir.Grid
    path: tuple[int, ...]
    outer: tuple[ir.Local, ...]
    row: ir.Local | None
    column: ir.Local
    found: dict[ir.Stmt, Reduction]
    staged: list[ir.TileWrite]

    def emit(self) -> bool:
        e = self.e
        shared = self._shared()
        if shared is None or any(not e.homes.inside(x, self.path) for x in shared if x not in self._new()):
            return False
        return self._inside(shared)

    def _inside(self, shared: set[ir.Local]) -> bool:
        e, grid = self.e, self.grid
        extents = {
            x: e.named(integer(e, extent), f"{x.name}_count")
            for x, extent in zip(grid.locals, grid.extents, strict=True)
        }
        rows = extents[self.row] if self.row is not None else literal(1)
        region = Region(e, grid, self.row, self.column, rows, extents[self.column], self.found)
        size = sum(region.most_rows * region.pitch * local_type(x).bits // 8 for x in shared)
        size += sum(products.size(region, r) for r in self.found.values())
        if size > MOST:
            return False
        depth = e.depth
        for x in self.outer:
            loop(e, x, extents[x])
        self._declare(region, shared)
        self._sequence(region, grid.body, self.path)
        for write in self.staged:
            with region.over(self.row, self.column):
                plain.block(e, (write,), (*self.path, -1))
        while e.depth > depth:
            e.depth -= 1
            e.line("}")
        return True

    def _new(self) -> set[ir.Local]:
        return {s.value.local for s in self.staged if isinstance(s.value, ir.LocalRead)}

    def _shared(self) -> set[ir.Local] | None:
        """The locals that more than one part speaks of; None where an array is among them."""
        counts: Counter[ir.Local | ir.LocalArray] = Counter()
        for part in itertools.chain(self._parts(self.grid.body), ((s,) for s in self.staged)):
            counts.update({x for s in part for x in shapes.mentions(s)})
        changed = shapes.assigned(self.grid.body)
        if any(n > 1 and isinstance(x, ir.LocalArray) and x in self._private() for x, n in counts.items()):
            return None
        return {
            x
            for x, n in counts.items()
            if isinstance(x, ir.Local) and x in changed and (n > 1 or self._sums(x))
        }

    def _sums(self, local: ir.Local) -> bool:
        return any(r.total is local for r in self.found.values())

    def _private(self) -> set[ir.LocalArray]:
        return {s.array for s in statements(self.grid.body) if isinstance(s, ir.ClearArray)}

    def _parts(self, body: Sequence[ir.Stmt]) -> Iterator[Sequence[ir.Stmt]]:
        run: list[ir.Stmt] = []
        for s in body:
            if s in self.found or self._around(s):
                yield run
                run = []
                if s in self.found:
                    yield [s]
                else:
                    for part in inner(s):
                        yield from self._parts(part)
            else:
                run.append(s)
        yield run

    def _around(self, s: ir.Stmt) -> bool:
        """Whether a statement stands around sums and is the same for all elements."""
        if not shapes.holds(s, self.found) or s in self.found:
            return False
        changing = shapes.assigned(self.grid.body) | {self.column, self.row}
        match s:
            case ir.Loop():
                return not (shapes.read_locals(s.start) | shapes.read_locals(s.stop)) & changing
            case ir.If():
                return not shapes.read_locals(s.condition) & changing
        return False

    def _declare(self, region: Region, shared: set[ir.Local]) -> None:
        e = self.e
        index = f"{e.name_of(self.row)} * {region.pitch} + " if self.row is not None else ""
        for x in sorted(shared, key=lambda x: x.name):
            name, t = e.fresh(f"{x.name}_all"), local_type(x)
            e.line(f"_Alignas(64) {t.name} {name}[{region.most_rows * region.pitch}];")
            region.arrays[x] = name
            e.homes.place(x)
            e.names[x] = f"{name}[{index}{e.name_of(self.column)}]"

    def _sequence(self, region: Region, body: Sequence[ir.Stmt], path: tuple[int, ...]) -> None:
        e = self.e
        run: list[int] = []
        for number, s in enumerate(body):
            if s not in self.found and not self._around(s):
                run.append(number)
                continue
            self._run(region, body, run, path)
            run = []
            before, e.block = e.block, path
            if s in self.found:
                products.emit(region, self.found[s])
            else:
                self._surround(region, s, (*path, number))
            e.block = before
        self._run(region, body, run, path)

    def _run(self, region: Region, body: Sequence[ir.Stmt], run: list[int], path: tuple[int, ...]) -> None:
        if run:
            with region.over(self.row, self.column):
                plain.some(self.e, body, run, path)

    def _surround(self, region: Region, s: ir.Stmt, path: tuple[int, ...]) -> None:
        if isinstance(s, ir.Loop):
            with plain.loop_of(self.e, s):
                self._sequence(region, s.body, (*path, 0))
        elif isinstance(s, ir.If):
            with self.e.braces(f"if ({condition(self.e, s.condition).text})"):
                self._sequence(region, s.then, (*path, 0))
            if s.otherwise:
                with self.e.braces("else"):
                    self._sequence(region, s.otherwise, (*path, 1))

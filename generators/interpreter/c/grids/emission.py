"""Grids whose statements are distributed: sums of products as kernels over whole tiles, the rest in nests of its own.

Conditions and loops that are the same for all columns stand outside of the innermost loop, so that what is inside has
one path. A local that more than one part speaks of becomes an array: over rows and columns around sums of products,
over one row elsewhere. Each element's terms keep their order.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from specgen.generators.interpreter.c.functions import statements as plain
from specgen.generators.interpreter.c.functions.code import Binds, Code, literal, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.lower import condition, integer
from specgen.generators.interpreter.c.functions.machine_types import holder
from specgen.generators.interpreter.c.grids import products, shapes, staging, uniform
from specgen.generators.interpreter.c.grids.shapes import Reduction
from specgen.semantics import ir
from specgen.semantics.walk import inner, statements

#: Elements of a vector of 32 bits on the widest target: what rows of buffers are filled up to.
LANES = 16
MOST = 1 << 20  # bytes of all buffers of a grid, which stand on the stack
STRIP = 1024  # columns that go through all parts together where no sum of products needs more


@dataclass
class Region:
    """The axes over which parts of a grid run, and the locals that became arrays over them.

    ``row`` is None where there is one axis. ``first`` is the column that buffers begin with, where that is not 0.
    """

    e: Emitter
    row: ir.Local | None
    column: ir.Local
    rows: Code
    columns: Code
    first: str = ""
    arrays: dict[ir.Local, str] = field(default_factory=dict)

    @property
    def most_rows(self) -> int:
        """Rows that buffers have."""
        return max(self.rows.high, 1)

    @property
    def pitch(self) -> int:
        """Elements between rows of buffers."""
        most = min(self.columns.high, STRIP) if self.first else self.columns.high
        return max(-(-most // LANES) * LANES, LANES)

    @contextmanager
    def over(self, *axes: ir.Local | None) -> Iterator[None]:
        """What is emitted inside happens for each element of some axes."""
        both = ((self.row, self.rows, ""), (self.column, self.columns, self.first))
        with along(self.e, *(axis for axis in both if axis[0] in axes)):
            yield


@contextmanager
def along(e: Emitter, *axes: tuple[ir.Local | None, Code, str]) -> Iterator[None]:
    """What is emitted inside happens for each element of some axes, the first outermost: from where on, and the end."""
    depth = e.depth
    for local, stop, first in axes:
        if local is not None:
            t = holder(0, stop.high)
            e.counters[local] = t
            name = e.name_of(local)
            end = operand(stop, t).at(Binds.SHIFT)
            e.line(f"for ({t.name} {name} = {first or 0}; {name} < {end}; {name}++) {{")
            e.depth += 1
    yield
    while e.depth > depth:
        e.depth -= 1
        e.line("}")


@contextmanager
def strips(e: Emitter, column: ir.Local, columns: Code) -> Iterator[Region]:
    """What is emitted inside happens for a strip of columns."""
    if columns.high <= STRIP:
        yield Region(e, None, column, literal(1), columns)
        return
    t = holder(0, columns.high + STRIP)
    first, stop = e.fresh(f"{column.name}_first"), e.fresh(f"{column.name}_stop")
    end = operand(columns, t).at(Binds.SHIFT)
    with e.braces(f"for ({t.name} {first} = 0; {first} < {end}; {first} += {STRIP})"):
        e.line(f"const {t.name} {stop} = {end} - {first} < {STRIP} ? {end} : {first} + {STRIP};")
        yield Region(e, None, column, literal(1), Code(stop, t, 0, columns.high), first)


def emit(e: Emitter, grid: ir.Grid, path: tuple[int, ...]) -> bool:
    """Writes a grid if this is a form for it."""
    waits = grid.conflict is not None or shapes.held_memories(grid)
    if not shapes.is_plain(grid) or not staging.is_simple(grid) or (waits and not shapes.never_meet(grid)):
        return False
    before = e.homes.copy(), dict(e.names), dict(e.counters)
    with e.aside() as lines:
        e.line("{")
        with e.deeper():
            done = _emit(e, grid, path)
        e.line("}")
    if done:
        e.lines += lines
    else:
        e.homes, e.names, e.counters = before
    return done


def _emit(e: Emitter, grid: ir.Grid, path: tuple[int, ...]) -> bool:
    grid, writes = staging.staged(uniform.hoisted(e, grid, path))
    extents = [
        (x, e.named(integer(e, n), f"{x.name}_count")) for x, n in zip(grid.locals, grid.extents, strict=True)
    ]
    one = (None, literal(1))
    whole = Region(e, *_paired([one, *extents][-2:]))
    if writes:
        staging.declare(e, whole, writes)
    known = {staging.local_of(w) for w in writes}
    varying = shapes.assigned(grid.body)
    found = {
        s: r
        for s in statements(grid.body)
        if (r := shapes.reduction(s, whole.row, whole.column, varying)) is not None
    }
    if found:
        with along(e, *((x, n, "") for x, n in extents[:-2])):
            done = _Parts(whole, grid, path, found, known).emit()
    else:
        with along(e, *((x, n, "") for x, n in extents[:-1])), strips(e, *extents[-1]) as region:
            done = _Parts(region, grid, path, found, known).emit()
    for write in writes:
        with whole.over(whole.row, whole.column):
            plain.block(e, (write,), (*path, -1))
    return done


def _paired(axes: Sequence[tuple[ir.Local | None, Code]]) -> tuple[ir.Local | None, ir.Local, Code, Code]:
    (row, rows), (column, columns) = axes
    assert column is not None
    return row, column, rows, columns


@dataclass
class _Parts:
    """A grid's body and what it is split into; ``placed`` are locals that have arrays already.

    ``splits``: around conditions and loops that are the same for all columns, not around sums of products alone.
    """

    region: Region
    grid: ir.Grid
    path: tuple[int, ...]
    found: dict[ir.Stmt, Reduction]
    placed: set[ir.Local]
    splits: bool = True

    def emit(self) -> bool:
        """All parts, if their arrays have room; if need be nothing is split that need not be."""
        for self.splits in (True, False):
            shared = self._shared()
            if shared is not None and self._size(shared) <= MOST:
                self._declare(shared)
                self._sequence(self.grid.body, self.path)
                return True
        return False

    def _size(self, shared: set[ir.Local]) -> int:
        elements = self.region.most_rows * self.region.pitch
        size = sum(elements * local_type(x).bits // 8 for x in shared)
        return size + sum(products.size(self.region, r) for r in self.found.values())

    def _shared(self) -> set[ir.Local] | None:
        """The locals that more than one part speaks of; None where that cannot be."""
        counts: Counter[ir.Local | ir.LocalArray] = Counter()
        for part in self._parts(self.grid.body):
            counts.update({x for s in part for x in shapes.mentions(s)})
        private = {s.array for s in statements(self.grid.body) if isinstance(s, ir.ClearArray)}
        if any(counts[x] > 1 for x in private):
            return None
        totals = {r.total for r in self.found.values()}
        changed = shapes.assigned(self.grid.body) - self.placed
        shared = {x for x in changed if counts[x] > 1 or x in totals}
        return shared if all(self.region.e.homes.inside(x, self.path) for x in shared) else None

    def _parts(self, body: Sequence[ir.Stmt]) -> Iterator[Sequence[ir.Stmt]]:
        for alone, run in itertools.groupby(body, self._is_part):
            statements_ = list(run)
            if not alone:
                yield statements_
                continue
            for s in statements_:
                if s in self.found:
                    yield (s,)
                else:
                    for block in inner(s):
                        yield from self._parts(block)

    def _is_part(self, s: ir.Stmt) -> bool:
        return s in self.found or self._around(s)

    def _around(self, s: ir.Stmt) -> bool:
        """Whether a statement stands around parts: a condition or loop that is the same for all elements."""
        if not shapes.holds(s, self.found) and not (self.splits and _is_worth_it(s)):
            return False
        changing = shapes.assigned(self.grid.body) | {self.region.column, self.region.row}
        bounds = (
            (s.start, s.stop) if isinstance(s, ir.Loop) else (s.condition,) if isinstance(s, ir.If) else ()
        )
        return bool(bounds) and not any(shapes.varies(x, changing) for x in bounds)

    def _declare(self, shared: set[ir.Local]) -> None:
        e, region = self.region.e, self.region
        row = f"{e.name_of(region.row)} * {region.pitch} + " if region.row is not None else ""
        for x in sorted(shared, key=lambda x: x.name):
            name, t = e.fresh(f"{x.name}_all"), local_type(x)
            e.line(f"_Alignas(64) {t.name} {name}[{region.most_rows * region.pitch}];")
            region.arrays[x] = name
            e.homes.place(x)
            column = e.name_of(region.column) + (f" - {region.first}" if region.first else "")
            e.names[x] = f"{name}[{row}{column}]"

    def _sequence(self, body: Sequence[ir.Stmt], path: tuple[int, ...]) -> None:
        e, region = self.region.e, self.region
        for alone, run in itertools.groupby(range(len(body)), lambda number: self._is_part(body[number])):
            if not alone:
                with region.over(region.row, region.column):
                    plain.some(e, body, list(run), path)
                continue
            for number in run:
                s = body[number]
                before, e.block = e.block, path
                if s in self.found:
                    products.emit(region, self.found[s])
                else:
                    self._surround(s, (*path, number))
                e.block = before

    def _surround(self, s: ir.Stmt, path: tuple[int, ...]) -> None:
        e = self.region.e
        if isinstance(s, ir.Loop):
            with plain.loop_of(e, s):
                self._sequence(s.body, (*path, 0))
        elif isinstance(s, ir.If):
            with e.braces(f"if ({condition(e, s.condition).text})"):
                self._sequence(s.then, (*path, 0))
            if s.otherwise:
                e.lines[-1] = "    " * e.depth + "} else {"
                with e.deeper():
                    self._sequence(s.otherwise, (*path, 1))
                e.line("}")


def _is_worth_it(s: ir.Stmt) -> bool:
    """A condition, or a loop in which every turn goes on from the one before."""
    if isinstance(s, ir.Loop):
        return any(isinstance(x, ir.SetLocal) and x.local in shapes.read_locals(x.value) for x in s.body)
    return isinstance(s, ir.If)

"""A sum of products: factors converted once into buffers, then a kernel over all rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from math import prod
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions import statements as plain
from specgen.generators.interpreter.c.functions.code import Code, cast
from specgen.generators.interpreter.c.functions.emitter import local_type
from specgen.generators.interpreter.c.functions.lower import value
from specgen.generators.interpreter.c.functions.machine_types import (
    DOUBLE,
    FLOAT,
    SIGNED,
    UNSIGNED,
    CType,
)
from specgen.generators.interpreter.c.grids import kernels
from specgen.generators.interpreter.c.grids.shapes import Reduction, read_locals
from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.generators.interpreter.c.grids.emission import Region

_QUADS = ("s8", "u8")


def size(region: Region, r: Reduction) -> int:
    """Bytes of the buffers."""
    depth = most_depth(r)
    rows = region.most_rows if region.row in read_locals(r.row) else 1
    a, b = _types(region, r)
    return (rows * depth * a.bits + depth * region.pitch * b.bits) // 8


def most_depth(r: Reduction) -> int:
    """Products in a sum at most, filled up to four."""
    turns = [_bound(x.stop)[1] - _bound(x.start)[0] for x in r.loops]
    return -(-max(prod(max(t, 0) for t in turns), 1) // 4) * 4


def _bound(expr: ir.Expr) -> tuple[int, int]:
    assert isinstance(expr.type, ir.IntValue)
    return expr.type.low, expr.type.high


def _types(region: Region, r: Reduction) -> tuple[CType, CType]:
    """The types of the buffers' elements."""
    if r.step in _QUADS:
        return SIGNED[16], UNSIGNED[8]
    if r.step == "words":
        return UNSIGNED[32], UNSIGNED[32]
    real = DOUBLE if local_type(r.total) == DOUBLE else FLOAT
    return real, real


def emit(region: Region, r: Reduction) -> None:
    """The statements of a sum of products over the whole region."""
    with region.e.braces(""):
        _Product(region, r).emit()


class _Product:
    def __init__(self, region: Region, r: Reduction) -> None:
        e = region.e
        self.region, self.r, self.e = region, r, e
        self.a_type, self.b_type = _types(region, r)
        self.a, self.b, self.depth = e.fresh("left"), e.fresh("right"), e.fresh("depth")
        self.term = e.fresh("term")
        self.a_pitch = most_depth(r) if region.row in read_locals(r.row) else 0
        self.quads = r.step in _QUADS
        self.grouped = self.quads and _is_four(r.loops[-1])

    def emit(self) -> None:
        e, region = self.e, self.region
        rows = region.most_rows if self.a_pitch else 1
        deep = most_depth(self.r)
        e.line(f"_Alignas(64) {self.a_type.name} {self.a}[{rows * deep}];")
        e.line(f"_Alignas(64) {self.b_type.name} {self.b}[{deep * region.pitch}];")
        # Compilers cannot see that a kernel reads no more than was written.
        e.line(f"{self.a}[0] = 0;")
        e.line(f"{self.b}[0] = 0;")
        e.line(f"size_t {self.depth} = 0;")
        self._columns()
        self._rows()
        self._kernel()

    @contextmanager
    def _loops(self, loops: Sequence[ir.Loop]) -> Iterator[None]:
        with ExitStack() as stack:
            for x in loops:
                stack.enter_context(plain.loop_of(self.e, x))
            yield

    def _columns(self) -> None:
        """The column's factors, a row of them for each term (a row of fours for four terms)."""
        e, region, pitch = self.e, self.region, self.region.pitch
        j = e.name_of(region.column)
        if self.grouped:
            with self._loops(self.r.loops[:-1]):
                with region.over(region.column), self._loops(self.r.loops[-1:]):
                    i = e.name_of(self.r.loops[-1].local)
                    self._put(
                        f"{self.b}[{self.depth} * {pitch} + 4 * (size_t){j} + (size_t){i}]",
                        self.r.column,
                        self.b_type,
                    )
                e.line(f"{self.depth} += 4;")
            return
        with self._loops(self.r.loops):
            with region.over(region.column):
                place = (
                    f"{self.b}[{self._quad(self.depth)}]"
                    if self.quads
                    else f"{self.b}[{self.depth} * {pitch} + (size_t){j}]"
                )
                self._put(place, self.r.column, self.b_type)
            e.line(f"{self.depth}++;")
        if self.quads:
            q = self.term
            with e.braces(f"for (size_t {q} = {self.depth}; {q} & 3; {q}++)"), region.over(region.column):
                e.line(f"{self.b}[{self._quad(q)}] = 0;")

    def _quad(self, q: str) -> str:
        return f"({q} & ~(size_t)3) * {self.region.pitch} + 4 * (size_t){self.e.name_of(self.region.column)} + ({q} & 3)"

    def _rows(self) -> None:
        """The row's factors, those of a row one after the other."""
        e, region = self.e, self.region
        with region.over(region.row) if self.a_pitch else e.braces(""):
            start = (
                f"(size_t){e.name_of(region.row)} * {self.a_pitch} + " if self.a_pitch and region.row else ""
            )
            q = self.term
            e.line(f"size_t {q} = 0;")
            # A kernel takes its fours apart into even and odd bytes.
            at = f"(({q} & ~(size_t)3) | ({q} & 1) << 1 | ({q} >> 1 & 1))" if self.quads else q
            with self._loops(self.r.loops):
                self._put(f"{self.a}[{start}{at}]", self.r.row, self.a_type)
                e.line(f"{q}++;")
            if self.quads and not self.grouped:
                with e.braces(f"for (; {q} & 3; {q}++)"):
                    e.line(f"{self.a}[{start}{at}] = 0;")

    def _put(self, place: str, factor: ir.Expr, t: CType) -> None:
        code: Code = value(self.e, factor)
        self.e.line(f"{place} = {(cast(code, t) if t.kind != 'float' else code).text};")

    def _kernel(self) -> None:
        e, region, n = self.e, self.region, self.e.numerics
        total, pitch = region.arrays[self.r.total], region.pitch
        rows, columns, pad = region.rows.text, region.columns.text, kernels.pad(n)
        padded, bits = f"N_PADDED({columns})", local_type(self.r.total).bits // 8
        high = f"(size_t){rows}"
        e.line(f"{pad}({total}, {pitch * bits}, {high}, {bits} * (size_t){columns}, {bits} * {padded});")
        across = 4 * self.b_type.bits // 8 if self.quads else self.b_type.bits // 8
        deep = f"({self.depth} + 3) / 4" if self.quads else self.depth
        e.line(
            f"{pad}({self.b}, {across * pitch}, {deep}, {across} * (size_t){columns}, {across} * {padded});"
        )
        b_pitch = 4 * pitch if self.quads else pitch
        into = total if self.a_type.kind == "float" else f"(uint32_t *){total}"
        call = f"{self._name()}({into}, {pitch}, {self.a}, {self.a_pitch}, {self.b}, {b_pitch}, {high}, {padded}, {deep});"
        e.line(call)

    def _name(self) -> str:
        n, step = self.e.numerics, self.r.step
        if self.quads:
            return kernels.quads(n, step)
        return kernels.words(n) if step == "words" else kernels.product(n, self.a_type.name, step)


def _is_four(x: ir.Loop) -> bool:
    return _bound(x.start) == (0, 0) and _bound(x.stop) == (4, 4)

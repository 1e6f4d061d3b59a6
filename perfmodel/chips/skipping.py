"""How many operations an instruction stands for beside those that it does: structured sparsity."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.counts import known_value
from specgen.semantics.walk import every, inner, own, statements

if TYPE_CHECKING:
    from specgen.semantics.ir import Body


def stands_for(body: Body, operands: dict[str, int]) -> Fraction:
    """Return by how much the elements that a sum chooses from exceed those that it takes; 1 where it chooses none.

    An element is chosen where the index into a tile depends on what a state or memory holds, such as the places of the
    weights that are kept. A row of the tile (all extents but the first) is what a dense sum would take.
    """
    chosen = _from_data(body)
    for extents, read in _reads(body.statements, ()):
        depends = any(
            isinstance(part, ir.LocalRead) and part.local in chosen
            for i in read.index
            for part in every(i.value)
        )
        taken = [_length(loop, operands) for loop in extents]
        row = [known_value(extent, operands) for extent in read.tile.shape[1:]]
        if depends and all(taken) and all(row):
            return max(Fraction(prod(n or 0 for n in row), prod(n or 1 for n in taken)), Fraction(1))
    return Fraction(1)


def _from_data(body: Body) -> set[ir.Local]:
    """The locals that hold what a state or a memory said."""
    return {
        stmt.local
        for stmt in statements(body.statements)
        if isinstance(stmt, ir.SetLocal) and isinstance(stmt.value.type, ir.IntValue)
        and any(isinstance(part, ir.StateRead | ir.Load) for part in every(stmt.value))
    }  # fmt: skip


def _reads(
    block: tuple[ir.Stmt, ...], loops: tuple[ir.Loop, ...]
) -> list[tuple[tuple[ir.Loop, ...], ir.TileRead]]:
    """The reads of tiles, each with the loops around it within its grid."""
    found: list[tuple[tuple[ir.Loop, ...], ir.TileRead]] = []
    for stmt in block:
        for expr in own(stmt):
            found += ((loops, part) for part in every(expr) if isinstance(part, ir.TileRead))
        around = (*loops, stmt) if isinstance(stmt, ir.Loop) else () if isinstance(stmt, ir.Grid) else loops
        for part in inner(stmt):
            found += _reads(part, around)
    return found


def _length(loop: ir.Loop, operands: dict[str, int]) -> int | None:
    start, stop = known_value(loop.start, operands), known_value(loop.stop, operands)
    return None if start is None or stop is None else stop - start

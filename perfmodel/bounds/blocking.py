"""How many bytes a matrix product moves between a memory and a smaller one in which it is computed block by block.

Of the result a block of ``rows`` x ``columns`` is summed up in the smaller memory, while strips of ``depth`` columns of A
and rows of B pass through it, two of each so that one loads while the other is used. A is then read once for every
column of blocks, B once for every row of them, and C written once. Or a strip of A (or of B) stays as long as it is
used, and the other operand passes. Whichever moves least is taken. No order of work moves less than
``2 m n k / sqrt(S)`` elements through ``S`` of them (Hong and Kung, STOC 1981; the constant: Smith et al., 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.chips import Level
from specgen.perfmodel.counting import Count, ceil_div, maximum, minimum, where
from specgen.perfmodel.workloads import Kind, Operator

DEPTH = 128
"""Elements of the inner dimension that a strip has: what a systolic array or a tile of a kernel library takes at once."""

ACCUMULATOR = 4
"""Bytes of a partial sum."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bytes of a product, each the sum of all passes: of A and B read, of C written; how often A and B are read."""

    a: Any
    b: Any
    c: Any
    passes_a: Any
    passes_b: Any

    @property
    def bytes(self) -> Any:
        """All bytes."""
        return self.a + self.b + self.c


def gemm_traffic(
    m: Count,
    n: Count,
    k: Count,
    *,
    capacity: Count,
    a: Count = 2.0,
    b: Count = 2.0,
    c: Count = 2.0,
    accumulator: Count = ACCUMULATOR,
    depth: Count = DEPTH,
) -> Traffic:
    """Return the bytes of ``C[m, n] = A[m, k] B[k, n]`` through ``capacity`` bytes; ``a``, ``b``, ``c`` are those of an element.

    The capacity is that of one memory: of a unit, where every unit has its own and computes its own blocks. It holds at
    least one element of each, whatever is said.
    """
    rows, columns = _block(m, n, minimum(depth, k), capacity, a, b, accumulator)
    free = capacity - 2 * minimum(depth, k) * (a + b)
    kept_rows = _whole(minimum(m, maximum(free, 0.0) / (k * a)))
    kept_columns = _whole(minimum(n, maximum(free, 0.0) / (k * b)))
    best = ceil_div(n, columns), ceil_div(m, rows)
    for fits, passes in (
        (kept_rows >= 1, (1, ceil_div(m, maximum(kept_rows, 1)))),
        (kept_columns >= 1, (ceil_div(n, maximum(kept_columns, 1)), 1)),
    ):
        less = passes[0] * (m * k * a) + passes[1] * (k * n * b) < best[0] * (m * k * a) + best[1] * (
            k * n * b
        )
        taken = fits & less
        best = where(taken, passes[0], best[0]), where(taken, passes[1], best[1])
    return Traffic(best[0] * (m * k * a), best[1] * (k * n * b), m * n * c, *best)


def refetched(operator: Operator, level: Level, units: Count) -> tuple[Any, ...]:
    """Return by input what an operator fetches more than once when it is computed block by block in ``level``.

    Of a product whose operands do not fit there; 0 of all else. Where each of ``units`` has its own part of the level,
    each computes its own blocks and fetches what they take.
    """
    nothing = (0.0,) * len(operator.inputs)
    if operator.kind is not Kind.GEMM or len(operator.inputs) < 2:
        return nothing
    dims, (first, second) = operator.dims, operator.inputs[:2]
    m, n, k = dims["m"], dims["n"], dims["k"]
    found = gemm_traffic(
        m, n, k,
        capacity=level.size / units if level.per_unit else level.size,
        a=first.bits / 8,
        b=second.bits * second.density / 8,
    )  # fmt: skip
    again = (found.passes_a - 1) * first.bytes, (found.passes_b - 1) * second.bytes
    return (*again, *nothing[2:])


def _block(m: Count, n: Count, depth: Count, capacity: Count, a: Count, b: Count, accumulator: Count) -> Any:
    """The rows and columns of the block: square, unless the result is narrower than that."""
    strips: Any = depth * (a + b)
    side = ((strips * strips + accumulator * capacity) ** 0.5 - strips) / accumulator
    rows = _whole(minimum(m, side))
    columns = _whole(minimum(n, (capacity - 2 * depth * a * rows) / (accumulator * rows + 2 * depth * b)))
    rows = _whole(minimum(m, (capacity - 2 * depth * b * columns) / (accumulator * columns + 2 * depth * a)))
    return rows, columns


def _whole(value: Any) -> Any:
    return maximum(value // 1, 1)

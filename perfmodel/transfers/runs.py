"""Runs of elements that follow each other in two layouts, found one by one."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.layouts import Bound

MOST_ELEMENTS = 1 << 18


@frozen()
class Runs:
    """Runs as (byte of the source, byte of the target, bytes)."""

    pieces: tuple[tuple[int, int, int], ...]


def common_runs(source: Bound, target: Bound) -> Runs | None:
    """Return the runs, counted over all elements; None where there are too many of them or one is no whole bytes.

    Both layouts must give every element an address of its own.
    """
    bits = source.width * source.unit
    if (
        source.count > MOST_ELEMENTS
        or bits % 8
        or any(set(b.layout.axes) != {"addr"} for b in (source, target))
    ):
        return None
    size = bits // 8
    pairs = sorted((source.address(i), target.address(i)) for i in product(*map(range, source.shape)))
    found: list[tuple[int, int, int]] = []
    length = 0
    for at, (here, there) in enumerate(pairs):
        length += size
        follows = at + 1 < len(pairs) and pairs[at + 1] == (here + size, there + size)
        if not follows:
            found.append((here + size - length, there + size - length, length))
            length = 0
    return Runs(tuple(found))

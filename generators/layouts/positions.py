"""The digits of a layout by position: as dimensions of an array that is split, merged and split again."""

from __future__ import annotations

from specgen.data import frozen
from specgen.model.layouts import ADDRESS, Digit, Layout


@frozen()
class Positions:
    """Digits from the outermost, as they are split and merged.

    ``parts``: those of each dimension. ``fused``: in order, positions of digits that are merged, and the digits that come
    instead, behind those that stay. ``order``: all that are left. ``axes``: that of addresses is the last.
    """

    parts: tuple[tuple[Digit, ...], ...]
    fused: tuple[tuple[tuple[int, ...], tuple[Digit, ...]], ...]
    order: tuple[str, ...]
    axes: tuple[str, ...]


def positions(layout: Layout) -> Positions:
    """Return the digits of a layout by position."""
    parts = tuple(_digits_of(layout, dim.name) for dim in layout.dims)
    order = [digit.name for part in parts for digit in part]
    fused = []
    for one in layout.fused.values():
        merged = [name for name, _ in one.digits]
        instead = _digits_of(layout, one.name)
        fused.append((tuple(order.index(name) for name in merged), instead))
        order = [name for name in order if name not in merged] + [digit.name for digit in instead]
    return Positions(parts, tuple(fused), tuple(order), tuple(sorted(layout.axes, key=ADDRESS.__eq__)))


def _digits_of(layout: Layout, source: str) -> tuple[Digit, ...]:
    return tuple(digit for digit in layout.digits.values() if digit.source == source)

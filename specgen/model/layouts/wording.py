"""Places in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound


def said(index: Sequence[int]) -> str:
    """Return an index as ``(3, 5)``, and of one dimension as ``(3)``."""
    return f"({', '.join(map(str, index))})"


def place_of(bound: Bound, index: Sequence[int]) -> str:
    """Return where an element lies: ``bank 1, bytes 64 to 67``."""
    at = bound.locate(index)
    words = [f"{axis} {at[axis]}" for axis in at if axis != ADDRESS]
    if ADDRESS in at:
        words.append(bits_said(at[ADDRESS] * bound.unit, bound.width * bound.unit))
    return ", ".join(words)


def bits_said(first: int, count: int) -> str:
    """Return ``byte 3``, ``bytes 4 to 7``, or ``bits 4 to 7 of byte 3``."""
    last = first + count - 1
    if first % 8 == 0 and count % 8 == 0:
        return f"byte {first // 8}" if count == 8 else f"bytes {first // 8} to {last // 8}"
    if first // 8 == last // 8:
        bits = f"bits {first % 8} to {last % 8}" if count > 1 else f"bit {first % 8}"
        return f"{bits} of byte {first // 8}"
    return f"bit {first % 8} of byte {first // 8} to bit {last % 8} of byte {last // 8}"


def sizes_said(bound: Bound) -> str:
    """Return ``, where r = 8`` for the sizes and arguments that are given at use; nothing where all are fixed."""
    layout = bound.layout
    given = [d.name for d in layout.dims if d.size.known is None]
    given += [a.name for a in layout.arguments.values()]
    return f", where {counters_said({n: bound.names[n] for n in given})}" if given else ""


def counters_said(values: Mapping[str, int]) -> str:
    """Return ``k = 4, j = 0``."""
    return ", ".join(f"{name} = {value}" for name, value in values.items())

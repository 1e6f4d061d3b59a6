"""Elements that do not begin at bytes, read and written at offsets in bits.

The bits of a little-endian memory are counted from the least significant of each byte, and an element's are in that order;
those of a big-endian one from the most significant, and so are its elements'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from specgen.generators.interpreter.python.runtime.traits import Array

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.runtime.memory import Access


def _most(access: Access) -> int:
    """How many bytes an element may touch."""
    return (8 - access.packed + access.width + 7) >> 3


def places(access: Access, at: Array) -> Array:
    """The bytes that elements touch, along a last axis; the last ones again where an element touches fewer than others."""
    first = (at >> 3)[..., None]
    count = _most(access)
    if count == 1:
        return first
    last = ((at + access.width - 1) >> 3)[..., None]
    touched: Array = np.minimum(first + np.arange(count), last)
    return touched


def gather(data: Array, access: Access, at: Array) -> Array:
    """The elements' bits, unsigned."""
    inside = at & 7
    if _most(access) == 1:
        down = inside if access.little else 8 - access.width - inside
        values: Array = data[at >> 3] >> down.astype(np.uint8) & np.uint8((1 << access.width) - 1)
        return values
    pieces = data[places(access, at)].astype(np.uint64)
    count = pieces.shape[-1]
    up = 8 * np.arange(count, dtype=np.uint64)
    shift = (inside if access.little else 8 * count - access.width - inside).astype(np.uint64)
    total = np.bitwise_or.reduce(pieces << (up if access.little else up[::-1]), axis=-1)
    values = (total >> shift) & np.uint64((1 << access.width) - 1)
    whole: Array = (
        values.astype(f"u{access.size}").view(access.dtype[1:]) if access.dtype else values.astype(object)
    )
    return whole


def scatter(data: Array, access: Access, at: Array, values: Array) -> None:
    """Writes elements; of several at one place the last stays, and the bits around them stay as they are."""
    ones = (1 << access.width) - 1
    if values.dtype.kind == "f":
        values = values.astype(access.dtype[1:]).view(f"u{access.size}")
    elif values.dtype.kind == "O":
        values = values & ones
    bits = values.astype(np.uint64) & np.uint64(ones)
    for inside in range(0, 8, access.packed):
        where = (at & 7) == inside
        if where.any():
            _scatter_at(data, access, inside, at[where] >> 3, bits[where])


def _scatter_at(data: Array, access: Access, inside: int, byte: Array, bits: Array) -> None:
    """The same for elements that begin at one bit of their bytes."""
    ones = (1 << access.width) - 1
    count = (inside + access.width + 7) >> 3
    up = inside if access.little else 8 * count - access.width - inside
    for number in range(count):
        down = 8 * (number if access.little else count - 1 - number)
        mask = (ones << up) >> down & 0xFF
        part = ((bits << np.uint64(up)) >> np.uint64(down)).astype(np.uint8) & np.uint8(mask)
        data[byte + number] = data[byte + number] & np.uint8(~mask & 0xFF) | part

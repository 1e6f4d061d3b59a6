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


def places(access: Access, at: Array) -> Array:
    """The bytes that elements touch, along a last axis; the last ones again where an element touches fewer than others."""
    first, last = at >> 3, (at + access.width - 1) >> 3
    count = (access.width + 14) >> 3
    touched: Array = np.minimum(first[..., None] + np.arange(count), last[..., None])
    return touched


def gather(data: Array, access: Access, at: Array) -> Array:
    """The elements' bits, unsigned."""
    pieces = data[places(access, at)].astype(np.uint64)
    count = pieces.shape[-1]
    up = 8 * np.arange(count, dtype=np.uint64)
    inside = (at & 7).astype(np.uint64)
    down = inside if access.little else np.uint64(8 * count - access.width) - inside
    total = np.bitwise_or.reduce(pieces << (up if access.little else up[::-1]), axis=-1)
    values: Array = (total >> down) & np.uint64((1 << access.width) - 1)
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
    for inside in np.unique(at & 7):
        where = (at & 7) == inside
        byte, new = at[where] >> 3, bits[where]
        count = (int(inside) + access.width + 7) >> 3
        up = int(inside) if access.little else 8 * count - access.width - int(inside)
        for number in range(count):
            down = 8 * (number if access.little else count - 1 - number)
            mask = (ones << up) >> down & 0xFF
            part = ((new << np.uint64(up)) >> np.uint64(down)).astype(np.uint8) & np.uint8(mask)
            data[byte + number] = data[byte + number] & np.uint8(~mask & 0xFF) | part

"""Codes shorter than a byte, or as long as no integer of NumPy, one after the other without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

import numpy as np
import numpy.typing as npt

from specgen.generators.numerics.numpy.kernels.formats import Array


def pack_bits(codes: npt.ArrayLike, width: int) -> npt.NDArray[np.uint8]:
    """Return codes of ``width`` (1 to 64) bits as a string of bytes, the first code in the lowest bits of the first.

    An array of more than one axis is packed in C order; the last byte is filled with zeros. Raises ValueError for
    codes of more bits.
    """
    given = np.asarray(codes).reshape(-1)
    if given.size and (int(given.max()) >> width or int(given.min()) < 0):
        raise ValueError(f"there are codes of more than {width} bits")
    together = _together(width)
    groups = _padded(given.astype(_word(width)), together)
    packed = np.zeros((len(groups), together * width // 8), np.uint8)
    for code, byte, left in _overlaps(together, width):
        part = groups[:, code] << left if left >= 0 else groups[:, code] >> -left
        packed[:, byte] |= part.astype(np.uint8)
    return packed.reshape(-1)[: (given.size * width + 7) // 8]


def unpack_bits(packed: npt.ArrayLike, width: int, count: int | None = None) -> Array:
    """Return the ``count`` codes (default: all that are whole) of ``width`` bits that `pack_bits` packed.

    Raises ValueError where there are not so many bytes.
    """
    given = np.asarray(packed, np.uint8).reshape(-1)
    whole = given.size * 8 // width
    count = whole if count is None else count
    if not 0 <= count <= whole:
        raise ValueError(f"{given.size} bytes hold {whole} codes of {width} bits, not {count}")
    together = _together(width)
    word = _word(width)
    groups = _padded(given, together * width // 8).astype(word)
    codes = np.zeros((len(groups), together), word)
    for code, byte, left in _overlaps(together, width):
        codes[:, code] |= groups[:, byte] >> left if left >= 0 else groups[:, byte] << -left
    codes &= word.type((1 << width) - 1)
    return codes.reshape(-1)[:count]


def _together(width: int) -> int:
    """Return how many codes fill whole bytes."""
    if not 1 <= width <= 64:
        raise ValueError(f"codes have 1 to 64 bits, not {width}")
    return 8 // gcd(width, 8)


def _word(width: int) -> np.dtype[np.unsignedinteger[npt.NBitBase]]:
    """Return integers that hold a code."""
    return np.dtype(f"u{1 << max((width - 1).bit_length() - 3, 0)}")


def _padded(flat: Array, length: int) -> Array:
    """Return rows of ``length``, the last one filled with zeros."""
    rows = -(-flat.size // length)
    return np.pad(flat, (0, rows * length - flat.size)).reshape(rows, length)


def _overlaps(codes: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield each code, each byte that holds some of it, and by how much the code lies above the byte's first bit."""
    for code in range(codes):
        for byte in range(code * width // 8, ((code + 1) * width - 1) // 8 + 1):
            yield code, byte, code * width - byte * 8

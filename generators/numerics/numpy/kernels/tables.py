"""Tables that carry out whole conversions: of short formats one look-up a number does all there is to do.

A binary float is rounded to odd in its own bits, to two digits more than the result has: whatever rounds that again
to the result, with ties and all, gives what rounding the exact number gives. So its upper bits index a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from specgen.generators.numerics.numpy.kernels.decoding import CHUNK
from specgen.generators.numerics.numpy.kernels.formats import Array, Fixed, Number
from specgen.generators.numerics.numpy.kernels.rounding import Mode, encode_exactly

#: Longer tables leave the cache, and cost more than the arithmetic.
MOST_BITS = 18


@dataclass(frozen=True, slots=True)
class Source:
    """The bits of a binary float of NumPy: ``exponent`` and ``mantissa`` of them after the sign."""

    exponent: int
    mantissa: int

    @property
    def least(self) -> int:
        """Exponent of the least normal number."""
        return 2 - (1 << (self.exponent - 1))

    @property
    def width(self) -> int:
        """Bits of a number."""
        return 1 + self.exponent + self.mantissa


SOURCES = {
    np.dtype(np.float16): Source(5, 10),
    np.dtype(np.float32): Source(8, 23),
    np.dtype(np.float64): Source(11, 52),
}


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """``codes[i]`` is the code of the numbers whose bits, rounded to odd and shifted by ``shift``, are ``i``."""

    codes: Array
    shift: int

    def look_up(self, values: Array) -> Array:
        """Return codes of a flat, contiguous array of the floats that the table is for."""
        word = np.dtype(f"u{values.dtype.itemsize}")
        bits = values.view(word)
        out = np.empty(values.size, self.codes.dtype)
        index = np.empty(min(CHUNK, values.size), word)
        low, shift = word.type((1 << self.shift) - 1), word.type(self.shift)
        for start in range(0, values.size, CHUNK):
            part = bits[start : start + CHUNK]
            at = index[: part.size]
            if self.shift:
                np.bitwise_and(part, low, out=at)
                np.add(at, low, out=at)  # carries where any of the bits below is set
                np.bitwise_or(at, part, out=at)
                np.right_shift(at, shift, out=at)
                part = at
            np.take(self.codes, part, out=out[start : start + CHUNK], mode="clip")
        return out


@lru_cache(maxsize=64)
def table(to: Number, dtype: np.dtype[Any], mode: Mode) -> Table | None:
    """Return the table of a conversion from NumPy's floats, or None where none of a fair size would be exact."""
    source = SOURCES[dtype]
    kept = source.mantissa if source.width <= MOST_BITS else _kept(to, source)
    if kept is None or mode.stochastic:
        return None
    shift = source.mantissa - kept
    word = f"u{source.width // 8}"
    every = np.arange(1 << (1 + source.exponent + kept)).astype(word) << np.array(shift, word)
    return Table(encode_exactly(to, every.view(dtype), mode), shift)


def _kept(to: Number, source: Source) -> int | None:
    """Return how many bits of the mantissa decide everything: the result's, one for ties, one for what follows."""
    if isinstance(to, Fixed):
        kept, last = to.width + 1, -to.fraction
    else:
        kept, last = to.mantissa + 2, to.min_exponent - to.mantissa - int(not to.subnormals)
    kept = max(kept, source.least + 2 - last)  # source's subnormals have fewer
    return kept if kept < source.mantissa and 1 + source.exponent + kept <= MOST_BITS else None

"""Conversions by an addition and a shift, where numbers and results are both normal and within the range.

There a code, without its sign, is the upper part of the number's own bits less a constant, and every rounding adds
something before the lower part is cut off. The few numbers elsewhere are left to exact arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from specgen.generators.numerics.numpy.kernels.formats import Array, Float, Number, code_dtype
from specgen.generators.numerics.numpy.kernels.rounding import Mode, encode_exactly
from specgen.generators.numerics.numpy.kernels.tables import SOURCES


@dataclass(frozen=True, slots=True)
class Shift:
    """Bits, less the sign, from ``low`` to ``high`` less ``offset`` are codes times 2^``by``, and what is cut off."""

    to: Float
    by: int
    offset: int
    low: int
    high: int


@lru_cache(maxsize=64)
def shift_of(to: Number, dtype: np.dtype[Any]) -> Shift | None:
    """Return how NumPy's floats are shifted into a format, or None where they are not."""
    source = SOURCES.get(dtype)
    if source is None or not isinstance(to, Float) or not 0 < to.mantissa < source.mantissa:
        return None
    bias = 1 - source.least
    offset = (bias - to.bias) << source.mantissa
    if offset < 0 or to.exponent > source.exponent:
        return None
    by = source.mantissa - to.mantissa
    low = (max(to.min_exponent + int(not to.subnormals), source.least) + bias) << source.mantissa
    endless = ((1 << source.exponent) - 1) << source.mantissa
    high = min((to.max_code << by) + offset, endless - 1)
    return Shift(to, by, offset, low, high) if low <= high else None


def encode_shifted(shift: Shift, values: Array, mode: Mode, random: Array | None) -> Array:
    """Return codes of a flat, contiguous array of floats."""
    to = shift.to
    word = np.dtype(f"u{values.dtype.itemsize}").type
    bits = values.view(word)
    last = 8 * values.dtype.itemsize - 1
    magnitude = bits & word((1 << last) - 1) if to.signed else bits
    codes = magnitude - word(shift.offset)
    codes += _addend(mode, shift.by, codes, bits >> word(last), random)
    codes >>= word(shift.by)
    if to.signed:
        codes |= bits >> word(last) << word(to.width - 1)
    found: Array = codes.astype(code_dtype(to))
    # What is below the lowest becomes great: bits are unsigned.
    (elsewhere,) = np.nonzero(magnitude - word(shift.low) > word(shift.high - shift.low))
    if elsewhere.size:
        picked = None if random is None else random[elsewhere]
        found[elsewhere] = encode_exactly(to, values[elsewhere], mode, picked)
    return found


def _addend(mode: Mode, by: int, bits: Array, negative: Array, random: Array | None) -> Any:
    """Return what carries into the upper part where the magnitude grows."""
    word = bits.dtype.type
    every = (1 << by) - 1
    match mode.rounding:
        case "nearest_even":
            return (bits >> word(by) & word(1)) + word(every >> 1)
        case "nearest_away":
            return word(1 << (by - 1))
        case "toward_zero":
            return word(0)
        case "away":
            return word(every)
        case "odd":
            return ((bits >> word(by) & word(1)) - word(1)) & word(every)
        case "up":
            return (negative - word(1)) & word(every)
        case "down":
            return (word(0) - negative) & word(every)
    return _drawn(mode, by, bits, np.zeros(bits.shape, np.uint64) if random is None else random)


def _drawn(mode: Mode, by: int, bits: Array, random: Array) -> Array:
    """Return the random number where it meets the bits that are cut off, which may be rounded to its length first."""
    word = bits.dtype.type
    length = mode.random_bits
    if (
        mode.rounding == "stochastic_centred"
    ):  # a half of the random number's last place is one more bit of it
        random, length = random * np.uint64(2) + np.uint64(1), length + 1
    if length >= by:
        shorter: Array = (random >> np.uint64(length - by)).astype(word)
        return shorter
    cut = by - length
    added: Array = random.astype(word) << word(cut)
    if mode.rounding in ("stochastic_even", "stochastic_odd"):
        share = bits & word((1 << by) - 1)
        last = share >> word(cut) & word(1)
        if mode.rounding == "stochastic_odd":
            last ^= word(1)
        added += last + word((1 << (cut - 1)) - 1)
    return added

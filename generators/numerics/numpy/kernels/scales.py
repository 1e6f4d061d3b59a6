"""Scales of blocks and of tensors, by the rules of OCP MX v1.0 and its kin: from greatest magnitudes to codes."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from specgen.generators.numerics.numpy.kernels.decoding import decode
from specgen.generators.numerics.numpy.kernels.division import digits, is_settled, quotients
from specgen.generators.numerics.numpy.kernels.encoding import encode_flat
from specgen.generators.numerics.numpy.kernels.formats import Array, Block, Fixed, Float, Number
from specgen.generators.numerics.numpy.kernels.rounding import Mode, encode_parts
from specgen.generators.numerics.numpy.kernels.significands import Parts, parts


def greatest(of: Number) -> float:
    """Return the greatest finite value. Raises ValueError where float64 does not hold every value."""
    return float(decode(of, of.high if isinstance(of, Fixed) else of.max_code, np.float64))


def least(of: Float) -> float:
    """Return the least value above zero, or above all where there is no zero."""
    return float(decode(of, int(of.has_zero), np.float64))


def tensor_scale_of(of: Block, amax: float) -> float:
    """Return the second scale of a tensor whose greatest finite magnitude is ``amax``; 1 where there is none."""
    if of.tensor_scale is None or not amax:
        return 1.0
    ratio = Fraction(amax) / Fraction(greatest(of.element)) / Fraction(greatest(of.scale))
    code = encode_parts(of.tensor_scale, _taken_apart(ratio), Mode(of.tensor_scale.rounding))
    return float(decode(of.tensor_scale, code, np.float64)[0]) or least(of.tensor_scale)


def _taken_apart(value: Fraction) -> Parts:
    """Return a positive rational in 64 digits, the last of them odd where it has more."""
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    if value < Fraction(2) ** exponent:
        exponent -= 1
    scaled = value * Fraction(2) ** (63 - exponent)
    digits64 = scaled.numerator // scaled.denominator | (scaled.denominator != 1)
    no = np.array([False])
    return Parts(no, np.array([digits64], np.uint64), np.array([exponent], np.int64), no, no)


def scale_codes(of: Block, amax: Array, tensor: float, short: bool) -> Array:
    """Return the scale's code of every block from its greatest finite magnitude, of a float32 where ``short``."""
    most = greatest(of.element)
    if of.scale_rule == "amax":
        by, mode = tensor * most, Mode(of.scale_rounding)
        if short and 2.0**-300 < by < 2.0**300 and is_settled(24, digits(by), of.scale):
            return encode_flat(of.scale, amax / by, mode)
        return encode_parts(of.scale, quotients(amax, by), mode)
    by = tensor * most if of.scale_rule == "ceil" else tensor
    ratio = parts(amax) if by == 1 else quotients(amax, by)
    power = ratio.exponent
    if of.scale_rule == "ceil":
        power = power + (ratio.significand != _ONE)
    else:
        power = power - (int(np.frexp(most)[1]) - 1)
        if of.scale_rule == "nearest":
            power += _carries(ratio.significand, _precision(of.element))
    lowest, codes = _powers(of.scale)
    found: Array = codes[np.clip(power - lowest, 0, len(codes) - 1)]
    return found


_ONE = np.uint64(1 << 63)


def _precision(of: Number) -> int:
    return of.width - int(of.signed) if isinstance(of, Fixed) else of.mantissa + 1


def _carries(significand: Array, kept: int) -> Array:
    """Return where rounding to so many digits, ties to even, gives the next power of two."""
    above = significand >> np.uint64(64 - kept)
    cut = significand << np.uint64(kept)
    above += (cut > _ONE) | ((cut == _ONE) & (above & np.uint64(1) != 0))
    carried: Array = above >> np.uint64(kept) != 0
    return carried


@lru_cache(maxsize=64)
def _powers(of: Float) -> tuple[int, Array]:
    """Return the least power of two of a format, and the codes of all from there on."""
    fraction, power = np.frexp(least(of))
    highest = int(np.frexp(greatest(of))[1]) - 1
    lowest = min(int(power) - int(fraction == 0.5), highest)  # a format may hold no power of two
    every = np.ldexp(1.0, np.arange(lowest, highest + 1))
    return lowest, encode_flat(of, every, Mode(of.rounding))

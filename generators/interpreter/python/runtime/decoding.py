"""From codes to float32 or float64 values that equal them, and back from such values' bits."""

from __future__ import annotations

from functools import cache

import numpy as np

from specgen.generators.interpreter.python.runtime.rounding import Unpacked, unpack
from specgen.generators.interpreter.python.runtime.traits import BINARY32, BINARY64, Array, Traits

#: Codes of formats up to this width are looked up.
TABLE_WIDTH = 16


def is_short_binary32(of: Traits) -> bool:
    """Whether codes are the upper bits of float32 codes, as BF16's and TF32's are."""
    same = (of.exponent, of.bias, of.signed, of.nans, of.subnormals) == (8, 127, True, "ieee", True)
    return same and of.mantissa < 23 and of.infinity is not None


def is_binary16(of: Traits) -> bool:
    """Whether this is IEEE's half precision, which NumPy converts to."""
    shape = (of.exponent, of.mantissa, of.bias, of.signed, of.nans, of.subnormals)
    return shape == (5, 10, 15, True, "ieee", True) and of.infinity is not None


def all_codes(of: Traits) -> Array:
    """Every code of a format, ascending."""
    return np.arange(1 << of.width, dtype=np.uint32).astype(of.code_dtype)


def decode(codes: Array, of: Traits) -> Array:
    """The values of codes, in the format's carrier (float32 or float64); NaNs are NaN."""
    if of.native is not None:
        return codes.view(of.native)
    if of.width <= TABLE_WIDTH:
        return np.take(_table(of), codes)
    if is_short_binary32(of):
        return (codes.astype(np.uint32) << np.uint32(23 - of.mantissa)).view(np.float32)
    return _decode(codes, of)


@cache
def _table(of: Traits) -> Array:
    return _decode(all_codes(of), of)


def _decode(codes: Array, of: Traits) -> Array:
    parts = unpack(codes, of)
    if of.carrier is None:
        raise ValueError(f"no float64 holds all values of {of.format.name}")
    # A significand of at most 53 bits, scaled within float64's range: exact.
    values = np.ldexp(parts.significand.astype(np.float64), parts.exponent.astype(np.int32))
    values = np.where(parts.infinite, np.inf, np.where(parts.nan, np.nan, values))
    return np.where(parts.negative & ~parts.nan, -values, values).astype(of.carrier)


def parts(values: Array, of: Traits) -> Unpacked:
    """Takes values as they are handed about (native floats, or codes) apart."""
    if of.native is np.float32:
        return unpack(np.asarray(values, np.float32).view(np.uint32), BINARY32)
    if of.native is np.float64:
        return unpack(np.asarray(values, np.float64).view(np.uint64), BINARY64)
    return unpack(np.asarray(values).astype(of.code_dtype), of)

"""From codes to NumPy's floats: a table for short formats, arithmetic for the others."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from specgen.generators.numerics.numpy.kernels.formats import Array, Fixed, Float, Number

#: Numbers handled at a time: what a pass writes, the next one finds in the cache.
CHUNK = 1 << 15
#: Codes of so many bits are looked up.
TABLE_BITS = 16


def value_dtype(of: Number) -> np.dtype[Any]:
    """Return float32 where it holds every value of the format, else float64. Raises ValueError where neither does."""
    for dtype, digits, least, most in ((np.float32, 24, -149, 127), (np.float64, 53, -1074, 1023)):
        if isinstance(of, Fixed):
            held = of.width - of.signed <= digits and -least >= of.fraction and of.width - of.fraction <= most
        else:
            last = of.min_exponent - of.mantissa
            held = of.mantissa < digits and last >= least and of.max_exponent <= most
        if held:
            return np.dtype(dtype)
    raise ValueError(f"float64 does not hold every value of {of.name}")


def decode(of: Number, codes: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> Array:
    """Return the values of codes, an array of the same shape.

    ``dtype`` None is `value_dtype`'s; in a shorter one, values are rounded to the nearest, ties to even. Raises
    ValueError for what is no code of the format, and where float64 does not hold every value.
    """
    given = np.asarray(codes)
    if given.dtype.kind not in "iu":
        raise TypeError(f"codes are integers, not {given.dtype}")
    wanted = value_dtype(of) if dtype is None else np.dtype(dtype)
    longer = _longer(of)
    if longer is None and of.width <= TABLE_BITS:
        return _looked_up(of, given, wanted)
    if given.size and (int(given.max()) >> of.width or int(given.min()) < 0):
        raise ValueError(f"{of.name} has {of.width} bits: there are codes beyond")
    if longer is not None:
        word = np.dtype(f"u{longer.itemsize}")
        bits = given.astype(word) << np.array(8 * word.itemsize - of.width, word)
        with np.errstate(invalid="ignore", over="ignore"):  # a signalling NaN; what is rounded to infinity
            return np.asarray(bits).view(longer).astype(wanted, copy=False)
    flat, found = given.reshape(-1), np.empty(given.size, wanted)
    with np.errstate(all="ignore"):
        for start in range(0, flat.size, CHUNK):
            part = slice(start, start + CHUNK)
            found[part] = decode_exactly(of, flat[part].astype(np.uint64))
    return found.reshape(given.shape)


@lru_cache(maxsize=64)
def _longer(of: Number) -> np.dtype[Any] | None:
    """Return NumPy's float whose upper bits codes are, if any: of float32, those of bfloat16."""
    if not isinstance(of, Float) or not of.signed or not of.subnormals:
        return None
    endless = ((1 << of.exponent) - 1) << of.mantissa
    if (of.infinity, of.bias) != (endless, (1 << (of.exponent - 1)) - 1):
        return None
    known: dict[int, np.dtype[Any]] = {8: np.dtype(np.float32), 11: np.dtype(np.float64)}
    longer = known.get(of.exponent)
    return longer if longer and 8 < of.width <= 8 * longer.itemsize else None


def _looked_up(of: Number, codes: Array, dtype: np.dtype[Any]) -> Array:
    if codes.dtype.kind == "i" and codes.size and int(codes.min()) < 0:
        raise ValueError(f"{of.name} has no negative codes")
    try:
        return np.take(values(of, dtype), codes)
    except IndexError:
        raise ValueError(f"{of.name} has {of.width} bits: there are codes beyond") from None


@lru_cache(maxsize=64)
def values(of: Number, dtype: np.dtype[Any]) -> Array:
    """Return all values of a short format, in the order of codes."""
    with np.errstate(all="ignore"):
        found = decode_exactly(of, np.arange(1 << of.width, dtype=np.uint64)).astype(dtype)
    found.setflags(write=False)
    return found


def decode_exactly(of: Number, codes: Array) -> Array:
    """Return float64 values of codes. Raises ValueError where it does not hold every value."""
    value_dtype(of)
    if isinstance(of, Fixed):
        return _fixed_values(of, codes)
    magnitude = codes & np.uint64(of.sign - 1 if of.signed else (1 << of.width) - 1)
    exponent = (magnitude >> np.uint64(of.mantissa)).astype(np.int32)
    significand = magnitude & np.uint64((1 << of.mantissa) - 1)
    below = (exponent == 0) & of.subnormals | (magnitude == 0) & of.has_zero
    significand |= np.where(below, np.uint64(0), np.uint64(1 << of.mantissa))
    found: Array = np.ldexp(
        significand.astype(np.float64), np.where(below & of.subnormals, 1, exponent) - of.bias - of.mantissa
    )
    found[magnitude > np.uint64(of.max_code)] = np.nan
    if of.infinity is not None:
        found[magnitude == np.uint64(of.infinity)] = np.inf
    negative = magnitude != codes
    found[negative] = -found[negative]
    if of.has_zero and not of.negative_zero:
        found[negative & (magnitude == 0)] = np.nan
    return found


def _fixed_values(of: Fixed, codes: Array) -> Array:
    top = 1 << (of.width - 1)
    signed = (codes ^ np.uint64(top)).astype(np.int64) - top if of.signed else codes
    found: Array = np.ldexp(signed.astype(np.float64), -of.fraction)
    return found

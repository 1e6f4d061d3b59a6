"""Conversions between float formats, every one rounding once.

What is common is fast: short formats are looked up; float32 goes to BF16 and its like by integer additions on its
bits, and to formats of few bits by way of its upper half rounded to odd, which a table finishes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

import numpy as np

from specgen.generators.interpreter.python.runtime.decoding import (
    TABLE_WIDTH,
    all_codes,
    is_binary16,
    is_short_binary32,
    parts,
)
from specgen.generators.interpreter.python.runtime.rounding import Mode, pack
from specgen.generators.interpreter.python.runtime.traits import BINARY32, BINARY64, Array, Traits, traits
from specgen.model.types import FloatType

Converter = Callable[..., Any]

_HALF_WORD = 16
_BFLOAT16 = traits(FloatType(name="upper half", exponent=8, mantissa=7, bias=127))


@cache
def converter(
    source: FloatType, to: FloatType, rounding: str, overflow: str, random_bits: int = 0
) -> Converter:
    """A function from values of ``source`` (and random integers, where stochastic) to values of ``to``.

    Values are float32 or float64 for those two formats, else codes; arrays or scalars.
    """
    mode = Mode(rounding, overflow, random_bits)
    arrays = array_converter(traits(source), traits(to), mode)
    return _any_shape(arrays, traits(source), traits(to))


def _any_shape(arrays: Converter, source: Traits, to: Traits) -> Converter:
    dtype = source.native or source.code_dtype
    scalar: Callable[[Array], Any] = (lambda a: a[0]) if to.native else (lambda a: a.item())

    def convert(values: Any, *random: Any) -> Any:
        if isinstance(values, np.ndarray):
            return arrays(values, *random)
        result = arrays(np.array([values], dtype), *random)
        return result if random and isinstance(random[0], np.ndarray) else scalar(result)

    return convert


@cache
def array_converter(source: Traits, to: Traits, mode: Mode) -> Converter:
    """The same for arrays only; the dtype of codes is taken as it comes."""
    if mode.stochastic:
        return lambda values, random: _drawn(values, random, source, to, mode)
    if source.native is None and source.width <= TABLE_WIDTH:
        return _by_table(source, to, mode)
    if source == BINARY64 and to == BINARY32 and mode == Mode():
        return lambda values: canonical32(values.astype(np.float32))
    if source == BINARY32 and to == BINARY64 and mode.overflow != "saturate":
        return lambda values: canonical64(values.astype(np.float64))
    if source == BINARY32:
        return _from_binary32(to, mode)
    if source == BINARY64 and _even_in(to, BINARY32):
        narrow = _from_binary32(to, mode)
        return lambda values: narrow(odd32(values))
    return lambda values: as_values(pack(parts(values, source), to, mode), to)


def _drawn(values: Array, random: Any, source: Traits, to: Traits, mode: Mode) -> Array:
    spread, draws = np.broadcast_arrays(values, np.asarray(random))
    return as_values(pack(parts(np.ascontiguousarray(spread), source), to, mode, draws), to)


def as_values(codes: Array, of: Traits) -> Array:
    """Codes as they are handed about: float32 and float64 as such."""
    return codes if of.native is None else codes.view(of.native)


def canonical32(values: Any) -> Array:
    """Makes the NaNs of a float32 array that is no view of anything canonical, in place; or of a scalar."""
    if not isinstance(values, np.ndarray):
        return cast(Array, values if values == values else np.float32(np.nan))
    nan = np.isnan(values)
    if nan.any():
        np.putmask(values, nan, np.float32(np.nan))
    return cast(Array, values)


def canonical64(values: Any) -> Array:
    """Makes the NaNs of a float64 array that is no view of anything canonical, in place; or of a scalar."""
    if not isinstance(values, np.ndarray):
        return cast(Array, values if values == values else np.float64(np.nan))
    nan = np.isnan(values)
    if nan.any():
        np.putmask(values, nan, np.nan)
    return cast(Array, values)


def odd32(values: Array) -> Array:
    """float64 to float32, rounded to odd (so that one more rounding to 22 bits or fewer is the only one)."""
    near = values.astype(np.float32)
    error = values - near
    bits = near.view(np.int32)
    inexact = (error > 0) | (error < 0)
    outward = np.where((error > 0) == (near > 0), np.int32(1), np.int32(-1))
    # Below float32's least value the nearest is a zero that keeps the sign: away from it is outward.
    outward[near == 0] = 1
    moved: Array = bits + np.where(inexact & ((bits & 1) == 0), outward, np.int32(0))
    return moved.view(np.float32)


def _even_in(to: Traits, wide: Traits) -> bool:
    """Whether all values of ``to`` and all midpoints between them are values of ``wide`` with an even last bit."""
    if not (to.subnormals or to.mantissa == 0) or to.max_exponent > wide.max_exponent:
        return False
    return to.precision + 2 <= wide.precision and to.quantum - 2 >= wide.quantum


def _by_table(source: Traits, to: Traits, mode: Mode) -> Converter:
    @cache
    def table() -> Array:
        return as_values(pack(parts(all_codes(source), source), to, mode), to)

    return lambda values: np.take(table(), values)


def _from_binary32(to: Traits, mode: Mode) -> Converter:
    if is_short_binary32(to) and mode.overflow != "nan":
        return _shortened(to, mode)
    if is_binary16(to) and mode == Mode():
        return lambda values: _canonical16(values.astype(np.float16).view(np.uint16), values, to)
    if _even_in(to, _BFLOAT16):
        finish = _by_table(_BFLOAT16, to, mode)
        return lambda values: finish(_upper_odd(values))
    return lambda values: as_values(pack(parts(values, BINARY32), to, mode), to)


def _canonical16(codes: Array, values: Array, to: Traits) -> Array:
    np.putmask(codes, np.isnan(values), np.uint16(to.nan or 0))
    return codes


def _upper_odd(values: Array) -> Array:
    """The upper halves of float32 codes, rounded to odd."""
    halves = np.ascontiguousarray(values).view(np.uint16)
    low, high = halves[..., 0::2], halves[..., 1::2]
    odd: Array = high | (low != 0)
    return odd if values.ndim else odd[0]


def _shortened(to: Traits, mode: Mode) -> Converter:
    """float32 cut to its upper bits: rounding is an addition below the cut, and its carry does the rest."""
    shift = np.uint32(23 - to.mantissa)
    below = np.uint32((1 << int(shift)) - 1)
    half = np.uint32(1 << (int(shift) - 1))
    add = _additions(mode.rounding, shift, below, half)
    saturate, propagate = mode.overflow == "saturate", mode.overflow == "propagate"

    def convert(values: Array) -> Array:
        bits = np.ascontiguousarray(values).view(np.uint32).reshape(values.shape)
        codes = add(bits) >> shift
        if saturate or propagate:
            beyond = (codes & np.uint32(to.magnitude_mask)) == to.infinity
            np.putmask(codes, beyond & np.isfinite(values) if propagate else beyond, codes - np.uint32(1))
        nan = np.isnan(values)
        if nan.any():
            np.putmask(codes, nan, np.uint32(to.nan or 0))
        return codes.astype(to.code_dtype)

    return convert


def _additions(
    rounding: str, shift: np.uint32, below: np.uint32, half: np.uint32
) -> Callable[[Array], Array]:
    one, sign = np.uint32(1), np.uint32(31)
    match rounding:
        case "nearest_even":
            return lambda bits: bits + (((bits >> shift) & one) + (half - one))
        case "nearest_away":
            return lambda bits: bits + half
        case "away":
            return lambda bits: bits + below
        case "up":
            return lambda bits: bits + below * (one - (bits >> sign))
        case "down":
            return lambda bits: bits + below * (bits >> sign)
        case "odd":
            return lambda bits: bits | (((bits & below) != 0).astype(np.uint32) << shift)
        case _:
            return lambda bits: bits

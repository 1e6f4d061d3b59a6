"""Integers to floats and floats to integers, exact up to any width.

Integers are int or unsigned arrays of up to 64 bits, object arrays of Python's integers beyond, or such an integer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from specgen.generators.interpreter.python.runtime import rationals
from specgen.generators.interpreter.python.runtime.converting import array_converter, as_values
from specgen.generators.interpreter.python.runtime.decoding import decode
from specgen.generators.interpreter.python.runtime.rounding import Mode, Unpacked, pack
from specgen.generators.interpreter.python.runtime.traits import BINARY64, Array, Traits, traits
from specgen.model.types import FloatType, IntegerType


@cache
def from_integer(to: FloatType, rounding: str, overflow: str, random_bits: int = 0) -> Callable[..., Any]:
    """A function from integers (and random integers, where stochastic) to values of ``to``."""
    of, mode = traits(to), Mode(rounding, overflow, random_bits)

    def convert(values: Any, *random: Any) -> Any:
        if isinstance(values, np.ndarray):
            return _from_array(values, of, mode, *random)
        result = _from_array(np.asarray([values], object), of, mode, *random)
        if random and isinstance(random[0], np.ndarray):
            return result
        return result[0] if of.native else result.item()

    return convert


def _from_array(values: Array, to: Traits, mode: Mode, *random: Any) -> Array:
    if values.dtype.kind in "iu" and not mode.stochastic:
        if mode == Mode() and to.native is not None:
            return values.astype(to.native)
        if values.dtype.itemsize <= 4:
            doubles = values.astype(np.float64)
            result: Array = array_converter(BINARY64, to, mode)(doubles)
            return result
    return _packed(values, to, mode, *random)


def _packed(values: Array, to: Traits, mode: Mode, random: Any = None) -> Array:
    if random is not None:
        values, random = np.broadcast_arrays(values, np.asarray(random))
    number, sticky = _object_parts(values) if values.dtype == object else _machine_parts(values)
    return as_values(pack(number, to, mode, random, sticky), to)


def _machine_parts(values: Array) -> tuple[Unpacked, Array | None]:
    bits = values.astype(np.int64).view(np.uint64) if values.dtype.kind == "i" else values.astype(np.uint64)
    negative = np.asarray(values < 0)
    return _finite(
        negative, np.where(negative, ~bits + np.uint64(1), bits), np.zeros(values.shape, np.int64)
    ), None


def _object_parts(values: Array) -> tuple[Unpacked, Array | None]:
    """The leading 64 bits of wide integers, and whether there is more."""
    sizes = [abs(int(v)) for v in values.flat]
    shifts = [max(size.bit_length() - 64, 0) for size in sizes]
    kept = [size >> shift for size, shift in zip(sizes, shifts, strict=True)]
    sticky = [size != k << shift for size, k, shift in zip(sizes, kept, shifts, strict=True)]
    shape = values.shape
    negative = np.array([v < 0 for v in values.flat], bool).reshape(shape)
    significand = np.array(kept, np.uint64).reshape(shape)
    exponent = np.array(shifts, np.int64).reshape(shape)
    return _finite(negative, significand, exponent), np.array(sticky, bool).reshape(shape)


def _finite(negative: Array, significand: Array, exponent: Array) -> Unpacked:
    never = np.zeros(negative.shape, bool)
    return Unpacked(negative, significand, exponent, never, never)


@cache
def to_integer(source: FloatType, to: IntegerType, rounding: str, nan: int) -> Callable[[Any], Any]:
    """A function from values of ``source`` to integers clamped to ``to``: int64 or uint64 arrays, objects beyond."""
    of = traits(source)
    round_whole = _ROUNDINGS[rounding]
    clamp = _clamped64 if to.width <= 64 else _clamped_wide

    def convert(values: Any) -> Any:
        array = values if isinstance(values, np.ndarray) else np.asarray([values], of.native or of.code_dtype)
        if of.carrier is None:
            result = rationals.to_integers(array, source, to, rounding, nan)
            return result if isinstance(values, np.ndarray) else int(result[0])
        exact = decode(array, of) if of.native is None else array
        result = clamp(round_whole(exact.astype(np.float64)), to, nan)
        return result if isinstance(values, np.ndarray) else int(result[0])

    return convert


def _nearest_away(values: Array) -> Array:
    whole = np.trunc(values)
    rounded: Array = whole + np.copysign(np.abs(values - whole) >= 0.5, values)
    return rounded


def _away(values: Array) -> Array:
    rounded: Array = np.copysign(np.ceil(np.abs(values)), values)
    return rounded


def _odd(values: Array) -> Array:
    low = np.floor(values)
    # Inexact values are below 2^53: the odd one of the two neighbours.
    return np.where(low == values, values, low + (np.fmod(low, 2) == 0))


_ROUNDINGS: dict[str, Callable[[Array], Array]] = {
    "nearest_even": np.rint,
    "nearest_away": _nearest_away,
    "toward_zero": np.trunc,
    "away": _away,
    "up": np.ceil,
    "down": np.floor,
    "odd": _odd,
}


def _clamped64(whole: Array, to: IntegerType, nan: int) -> Array:
    dtype = np.int64 if to.signed else np.uint64
    low, beyond = float(to.low), float(to.high + 1)
    inside = (whole >= low) & (whole < beyond)
    result = np.where(inside, whole, 0.0).astype(dtype)
    np.putmask(result, whole >= beyond, dtype(to.high))
    np.putmask(result, whole < low, dtype(to.low))
    np.putmask(result, np.isnan(whole), dtype(nan))
    return result


def _clamped_wide(whole: Array, to: IntegerType, nan: int) -> Array:
    values = [_clamp_one(v, to, nan) for v in whole.flat]
    return np.fromiter(values, object, len(values)).reshape(whole.shape)


def _clamp_one(value: float, to: IntegerType, nan: int) -> int:
    if value != value:
        return nan
    if value in (float("inf"), float("-inf")):
        return to.high if value > 0 else to.low
    return min(max(int(value), to.low), to.high)

"""What orders, scales and looks at floats without arithmetic: minimum and maximum, comparisons, signs, powers of two."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from specgen.generators.interpreter.python.runtime import rationals
from specgen.generators.interpreter.python.runtime.converting import array_converter, canonical32, canonical64
from specgen.generators.interpreter.python.runtime.decoding import decode
from specgen.generators.interpreter.python.runtime.rounding import Mode, is_infinite, is_nan
from specgen.generators.interpreter.python.runtime.traits import BINARY64, Array, Traits, traits
from specgen.model.types import FloatType

Function = Callable[..., Any]

#: Beyond these powers every float64 has left the range of every format, whatever it was.
_MOST_POWER = 4500


def _on_arrays(arrays: Function, of: Traits, *, floats: bool) -> Function:
    """The function for arrays and scalars; ``floats``: it returns values of the format, else conditions."""
    dtype = of.native or of.code_dtype

    def apply(*values: Any) -> Any:
        if any(isinstance(v, np.ndarray) for v in values):
            return arrays(*(np.asarray(v, dtype) for v in values))
        result = arrays(*(np.asarray([v], dtype) for v in values))
        return result[0] if floats and of.native else result.item()

    return apply


@cache
def minmax(op: str, of: FloatType) -> Function:
    """IEEE 754-2019's ``minimum maximum minimum_number maximum_number``; -0 is less than +0."""
    known = traits(of)
    least = op.startswith("minimum")
    if known.native is np.float32 or known.native is np.float64:
        arrays = _minmax_native(least, op.endswith("_number"), known)
    else:
        arrays = _minmax_codes(least, op.endswith("_number"), known)
    return _on_arrays(arrays, known, floats=True)


def _minmax_native(least: bool, number: bool, of: Traits) -> Function:
    chosen = np.minimum if least else np.maximum
    signs = np.bitwise_or if least else np.bitwise_and
    canonical = canonical32 if of.native is np.float32 else canonical64

    def select(a: Array, b: Array) -> Array:
        result = np.array(chosen(a, b))
        if number:  # fmin and fmax make a NaN of a signalling one
            result = np.where(np.isnan(a), b, np.where(np.isnan(b), a, result))
        zeros = (a == 0) & (b == 0)
        if zeros.any():
            integers = f"i{result.itemsize}"
            result = np.where(zeros, signs(a.view(integers), b.view(integers)).view(result.dtype), result)
        return canonical(result)

    return select


def _minmax_codes(least: bool, number: bool, of: Traits) -> Function:
    nan = of.code_dtype(of.nan or 0)

    def select(a: Array, b: Array) -> Array:
        first = ordinal(a, of) <= ordinal(b, of)
        result = np.where(first if least else ~first, a, b)
        a_nan, b_nan = is_nan(a, of), is_nan(b, of)
        if number:
            result = np.where(a_nan, b, np.where(b_nan, a, result))
            return np.where(a_nan & b_nan, nan, result)
        return np.where(a_nan | b_nan, nan, result)

    return select


def ordinal(codes: Array, of: Traits) -> Array:
    """Integers in the order of the values of codes that are no NaN; -0 before +0."""
    make = codes.dtype.type
    magnitude: Array = codes & make(of.magnitude_mask)
    if not of.signed:
        return magnitude
    wide: Array = magnitude.astype(np.int64)
    return np.where(codes & make(of.sign_bit) != 0, -1 - wide, wide)


_COMPARISONS: dict[str, Function] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@cache
def comparison(op: str, of: FloatType) -> Function:
    """``eq ne lt le gt ge`` of codes: false with NaN, ``ne`` true; -0 equals +0."""
    known, compare = traits(of), _COMPARISONS[op]
    if known.carrier is not None:
        return _on_arrays(
            lambda a, b: np.asarray(compare(decode(a, known), decode(b, known))), known, floats=False
        )

    def ordered(a: Array, b: Array) -> Array:
        unordered = is_nan(a, known) | is_nan(b, known)
        return np.where(
            unordered, op == "ne", compare(_without_sign_of_zero(a, known), _without_sign_of_zero(b, known))
        )

    return _on_arrays(ordered, known, floats=False)


def _without_sign_of_zero(codes: Array, of: Traits) -> Array:
    order = ordinal(codes, of)
    merged: Array = order + (order < 0)
    return merged


@cache
def test(op: str, of: FloatType) -> Function:
    """``nan`` or ``infinite`` of codes."""
    known = traits(of)
    look = is_nan if op == "nan" else is_infinite
    return _on_arrays(lambda codes: look(codes, known), known, floats=False)


@cache
def sign(op: str, of: FloatType) -> Function:
    """``neg`` or ``abs`` of values: the sign bit alone changes, and of a format without -0 not that of zero and NaN."""
    known = traits(of)
    if known.native is not None:
        return np.negative if op == "neg" else np.absolute
    dtype = known.code_dtype
    bit, rest = dtype(known.sign_bit), dtype(known.magnitude_mask)

    def change(codes: Array) -> Array:
        changed: Array = codes ^ bit if op == "neg" else codes & rest
        return np.where(codes & rest, changed, codes) if of.nans == "negative_zero" else changed

    return _on_arrays(change, known, floats=True)


@cache
def scaling(of: FloatType) -> Function:
    """``ldexp``: a value times two to an integer power, rounded once to nearest even."""
    known = traits(of)
    inside = known.carrier is not None and known.quantum >= -1017 and known.max_exponent <= 1019
    if known.native is None and not inside:
        return rationals.scaling(of)
    finish = array_converter(BINARY64, known, Mode(overflow=known.overflow))
    dtype = known.native or known.code_dtype

    def scale(values: Any, powers: Any) -> Any:
        if not isinstance(values, np.ndarray) and not isinstance(powers, np.ndarray):
            result = scale(np.asarray([values], dtype), powers)
            return result[0] if known.native else result.item()
        array = np.asarray(values, dtype)
        wide = (decode(array, known) if known.native is None else array).astype(np.float64)
        power = np.asarray(np.clip(powers, -_MOST_POWER, _MOST_POWER)).astype(np.int32)
        return finish(_scaled(wide, power, known))

    return scale


def _scaled(wide: Array, power: Array, of: Traits) -> Array:
    """In float64, rounded there at most once: only float64 itself reaches its subnormal numbers and needs them."""
    if of.native is np.float64:
        return np.asarray(np.ldexp(wide, power))
    fraction, exponent = np.frexp(wide)
    # Far beyond both ends of the format, near enough to stay normal in float64.
    low, high = max(of.quantum - 4, -1021), min(of.max_exponent + 4, 1024)
    return np.asarray(np.ldexp(fraction, np.clip(exponent + power, low, high)))

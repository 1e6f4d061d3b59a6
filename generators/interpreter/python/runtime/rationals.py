"""Arithmetic in exact rationals, one element after the other: where no machine type is wide enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from specgen.generators.interpreter.python.runtime.traits import Array, Traits
from specgen.model import numerics
from specgen.model.numerics import Real, Special
from specgen.model.types import FloatType, IntegerType

_STICKY_BITS = 8


def operation(op: str, of: FloatType, ftz: bool) -> Callable[..., Array]:
    """``add sub mul div sqrt fma`` on arrays of codes."""

    def operate(*codes: Array) -> Array:
        lanes = np.broadcast_arrays(*codes)
        results = [
            _one(op, of, ftz, [int(c) for c in lane]) for lane in zip(*(c.flat for c in lanes), strict=True)
        ]
        return np.array(results, codes[0].dtype).reshape(lanes[0].shape)

    return operate


def tiny(op: str, values: Sequence[Array], of: Traits) -> Array:
    """Where the exact result, rounded with an unbounded exponent, is below the normal numbers (finite operands)."""
    lanes = np.broadcast_arrays(*values)
    operands = ([_real(v) for v in lane] for lane in zip(*(v.flat for v in lanes), strict=True))
    found = [_tiny(_exact(op, of.format, numbers), of.format) for numbers in operands]
    return np.array(found, bool).reshape(lanes[0].shape)


def to_integers(codes: Array, of: FloatType, to: IntegerType, rounding: str, nan: int) -> Array:
    """Integers clamped to ``to``: int64 or uint64, objects beyond 64 bits."""

    def one(code: int) -> int:
        value = numerics.decode(of, code)
        if value is Special.NAN:
            return nan
        rounded = numerics.decode(to, numerics.encode(to, value, rounding))
        assert isinstance(rounded, Fraction)
        return rounded.numerator

    dtype: Any = object if to.width > 64 else np.int64 if to.signed else np.uint64
    return np.array([one(int(c)) for c in codes.flat], dtype).reshape(codes.shape)


def _real(value: Any) -> Real:
    if math.isnan(value):
        return Special.NAN
    if math.isinf(value):
        return Special.INFINITY if value > 0 else Special.NEGATIVE_INFINITY
    if value == 0 and math.copysign(1, value) < 0:
        return Special.NEGATIVE_ZERO
    return Fraction(float(value))


def _one(op: str, of: FloatType, ftz: bool, codes: Sequence[int]) -> int:
    result = _exact(op, of, [numerics.decode(of, c) for c in codes])
    if ftz and _tiny(result, of):
        result = Special.NEGATIVE_ZERO if isinstance(result, Fraction) and result < 0 else Fraction(0)
    return numerics.encode(of, result, "nearest_even")


def _tiny(value: Real, of: FloatType) -> bool:
    edge = Fraction(2) ** of.min_exponent * (1 - Fraction(1, 2 ** (of.precision + 1)))
    return isinstance(value, Fraction) and value != 0 and abs(value) < edge


def _exact(op: str, of: FloatType, values: Sequence[Real]) -> Real:
    """The exact result, or for an irrational root one that rounds as it does."""
    numbers = [Fraction(0) if v is Special.NEGATIVE_ZERO else v for v in values]
    finite = [v for v in numbers if isinstance(v, Fraction)]
    if len(finite) < len(numbers) or 0 in finite:
        return _as_python_has_it(op, values)
    match op:
        case "add":
            return finite[0] + finite[1]
        case "sub":
            return finite[0] - finite[1]
        case "mul":
            return finite[0] * finite[1]
        case "div":
            return finite[0] / finite[1]
        case "fma":
            return finite[0] * finite[1] + finite[2]
        case _:
            return _root(finite[0], of.precision)


def _root(value: Fraction, precision: int) -> Real:
    if value < 0:
        return Special.NAN
    scale = max(
        0, precision + _STICKY_BITS - (value.numerator.bit_length() - value.denominator.bit_length()) // 2
    )
    square = value * (1 << 2 * scale)
    whole = math.isqrt(square.numerator // square.denominator)
    exact = whole * whole == square
    return Fraction(2 * whole + (not exact), 2 << scale)


def _as_python_has_it(op: str, values: Sequence[Real]) -> Real:
    """Results with zeros, infinities or NaN among the operands: those of small numbers in their place."""
    if op in ("add", "sub", "fma"):
        return _sum_of_specials(op, values)
    stand_ins = [np.float64(_stand_in(v)) for v in values]
    with np.errstate(all="ignore"):
        result = {"mul": np.multiply, "div": np.divide, "sqrt": np.sqrt}[op](*stand_ins)
    return _real(result)


def _sum_of_specials(op: str, values: Sequence[Real]) -> Real:
    first: Real = _exact("mul", _ANY, values[:2]) if op == "fma" else values[0]
    second = values[2] if op == "fma" else values[1]
    second = numerics.negate(second) if op == "sub" else second
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first + second
    if isinstance(first, Fraction) and first != 0 and second is Special.NEGATIVE_ZERO:
        return first
    if isinstance(second, Fraction) and second != 0 and first is Special.NEGATIVE_ZERO:
        return second
    with np.errstate(all="ignore"):
        return _real(np.float64(_stand_in(first)) + np.float64(_stand_in(second)))


def _stand_in(value: Real) -> float:
    if isinstance(value, Special):
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, "-0": -0.0}[value.value]
    return float((value > 0) - (value < 0))


_ANY = FloatType(name="any", exponent=8, mantissa=7, bias=127)


def scaling(of: FloatType) -> Callable[..., Any]:
    """``ldexp`` of codes."""

    def scale(codes: Any, powers: Any) -> Any:
        lanes = np.broadcast_arrays(np.asarray(codes), np.asarray(powers))
        results = [_scaled(of, int(c), int(p)) for c, p in zip(*(v.flat for v in lanes), strict=True)]
        if not isinstance(codes, np.ndarray) and not isinstance(powers, np.ndarray):
            return results[0]
        return np.array(results, np.asarray(codes).dtype).reshape(lanes[0].shape)

    return scale


def _scaled(of: FloatType, code: int, power: int) -> int:
    value = numerics.decode(of, code)
    if isinstance(value, Fraction) and value:
        value *= Fraction(2) ** min(max(power, -_FAR), _FAR)
    return numerics.encode(of, value, "nearest_even")


_FAR = 1 << 16  # beyond the distance of any two numbers of a format

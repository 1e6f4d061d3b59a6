"""Numbers to convert, exact rationals of what NumPy holds, and formats of shapes that no library has."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from specgen.generators.numerics import numpy as numerics
from specgen.model.numerics import Real, Special
from specgen.model.types import F16, F32, F64, FixedType, FloatType
from tests.generators.interpreter import formats

SIGNED_INFINITY = FloatType(
    name="signed_infinity", exponent=4, mantissa=3, bias=8, nans="negative_zero", infinities=True
)
POWERS = FloatType(name="powers", exponent=7, mantissa=0, bias=63, nans="negative_zero", infinities=True)
UNSIGNED = FloatType(
    name="unsigned_infinity",
    exponent=5,
    mantissa=3,
    bias=15,
    nans="all_ones",
    infinities=True,
    signed=False,
)
WITHOUT = FloatType(
    name="without", exponent=5, mantissa=3, bias=15, nans="none", infinities=False, signed=False
)
LAST = FloatType(name="last", exponent=3, mantissa=2, bias=3, nans="none", infinities=True)
LONG = FloatType(name="long", exponent=9, mantissa=50, bias=255)
FAR = FloatType(name="far", exponent=4, mantissa=3, bias=-40)
DEEP = FloatType(name="deep", exponent=4, mantissa=12, bias=150)
FORMATS = (*formats.ALL, SIGNED_INFINITY, POWERS, UNSIGNED, WITHOUT, LAST, LONG, FAR, DEEP)

FLOATS = {np.float16: F16, np.float32: F32, np.float64: F64}
DTYPES: tuple[Any, ...] = (*FLOATS, np.int8, np.uint16, np.int32, np.int64, np.uint64)


def exact(value: Any) -> Real:
    """What a scalar of NumPy is."""
    number = value.item()
    if isinstance(number, int):
        return Fraction(number)
    if math.isnan(number):
        return Special.NAN
    if math.isinf(number):
        return Special.INFINITY if number > 0 else Special.NEGATIVE_INFINITY
    return Special.NEGATIVE_ZERO if number == 0 and math.copysign(1, number) < 0 else Fraction(number)


def numbers(dtype: Any, to: FloatType, count: int, dice: np.random.Generator) -> np.ndarray:
    """As many numbers: half of them anything, half near where a conversion to the format changes its mind."""
    kind = np.dtype(dtype)
    if kind.kind in "iu":
        info = np.iinfo(kind)
        anything: np.ndarray = dice.integers(info.min, info.max, count, dtype=kind, endpoint=True)
        found: np.ndarray = np.right_shift(anything, dice.integers(0, info.bits, count).astype(kind))
        return found
    half = formats.codes(FLOATS[dtype], count - count // 2, dice).view(kind)
    return np.concatenate([half, near(kind, to, count // 2, dice)])


def near(kind: np.dtype[Any], to: FloatType | FixedType, count: int, dice: np.random.Generator) -> np.ndarray:
    """Numbers at, just above and just below the values of a format, and the middles of two."""
    codes = dice.integers(0, min(1 << to.width, 1 << 62), count).astype(np.uint64)
    with np.errstate(all="ignore"):
        low = numerics.decode(to, codes, np.float64)
        following = numerics.decode(to, (codes + np.uint64(1)) & np.uint64((1 << to.width) - 1), np.float64)
        found = np.where(dice.integers(0, 2, count) == 0, low, (low + following) / 2).astype(kind)
        aside = np.nextafter(found, dice.choice([0, np.inf, -np.inf], count).astype(kind))
    return np.where(dice.integers(0, 3, count) == 0, found, aside)

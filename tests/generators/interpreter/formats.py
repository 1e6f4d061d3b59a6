"""Formats of every shape that the runtime meets, and the ``ml_dtypes`` that equal them."""

from __future__ import annotations

import ml_dtypes
import numpy as np

from specgen.generators.interpreter.python.runtime import traits
from specgen.model.types import F16, F32, F64, FloatType


def _small(name: str, exponent: int, mantissa: int, bias: int, nans: str, overflow: str) -> FloatType:
    return FloatType(
        name=name,
        exponent=exponent,
        mantissa=mantissa,
        bias=bias,
        infinities=False,
        nans=nans,
        overflow=overflow,
    )


BF16 = FloatType(name="bf16", exponent=8, mantissa=7, bias=127)
TF32 = FloatType(name="tf32", exponent=8, mantissa=10, bias=127)
E4M3 = _small("e4m3", 4, 3, 7, "all_ones", "nan")
E5M2 = FloatType(name="e5m2", exponent=5, mantissa=2, bias=15)
E4M3_FNUZ = _small("e4m3_fnuz", 4, 3, 8, "negative_zero", "nan")
E5M2_FNUZ = _small("e5m2_fnuz", 5, 2, 16, "negative_zero", "nan")
E2M1 = _small("e2m1", 2, 1, 1, "none", "saturate")
E2M3 = _small("e2m3", 2, 3, 1, "none", "saturate")
E3M2 = _small("e3m2", 3, 2, 3, "none", "saturate")
E8M0 = FloatType(
    name="e8m0",
    exponent=8,
    mantissa=0,
    bias=127,
    signed=False,
    infinities=False,
    nans="all_ones",
    subnormals=False,
)
FLUSHED = FloatType(name="flushed", exponent=4, mantissa=3, bias=7, subnormals=False)
UNSIGNED = FloatType(name="unsigned", exponent=5, mantissa=3, bias=7, signed=False)
SATURATED = FloatType(name="saturated", exponent=8, mantissa=7, bias=127, overflow="saturate")

P3109_P4 = FloatType(name="binary8p4se", exponent=4, mantissa=3, bias=8, nans="negative_zero")
P3109_P1 = FloatType(name="binary8p1se", exponent=7, mantissa=0, bias=64, nans="negative_zero")
P3109_U3 = FloatType(name="binary8p3ue", exponent=6, mantissa=2, bias=32, signed=False, nans="all_ones")
P3109_U8 = FloatType(
    name="binary8p8uf",
    exponent=1,
    mantissa=7,
    bias=1,
    signed=False,
    infinities=False,
    nans="all_ones",
    overflow="nan",
)
PROPAGATING = FloatType(name="propagating", exponent=8, mantissa=7, bias=127, overflow="propagate")

NARROW = (
    BF16,
    F16,
    TF32,
    E4M3,
    E5M2,
    E4M3_FNUZ,
    E5M2_FNUZ,
    E2M1,
    E2M3,
    E3M2,
    E8M0,
    FLUSHED,
    UNSIGNED,
    SATURATED,
    P3109_P4,
    P3109_P1,
    P3109_U3,
    P3109_U8,
    PROPAGATING,
)
ALL = (*NARROW, F32, F64)

TWINS = {
    BF16: ml_dtypes.bfloat16,
    F16: np.float16,
    E4M3: ml_dtypes.float8_e4m3fn,
    E5M2: ml_dtypes.float8_e5m2,
    E4M3_FNUZ: ml_dtypes.float8_e4m3fnuz,
    E5M2_FNUZ: ml_dtypes.float8_e5m2fnuz,
    E2M1: ml_dtypes.float4_e2m1fn,
    E2M3: ml_dtypes.float6_e2m3fn,
    E3M2: ml_dtypes.float6_e3m2fn,
    E8M0: ml_dtypes.float8_e8m0fnu,
}


def codes(of: FloatType, count: int, dice: np.random.Generator) -> np.ndarray:
    """Codes of a format: anything, near one, the smallest, those with few or many bits."""
    known = traits(of)
    anything = dice.integers(0, 1 << of.width, count, dtype=np.uint64)
    top = (1 << of.exponent) - 1
    one = min(max(of.bias, 0), top)  # the exponent of 1, or the nearest to it
    exponents = dice.integers(max(one - 12, 0), min(one + 12, top), count, dtype=np.uint64, endpoint=True)
    fraction = (1 << of.mantissa) - 1
    half = 1 << max(of.mantissa - 1, 0)
    fractions = dice.choice(np.array([0, 1, fraction, half, half + 1], np.uint64), count) & np.uint64(
        fraction
    )
    near = (exponents << np.uint64(of.mantissa)) | fractions
    smallest = dice.integers(0, min(4 << of.mantissa, 1 << of.width), count, dtype=np.uint64)
    chosen = np.choose(dice.integers(0, 4, count), [anything, near, near, smallest])
    if of.signed:
        chosen ^= dice.integers(0, 2, count, dtype=np.uint64) << np.uint64(of.width - 1)
    return chosen.astype(known.code_dtype)


def values(raw: np.ndarray, of: FloatType) -> np.ndarray:
    """Codes as the runtime hands them about."""
    native = traits(of).native
    return raw if native is None else raw.view(native)


def raw(given: np.ndarray, of: FloatType) -> np.ndarray:
    """The codes of values."""
    return given if traits(of).native is None else given.view(traits(of).code_dtype)

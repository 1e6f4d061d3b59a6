"""The model's number formats as the kernels know them."""

from __future__ import annotations

from functools import lru_cache

from specgen.generators.numerics.numpy.kernels.formats import Fixed, Float, Number
from specgen.model import numerics
from specgen.model.types import IntegerType, NumberType


@lru_cache(maxsize=256)
def number(of: NumberType) -> Number:
    """Return what the kernels need of a format."""
    if isinstance(of, IntegerType):
        return Fixed(of.name, of.width, 0, of.signed, of.low, of.high, "nearest_even")
    return Float(
        name=of.name,
        exponent=of.exponent,
        mantissa=of.mantissa,
        bias=of.bias,
        signed=of.signed,
        subnormals=of.subnormals,
        max_code=of.max_code,
        infinity=numerics.infinity(of),
        nan=numerics.canonical_nan(of) if of.has_nan else None,
        negative_zero=of.has_negative_zero,
        overflow=of.overflow,
        rounding=of.rounding,
    )

"""The model's number formats as the kernels know them."""

from __future__ import annotations

from functools import lru_cache

from specgen.generators.numerics.numpy.kernels.formats import Block, Fixed, Float, Number
from specgen.model import numerics
from specgen.model.types import BlockType, ElementType, FixedType, FloatType, IntegerType


@lru_cache(maxsize=256)
def number(of: ElementType) -> Number:
    """Return what the kernels need of a format."""
    if isinstance(of, IntegerType):
        return Fixed(of.name, of.width, 0, of.signed, of.low, of.high, "nearest_even")
    if isinstance(of, FixedType):
        return Fixed(of.name, of.width, of.fraction, of.signed, of.low, of.high, of.rounding)
    return floating(of)


@lru_cache(maxsize=256)
def floating(of: FloatType) -> Float:
    """Return what the kernels need of a floating-point format."""
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


@lru_cache(maxsize=256)
def block(of: BlockType) -> Block:
    """Return what the kernels need of a block-scaled format."""
    return Block(
        name=of.name,
        element=number(of.element),
        scale=floating(of.scale),
        block=of.block,
        axis=of.axis,
        scale_rule=of.scale_rule,
        scale_rounding=of.scale_rounding or of.scale.rounding,
        tensor_scale=floating(of.tensor_scale) if of.tensor_scale else None,
    )

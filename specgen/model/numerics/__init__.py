"""Exact numbers from and to the codes of any number format: what every backend is measured by."""

from specgen.model.numerics.blocks import dequantise_block, greatest, quantise_block, tensor_scale
from specgen.model.numerics.rounding import encode
from specgen.model.numerics.values import (
    Real,
    Special,
    canonical_nan,
    decode,
    floor_log2,
    infinity,
    is_nan,
    negate,
)

__all__ = [
    "Real",
    "Special",
    "canonical_nan",
    "decode",
    "dequantise_block",
    "encode",
    "floor_log2",
    "greatest",
    "infinity",
    "is_nan",
    "negate",
    "quantise_block",
    "tensor_scale",
]

"""Exact numbers from and to the codes of any number format: what every backend is measured by."""

from specgen.model.numerics.rounding import encode
from specgen.model.numerics.values import (
    Real,
    Special,
    canonical_nan,
    decode,
    infinity,
    is_nan,
    negate,
)

__all__ = ["Real", "Special", "canonical_nan", "decode", "encode", "infinity", "is_nan", "negate"]

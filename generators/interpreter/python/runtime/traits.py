"""What the runtime needs to know of a number format, worked out once per format."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from specgen.model import numerics
from specgen.model.types import F32, F64, FloatType

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Traits:
    """A float format compared by its parameters, with the codes that have a meaning of their own."""

    exponent: int
    mantissa: int
    bias: int
    signed: bool
    nans: str
    subnormals: bool
    infinity: int | None
    nan: int | None
    overflow: str
    format: FloatType = field(compare=False, repr=False)

    @property
    def width(self) -> int:
        """Bits of a code."""
        return self.format.width

    @property
    def precision(self) -> int:
        """Significant bits."""
        return self.mantissa + 1

    @property
    def magnitude_mask(self) -> int:
        """All bits but the sign."""
        return (1 << (self.exponent + self.mantissa)) - 1

    @property
    def sign_bit(self) -> int:
        """The bit that makes a code negative; 0 for unsigned formats."""
        return 1 << (self.exponent + self.mantissa) if self.signed else 0

    @property
    def max_code(self) -> int:
        """The code of the greatest finite value."""
        return self.format.max_code

    @property
    def min_exponent(self) -> int:
        """Exponent of the least normal number."""
        return self.format.min_exponent

    @property
    def max_exponent(self) -> int:
        """Exponent of the greatest finite number."""
        return self.format.max_exponent

    @property
    def quantum(self) -> int:
        """Exponent of the least distance between two values."""
        return self.min_exponent - self.mantissa

    @property
    def code_dtype(self) -> type[np.unsignedinteger[Any]]:
        """The smallest unsigned type that holds a code."""
        for dtype in (np.uint8, np.uint16, np.uint32):
            if self.width <= np.iinfo(dtype).bits:
                return dtype
        return np.uint64

    @property
    def native(self) -> type[np.floating[Any]] | None:
        """The NumPy type in which values of this format are handed about; None for those handed about as codes.

        One whose arithmetic saturates, or has a NaN of its own, is none of NumPy's.
        """
        if self._shape == _SHAPE32:
            return np.float32
        return np.float64 if self._shape == _SHAPE64 else None

    @property
    def carrier(self) -> type[np.floating[Any]] | None:
        """The least of float32 and float64 that holds every value exactly, or None."""
        if self.mantissa <= 23 and self.quantum >= -149 and self.max_exponent <= 127:
            return np.float32
        fits = self.mantissa <= 52 and self.quantum >= -1074 and self.max_exponent <= 1023
        return np.float64 if fits else None

    @property
    def _shape(self) -> tuple[object, ...]:
        codes = (self.exponent, self.mantissa, self.bias, self.signed, self.nans, self.subnormals)
        return (*codes, self.nan, self.overflow)


_SHAPE32 = (8, 23, 127, True, "ieee", True, 0x7FC00000, "infinity")
_SHAPE64 = (11, 52, 1023, True, "ieee", True, 0x7FF8 << 48, "infinity")


@cache
def traits(of: FloatType) -> Traits:
    """The traits of a format."""
    infinity, nan = numerics.infinity(of), numerics.canonical_nan(of)
    return Traits(
        of.exponent, of.mantissa, of.bias, of.signed, of.nans, of.subnormals, infinity, nan, of.overflow, of
    )


BINARY32 = traits(F32)
BINARY64 = traits(F64)


@dataclass(frozen=True, slots=True)
class Reach:
    """What holds of all values of a format: significant bits, exponent of the last place and of the first."""

    bits: int
    low: int
    high: int


def reach(of: FloatType) -> Reach:
    """The reach of a format."""
    known = traits(of)
    return Reach(known.precision, known.quantum, known.max_exponent)

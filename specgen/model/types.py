"""Number formats: integers, floating-point formats given by parameters, and block-scaled formats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from specgen.model.item import Item

ROUNDINGS = ("nearest_even", "nearest_away", "toward_zero", "up", "down", "odd", "stochastic")
OVERFLOWS = ("saturate", "infinity", "nan")


@dataclass(frozen=True, slots=True)
class IntegerType:
    """``u1`` to ``u128`` and ``s1`` to ``s128`` (two's complement); predefined, compared by value."""

    width: int
    signed: bool

    @property
    def name(self) -> str:
        """``u32``, ``s8``."""
        return f"{'s' if self.signed else 'u'}{self.width}"

    @property
    def low(self) -> int:
        """The least value."""
        return -(1 << (self.width - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        """The greatest value."""
        return (1 << (self.width - 1)) - 1 if self.signed else (1 << self.width) - 1

    @property
    def bytes(self) -> int:
        """Size in memory: the width in whole bytes (u1 to u7 take one)."""
        return (self.width + 7) // 8


@dataclass(frozen=True, kw_only=True, eq=False)
class FloatType(Item):
    """A floating-point format: value = (-1)^s * 2^(e - bias) * 1.m, subnormals 2^(1 - bias) * 0.m.

    Bits from the top: sign (if ``signed``), ``exponent`` bits, ``mantissa`` bits. ``nans`` says which codes are NaN:
    ``ieee`` (exponent all ones, mantissa not zero), ``all_ones`` (only the code with exponent and mantissa all ones,
    either sign), ``negative_zero`` (only the code of -0: the FNUZ formats) or ``none``. ``infinities``: exponent all
    ones with mantissa zero when ``nans`` is ``ieee``; the largest codes below NaN otherwise are finite.
    ``overflow`` and ``rounding`` are the defaults of a conversion into this format.
    """

    exponent: int
    mantissa: int
    bias: int
    signed: bool = True
    infinities: bool = True
    nans: str = "ieee"
    subnormals: bool = True
    canonical_nan: int | None = None
    overflow: str = "infinity"
    rounding: str = "nearest_even"

    @cached_property
    def width(self) -> int:
        """Bits of a value."""
        return int(self.signed) + self.exponent + self.mantissa

    @property
    def bytes(self) -> int:
        """Size in memory, in whole bytes."""
        return (self.width + 7) // 8

    @property
    def precision(self) -> int:
        """Significant bits of a normal number, the implicit one included."""
        return self.mantissa + 1

    @property
    def min_exponent(self) -> int:
        """Exponent of the smallest normal number: 2^min_exponent."""
        return 1 - self.bias

    @cached_property
    def max_code(self) -> int:
        """The code of the greatest finite value (positive sign)."""
        top = (1 << (self.exponent + self.mantissa)) - 1
        if self.nans == "ieee":
            return top - (1 << self.mantissa)
        return top - 1 if self.nans == "all_ones" else top

    @cached_property
    def max_exponent(self) -> int:
        """Exponent of the greatest finite value: it lies in [2^max_exponent, 2^(max_exponent + 1))."""
        return max(self.max_code >> self.mantissa, 1) - self.bias


@dataclass(frozen=True, kw_only=True, eq=False)
class BlockType(Item):
    """A block-scaled format: ``block`` elements share one scale; value = scale * element."""

    element: FloatType | IntegerType
    scale: FloatType
    block: int


NumberType = IntegerType | FloatType
DataType = IntegerType | FloatType | BlockType

"""Number formats: integers, fixed and floating point given by parameters, and block-scaled formats."""

from __future__ import annotations

from functools import cached_property

from specgen.data import frozen
from specgen.model.item import Item

STOCHASTIC = ("stochastic", "stochastic_centred", "stochastic_even", "stochastic_odd")
DETERMINISTIC = ("nearest_even", "nearest_away", "toward_zero", "away", "up", "down", "odd")
MAX_RANDOM_BITS = 63
ROUNDINGS = DETERMINISTIC + STOCHASTIC
OVERFLOWS = ("saturate", "propagate", "infinity", "nan")
SCALE_RULES = ("floor", "ceil", "nearest", "amax")


@frozen()
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


@frozen(eq=False, kw_only=True, slots=False)
class FixedType(Item):
    """A fixed-point format: value = code * 2^-fraction, in two's complement where ``signed``.

    Conversions into it round by ``rounding`` and saturate; where ``symmetric``, they do not give the least code,
    so that the greatest and the least result are each other's negatives.
    """

    width: int
    fraction: int
    signed: bool = True
    symmetric: bool = False
    rounding: str = "nearest_even"

    @property
    def integer(self) -> IntegerType:
        """The integers that codes are."""
        return IntegerType(self.width, self.signed)

    @property
    def low(self) -> int:
        """The least code that conversions give, as an integer: 2^-fraction is its unit."""
        return self.integer.low + int(self.symmetric)

    @property
    def high(self) -> int:
        """The greatest code, as an integer."""
        return self.integer.high

    @property
    def bytes(self) -> int:
        """Size in memory, in whole bytes."""
        return self.integer.bytes


@frozen(eq=False, kw_only=True, slots=False)
class FloatType(Item):
    """A floating-point format: value = (-1)^s * 2^(e - bias) * 1.m, subnormals 2^(1 - bias) * 0.m.

    Bits from the top: sign (if ``signed``), ``exponent`` bits, ``mantissa`` bits. ``nans`` says which codes
    are NaN: ``ieee`` (exponent all ones, mantissa not zero), ``all_ones`` (only the code with exponent and
    mantissa all ones, either sign), ``negative_zero`` (only the code of -0: the FNUZ formats) or ``none``.
    ``infinities``: the code after the greatest finite one, with either sign; with ``ieee`` NaNs it is exponent
    all ones and mantissa zero, else the last code that is no NaN. Where ``subnormals`` is false, exponent 0 is
    an exponent like any other, and only the code 0 is zero; without mantissa bits (E8M0) there is then no zero
    at all.
    ``overflow`` and ``rounding`` are the defaults of a conversion into this format. ``canonical_nan`` None:
    the default, which ``specgen.model.numerics.canonical_nan`` gives.
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
        """Least exponent of a normal number: 2^min_exponent is the least where ``subnormals``."""
        return int(self.subnormals) - self.bias

    @property
    def has_zero(self) -> bool:
        """Whether the code 0 is zero (rather than 2^-bias, as in E8M0)."""
        return self.subnormals or self.mantissa > 0

    @property
    def has_nan(self) -> bool:
        """Whether any code is NaN."""
        return self.nans != "none"

    @property
    def has_negative_zero(self) -> bool:
        """Whether -0 has a code of its own."""
        return self.signed and self.has_zero and self.nans != "negative_zero"

    @cached_property
    def max_code(self) -> int:
        """The code of the greatest finite value (positive sign)."""
        top = (1 << (self.exponent + self.mantissa)) - 1
        if self.nans == "ieee":
            return top - (1 << self.mantissa)
        return top - int(self.nans == "all_ones") - int(self.infinities)

    @cached_property
    def max_exponent(self) -> int:
        """Exponent of the greatest finite value, which is below 2^(max_exponent + 1); that of subnormals is the least."""
        return max(self.max_code >> self.mantissa, int(self.subnormals)) - self.bias


@frozen(eq=False, kw_only=True, slots=False)
class BlockType(Item):
    """A block-scaled format: ``block`` elements share one scale; value = tensor scale * scale * element.

    The elements of a block follow each other along ``axis`` of a tensor (-1: the last). ``scale_rule`` says how
    quantisation finds the scale, as ``specgen.model.numerics.quantise_block`` has it; ``scale_rounding`` (None: as
    the scale's format has it) rounds it where the rule is ``amax``. A ``tensor_scale`` is a second factor, one a
    tensor, in the format named; without one it is 1.
    """

    element: ElementType
    scale: FloatType
    block: int
    axis: int = -1
    scale_rule: str = "floor"
    scale_rounding: str | None = None
    tensor_scale: FloatType | None = None


NumberType = IntegerType | FloatType
ElementType = IntegerType | FloatType | FixedType
DataType = IntegerType | FloatType | FixedType | BlockType


def _ieee(width: int, exponent: int) -> FloatType:
    mantissa = width - exponent - 1
    quiet = ((1 << (exponent + 1)) - 1) << (mantissa - 1)
    return FloatType(
        name=f"f{width}",
        summary=f"IEEE 754 binary{width}.",
        exponent=exponent,
        mantissa=mantissa,
        bias=(1 << (exponent - 1)) - 1,
        canonical_nan=quiet,
    )


F16, F32, F64 = _ieee(16, 5), _ieee(32, 8), _ieee(64, 11)
PREDEFINED_FLOATS = {t.name: t for t in (F16, F32, F64)}

"""One number into one format, exactly: the code, what it is worth and how far that is from the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from specgen.generators.numerics.listing import Code, describe
from specgen.model import numerics
from specgen.model.numerics import Real, Special
from specgen.model.types import BlockType, ElementType, FixedType, FloatType

_WORDS: dict[str, Real] = {
    "nan": Special.NAN,
    "inf": Special.INFINITY,
    "infinity": Special.INFINITY,
}
_HEXADECIMAL = re.compile(r"0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d{1,5}))?")
_BINARY = re.compile(r"0b[01]+")
_DECIMAL = re.compile(r"\d*\.?\d*(e[+-]?\d{1,5})?|\d+/\d+")
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a number became: a code and its ``value``, in a block with the scales.

    ``error`` is the value less the number, None where one of them is no finite number; ``ulps`` the same in units of the last
    place that the format has at the number.
    """

    given: Real
    code: Code
    value: Real
    error: Fraction | None
    ulps: Fraction | None


def parse_number(text: str) -> Real:
    """Return the exact value of ``0.1``, ``1/3``, ``0x1.8p-3``, ``-0``, ``inf`` or ``nan``. Raises ValueError."""
    word = text.strip().casefold().replace("_", "").replace("\N{MINUS SIGN}", "-")
    negative, digits = word.startswith("-"), word.lstrip("+-")
    if len(word) - len(digits) > 1 or len(word) > _LONGEST:
        raise ValueError(_refusal(text))
    try:
        value = _WORDS[digits] if digits in _WORDS else _magnitude(digits)
    except (ValueError, ZeroDivisionError):
        raise ValueError(_refusal(text)) from None
    return numerics.negate(value) if negative else value


def _refusal(text: str) -> str:
    shown = text if len(text) < 60 else f"{text[:57]}..."
    return f"{shown!r} is no number: write 0.1, 1/3, 0x1.8p-3, -0, inf or nan"


def _magnitude(digits: str) -> Fraction:
    if _BINARY.fullmatch(digits):
        return Fraction(int(digits, 2))
    if found := _HEXADECIMAL.fullmatch(digits):
        whole, rest, power = found[1], found[2] or "", int(found[3] or 0)
        return Fraction(int(whole + rest, 16), 16 ** len(rest)) * Fraction(2) ** power
    if not _DECIMAL.fullmatch(digits):
        raise ValueError
    return Fraction(digits)


def explain(
    to: ElementType,
    value: Real,
    rounding: str | None = None,
    overflow: str | None = None,
    random: int = 0,
    random_bits: int = 0,
) -> Conversion:
    """Convert as ``specgen.model.numerics.encode`` does, and say what came of it."""
    code = describe(to, numerics.encode(to, value, rounding, overflow, random, random_bits))
    return _compared(to, value, code, code.value, Fraction(1))


@dataclass(frozen=True, slots=True)
class BlockConversion:
    """What the numbers of a block became: its scale, the tensor's, and the elements."""

    scale: Code
    tensor_scale: Fraction
    elements: tuple[Conversion, ...]


def explain_blocks(to: BlockType, values: Sequence[Real]) -> list[BlockConversion]:
    """Convert a tensor of one axis as ``specgen.model.numerics.quantise_block`` does, and say what came of it."""
    tensor = numerics.tensor_scale(to, values)
    return [_block(to, values[at : at + to.block], tensor) for at in range(0, len(values), to.block)]


def _block(to: BlockType, values: Sequence[Real], tensor: Fraction) -> BlockConversion:
    scale, elements = numerics.quantise_block(to, values, tensor)
    found = numerics.dequantise_block(to, scale, elements, tensor)
    described = describe(to.scale, scale)
    factor = described.value * tensor if isinstance(described.value, Fraction) else Fraction(0)
    codes = [describe(to.element, code) for code in elements]
    return BlockConversion(
        described,
        tensor,
        tuple(_compared(to.element, *each, factor) for each in zip(values, codes, found, strict=True)),
    )


def _compared(to: ElementType, given: Real, code: Code, value: Real, factor: Fraction) -> Conversion:
    before, after = _finite(given), _finite(value)
    if before is None or after is None:
        return Conversion(given, code, value, None, None)
    error = after - before
    ulps = error / factor / _last_place(to, before / factor) if factor else None
    return Conversion(given, code, value, error, ulps)


def _finite(value: Real) -> Fraction | None:
    if value is Special.NEGATIVE_ZERO:
        return Fraction(0)
    return value if isinstance(value, Fraction) else None


def _last_place(of: ElementType, value: Fraction) -> Fraction:
    """Return the distance of neighbours around a value, as if the format had no end."""
    if not isinstance(of, FloatType):
        return Fraction(1) / Fraction(2) ** (of.fraction if isinstance(of, FixedType) else 0)
    exponent = of.min_exponent
    if value:
        exponent = max(exponent, numerics.floor_log2(abs(value)))
    return Fraction(2) ** (exponent - of.mantissa)

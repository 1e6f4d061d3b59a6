"""The numbers of a format as people write them, and the table of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import grid
from specgen.model.numerics import Real, Special, decode

if TYPE_CHECKING:
    from specgen.model.types import FloatType

_SHORT = 8
_SPECIAL = {
    Special.NAN: "NaN",
    Special.INFINITY: "∞",
    Special.NEGATIVE_INFINITY: "−∞",
    Special.NEGATIVE_ZERO: "−0",
}


def real(value: Real) -> str:
    """Return a value in decimal: exactly where that is short, else to seven digits; far ones as powers of two."""
    if isinstance(value, Special):
        return _SPECIAL[value]
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    if value.denominator == 1 and abs(value) < 10**7:
        return str(value).replace("-", "−")
    if abs(value) == Fraction(2) ** exponent and abs(exponent) > 20:
        return f"{'−' * (value < 0)}2<sup>{exponent}</sup>".replace("<sup>-", "<sup>−")
    if abs(exponent) > 1023:
        return f"≈ {'−' * (value < 0)}2<sup>{exponent}</sup>"
    short = f"{float(value):.7g}"
    digits, _, power = short.partition("e")
    ten = f" × 10<sup>{int(power)}</sup>" if power else ""
    return (("" if Fraction(short) == value else "≈ ") + digits + ten).replace("-", "−")


def value_table(of: FloatType) -> str:
    """Return the table of all codes of a format of at most eight bits, 8 to a row."""
    columns = min(8, 1 << of.width)
    starts = range(0, 1 << of.width, columns)
    rows = ((f"{start:#04x}", "".join(_cells(of, range(start, start + columns)))) for start in starts)
    return grid(f"Values of {of.name}", ["code", *(f"+{low}" for low in range(columns))], rows)


def _cells(of: FloatType, codes: range) -> Iterator[str]:
    for code in codes:
        value = decode(of, code)
        special = ' class="sg-special"' if isinstance(value, Special) else ""
        yield f"<td{special}>{_short(value)}</td>"


def _short(value: Real) -> str:
    """A value for a narrow cell, exactly: where its decimals are many, as an odd number times a power of two."""
    text = real(value)
    if isinstance(value, Special) or len(text) <= _SHORT + (value < 0):
        return text
    power = _twos(value.numerator) - _twos(value.denominator)
    odd = abs(value / Fraction(2) ** power)
    return f"{'−' * (value < 0)}{f'{odd}×' if odd != 1 else ''}2<sup>{power}</sup>".replace(
        "<sup>-", "<sup>−"
    )


def _twos(number: int) -> int:
    """How often a number can be halved."""
    return (number & -number).bit_length() - 1

"""Pieces of Python text with the interval that their values lie in: folding and cutting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model.types import IntegerType


@dataclass(frozen=True, slots=True)
class Code:
    """An integer or boolean expression whose value lies in [low, high].

    ``atom``: a name or a literal, which may be repeated at no cost and needs no parentheses.
    """

    text: str
    low: int
    high: int
    atom: bool = False

    def __str__(self) -> str:
        return self.text if self.atom else f"({self.text})"

    @property
    def constant(self) -> int | None:
        """Its value where only one is possible."""
        return self.low if self.low == self.high and self.atom else None

    def within(self, low: int, high: int) -> bool:
        """Whether all its values lie in [low, high]."""
        return low <= self.low and self.high <= high


def literal(value: int) -> Code:
    """A constant."""
    return Code(str(value) if value >= 0 else f"({value})", value, value, atom=True)


def condition(text: str) -> Code:
    """A test that yields a bool."""
    return Code(text, 0, 1)


def truth(value: bool) -> Code:
    """A test whose outcome is known."""
    return Code(str(value), int(value), int(value), atom=True)


def wrap(value: int, width: int, signed: bool) -> int:
    """The value of the low ``width`` bits in two's complement."""
    value &= (1 << width) - 1
    return value - (1 << width) if signed and value >> (width - 1) else value


def cut(code: Code, to: IntegerType) -> Code:
    """``code`` wrapped to ``to``; nothing is emitted where its interval already fits."""
    if code.within(to.low, to.high):
        return code
    if code.constant is not None:
        return literal(wrap(code.constant, to.width, to.signed))
    mask = (1 << to.width) - 1
    if not to.signed:
        return Code(f"{code} & {mask}", 0, mask)
    half = 1 << (to.width - 1)
    if code.within(0, mask):
        return Code(f"({code} ^ {half}) - {half}", to.low, to.high)
    return Code(f"({code} & {mask} ^ {half}) - {half}", to.low, to.high)


def biased(code: Code, to: IntegerType) -> Code:
    """``cut(code, to)`` of a signed type plus half its range: ordered as the signed values are, and cheaper."""
    mask, half = (1 << to.width) - 1, 1 << (to.width - 1)
    if code.constant is not None:
        return literal(wrap(code.constant, to.width, signed=True) + half)
    if code.within(0, mask):
        return Code(f"{code} ^ {half}", 0, mask)
    return Code(f"{code} + {half} & {mask}", 0, mask)

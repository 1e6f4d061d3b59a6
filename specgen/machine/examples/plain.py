"""Values that a person can reckon with: small, different from each other, exact in every format that has them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from specgen.model.numerics import Special, decode, encode, infinity
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from random import Random

    from specgen.model.types import NumberType

_WHOLE = (1, 2, 3, -1, 4, -2, 5)
_REAL = tuple(map(Fraction, ("1", "2", "3", "-1", "1/2", "-2", "3/2")))
_SCALARS = (20, 6, 9, 3, 12, 7, 40, 2)


def scalar(kind: NumberType, low: int, high: int, turn: int) -> int:
    """The raw bits of the ``turn``-th value for a place of its own, of an integer within [low, high]."""
    if not isinstance(kind, IntegerType):
        return _codes(kind)[turn % len(_REAL)]
    value = _SCALARS[turn % len(_SCALARS)]
    if value > high:
        value = low + (1 + turn) % (high - low + 1)
    return max(value, low) & ((1 << kind.width) - 1)


def raw(draw: Random, kind: NumberType) -> int:
    """The raw bits of one of the values."""
    return draw.choice(_codes(kind))


def edge(kind: NumberType, low: int, high: int, turn: int) -> int:
    """The raw bits of an end of what a place may hold: of integers [low, high], of floats the greatest and special ones."""
    if isinstance(kind, IntegerType):
        return (high, 1 if low <= 1 <= high else low, low)[turn % 3] & ((1 << kind.width) - 1)
    return (kind.max_code, encode(kind, Fraction(1)), infinity(kind) or kind.max_code)[turn % 3]


def stored(kind: NumberType, size: int, order: Literal["little", "big"], turn: int) -> bytes:
    """``size`` bytes of values as a memory holds them, from the ``turn``-th on."""
    codes = _codes(kind)
    period = b"".join(codes[(turn + n) % len(codes)].to_bytes(kind.bytes, order) for n in range(len(codes)))
    return (period * (size // len(period) + 1))[:size]


@lru_cache(maxsize=256)
def _codes(kind: NumberType) -> tuple[int, ...]:
    """The raw bits of the values that a type has."""
    if isinstance(kind, FloatType):
        return tuple(encode(kind, value if kind.signed else abs(value)) for value in _REAL)
    ones = (1 << kind.width) - 1
    return tuple(min(abs(v), ones) if not kind.signed else _clamped(kind, v) & ones for v in _WHOLE)


def _clamped(kind: IntegerType, value: int) -> int:
    return min(max(value, kind.low), kind.high)


_SPECIAL = {
    Special.NAN: "NaN",
    Special.INFINITY: "∞",
    Special.NEGATIVE_INFINITY: "−∞",
    Special.NEGATIVE_ZERO: "−0",
}
_DECIMAL = 1 << 20
_ROUND = 1 << 10


def text(kind: NumberType, code: int) -> str:
    """A value as people write it: integers in decimal, round and far ones in hexadecimal; floats to seven digits."""
    value = decode(kind, code)
    if isinstance(value, Special):
        return _SPECIAL[value]
    if isinstance(kind, IntegerType):
        whole = int(value)
        round_ = abs(whole) >= _ROUND and whole % _ROUND == 0
        return _signed(f"{whole:#x}" if round_ or abs(whole) >= _DECIMAL else str(whole))
    if value.denominator == 1 and abs(value) < 10**7:
        return _signed(str(value))
    if not 1 / _FAR < abs(value) < _FAR:
        exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
        return (
            f"{'−' * (value < 0)}2^{exponent}" if abs(value) == Fraction(2) ** exponent else f"≈ 2^{exponent}"
        )
    short = f"{float(value):.7g}"
    return ("" if Fraction(short) == value else "≈ ") + _signed(short)


_FAR = Fraction(10) ** 300


def _signed(digits: str) -> str:
    return digits.replace("-", "−")

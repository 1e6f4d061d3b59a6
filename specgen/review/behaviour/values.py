"""Numbers that bring differences out: moderate ones, special ones, ties of narrower formats; one by one, or many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from specgen.machine.vectors import values
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from random import Random

    from specgen.model.types import NumberType

POOL = 61
"""Different values among many, where they are not all drawn by themselves."""
BYTES = 8


class Manner:
    """How the numbers of one situation are drawn: anything, moderate ones alone, special ones, ties, or all floats equal."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        self.kind = draw.choice(("any", "calm", "calm", "special", "tie", "equal"))
        self._kept: dict[int, int] = {}

    def one(self, kind: NumberType) -> int:
        """The raw bits of one number."""
        draw = self._draw
        if isinstance(kind, IntegerType) or self.kind == "any":
            return values.raw(draw, kind)
        match self.kind:
            case "calm":
                return calm(draw, kind)
            case "special":
                return special(draw, kind)
            case "tie":
                return tie(draw, kind)
        return self._kept.setdefault(id(kind), tie(draw, kind))

    def many(self, kind: NumberType, count: int, between: tuple[int, int] = (0, 0)) -> Any:
        """The raw bits of many numbers as u64; integers lie ``between`` these, where they are not both zero."""
        ones = (1 << kind.width) - 1
        if isinstance(kind, IntegerType) and between not in ((0, 0), (kind.low, kind.high)):
            return self._picked([values.integer(self._draw, *between) & ones for _ in range(POOL)], count)
        if self.kind != "calm" or kind.width > 8 * BYTES:
            return self._picked(
                [self.one(kind) & ((1 << 8 * BYTES) - 1) for _ in range(min(POOL, count))], count
            )
        random = np.frombuffer(self._draw.randbytes(BYTES * count), np.uint64)
        return random & np.uint64(ones) if isinstance(kind, IntegerType) else calm_ones(random, kind)

    def _picked(self, pool: list[int], count: int) -> Any:
        held = np.array(pool, np.uint64)
        picked = np.frombuffer(self._draw.randbytes(count), np.uint8) % len(pool)
        return held[picked]


def calm(draw: Random, kind: FloatType) -> int:
    """A number of moderate size."""
    low, high = _exponents(kind)
    exponent = draw.randint(low, high)
    sign = draw.getrandbits(1) if kind.signed else 0
    mantissa = draw.getrandbits(kind.mantissa) if kind.mantissa else 0
    return (sign << kind.exponent | exponent) << kind.mantissa | mantissa


def calm_ones(random: Any, kind: FloatType) -> Any:
    """Numbers of moderate size, each made of 64 random bits."""
    low, high = _exponents(kind)
    mantissa = random & np.uint64((1 << kind.mantissa) - 1)
    spread = (random >> np.uint64(53)) & np.uint64(0x3FF)
    exponent = np.uint64(low) + spread % np.uint64(high - low + 1)
    sign = (random >> np.uint64(63)) << np.uint64(kind.width - 1) if kind.signed else np.uint64(0)
    return sign | exponent << np.uint64(kind.mantissa) | mantissa


def _exponents(kind: FloatType) -> tuple[int, int]:
    """The exponents, with their bias, of numbers near one that are finite."""
    top = max((kind.max_code >> kind.mantissa) - 1, 0)
    low = min(max(kind.bias - 3, 0), top)
    return low, max(min(kind.bias + 3, top), low)


def special(draw: Random, kind: FloatType) -> int:
    """A zero, a subnormal, an infinity, a NaN with a payload, the greatest, one."""
    every = (1 << (kind.exponent + kind.mantissa)) - 1
    least = 1 << kind.mantissa
    edges = (kind.max_code, kind.max_code + 1, kind.max_code + 2, kind.bias << kind.mantissa)
    low = draw.choice((0, 0, 1, least - 1, least, every, draw.randint(0, least), *edges))
    return min(low, every) | (draw.getrandbits(1) << (kind.width - 1) if kind.signed else 0)


def tie(draw: Random, kind: FloatType) -> int:
    """A number in the middle between two of a narrower format, or next to it; large and tiny ones among them."""
    code = calm(draw, kind)
    if kind.mantissa < 2:
        return code
    if draw.randrange(3) == 0:
        sign = code >> (kind.width - 1) << (kind.width - 1) if kind.signed else 0
        code = sign | draw.randint(0, kind.max_code)
    cut = draw.randint(1, kind.mantissa)
    near = (code >> cut << cut | 1 << (cut - 1)) + draw.choice((0, 0, 0, -1, 1))
    return near & ((1 << kind.width) - 1)

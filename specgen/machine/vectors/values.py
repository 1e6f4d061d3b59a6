"""Values that make instructions show what they do: corners, neighbours of corners, and anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from random import Random

    from specgen.model.types import NumberType


def integer(draw: Random, low: int, high: int) -> int:
    """An integer in [low, high]: an end, something near zero or near a power of two, or any."""
    span = high - low + 1
    match draw.randrange(8):
        case 0:
            value = draw.choice((low, high))
        case 1 | 2:
            value = draw.randint(-2, 16)
        case 3:
            value = draw.choice((-1, 1)) * (1 << draw.randrange(max(span.bit_length(), 1))) + draw.randint(
                -1, 1
            )
        case _:
            return draw.randint(low, high)
    return low + (value - low) % span


def code(draw: Random, kind: FloatType) -> int:
    """The code of a float: anything, or a number of moderate size, or a special one."""
    every = (1 << kind.width) - 1
    match draw.randrange(8):
        case 0:
            return draw.randint(0, every)
        case 1:
            low = draw.choice(
                (0, 1, (1 << kind.mantissa) - 1, 1 << kind.mantissa, kind.max_code, kind.max_code + 1)
            )
            sign = draw.getrandbits(1) << (kind.width - 1) if kind.signed else 0
            return (low & (every >> int(kind.signed))) | sign
        case _:
            exponent = min(max(kind.bias + draw.randint(-4, 4), 0), (1 << kind.exponent) - 1)
            sign = draw.getrandbits(1) if kind.signed else 0
            mantissa = draw.getrandbits(kind.mantissa) if kind.mantissa else 0
            return ((sign << kind.exponent | exponent) << kind.mantissa | mantissa) & every


def raw(draw: Random, kind: NumberType) -> int:
    """The raw bits of any value."""
    if isinstance(kind, IntegerType):
        return integer(draw, kind.low, kind.high) & ((1 << kind.width) - 1)
    return code(draw, kind)


def stored(draw: Random, kind: NumberType, count: int, order: Literal["little", "big"]) -> bytes:
    """``count`` values as a memory holds them, drawn from at most 256 different ones."""
    pool = [raw(draw, kind).to_bytes(kind.bytes, order) for _ in range(min(count, 256))]
    if count <= 256:
        return b"".join(pool)
    return b"".join(map(pool.__getitem__, draw.randbytes(count)))

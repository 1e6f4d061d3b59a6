"""Random instruction words."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from tests.gnu.tools import Target


def short_words() -> list[int]:
    """All that are no part of a longer word."""
    return [word for word in range(1 << 16) if word & 3 != 3]


def some_words(target: Target, draw: Random, count: int) -> list[int]:
    """Words of 32 bits (and of 16 where there are some): half of them anything, half with an instruction's fixed bits."""
    instructions = list(target.accelerator.codec.instructions.values())
    shorts = min(one.format.width for one in instructions) < 32
    words = []
    for n in range(count):
        word = draw.getrandbits(32)
        if n % 2:
            one = draw.choice(instructions)
            word = word & ~one.mask | one.match
            fields = [f for f in one.operands if draw.random() < 0.5]
            for field in fields:
                word = word & ~field.mask | field.place(
                    draw.choice((0, 1, -1, 1 << field.width - 1)) & _ones(field.width)
                )
        words.append(_settled(word, shorts))
    return words


def _settled(word: int, shorts: bool) -> int:
    """A word of a length that both know: what begins with 11111 is longer than 32 bits elsewhere."""
    if shorts and word & 3 != 3:
        return word & 0xFFFF
    return (word & 0xFFFFFFFF | 3) & ~(4 if word & 0x1F | 3 == 0x1F else 0)


def _ones(width: int) -> int:
    return (1 << width) - 1


def to_bytes(words: Iterable[int]) -> bytes:
    """The words as they stand in memory."""
    return b"".join(word.to_bytes(4 if word & 3 == 3 else 2, "little") for word in words)

"""Random instruction words."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from specgen.machine.codec import Coder
from specgen.model.isa import Field
from specgen.model.templates import Kind
from tests.gnu.tools import Target


def short_words() -> list[int]:
    """All that are no part of a longer word."""
    return [word for word in range(1 << 16) if word & 3 != 3]


def some_words(target: Target, draw: Random, count: int) -> list[int]:
    """Words of 32 bits (and of 16 where there are some): half of them anything, half with an instruction's fixed bits."""
    coders = list(target.accelerator.codec.coders.values())
    shorts = min(coder.length_bytes for coder in coders) < 4
    words = []
    for n in range(count):
        word = draw.getrandbits(32)
        if n % 2:
            coder = draw.choice(coders)
            word = word & ~coder.instruction.mask | coder.instruction.match
            for field in coder.instruction.operands:
                word = word & ~field.mask | field.place(_raw(field, coder, draw, word))
        words.append(_settled(word, shorts))
    return words


def _raw(field: Field, coder: Coder, draw: Random, word: int) -> int:
    """A field's bits: at a corner, of something that has a name, or as they are."""
    most = (1 << field.width) - 1
    named = [
        v for p in coder.template.places if p.field is field and p.kind is Kind.HEX for v in p.names.values()
    ]
    raw = field.extract(word)
    return draw.choice(
        (raw, raw, draw.choice((0, 1, most, most >> 1, (most >> 1) + 1)), draw.choice(named or [raw]))
    )


def _settled(word: int, shorts: bool) -> int:
    """A word of a length that both know: what begins with 11111 is longer than 32 bits elsewhere."""
    if shorts and word & 3 != 3:
        return word & 0xFFFF
    return (word & 0xFFFFFFFF | 3) & ~(4 if word & 0x1F | 3 == 0x1F else 0)


def to_bytes(words: Iterable[int]) -> bytes:
    """The words as they stand in memory."""
    return b"".join(word.to_bytes(4 if word & 3 == 3 else 2, "little") for word in words)

"""The scalar decoder of the reference spec on random words, against the one of arrays."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from specgen.machine.batch import ILLEGAL, LONGER
from specgen.machine.codec import Codec
from specgen.model import load_architecture
from specgen.model.cubes import Cube
from specgen.model.legality import words_of
from tests.campaigns.harness import Campaign, Chunk, Report

SPEC = Path(__file__).resolve().parents[2] / "spec"


@cache
def _codec() -> Codec:
    return Codec(load_architecture(SPEC))


@cache
def _cubes() -> list[Cube]:
    return [cube for one in _codec().instructions.values() for cube in words_of(one)]


def _word(draw: random.Random, bits: int) -> int:
    """A random word; in one case of two, of some instruction but for one bit at most."""
    word = draw.getrandbits(bits)
    if draw.random() < 0.5:
        return word
    cube = draw.choice(_cubes())
    near = cube.value | (word & ~cube.mask)
    return (near ^ (1 << draw.randrange(bits)) * draw.randrange(2)) & ((1 << bits) - 1)


def check(chunk: Chunk, report: Report) -> None:
    codec, draw = _codec(), chunk.random()
    numbers = {name: i for i, name in enumerate(codec.instructions)}
    bits = codec.processor.granule
    words = [_word(draw, bits) for _ in range(len(chunk))]
    for word, index in zip(words, codec.decode_words(words).tolist(), strict=True):
        one = codec.decode(word, bits)
        found = numbers[one.instruction.name] if one else LONGER if codec.needs_more(word) else ILLEGAL
        if found != index:
            report.wrong(f"{word:#x}: the scalar decoder says {found}, that of arrays {index}")
        elif one and codec.encode(one.instruction.name, **one.operands) != word:
            report.count("with ignored bits")


CAMPAIGN = Campaign(
    "the scalar decoder decodes random words like that of arrays", check, count=10_000_000, sample=3000
)

"""Words and bytes that the tests of generators decode."""

import random

from specgen.model import Architecture
from specgen.model.decoding import instructions_of
from specgen.model.execution import Processor


def words(architecture: Architecture, processor: Processor, each: int, seed: int) -> list[int]:
    """Words of every instruction of a stream with corner and random operands, some with a bit flipped, and random ones."""
    rng = random.Random(seed)
    found = [rng.getrandbits(architecture.max_width) for _ in range(200)]
    for one in instructions_of(architecture, processor).values():
        for index in range(each):
            word = one.match
            for field in one.operands:
                ones = (1 << field.width) - 1
                corners = (0, ones, ones >> 1, (ones >> 1) + 1)
                word |= field.place(corners[index] if index < 4 else rng.getrandbits(field.width))
            found += [word, word ^ 1 << rng.randrange(one.format.width)]
    return found

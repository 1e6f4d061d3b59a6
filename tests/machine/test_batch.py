"""The decoder of arrays against the decision tree."""

from __future__ import annotations

import random

import numpy as np
import pytest

from specgen.machine.batch import ILLEGAL, LONGER, BatchDecoder
from specgen.machine.codec import Codec
from specgen.model.decoding import Leaf, decode_tree, find
from specgen.model.legality import words_of
from tests.hand import field, form, instruction, processor
from tests.machine.specs import fixed, mixed


def _index(leaf: Leaf, names: list[str]) -> int:
    return names.index(leaf.instruction.name) if leaf.instruction else LONGER if leaf.longer else ILLEGAL


def test_all_words_of_16_bits() -> None:
    codec, tree = Codec(mixed()), decode_tree(mixed(), bits=16)
    names = list(codec.instructions)
    found = codec.decode_words(np.arange(1 << 16, dtype=np.uint32))
    for word in range(1 << 16):
        assert found[word] == _index(find(tree, word), names)


@pytest.mark.parametrize("bits", [32, 64, 128])
def test_words_of_every_width(bits: int) -> None:
    draw, spec = random.Random(bits), mixed()
    near = [cube.value for one in spec.instructions.values() for cube in words_of(one)]
    words = [draw.choice(near) ^ (1 << draw.randrange(bits)) * draw.randrange(2) for _ in range(400)]
    words = [
        word & ((1 << bits) - 1) for word in (*near, *words, *(draw.getrandbits(bits) for _ in range(200)))
    ]
    decoder = BatchDecoder(tuple(spec.instructions.values()), bits)
    lanes = [[word >> lane * 64 & ((1 << 64) - 1) for lane in range(decoder.lanes)] for word in words]
    found = decoder.decode(np.array(lanes, dtype=np.uint64))
    tree, names = decode_tree(spec, bits=bits), list(spec.instructions)
    for word, index in zip(words, found, strict=True):
        assert index == _index(find(tree, word), names), hex(word)


def test_many_instructions() -> None:
    spec = fixed(700)
    codec = Codec(spec)
    words = np.random.default_rng(1).integers(0, 1 << 32, 3000, dtype=np.uint32)
    words[:700] = [one.match for one in spec.instructions.values()]
    names = list(codec.instructions)
    for word, index in zip(words, codec.decode_words(words), strict=True):
        one = codec.decode(int(word))
        assert index == (names.index(one.instruction.name) if one else ILLEGAL)


@pytest.mark.parametrize("width", [20, 80])
def test_fields_wider_than_a_lane_can_be_compared(width: int) -> None:
    on = processor(granule=256)
    a, b = field("a", f"{15 + width}:16", signed=True), field("b", f"{143 + width}:144")
    one = instruction(
        "one", form("f", 256, field("op", "7:0"), a, b), {"op": 1}, "one {a}, {b}", on, constraints=["a != b"]
    )
    decoder = BatchDecoder((one,), 256)
    same = 1 | a.place(77) | b.place(77)
    words = [same, same ^ 1 << 16, same | 1 << (15 + width)]
    lanes = [[word >> 64 * lane & ((1 << 64) - 1) for lane in range(4)] for word in words]
    assert list(decoder.decode(np.array(lanes, dtype=np.uint64))) == [ILLEGAL, 0, 0]


def test_no_words_and_no_instructions() -> None:
    assert len(Codec(mixed()).decode_words(np.array([], dtype=np.uint32))) == 0
    assert list(BatchDecoder((), 32).decode(np.array([0, 1], dtype=np.uint32))) == [ILLEGAL, ILLEGAL]

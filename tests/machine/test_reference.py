"""The reference spec's decoders on every cell of its decode partition, in every variant."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from specgen.machine.batch import ILLEGAL, LONGER
from specgen.machine.codec import Codec
from specgen.model import load
from specgen.model.architecture import Architecture
from specgen.model.cubes import overlaps
from specgen.model.decoding import Cell, partition

SPEC = Path(__file__).resolve().parents[2] / "spec"


def _variants() -> dict[str, Architecture]:
    return load(SPEC).check()[0]


def _words(cell: Cell, width: int, draw: random.Random) -> list[int]:
    """The corners of a cell: free bits all zero, all one, one by one, and at random."""
    free = ((1 << width) - 1) & ~cell.cube.mask
    single = [1 << bit for bit in range(width) if free >> bit & 1]
    return [cell.cube.value | bits for bits in (0, free, *single, draw.getrandbits(width) & free)]


@pytest.mark.parametrize("spec", _variants().values(), ids=_variants())
def test_every_cell_decodes_as_it_is_labelled(spec: Architecture) -> None:
    codec, draw = Codec(spec), random.Random(1)
    width, names = codec.processor.granule, list(codec.instructions)
    cells = partition(spec)
    assert sum(cell.cube.size(width) for cell in cells) == 1 << width
    assert not overlaps((cell.cube, n) for n, cell in enumerate(cells))
    pairs = [(cell, word) for cell in cells for word in _words(cell, width, draw)]
    batch = codec.decode_words([word for _, word in pairs]).tolist()
    for (cell, word), index in zip(pairs, batch, strict=True):
        one = codec.decode(word, width)
        assert (one.instruction if one else None) is cell.instruction
        assert codec.needs_more(word) == bool(cell.longer)
        label = names.index(cell.instruction.name) if cell.instruction else ILLEGAL
        assert index == (LONGER if cell.longer else label)

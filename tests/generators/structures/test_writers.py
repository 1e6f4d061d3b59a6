"""What Python writes, C reads and writes again: the bytes are the same, and Python reads them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.model import load
from tests.generators.structures.agreeing import drawn, writers
from tests.generators.structures.compiled import Reader
from tests.generators.structures.random_values import sound
from tests.model.test_structures import HEADER


@pytest.mark.parametrize(("seed", "compiler"), [(31, "gcc"), (32, "clang++")])
def test_random_structures(seed: int, compiler: str, tmp_path: Path) -> None:
    rng = random.Random(seed)
    assert not list(writers(Reader(drawn(rng, tmp_path), tmp_path), rng, compiler, 20))


def test_the_reference_spec(reference: Request, tmp_path: Path) -> None:
    """Of each of its structures some values are sound, and both languages read and write them."""
    reader, rng = Reader(reference.default, tmp_path), random.Random(1)
    assert all(sound(rng, one, 2000) for one in reader.structures)
    assert not list(writers(reader, rng, "clang", 10))


def test_the_first_arm_that_holds_is_the_one(tmp_path: Path) -> None:
    text = """
structures:
  summed: {endian: little, fields: {x: u32, sum: {type: u32, checksum: {algorithm: crc32}}}}
  packet:
    endian: little
    fields:
      kind: u64
      body: {union: {a: {type: u64, valid_when: kind > 0}, b: {type: summed, valid_when: kind < 2}}}
"""
    (tmp_path / "spec.yaml").write_text(HEADER + text)
    reader, rng = Reader(load(tmp_path).architecture(), tmp_path), random.Random(2)
    assert not list(writers(reader, rng, "clang", 100))

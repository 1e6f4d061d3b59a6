"""What Python writes, C reads and writes again: the bytes are the same, and Python reads them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from specgen.generators import Request
from tests.generators.structures.agreeing import drawn, writers
from tests.generators.structures.compiled import Reader
from tests.generators.structures.random_values import sound


@pytest.mark.parametrize(("seed", "compiler"), [(31, "gcc"), (32, "clang++")])
def test_random_structures(seed: int, compiler: str, tmp_path: Path) -> None:
    rng = random.Random(seed)
    assert not list(writers(Reader(drawn(rng, tmp_path), tmp_path), rng, compiler, 20))


def test_the_reference_spec(reference: Request, tmp_path: Path) -> None:
    """Of each of its structures some values are sound, and both languages read and write them."""
    reader, rng = Reader(reference.default, tmp_path), random.Random(1)
    assert all(sound(rng, one, 2000) for one in reader.structures)
    assert not list(writers(reader, rng, "clang", 10))

"""Generated readers beside the model's own: the same bytes are sound, the others refused at the same place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import extent, verify
from tests.generators.structures.compiled import SANITIZERS, Found, Reader
from tests.generators.structures.random_values import mutated, sound
from tests.model.test_structures import HEADER, PACKET


def cases(rng: random.Random, structures: list[Structure], count: int) -> list[tuple[Structure, bytes]]:
    """Sound bytes of every structure, and mutated ones."""
    found = []
    for one in structures:
        data = sound(rng, one) or bytes(one.size)
        found.append((one, data))
        found += [(one, mutated(rng, sound(rng, one, 5) or data)) for _ in range(count)]
    return found


def expected(structure: Structure, data: bytes) -> Found:
    """What the model finds in bytes."""
    for one in verify(structure, data, limit=1):
        return one.offset, one.path, one.rule, one.error.code if one.error else 0
    return extent(structure, data)


@pytest.mark.parametrize(
    ("compiler", "options"),
    [("gcc", ("-O2",)), ("clang", SANITIZERS), ("g++", SANITIZERS), ("clang++", ("-O2",))],
)
def test_packets(compiler: str, options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    reader = Reader(load(tmp_path).architecture(), tmp_path)
    reader.build(compiler, *options)
    given = cases(random.Random(4), reader.structures, 300)
    found = reader.check(given)
    for (structure, data), one in zip(given, found, strict=True):
        assert one == expected(structure, data), (structure.name, data.hex())

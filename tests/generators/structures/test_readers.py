"""Generated readers beside the model's own: the same bytes are sound, the others refused at the same place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from specgen.model import load
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import extent, verify
from tests.generators.structures.compiled import SANITIZERS, Found, Reader
from tests.generators.structures.random_specs import spec
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


def compare(reader: Reader, rng: random.Random, compiler: str, *options: str, count: int = 200) -> None:
    """Compile the readers and hold them against the model."""
    reader.build(compiler, *options)
    given = cases(rng, reader.structures, count)
    for (structure, data), found in zip(given, reader.check(given), strict=True):
        assert found == expected(structure, data), (structure.name, data.hex())


@pytest.mark.parametrize(
    ("compiler", "options"),
    [("gcc", ("-O2",)), ("clang", SANITIZERS), ("g++", SANITIZERS), ("clang++", ("-O2",))],
)
def test_packets(compiler: str, options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    compare(Reader(load(tmp_path).architecture(), tmp_path), random.Random(4), compiler, *options)


@pytest.mark.parametrize(("seed", "compiler", "options"), [(1, "gcc", SANITIZERS), (2, "clang++", ("-O2",))])
def test_random_structures(seed: int, compiler: str, options: tuple[str, ...], tmp_path: Path) -> None:
    rng = random.Random(seed)
    (tmp_path / "spec.yaml").write_text(yaml.safe_dump(spec(rng), sort_keys=False))
    compare(Reader(load(tmp_path).architecture(), tmp_path), rng, compiler, *options)

"""Generated code of one spec's structures beside the model: yields what differs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import yaml

from specgen.generators.structures.order import ordered
from specgen.model import Architecture, load
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import extent, verify
from tests.generators.structures import random_specs
from tests.generators.structures.compiled import Found, Reader
from tests.generators.structures.copying import copied
from tests.generators.structures.random_values import mutated, sound


def drawn(rng: random.Random, folder: Path, count: int = 6) -> Architecture:
    """Return a spec of random structures."""
    (folder / "spec.yaml").write_text(yaml.safe_dump(random_specs.spec(rng, count), sort_keys=False))
    return load(folder).architecture()


def cases(rng: random.Random, architecture: Architecture, count: int) -> list[tuple[Structure, bytes]]:
    """Return sound bytes of every structure, and ``count`` times mutated ones of each."""
    found = []
    for one in ordered(architecture.structures.values()):
        pool = [sound(rng, one, 20) or bytes(one.size) for _ in range(1 + count // 50)]
        found += [(one, data) for data in pool]
        found += [(one, mutated(rng, rng.choice(pool))) for _ in range(count)]
    return found


def expected(structure: Structure, data: bytes) -> Found:
    """Return what the model finds in bytes."""
    for one in verify(structure, data, limit=1):
        return one.offset, one.path, one.rule, one.error.code if one.error else 0
    return extent(structure, data)


def readers(reader: Reader, given: list[tuple[Structure, bytes]]) -> Iterator[str]:
    """Yield bytes in which a built program finds other things than the model."""
    for (structure, data), found in zip(given, reader.check(given), strict=True):
        wanted = expected(structure, data)
        if found != wanted:
            yield f"{structure.name} {data.hex()}: {found} in C, {wanted}"


def writers(reader: Reader, rng: random.Random, compiler: str, count: int) -> Iterator[str]:
    """Yield bytes that C does not write again as it read them."""
    drawn_bytes = [(one, sound(rng, one, 10)) for one in reader.structures for _ in range(count)]
    given = [(one, data) for one, data in drawn_bytes if data is not None]
    for (structure, data), found in zip(given, copied(reader, compiler, given), strict=True):
        if found != data or verify(structure, found):
            yield f"{structure.name} {data.hex()}: written as {found.hex()}"

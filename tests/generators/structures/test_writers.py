"""What Python writes, C reads and writes again: the bytes are the same, and Python reads them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from specgen.generators import Request
from specgen.model import load
from specgen.model.interfaces.codec import verify
from tests.generators.structures.compiled import Reader
from tests.generators.structures.copying import copied
from tests.generators.structures.random_specs import spec
from tests.generators.structures.random_values import sound


@pytest.mark.parametrize(("seed", "compiler"), [(31, "gcc"), (32, "clang++")])
def test_random_structures(seed: int, compiler: str, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(yaml.safe_dump(spec(random.Random(seed)), sort_keys=False))
    there_and_back(Reader(load(tmp_path).architecture(), tmp_path), random.Random(seed), compiler)


def test_the_reference_spec(reference: Request, tmp_path: Path) -> None:
    there_and_back(Reader(reference.default, tmp_path), random.Random(1), "clang")


def there_and_back(reader: Reader, rng: random.Random, compiler: str, count: int = 20) -> None:
    """Hold what the C program writes against what it read."""
    drawn = [(one, sound(rng, one, 10)) for one in reader.structures for _ in range(count)]
    cases = [(one, data) for one, data in drawn if data is not None]
    assert len(cases) > len(drawn) / 4
    for (structure, data), found in zip(cases, copied(reader, compiler, cases), strict=True):
        assert found == data, structure.name
        assert verify(structure, found) == []

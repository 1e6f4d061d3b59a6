"""The layouts that come with specgen: as their systems have them, packed in NumPy and in C."""

from __future__ import annotations

import random
from math import prod
from pathlib import Path

import numpy as np
import pytest

from specgen import api
from specgen.generators.layouts import pack, storage, unpack
from specgen.generators.layouts.python.module import module
from specgen.model import Architecture, load_architecture
from specgen.model.layouts import Bound, Layout
from specgen.model.types import IntegerType
from tests.generators.layouts import agreeing, independent
from tests.generators.layouts.compiled import Calls
from tests.model.specs import write_files

SPEC = "include: ['std:layouts/*.yaml']\nname: standard\nversion: 1.0.0\n"


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    return load_architecture(write_files(tmp_path_factory.mktemp("standard"), {"spec.yaml": SPEC}))


def draw(rng: random.Random, layout: Layout) -> tuple[Bound, independent.Array]:
    """A tensor of a random shape that the layout may have, and the bits of its elements."""
    element = None if layout.element else IntegerType(rng.choice([8, 16, 32]), signed=False)
    sizes = [
        d.size.known or d.multiple * rng.randint(1, max(1, 2 * d.example // d.multiple)) for d in layout.dims
    ]
    bound = layout.bind(sizes, element=element)
    bits, size = bound.element.width, bound.element.bytes
    codes = np.random.default_rng(rng.getrandbits(32)).integers(0, 1 << bits, sizes, np.uint64)
    if layout.broadcast:
        codes = np.repeat(codes, 32, axis=1)[:, : sizes[1]]
    return bound, codes.astype(f"u{size}")


def empty(layout: Layout) -> tuple[Bound, independent.Array]:
    """A tensor without elements."""
    element = None if layout.element else IntegerType(16, signed=False)
    bound = layout.bind([d.size.known or 0 for d in layout.dims], element=element)
    return bound, np.zeros(bound.shape, object)


def test_every_standard_layout_is_built_by_hand_as_well(standard: Architecture) -> None:
    assert list(standard.layouts) != []
    assert set(standard.layouts) == set(independent.STORAGES)
    assert len(standard.layouts) >= 24


def test_every_standard_layout_says_what_it_is_and_who_says_so(standard: Architecture) -> None:
    assert all(one.summary and "Source: " in one.description for one in standard.layouts.values())


def test_nothing_is_found_wrong_with_the_standard_layouts(tmp_path: Path) -> None:
    assert not list(api.check(write_files(tmp_path, {"spec.yaml": SPEC})))


@pytest.mark.parametrize("name", independent.STORAGES)
def test_a_packed_tensor_is_what_the_system_has(standard: Architecture, name: str) -> None:
    rng = random.Random(name)
    for _ in range(4):
        bound, codes = draw(rng, standard.layouts[name])
        image = pack(bound, codes)
        expected = independent.STORAGES[name](codes)
        assert image.shape == expected.shape == storage(bound), bound.shape
        assert (image.reshape(-1).view(np.uint8) == expected.reshape(-1).view(np.uint8)).all(), bound.shape
        assert unpack(bound, image).tobytes() == codes.tobytes(), bound.shape


def test_standard_layouts_in_python(standard: Architecture) -> None:
    names: dict[str, object] = {"__name__": "layouts"}
    exec(module(standard), names)  # noqa: S102
    rng = random.Random(3)
    for layout in standard.layouts.values():
        bound, codes = draw(rng, layout)
        assert agreeing.agrees(rng, names, bound, codes.astype(object))


def test_standard_layouts_in_c(standard: Architecture, tmp_path: Path) -> None:
    rng = random.Random(4)
    calls = Calls(standard)
    binary = calls.build(tmp_path, "gcc", "-O0")
    drawn = [draw(rng, layout) for layout in standard.layouts.values() for _ in range(2)]
    small = [(bound, codes.astype(object)) for bound, codes in drawn if prod(bound.shape) < 1 << 17]
    none = [empty(layout) for layout in standard.layouts.values() if layout.shape is None]
    moved, wrong = agreeing.compare(rng, calls, binary, [*small, *none])
    assert not wrong
    assert moved >= len(standard.layouts)

"""The tensors in several parts that come with specgen, each part as NumPy alone makes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.generators.layouts import pack_parts, unpack_parts
from specgen.generators.numerics import quantise
from specgen.model import Architecture, load_architecture
from specgen.model.layouts import Composite, Scaled
from tests.generators.layouts.independent import scales_128x4
from tests.generators.layouts.parted import pruned
from tests.model.specs import write_files

Array = np.ndarray[Any, np.dtype[Any]]
SPEC = "include: ['std:layouts/*.yaml']\nname: standard\nversion: 1.0.0\n"


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    return load_architecture(write_files(tmp_path_factory.mktemp("standard"), {"spec.yaml": SPEC}))


def scaled(one: Composite, x: Array) -> dict[str, bytes]:
    assert isinstance(one.scheme, Scaled)
    made = quantise(one.scheme.type, x)
    codes = made.elements
    if one.element.width == 4:
        flat = np.pad(codes.ravel(), (0, codes.size % 2))
        codes = flat[::2] | flat[1::2] << 4
    return {"elements": codes.tobytes(), "scales": scales_128x4(made.scales).tobytes()}


def two_of_four(one: Composite, x: Array) -> dict[str, bytes]:
    values, places = [], []
    for group in x.reshape(-1, 4):
        kept = [*np.flatnonzero(group)]
        kept = sorted([*kept, *np.flatnonzero(group == 0)][:2])
        places += kept
        values += [group[i] for i in kept]
    bits = "".join(f"{place:02b}"[::-1] for place in places)
    octets = [int(bits[i : i + 8][::-1], 2) for i in range(0, len(bits), 8)]
    return {"values": np.array(values, x.dtype).tobytes(), "index": bytes(octets)}


def masked(one: Composite, x: Array) -> dict[str, bytes]:
    counts = np.count_nonzero(x, axis=1)
    return {
        "values": x[x != 0].tobytes(),
        "mask": np.packbits(x != 0, bitorder="little").tobytes(),
        "offsets": (np.cumsum(counts) - counts).astype("<u4").tobytes(),
    }


def bsr(one: Composite, x: Array) -> dict[str, bytes]:
    """By the arrays of BSR: data, indices and indptr."""
    rows, columns = -(-x.shape[0] // 16), -(-x.shape[1] // 16)
    full = np.pad(x, [(0, rows * 16 - x.shape[0]), (0, columns * 16 - x.shape[1])])
    data, indices, indptr = [], [], [0]
    for row in range(rows):
        for column in range(columns):
            block = full[row * 16 : row * 16 + 16, column * 16 : column * 16 + 16]
            if block.any():
                data.append(block.tobytes())
                indices.append(row * columns + column)
        indptr.append(len(indices))
    mask = np.zeros(rows * columns, bool)
    mask[indices] = True
    there = np.packbits(mask, bitorder="little").tobytes()
    return {"values": b"".join(data), "mask": there, "offsets": np.array(indptr[:-1], "<u4").tobytes()}


def floats(draw: np.random.Generator, shape: tuple[int, int]) -> Array:
    return draw.standard_normal(shape).astype(np.float32)


def few(kind: str, block: int) -> Callable[[np.random.Generator, tuple[int, int]], Array]:
    def made(draw: np.random.Generator, shape: tuple[int, int]) -> Array:
        there = draw.random([-(-n // block) for n in shape]) < 0.3
        there = there.repeat(block, 0).repeat(block, 1)[: shape[0], : shape[1]]
        return np.where(there, draw.integers(1, 100, shape), 0).astype(kind)

    return made


def halves(draw: np.random.Generator, shape: tuple[int, int]) -> Array:
    return pruned((shape[0], -(-shape[1] // 4) * 4), 1, 4, 2, int(draw.integers(99))).astype(np.float16)


PARTS: dict[str, tuple[Callable[[Composite, Array], dict[str, bytes]], Callable[..., Array]]] = {
    "mxfp8_128x4": (scaled, floats),
    "mxfp4_128x4": (scaled, floats),
    "nvfp4_128x4": (scaled, floats),
    "sparse_2_4": (two_of_four, halves),
    "masked_bytes": (masked, few("i1", 1)),
    "bsr_16x16": (bsr, few("f4", 16)),
}


def test_each_is_built_by_hand_as_well_and_has_a_source(standard: Architecture) -> None:
    assert set(standard.composites) == set(PARTS)
    assert all(one.summary and "Source: " in one.description for one in standard.composites.values())


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_what_the_system_has(standard: Architecture, name: str) -> None:
    make, tensor = PARTS[name]
    one = standard.composites[name]
    draw = np.random.default_rng(len(name))
    for _ in range(4):
        x = tensor(draw, (int(draw.integers(1, 150)), int(draw.integers(1, 150))))
        stored = pack_parts(one, x)
        assert {part: image.tobytes() for part, image in stored.parts.items()} == make(one, x)
        back = unpack_parts(one, x.shape, stored)
        if not isinstance(one.scheme, Scaled):
            np.testing.assert_array_equal(back, x)
            assert back.dtype == x.dtype


def test_they_are_shown_and_proved_without_a_spec(tmp_path: Path) -> None:
    from tests.cli.running import specgen

    shown = specgen("layout", "show", "std:mxfp4_128x4")
    assert "1.88 times smaller than 65,536 bytes" in shown.stdout
    told = specgen("layout", "check", "std:bsr_16x16")
    assert told.exit_code == 0
    assert "room       2 B for 16 elements" in told.stdout

"""Packing in NumPy against packing one element after the other."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen.generators.layouts import pack, storage, unpack
from specgen.model.layouts import ADDRESS, Layout
from tests.generators.layouts import brute, random_layouts
from tests.model.specs import write_files

LAYOUTS = """
name: here
version: 1.0.0
layouts:
  row_major: {order: row_major}
  tiles: {dims: {r: any, c: any}, split: {r: [any, 2], c: [any, 4]}, place: {addr: r0 c0 r1 c1}}
  padded: {dims: {r: any, c: any}, split: {r: [any, 2]}, place: {addr: r0 c r1}, pad: zero}
  banked: {dims: {r: any, c: 4}, split: {r: [any, 2]}, place: {bank: r1, addr: r0 c}, element: u16}
  nibbles: {dims: {i: any}, place: {addr: i}, element: u4, packed: true}
  fragment: {dims: {m: 4, n: 4}, split: {n: [2, 2]}, place: {lane: m n0, reg: n1}, element: f32}
  low: {dims: {i: 16}, place: {addr: i}, element: u16, unit: 8, xor: [{dst: [0, 0], src: [1, 1]}]}
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> specgen.Accelerator:
    return specgen.load(write_files(tmp_path_factory.mktemp("layouts"), {"spec.yaml": LAYOUTS}))


@pytest.mark.parametrize("seed", range(4))
def test_random_layouts_hold_each_element_where_its_index_says(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    compared = 0
    for layout in random_layouts.layouts(rng, 40, tmp_path).values():
        compared += _agrees(rng, layout)
    assert compared >= 25


def _agrees(rng: random.Random, layout: Layout) -> bool:
    """Whether elements lie apart and exchanges move whole ones, so that there is a storage to compare."""
    drawn = random_layouts.bind(rng, layout)
    if drawn is None:
        return False
    bound, codes = drawn
    expected = brute.pack(bound, codes, storage(bound))
    if expected is None:
        return False
    array = brute.array(bound, codes)
    image = pack(bound, array)
    made = brute.integers(image) if ADDRESS not in bound.places else image
    assert (made == expected).all(), (layout.origin, bound.shape)
    back = unpack(bound, image)
    assert (back.shape, back.tobytes()) == (array.shape, array.tobytes()), (layout.origin, bound.shape)
    return True


def test_pitch_is_an_argument(here: specgen.Accelerator) -> None:
    tensor = np.arange(6, dtype=np.float32).reshape(2, 3)
    image = here.pack("row_major", tensor, pitch=20)
    assert image.nbytes == 32
    assert image[20:].view(np.float32).tolist() == [3.0, 4.0, 5.0]
    assert here.unpack("row_major", image, (2, 3), element="f32", pitch=20).tolist() == tensor.tolist()
    assert here.pack("row_major", tensor).tobytes() == tensor.tobytes()


def test_an_axis_that_is_no_address_is_a_dimension(here: specgen.Accelerator) -> None:
    tensor = np.arange(16, dtype=np.uint16).reshape(4, 4)
    image = here.pack("banked", tensor)
    assert image.shape == (2, 16)
    assert image[1].view(np.uint16).tolist() == [4, 5, 6, 7, 12, 13, 14, 15]
    assert here.pack("fragment", np.zeros((4, 4), np.float32)).shape == (8, 2)


def test_short_elements_share_bytes(here: specgen.Accelerator) -> None:
    codes = np.array([1, 2, 3, 4, 5], np.uint8)
    image = here.pack("nibbles", codes)
    assert image.tolist() == [0x21, 0x43, 0x05]
    assert here.unpack("nibbles", image.tobytes(), (5,)).tolist() == codes.tolist()


def test_what_lies_beyond_a_dimension_is_zero(here: specgen.Accelerator) -> None:
    image = here.pack("padded", np.full((3, 2), 7, np.uint8))
    assert image.tolist() == [7, 7, 7, 7, 7, 0, 7, 0]


@pytest.mark.parametrize(
    ("name", "shape", "kind", "words"),
    [
        ("tiles", (3, 4), np.uint8, "r of tiles is 3, fills 4, and the layout allows no padding"),
        ("tiles", (4,), np.uint8, "tiles has 2 dimensions, not 1"),
        ("banked", (2, 4), np.uint8, "elements take 2 bytes, those of the array 1"),
        ("low", (16,), np.uint16, "low exchanges bits below those of an element of 16 bits"),
        ("tile", (4, 4), np.uint8, "no layout 'tile'; did you mean 'tiles'?"),
    ],
)
def test_what_does_not_fit_is_refused(
    here: specgen.Accelerator, name: str, shape: tuple[int, ...], kind: type[np.generic], words: str
) -> None:
    with pytest.raises(ValueError, match=f"^{words.replace('?', '[?]')}"):
        here.pack(name, np.zeros(shape, kind))


def test_storage_of_another_size_and_unknown_formats_are_refused(here: specgen.Accelerator) -> None:
    with pytest.raises(ValueError, match="the storage has 3 bytes, not 8"):
        here.unpack("row_major", bytes(3), (2, 4), element="u8")
    with pytest.raises(ValueError, match="no number format is called 'f23'"):
        here.bind("row_major", (2, 4), element="f23")
    assert unpack(here.bind("row_major", (0, 4), element="s8"), b"").shape == (0, 4)


def test_integers_keep_their_sign(here: specgen.Accelerator) -> None:
    bound = here.bind("row_major", (1, 4), element="s8")
    assert unpack(bound, pack(bound, np.array([[-1, 2, -3, 4]], np.int8))).tolist() == [[-1, 2, -3, 4]]

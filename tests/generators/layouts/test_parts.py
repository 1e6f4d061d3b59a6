"""Tensors in parts: each part is what an independent construction says, and the whole comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen.generators.layouts import Stored, pack_parts, unpack_parts
from specgen.generators.numerics import quantise
from specgen.model.layouts import Composite
from tests.generators.layouts.parted import LAYOUTS, PITCHED, pruned


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Composite]:
    folder = tmp_path_factory.mktemp("parted")
    (folder / "spec.yaml").write_text(LAYOUTS, encoding="utf-8")
    return specgen.load(folder).architecture.composites


def test_scales_lie_where_their_layout_says(parted: dict[str, Composite]) -> None:
    tensor = np.random.default_rng(1).standard_normal((200, 160)).astype(np.float32)
    stored = pack_parts(parted["mx"], tensor)
    made = quantise(parted["mx"].scheme.type, tensor)  # type: ignore[union-attr]  # a block-scaled one
    codes = made.elements.ravel()
    assert stored.parts["elements"].tobytes() == (codes[0::2] | codes[1::2] << 4).astype(np.uint8).tobytes()
    padded = np.zeros((256, 8), np.uint8)
    padded[:200, :5] = made.scales
    wanted = padded.reshape(2, 4, 32, 2, 4).transpose(0, 3, 2, 1, 4)
    assert stored.parts["scales"].tobytes() == wanted.tobytes()


@pytest.mark.parametrize("name", ["mx", "integers", "nv"])
@pytest.mark.parametrize("shape", [(1, 1), (33, 48), (64, 7)])
def test_scaled_tensors_come_back_as_quantised(
    parted: dict[str, Composite], name: str, shape: tuple[int, int]
) -> None:
    from specgen.generators.numerics import dequantise

    tensor = np.random.default_rng(2).standard_normal(shape).astype(np.float32)
    scheme = parted[name].scheme
    made = quantise(scheme.type, tensor, axis=scheme.axis)  # type: ignore[union-attr]
    back = unpack_parts(parted[name], shape, pack_parts(parted[name], made))
    np.testing.assert_array_equal(back, dequantise(scheme.type, made))  # type: ignore[union-attr]


@pytest.mark.parametrize("shape", [(1, 4), (5, 32), (7, 10), (3, 3)])
def test_sparse_tensors_come_back(parted: dict[str, Composite], shape: tuple[int, int]) -> None:
    tensor = pruned(shape, -1, 4, 2)
    stored = pack_parts(parted["kept"], tensor)
    np.testing.assert_array_equal(unpack_parts(parted["kept"], shape, stored), tensor)
    assert stored.parts["values"].size == shape[0] * -(-shape[1] // 4) * 2 * 4
    assert stored.parts["index"].size == -(-shape[0] * -(-shape[1] // 4) * 2 * 2 // 8)


def test_places_are_two_bits_each(parted: dict[str, Composite]) -> None:
    tensor = np.array([[0, 1, 0, 2, 0, 0, 0, 3]], np.float32)
    stored = pack_parts(parted["kept"], tensor)
    assert stored.parts["values"].view("<f4").tolist() == [1, 2, 0, 3]
    assert stored.parts["index"].tolist() == [1 | 3 << 2 | 0 << 4 | 3 << 6]


@pytest.mark.parametrize("shape", [(2, 6, 5), (1, 7, 3)])
def test_groups_lie_along_any_axis(parted: dict[str, Composite], shape: tuple[int, ...]) -> None:
    tensor = pruned(shape, 1, 2, 1).astype(np.float16)
    np.testing.assert_array_equal(
        unpack_parts(parted["middle"], shape, pack_parts(parted["middle"], tensor)), tensor
    )


def test_a_full_group_is_refused(parted: dict[str, Composite]) -> None:
    tensor = np.zeros((3, 12), np.float32)
    tensor[2, 4:7] = 1
    with pytest.raises(
        ValueError, match=r"the group of 4 at \(2, 4\) has more than 2 elements other than zero"
    ):
        pack_parts(parted["kept"], tensor)


@pytest.mark.parametrize("shape", [(4, 8), (13, 30), (16, 64)])
@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_blocks_come_back(parted: dict[str, Composite], shape: tuple[int, int], share: float) -> None:
    draw = np.random.default_rng(7)
    tensor = np.where(draw.random(shape) < share / 8, draw.standard_normal(shape), 0).astype(np.float32)
    stored = pack_parts(parted["blocks"], tensor)
    np.testing.assert_array_equal(unpack_parts(parted["blocks"], shape, stored), tensor)
    grid = -(-shape[0] // 4), -(-shape[1] // 8)
    padded = np.zeros((grid[0] * 4, grid[1] * 8), np.float32)
    padded[: shape[0], : shape[1]] = tensor
    blocks = padded.reshape(grid[0], 4, grid[1], 8).transpose(0, 2, 3, 1)
    there = blocks.any(axis=(2, 3))
    assert stored.parts["values"].tobytes() == blocks[there].tobytes()
    rows = there.sum(axis=1)
    assert stored.parts["offsets"].view("<u4").tolist() == (np.cumsum(rows) - rows).tolist()
    assert np.array_equal(np.unpackbits(stored.parts["mask"], bitorder="little")[: there.size], there.ravel())


@pytest.mark.parametrize(
    ("part", "image", "said"),
    [
        ("mask", np.full(1, 0x7F, np.uint8), "the mask has 4 blocks, and the values have 3"),
        ("offsets", np.full(8, 9, np.uint8), "the offsets do not count the blocks of the mask"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(
    parted: dict[str, Composite], part: str, image: np.ndarray, said: str
) -> None:
    tensor = np.zeros((8, 16), np.float32)
    tensor[0, 0] = tensor[0, 8] = tensor[4, 0] = 1
    stored = pack_parts(parted["blocks"], tensor)
    with pytest.raises(ValueError, match=said):
        unpack_parts(parted["blocks"], (8, 16), Stored({**stored.parts, part: image}))


def test_places_that_do_not_ascend_are_refused(parted: dict[str, Composite]) -> None:
    stored = pack_parts(parted["kept"], np.zeros((1, 4), np.float32))
    with pytest.raises(ValueError, match="the places of a group do not ascend"):
        unpack_parts(parted["kept"], (1, 4), Stored({**stored.parts, "index": np.array([0b0101], np.uint8)}))


def test_an_accelerator_packs_by_name(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(LAYOUTS + PITCHED, encoding="utf-8")
    here = specgen.load(tmp_path)
    assert "wide" in here.composites
    tensor = np.random.default_rng(9).standard_normal((3, 64)).astype(np.float32)
    arguments = {"elements": {"pitch": 80}, "scales": {"pitch": 7}}
    stored = here.pack_parts("wide", tensor, arguments)
    assert (stored.parts["elements"].size, stored.parts["scales"].size) == (2 * 80 + 64, 2 * 7 + 2)
    assert stored.size == 224 + 16
    back = here.unpack_parts("wide", stored, (3, 64), arguments)
    assert np.abs(back - tensor).max() < 0.25
    with pytest.raises(ValueError, match="no layout in parts 'wode'; did you mean 'wide'"):
        here.pack_parts("wode", tensor)


def test_what_is_no_tensor_of_a_layout_is_refused(parted: dict[str, Composite]) -> None:
    made = quantise(parted["mx"].scheme.type, np.ones((1, 32), np.float32))  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="kept is no layout of a block-scaled format"):
        pack_parts(parted["kept"], made)
    stored = pack_parts(parted["mx"], made)
    with pytest.raises(ValueError, match="the part scales of mx is missing"):
        unpack_parts(parted["mx"], (1, 32), Stored({"elements": stored.parts["elements"]}))

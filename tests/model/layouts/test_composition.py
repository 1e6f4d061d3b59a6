"""Layouts made of layouts, element by element."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from specgen.model.layouts import (
    ADDRESS,
    Bound,
    box,
    compare,
    compose,
    element_at,
    injectivity,
    inverse,
    occupancy,
    permuted,
    repeated,
)
from tests.model.layouts.brute import elements
from tests.model.layouts.drawn import Notation, resolve, seeded
from tests.model.layouts.examples import EXAMPLES
from tests.model.layouts.test_equality import where


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Bound]:
    notations = {f"l{i}": notation for i, notation in enumerate(seeded(4, 250))}
    return [one.bind() for one in resolve(tmp_path_factory.mktemp("drawn"), notations).values()]


def test_boxes(drawn: list[Bound]) -> None:
    random, seen = Random(1), 0
    for bound in drawn:
        start = [random.choice((0, 0, size // 2, random.randrange(size))) for size in bound.shape]
        shape = [random.randint(1, size - first) for size, first in zip(bound.shape, start, strict=True)]
        found = box(bound, start, shape)
        if found is None:
            continue
        assert found.shape == tuple(shape)
        seen += any(start)
        for index in elements(found):
            moved = tuple(at + first for at, first in zip(index, start, strict=True))
            assert where(found, index) == where(bound, moved), (bound.layout, start, shape)
    assert seen > 40


def test_a_tile_of_a_tensor_is_a_layout(tmp_path: Path) -> None:
    notation: Notation = {
        "dims": {"r": 256, "c": 256},
        "split": {"r": [8, 32], "c": [8, 32]},
        "place": {"addr": "r0 c0 r1 c1"},
        "element": "u16",
    }
    bound = resolve(tmp_path, {"it": notation})["it"].bind()
    tile = box(bound, (64, 32), (32, 32))
    assert tile is not None and tile.address((0, 0)) == 2 * (2 * 8 + 1) * 1024
    assert box(bound, (16, 0), (32, 32)) is None  # half of one tile, half of the next
    with pytest.raises(ValueError, match="240 to 271 is not within r, of 256"):
        box(bound, (240, 0), (32, 32))


def test_compositions(tmp_path: Path) -> None:
    """Behind layouts whose axes are the dimensions r and c."""
    random = Random(2)
    notations: dict[str, Notation] = {}
    for number in range(150):
        rows, columns = random.choice((8, 12, 16)), random.choice((8, 16, 24))
        large: Notation = {"dims": {"r": rows, "c": columns}}
        if random.random() < 0.7:
            large["split"] = {"r": [rows // 4, 4], "c": [columns // 8, 2, 4]}
            large["place"] = {"addr": random.choice(("r0 c0 r1 c1 c2", "c0 r0 c2 r1 c1", "c1 r1 c2 c0 r0"))}
        else:
            large["place"] = {"addr": [["r", columns + 1], ["c", 1]]}
        if random.random() < 0.3:
            large["xor"] = [{"dst": [2, 2], "src": [4, 4]}]
        step, most = random.choice((1, 1, 2, 4)), random.choice((2, 4, 8, 3))
        small: Notation = {
            "dims": {"i": min(most, rows // step), "j": random.choice((2, 4, 8))},
            "place": {"r": [["i", step]], "c": [["j", random.choice((1, 1, 2))]]},
        }
        notations |= {f"outer{number}": large, f"inner{number}": small}
    made, seen = resolve(tmp_path, notations), 0
    for number in range(150):
        outer, inner = made[f"outer{number}"].bind(), made[f"inner{number}"].bind()
        if any(inner.extents[axis] > size for axis, size in zip("rc", outer.shape, strict=True)):
            with pytest.raises(ValueError, match="goes to"):
                compose(outer, inner)
            continue
        found = compose(outer, inner)
        if found is None:
            continue
        seen += 1
        for index in elements(inner):
            at = inner.locate(index)
            expected = where(outer, (at["r"], at["c"]))
            assert where(found, index) == expected, (notations[f"outer{number}"], notations[f"inner{number}"])
    assert seen > 75


def test_a_composition_of_an_inverse_is_the_identity(drawn: list[Bound]) -> None:
    seen = 0
    for bound in drawn:
        found = inverse(bound)
        if found is None:
            continue
        seen += 1
        assert injectivity(bound).collision is None and occupancy(bound).holes == 0
        for index in elements(found):
            place = dict(zip((d.name for d in found.layout.dims), index, strict=True))
            if ADDRESS in place:
                place[ADDRESS] *= bound.width
            at = found.locate(index)
            assert element_at(bound, place) == tuple(at.get(d.name, 0) for d in bound.layout.dims)
        if bound.width == 1:
            both = compose(found, bound)
            assert both is not None
            assert all(
                tuple(both.locate(i).get(d.name, 0) for d in bound.layout.dims) == i for i in elements(bound)
            )
    assert seen > 25


def test_the_examples(tmp_path: Path) -> None:
    made = {name: one.bind() for name, one in resolve(tmp_path, EXAMPLES).items()}
    assert {name for name, one in made.items() if inverse(one) is not None} == {
        "tpu_bf16",
        "onednn_OIhw4i16o4i",
        "mma_m16n8_frag",
    }


def test_copies_of_tiles(drawn: list[Bound], tmp_path: Path) -> None:
    seen = 0
    for bound in drawn[:150]:
        found = repeated(bound, [2] * len(bound.shape)) if ADDRESS in bound.places else None
        if found is None:
            continue
        seen += 1
        room = (bound.extents[ADDRESS] - bound.layout.offset) * bound.unit
        for index in elements(found):
            within = tuple(at % size for at, size in zip(index, bound.shape, strict=True))
            tile = sum(
                at // size << place
                for place, (at, size) in enumerate(zip(index[::-1], bound.shape[::-1], strict=True))
            )
            expected = where(bound, within)
            expected[ADDRESS] = expected.get(ADDRESS, 0) + tile * room
            assert where(found, index) == {axis: at for axis, at in expected.items() if at}
    assert seen > 40
    swizzled: Notation = {"dims": {"r": 8, "c": 64}, "element": "u16", "unit": 8, "place": {"addr": "r c"}}
    swizzled["xor"] = [{"dst": [6, 4], "src": [9, 7]}]
    one = resolve(tmp_path, {"it": swizzled})["it"].bind()
    tiles = repeated(one, (2, 3))
    assert tiles is not None and tiles.address((9, 64)) == 4 * 1024 + one.address((1, 0))
    swizzled["xor"] = [{"dst": [6, 4], "src": [10, 8]}]
    assert repeated(resolve(tmp_path, {"it": swizzled})["it"].bind(), (2, 3)) is None


def test_dimensions_in_another_order(tmp_path: Path) -> None:
    layout = resolve(tmp_path, EXAMPLES)["onednn_OIhw4i16o4i"]
    turned = permuted(layout, ("h", "w", "i", "o"))
    assert turned.bind().address((1, 2, 33, 44)) == layout.bind().address((44, 33, 1, 2))
    assert compare(permuted(turned, ("o", "i", "h", "w")).bind(), layout.bind()).equal
    with pytest.raises(ValueError, match="the dimensions of onednn_OIhw4i16o4i are o, i, h, w"):
        permuted(layout, ("o", "i"))

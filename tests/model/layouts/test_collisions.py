"""Collisions found by algebra are those that looking at every element finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import specgen.model.layouts.collisions
import specgen.model.layouts.search
from specgen.model.layouts import ENUMERATED, PROVED, SAMPLED, injectivity
from tests.model.layouts.brute import injective, meet
from tests.model.layouts.drawn import Notation, resolve, seeded
from tests.model.layouts.examples import EXAMPLES

LARGE = {
    "rows": {"dims": {"r": 1 << 15, "c": 1 << 15}, "place": {"addr": "r c"}},
    "planes": {"dims": {"r": 1 << 10, "c": 1 << 10, "k": 1 << 10}, "place": {"addr": "k c r"}},
    "paged": {
        "dims": {"r": 1 << 15, "c": 1 << 15},
        "split": {"r": ["any", 16], "c": ["any", 48]},
        "fuse": {"page": "r0 c0"},
        "split2": {"page": ["any", 12]},
        "place": {"bank": "page1", "addr": "page0 r1 c1"},
        "element": "f32",
        "unit": 8,
        "pad": "any",
    },
    "pitched": {"dims": {"r": 1 << 15, "c": 1 << 15}, "place": {"addr": [["r", (1 << 15) + 7], ["c", 1]]}},
}


def _only(folder: Path, notation: Notation) -> Any:
    return resolve(folder, {"it": notation})["it"].bind()


def test_random_layouts_agree_with_enumeration(tmp_path: Path) -> None:
    notations = {f"l{i}": notation for i, notation in enumerate(seeded(1, 300))}
    collided = 0
    for name, layout in resolve(tmp_path, notations).items():
        bound = layout.bind()
        found = injectivity(bound)
        assert (found.collision is None) is injective(bound), notations[name]
        if found.collision is not None:
            collided += 1
            assert meet(bound, *found.collision), notations[name]
    assert 60 < collided < 240


@pytest.mark.parametrize("how", [ENUMERATED, SAMPLED])
def test_what_algebra_leaves_undecided_is_looked_at(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(specgen.model.layouts.search, "MOST_STEPS", -1)
    if how == SAMPLED:
        monkeypatch.setattr(specgen.model.layouts.collisions, "MOST_LISTED", 0)
    notations = {f"l{i}": notation for i, notation in enumerate(seeded(2, 8 if how == SAMPLED else 120))}
    right = 0
    for name, layout in resolve(tmp_path, notations).items():
        bound = layout.bind()
        found = injectivity(bound)
        if found.how == PROVED:  # one element
            continue
        assert found.how == how
        assert found.collision is None or meet(bound, *found.collision), notations[name]
        right += (found.collision is None) is injective(bound)
        assert how == SAMPLED or (found.collision is None) is injective(bound), notations[name]
    assert right > 5


def test_layouts_of_real_systems_are_injective(tmp_path: Path) -> None:
    for layout in resolve(tmp_path, EXAMPLES).values():
        assert injectivity(layout.bind()).collision is None
        assert injectivity(layout.bind()).how == PROVED


def test_published_addresses(tmp_path: Path) -> None:
    tiled = {"dims": {"r": 3, "c": 5}, "split": {"r": [2, 2], "c": [3, 2]}, "pad": "any"}
    packed = {"dims": {"r": 8, "c": 8}, "split": {"r": [2, 2, 2], "c": [2, 4]}}
    made = resolve(
        tmp_path,
        {
            "tiled": {**tiled, "place": {"addr": "r0 c0 r1 c1"}},  # XLA's F32[3,5]{1,0:T(2,2)}
            "packed": {**packed, "place": {"addr": "r0 c0 r2 c1 r1"}},  # its (2,4)(2,1,1,1)
        },
    )
    assert made["tiled"].bind().address((2, 3)) == 17
    assert made["packed"].bind().address((6, 5)) == 51


@pytest.mark.parametrize("name", LARGE)
def test_a_billion_elements_are_proved(name: str, tmp_path: Path) -> None:
    bound = _only(tmp_path, LARGE[name])
    assert bound.count == 1 << 30
    assert injectivity(bound) == specgen.model.layouts.Injectivity(None, PROVED)


def test_a_billion_elements_and_one_mistake(tmp_path: Path) -> None:
    bound = _only(
        tmp_path,
        {"dims": {"r": 1 << 15, "c": 1 << 15}, "place": {"addr": [["r", (1 << 15) - 1], ["c", 1]]}},
    )
    found = injectivity(bound)
    assert (found.how, found.collision) == (PROVED, ((0, (1 << 15) - 1), (1, 0)))


def test_strides_without_order(tmp_path: Path) -> None:
    """Sums of multiples of two strides, each beyond the other's, that meet only far out."""
    coprime = {"dims": {"r": 1 << 20, "c": 1 << 20}, "place": {"addr": [["r", 1_000_003], ["c", 1_000_000]]}}
    found = injectivity(_only(tmp_path, coprime))
    assert (found.how, found.collision) == (PROVED, ((0, 1_000_003), (1_000_000, 0)))
    smaller = {**coprime, "dims": {"r": 1_000_000, "c": 1 << 20}}
    assert injectivity(_only(tmp_path, smaller)) == specgen.model.layouts.Injectivity(None, PROVED)


def test_padding_makes_no_false_collisions(tmp_path: Path) -> None:
    """Digits that go on to 8 x 4 = 32 would meet the next row; the 29 that are there do not."""
    notation = {
        "dims": {"r": 4, "c": 29},
        "split": {"c": [8, 4]},
        "pad": "any",
        "place": {"addr": [["r", 29], ["c0", 4], ["c1", 1]]},
    }
    assert injectivity(_only(tmp_path, notation)).collision is None
    notation["dims"] = {"r": 4, "c": 30}
    assert injectivity(_only(tmp_path, notation)).collision == ((0, 29), (1, 0))


def test_merged_padding(tmp_path: Path) -> None:
    """Pages of three padded dimensions: an index is there although the least digits with its difference are not."""
    notation = {
        "dims": {"r": 5, "c": 7},
        "split": {"r": [3, 2], "c": [2, 4]},
        "fuse": {"page": "r0 c0"},
        "split2": {"page": [2, 3]},
        "pad": "any",
        "place": {"addr": [["page0", 20], ["page1", 8], ["r1", 4], ["c1", 1]]},
    }
    bound = _only(tmp_path, notation)
    found = injectivity(bound)
    assert found.how == PROVED
    assert (found.collision is None) is injective(bound)


def test_elements_wider_than_a_unit(tmp_path: Path) -> None:
    notation = {
        "dims": {"r": 4, "c": 4},
        "element": "f32",
        "unit": 8,
        "place": {"addr": [["r", 16], ["c", 3]]},
    }
    assert injectivity(_only(tmp_path, notation)).collision == ((0, 0), (0, 1))
    notation["place"] = {"addr": [["r", 15], ["c", 4]]}
    assert injectivity(_only(tmp_path, notation)).collision == ((0, 3), (1, 0))


def test_exchanged_bits_tear_elements(tmp_path: Path) -> None:
    """Element 3 is moved by a byte, and then lies over element 4, which is not."""
    notation = {"dims": {"i": 8}, "element": "u16", "unit": 8, "place": {"addr": "i"}}
    notation["xor"] = [{"dst": [0, 0], "src": [1, 1]}]
    found = injectivity(_only(tmp_path, notation))
    assert (found.how, found.collision) == (ENUMERATED, ((1,), (2,)))
    notation["xor"] = [{"dst": [1, 1], "src": [2, 2]}]
    assert injectivity(_only(tmp_path, notation)) == specgen.model.layouts.Injectivity(None, PROVED)


def test_no_elements(tmp_path: Path) -> None:
    layout = resolve(tmp_path, {"it": {"dims": {"i": "any"}, "place": {"addr": [["i", 1]]}}})["it"]
    assert injectivity(layout.bind((0,))).collision is None

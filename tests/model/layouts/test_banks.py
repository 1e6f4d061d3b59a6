"""Bank conflicts of stated accesses."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from pathlib import Path
from random import Random

import pytest

from specgen.model.layouts import (
    ENUMERATED,
    PROVED,
    SAMPLED,
    Access,
    Bound,
    Layout,
    Outside,
    align_of,
    conflicts,
    strays,
)
from tests.model.layouts.drawn import Notation, resolve

SWIZZLE = [{"axis": "addr", "dst": [6, 4], "src": [9, 7]}]
TILE: Notation = {
    "dims": {"r": 64, "c": 64},
    "element": "bf16",
    "unit": 8,
    "place": {"addr": "r c"},
    "banks": {"count": 32, "width": 4},
    "accesses": {
        "rows8": {
            "lanes": 8,
            "vector": 8,
            "index": {"r": "lane", "c": "8 * k"},
            "repeat": {"k": 8},
            "ways": 1,
        },
        "column": {"lanes": 32, "vector": 2, "index": {"r": "lane", "c": "2 * k"}, "repeat": {"k": 32}},
        "one_word": {"lanes": 32, "index": {"r": 5, "c": "lane % 2"}},
    },
}


def _tile(folder: Path, **more: object) -> Layout:
    fragment: Notation = {**TILE, "element": "u16", **more}
    return resolve(folder, {"it": fragment})["it"]


def worst(bound: Bound, access: Access) -> int:
    """The ways of all repetitions, by the definition."""
    banks, found = bound.layout.banks, 0
    assert banks is not None
    for values in product(*(range(count) for _, count in access.repeat)):
        names = {**access.constants, **dict(zip((name for name, _ in access.repeat), values, strict=True))}
        served = defaultdict(set)
        for lane in range(access.lanes):
            *first, last = (one.whole({**names, "lane": lane}) for one in access.index)
            for element in range(access.vector):
                start = bound.bit((*first, last + element))
                for bit in range(start, start + bound.unit * bound.width):
                    word = bit // (8 * banks.width)
                    served[word % banks.count].add(word)
        found = max(found, *map(len, served.values()))
    return found


def in_order(bound: Bound, access: Access) -> list[bool]:
    """Whether vectors are aligned, and whether they have no gaps, by every address."""
    size, aligned, packed = bound.width * bound.unit, True, True
    for values in product(*(range(count) for _, count in access.repeat)):
        names = dict(zip((name for name, _ in access.repeat), values, strict=True))
        for lane in range(access.lanes):
            *first, last = (one.whole({**names, "lane": lane}) for one in access.index)
            bits = [bound.bit((*first, last + element)) for element in range(access.vector)]
            aligned = aligned and bits[0] % (8 * align_of(bound, access)) == 0
            packed = packed and bits == list(range(bits[0], bits[0] + access.vector * size, size))
    return [aligned, packed]


@pytest.mark.parametrize(("swizzled", "ways"), [(False, (8, 32, 1)), (True, (1, 4, 1))])
def test_a_swizzle_spreads_columns(swizzled: bool, ways: tuple[int, int, int], tmp_path: Path) -> None:
    layout = _tile(tmp_path, **({"xor": SWIZZLE} if swizzled else {}))
    bound = layout.bind()
    found = {name: conflicts(bound, access) for name, access in layout.accesses.items()}
    assert tuple(one.ways for one in found.values()) == ways
    assert [one.how for one in found.values()] == [PROVED, PROVED, ENUMERATED]
    assert found["one_word"].meeting is None
    for name, one in found.items():
        assert one.ways == worst(bound, layout.accesses[name])
        if one.meeting is not None:
            assert {bound.address(touch.index) // 4 % 32 for touch in one.meeting} == {one.bank}
            assert len({bound.address(touch.index) // 4 for touch in one.meeting}) == 2


def test_random_accesses(tmp_path: Path) -> None:
    random, notations = Random(5), {}
    for number in range(90):
        dims = {"r": random.choice((8, 12, 16)), "c": random.choice((20, 32, 36))}
        place = random.choice(("r c", "c r", [["r", dims["c"] + random.choice((0, 0, 1, 4))], ["c", 1]]))
        index = {
            "r": random.choice(("lane", "lane % 4", "lane // 2", "(lane ^ k) % 8", "7 - lane", "k")),
            "c": random.choice(
                ("4 * k", "lane", "2 * lane + k % 2", "4 * (lane % 4)", "(lane & 3) << 2", "3 * k")
            ),
        }
        notation: Notation = {
            "dims": dims,
            "place": {"addr": place},
            "element": random.choice(("u8", "u16", "f32")),
        }
        notation["banks"] = {"count": random.choice((4, 8, 16, 6)), "width": random.choice((1, 4, 8))}
        stated = {"lanes": 8, "vector": random.choice((1, 2)), "index": index, "repeat": {"k": 4}}
        notation["accesses"] = {"it": stated}
        if random.random() < 0.3:
            notation["xor"] = [{"dst": [3, 2], "src": [6, 5]}]
        notations[f"l{number}"] = notation
    known = set()
    for name, layout in resolve(tmp_path, notations).items():
        bound, access = layout.bind(), layout.accesses["it"]
        found = conflicts(bound, access)
        assert found.ways == worst(bound, access), notations[name]
        assert [one is None for one in strays(bound, access)] == in_order(bound, access), notations[name]
        assert (found.meeting is None) == (found.ways == 1) or found.meeting is None, notations[name]
        known.add(found.how)
    assert known == {PROVED, ENUMERATED}


def test_a_bank_is_an_axis(tmp_path: Path) -> None:
    notation: Notation = {
        "dims": {"r": 16, "c": 4},
        "split": {"r": [4, 4]},
        "place": {"bank": "r1", "addr": "r0 c"},
        "banks": {"axis": "bank"},
        "accesses": {
            "rows": {"lanes": 4, "index": {"r": "lane"}},
            "far": {"lanes": 4, "index": {"r": "4 * lane"}},
        },
    }
    layout = resolve(tmp_path, {"it": notation})["it"]
    bound = layout.bind()
    assert conflicts(bound, layout.accesses["rows"]).ways == 1
    far = conflicts(bound, layout.accesses["far"])
    assert far.ways == 4 and far.meeting is not None
    assert [touch.index for touch in far.meeting] == [(0, 0), (4, 0)]


def test_many_repetitions_are_sampled(tmp_path: Path) -> None:
    layout = _tile(
        tmp_path,
        dims={"r": 4096, "c": 1000},
        accesses={
            "it": {"lanes": 32, "index": {"r": "lane + 3 * k", "c": "j"}, "repeat": {"k": 1000, "j": 1000}}
        },
    )
    assert conflicts(layout.bind(), layout.accesses["it"]).how == SAMPLED


def test_a_lane_beyond_the_tensor(tmp_path: Path) -> None:
    layout = _tile(
        tmp_path, accesses={"it": {"lanes": 4, "index": {"r": "lane", "c": "16 * k"}, "repeat": {"k": 5}}}
    )
    with pytest.raises(Outside) as caught:
        conflicts(layout.bind(), layout.accesses["it"])
    assert (caught.value.touch.lane, caught.value.touch.index, caught.value.repeat) == (0, (0, 64), {"k": 4})


def test_no_banks(tmp_path: Path) -> None:
    layout = _tile(tmp_path, banks=None, accesses={"it": {"lanes": 4, "index": {"r": "lane"}}})
    with pytest.raises(ValueError, match="it has no banks"):
        conflicts(layout.bind(), layout.accesses["it"])

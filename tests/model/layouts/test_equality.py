"""Layouts by different spellings."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from specgen.model.layouts import ADDRESS, ENUMERATED, PROVED, SAMPLED, Bound, compare
from tests.model.layouts.brute import Index, elements
from tests.model.layouts.drawn import Notation, draw, resolve


def where(bound: Bound, index: Index) -> dict[str, int]:
    found = {axis: at * (bound.unit if axis == ADDRESS else 1) for axis, at in bound.locate(index).items()}
    return {axis: at for axis, at in found.items() if at}


def respelt(random: Random, notation: Notation) -> Notation:
    """The same layout with a dimension split once more, or nearly the same."""
    made: Notation = {**notation, "place": {}}
    dims = [
        dim
        for dim, size in notation["dims"].items()
        if dim not in notation.get("split", {}) and size % 2 == 0
    ]
    free = [dim for dim in dims if dim not in notation.get("fuse", {}).get("f", "").split()]
    free = [dim for dim in free if dim != notation.get("broadcast")]
    chosen = random.choice(free) if free else ""
    if chosen:
        made["split"] = {**notation.get("split", {}), chosen: [notation["dims"][chosen] // 2, 2]}
    for axis, placed in notation["place"].items():
        if isinstance(placed, str):
            words = [f"{w}0 {w}1" if w == chosen else w for w in placed.split()]
            made["place"][axis] = " ".join(words)
            continue
        pairs = []
        for digit, stride in placed:
            halves = [[f"{digit}0", 2 * stride], [f"{digit}1", stride]]
            pairs += halves if digit == chosen else [[digit, stride + (random.random() < 0.05)]]
        made["place"][axis] = pairs
    if random.random() < 0.1:
        made["offset"] = notation["offset"] + 1
    return made


def test_random_pairs(tmp_path: Path) -> None:
    random, notations = Random(7), {}
    for number in range(150):
        notation = draw(random)
        notations[f"a{number}"] = notation
        again = draw(random)
        while random.random() < 0.2 and again["dims"] != notation["dims"]:
            again = draw(random)
        notations[f"b{number}"] = again if again["dims"] == notation["dims"] else respelt(random, notation)
    made = resolve(tmp_path, notations)
    equal, proved = 0, 0
    for number in range(150):
        one, other = made[f"a{number}"].bind(), made[f"b{number}"].bind()
        found = compare(one, other)
        differ = [index for index in elements(one) if where(one, index) != where(other, index)]
        assert found.equal == (not differ), (notations[f"a{number}"], notations[f"b{number}"])
        if found.index is not None:
            assert found.index in differ and found.places == (
                where(one, found.index),
                where(other, found.index),
            )
        equal += found.equal
        proved += found.how == PROVED
    assert 50 < equal < 140 and proved > 100


def test_merged_digits_are_put_back(tmp_path: Path) -> None:
    """Pages of 4 x 8 tiles spread over 4 banks: the bank is the column of a tile, modulo 4."""
    tiles: Notation = {"dims": {"r": 64, "c": 128}, "split": {"r": [4, 16], "c": [8, 16]}}
    merged = {"fuse": {"page": "r0 c0"}, "split2": {"page": ["any", 4]}}
    made = resolve(
        tmp_path,
        {
            "merged": {**tiles, **merged, "place": {"bank": "page1", "addr": "page0 r1 c1"}},
            "plain": {
                "dims": tiles["dims"],
                "split": {"r": [4, 16], "c": [2, 4, 16]},
                "place": {"bank": "c1", "addr": "r0 c0 r1 c2"},
            },
        },
    )
    found = compare(made["merged"].bind(), made["plain"].bind())
    assert (found.equal, found.how) == (True, PROVED)


def test_a_billion_elements(tmp_path: Path) -> None:
    dims = {"r": 3 << 14, "c": 5 << 13}
    made = resolve(
        tmp_path,
        {
            "one": {"dims": dims, "split": {"c": [5 << 6, 128]}, "place": {"addr": "c0 r c1"}},
            "same": {
                "dims": dims,
                "split": {"c": [5 << 6, 64, 2], "r": [3, 1 << 14]},
                "place": {"addr": "c0 r0 r1 c1 c2"},
            },
            "else": {
                "dims": dims,
                "split": {"c": [5 << 6, 128], "r": [3, 1 << 14]},
                "place": {"addr": "r0 c0 r1 c1"},
            },
        },
    )
    one, same, other = (made[name].bind() for name in ("one", "same", "else"))
    assert one.count > 1 << 30
    assert compare(one, same) == compare(same, one) == compare(one, one)
    found = compare(one, other)
    assert (found.index, found.how) == ((1 << 14, 0), PROVED)
    assert found.places == ({"addr": 8 * 128 << 14}, {"addr": 8 * (5 << 6) * 128 << 14})


@pytest.mark.parametrize(("size", "how"), [(24, ENUMERATED), (1 << 20, SAMPLED)])
def test_exchanges_that_only_looking_compares(size: int, how: str, tmp_path: Path) -> None:
    """Bits 0 and 1 of multiples of three: the same exchange twice is none."""
    place = {"addr": [["r", 3], ["c", 3 << 21]]}
    twice = [{"dst": [1, 1], "src": [4, 4]}, {"dst": [0, 0], "src": [1, 1]}]
    dims = {"r": size, "c": 3}
    made = resolve(
        tmp_path,
        {
            "one": {"dims": dims, "place": place, "xor": twice},
            "other": {"dims": dims, "place": place, "xor": [*twice, {"dst": [63, 63], "src": [62, 62]}]},
            "turned": {"dims": dims, "place": place, "xor": [*reversed(twice)]},
        },
    )
    found = compare(made["one"].bind(), made["other"].bind())
    assert (found.equal, found.how) == (True, how)
    found = compare(made["one"].bind(), made["turned"].bind())
    assert found.how == how and found.index is not None
    twofold = compare(made["one"].bind(), made["one"].bind())
    assert (twofold.equal, twofold.how) == (True, PROVED)


def test_shapes_have_to_be_equal(tmp_path: Path) -> None:
    made = resolve(
        tmp_path,
        {"a": {"dims": {"i": 4}, "place": {"addr": "i"}}, "b": {"dims": {"i": 5}, "place": {"addr": "i"}}},
    )
    with pytest.raises(ValueError, match="a is \\(4,\\), and b \\(5,\\)"):
        compare(made["a"].bind(), made["b"].bind())

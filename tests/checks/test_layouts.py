"""What checks say of layouts: a hundred seeded wrong ones, and the words of each rule."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from specgen import api
from specgen.checks.examples import write_example
from specgen.model import load
from specgen.model.layouts import Bound
from specgen.source import Diagnostic
from tests.model.layouts.brute import meet
from tests.model.layouts.wrongs import seeded_wrongs


def found(folder: Path, notations: dict[str, Any], **more: Any) -> list[Diagnostic]:
    """What is said of layouts."""
    text = json.dumps({"layouts": notations, **more})
    return [one for one in api.check(write_example(text, folder)).sorted() if one.rule.startswith("layout")]


def indices(message: str) -> list[tuple[int, ...]]:
    """The indices that a message names."""
    return [tuple(map(int, one.split(","))) for one in re.findall(r"\(([\d, ]+)\)", message)]


def holds(bound: Bound, one: Diagnostic) -> bool:
    """Whether what a message says of indices is so, by the addresses of just these."""
    named = indices(one.message)
    if one.rule == "layout-collision":
        first, second = named
        return meet(bound, first, second)
    (first, *rest), layout = named, bound.layout
    if one.rule == "layout-bounds":
        room = layout.capacity or {axis: n * bound.unit // 8 for axis, n in bound.extents.items()}
        at = bound.locate(first) | (
            {"addr": bound.address(first) + bound.width * bound.unit // 8 - 1} if "addr" in room else {}
        )
        return any(at[axis] >= room[axis] for axis in room)
    access = next(iter(layout.accesses.values()))
    if one.rule == "layout-bank-conflict":
        assert layout.banks is not None
        words = {bound.address(index) // layout.banks.width for index in (first, *rest)}
        return len(words) == 2 and len({word % layout.banks.count for word in words}) == 1
    size = bound.width * bound.unit // 8
    if "no multiple" in one.message:
        return bound.address(first) % (access.vector * size) != 0
    return bound.address(first) != bound.address((*first[:-1], first[-1] - 1)) + size


def test_a_hundred_wrong_layouts(tmp_path: Path) -> None:
    wrongs = seeded_wrongs(1, 100)
    said: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in found(tmp_path, {name: notation for name, (_, notation) in wrongs.items()}):
        said[re.findall(r"\bl\d+\b", one.message)[0]].append(one)
    layouts = load(tmp_path).architecture().layouts
    for name, (rule, notation) in wrongs.items():
        assert {one.rule for one in said[name]} == {rule}, (name, notation, said[name])
        for one in said[name]:
            assert holds(layouts[name].bind(), one), (notation, one.message)


@pytest.mark.parametrize(
    ("notation", "message", "hint"),
    [
        (
            {"dims": {"r": 4, "c": 8}, "place": {"addr": [["r", 7], ["c", 1]]}},
            "(0, 7) and (1, 0) of it both lie in byte 7",
            "r steps by 7 on addr, and c takes 8",
        ),
        (
            {"dims": {"r": 4, "c": 8}, "element": "f32", "unit": 8, "place": {"addr": [["r", 32], ["c", 2]]}},
            "(0, 0) and (0, 1) of it lie in bytes 0 to 3 and bytes 2 to 5",
            "c steps by 2 on addr, and an element takes 4",
        ),
        (
            {
                "dims": {"i": 9},
                "element": "u16",
                "unit": 8,
                "place": {"addr": "i"},
                "xor": [{"dst": [0, 0], "src": [1, 1]}],
            },
            "(1) and (2) of it lie in bytes 3 to 4 and bytes 4 to 5",
            "bits are exchanged within an element",
        ),
        (
            {"dims": {"r": "any", "c": {"max": 65}}, "place": {"addr": [["r", 64], ["c", 1]], "bank": []}},
            "(0, 64) and (1, 0) of it both lie in bank 0, byte 64, where r = 1048576, c = 65",
            "r steps by 64 on addr, and c takes 65",
        ),
        (
            {"dims": {"r": 2, "c": 4}, "element": "u8", "place": {"addr": "r c"}, "capacity": {"addr": 7}},
            "(1, 3) of it lies in byte 7, and there are 7 bytes",
            None,
        ),
        (
            {
                "dims": {"i": 72},
                "element": "u8",
                "place": {"addr": "i"},
                "xor": [{"dst": [4, 4], "src": [6, 6]}],
            },
            "(71) of it lies in byte 87, and digits reach 72 bytes",
            "blocks of 32 units are exchanged: a capacity says that there are more",
        ),
        (
            {
                "dims": {"i": 6},
                "split": {"i": [2, 4]},
                "pad": "zero",
                "place": {"addr": "i0 i1"},
                "capacity": {"addr": 7},
            },
            "the padding of it ends at addr 7, and there are 7 bytes",
            None,
        ),
        (
            {"dims": {"i": 6}, "place": {"tile": "i"}},
            "(5) of it lies in tile 5, and there are 4 coordinates",
            None,
        ),
        (
            {"dims": {"i": 8192}, "place": {"addr": "i"}, "banks": {"memory": "mem"}},
            "(8191) of it lies in byte 8191, and mem has 4096 bytes",
            None,
        ),
        (
            {"dims": {"i": 1 << 31, "j": 1 << 30}, "place": {"addr": "i j"}},
            "(2147483647, 1073741823) of it lies in byte 2305843009213693951, and 64 bits tell 1152921504606846976 bytes",
            None,
        ),
        (
            {"dims": {"i": 60}, "split": {"i": [4, 16]}, "place": {"addr": "i0 i1"}},
            "i of it is 60, and its digits tell 64",
            "pad: zero, or any, says what lies in the padding",
        ),
        (
            {"dims": {"i": {"example": 60}}, "split": {"i": ["any", 16]}, "place": {"addr": "i0 i1"}},
            "i of it is 60, and its digits tell 64",
            "pad: zero, or any, says what lies in the padding",
        ),
        (
            {
                "dims": {"i": 8},
                "place": {"addr": "i"},
                "accesses": {"a": {"lanes": 3, "index": {"i": "4 * lane"}}},
            },
            "lane 2 of a reads (8), and it is 8",
            None,
        ),
        (
            {
                "dims": {"r": 4, "c": 8},
                "element": "u16",
                "place": {"addr": "r c"},
                "align": 4,
                "accesses": {"a": {"lanes": 4, "vector": 4, "index": {"r": "lane"}}},
            },
            "a of it needs 8 bytes, and the tensor is aligned to 4",
            None,
        ),
        (
            {
                "dims": {"r": 4, "c": 8},
                "place": {"addr": [["r", 9], ["c", 1]]},
                "accesses": {
                    "a": {"lanes": 4, "vector": 2, "index": {"r": "lane", "c": "2 * k"}, "repeat": {"k": 4}}
                },
            },
            "lane 1 of a of it with k = 0 reads (1, 0) in byte 9, which is no multiple of 2",
            None,
        ),
        (
            {
                "dims": {"i": "any", "j": 64},
                "arguments": {"pitch": {"example": 72}},
                "place": {"addr": [["i", "pitch"], ["j", 1]]},
            },
            "no two elements of it share a place, looking at sizes (8, 64) only",
            None,
        ),
    ],
)
def test_words(notation: dict[str, Any], message: str, hint: str | None, tmp_path: Path) -> None:
    instances = {"instances": {"tile": {"count": 4}}} if "tile" in notation["place"] else {}
    said = found(tmp_path, {"it": notation}, **instances)
    assert [(one.message, one.hint) for one in said] == [(message, hint)]


def test_a_conflict_names_two_lanes(tmp_path: Path) -> None:
    notation = {
        "dims": {"r": 64, "c": 64},
        "element": "u16",
        "place": {"addr": "r c"},
        "banks": {"count": 32, "width": 4},
        "accesses": {
            "rows8": {
                "lanes": 8,
                "vector": 8,
                "index": {"r": "lane", "c": "8 * k"},
                "repeat": {"k": 8},
                "ways": 1,
            }
        },
    }
    (one,) = found(tmp_path, {"it": notation})
    assert one.message == (
        "bank 0 serves 8 words of rows8 of it in turn with k = 0, not 1: lane 0 (0, 0) and lane 1 (1, 0) are in it"
    )
    assert [str(related.message) for related in one.related] == ["the banks are here"]

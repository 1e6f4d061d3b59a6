"""How layouts are read: what is wrong is said where it stands, and nothing ends in a traceback."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from specgen.api import check
from specgen.checks.examples import write_example
from specgen.model import load
from specgen.model.layouts import ADDRESS, Layout, compare
from specgen.model.types import PREDEFINED_FLOATS
from tests.model.layouts.drawn import Notation, resolve, seeded
from tests.model.layouts.examples import EXAMPLES
from tests.model.layouts.test_banks import TILE
from tests.model.specs import findings

WHOLE: Notation = {
    **TILE,
    "dims": {"r": {"multiple": 8, "max": 4096, "example": 64}, "c": "any"},
    "split": {"r": ["any", 4, 2], "c": ["any", 8]},
    "fuse": {"page": "r0 c0"},
    "split2": {"page": ["any", 4]},
    "place": {"bank": "page1", "addr": [["page0", "pitch"], ["r1", 16], ["r2", 8], ["c1", 1]]},
    "arguments": {"pitch": {"example": 64}},
    "replicate": {"bank": 2},
    "xor": [{"axis": "addr", "dst": [6, 4], "src": [9, 7]}],
    "capacity": {"bank": 16, "addr": "64 KiB"},
    "element": "u16",
    "offset": 4,
    "align": 16,
    "pad": "zero",
    "packed": False,
    "banks": {"count": 32, "width": 4},
    "broadcast": [],
}
JUNK: tuple[Any, ...] = (
    None, True, 0, 1, -1, 3, 7, 64, 1 << 50, 1.5, "", "any", "r", "c1", "lane", "page0", "4 KiB", "r0 r0", "1 +", "x y z",
    [], [1], [[]], ["r", 1], [["r", 1, 2]], {}, {"r": 1}, {"value": 3}, {"size": "any", "max": 2}, "0", "TILES", "é",
)  # fmt: skip


def mutated(random: Random, notation: Notation) -> Notation:
    """A notation with something in it replaced, left out, renamed or added."""
    made = deepcopy(notation)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at: Any = made
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = random.choice(keys)
            if isinstance(at[key], dict | list) and at[key] and random.random() < 0.7:
                at = at[key]
                continue
            _change(random, at, key)
            break
    return made


def _change(random: Random, at: Any, key: Any) -> None:
    action = random.randrange(5)
    if action == 0:
        del at[key]
    elif action == 1 and isinstance(at, dict):
        at[random.choice(("r", "c", "addr", "bank", "rr", "0", "element", "lane", "a b"))] = at.pop(key)
    elif action == 2 and isinstance(at, list):
        at.insert(key, deepcopy(random.choice(JUNK)))
    else:
        at[key] = deepcopy(random.choice(JUNK))


def test_no_notation_ends_in_a_traceback(tmp_path: Path) -> None:
    random = Random(11)
    sound = [WHOLE, *EXAMPLES.values(), *seeded(6, 30)]
    notations = {f"l{i}": mutated(random, random.choice(sound)) for i in range(400)}
    text = "layouts:\n" + "".join(f"  {name}: {json.dumps(one)}\n" for name, one in notations.items())
    folder = write_example(text, tmp_path)
    found = check(folder)
    wrong = {
        one.at.line
        for one in found.sorted()
        if one.severity.value == "error" and one.at.file.path.endswith("example.yaml")
    }
    layouts = load(folder).check()[0].popitem()[1].layouts
    for line, (name, notation) in enumerate(notations.items(), 2):
        assert (name in layouts) or line in wrong, notation
        if name in layouts and line not in wrong:
            assert layouts[name].bind().count >= 0
    assert 20 < len(layouts) < 380


@pytest.mark.parametrize(
    ("change", "rule", "column_of", "hint"),
    [
        ({"dims": {}}, "layout-dims", "{}", "dims: {i: 64, j: any}"),
        ({"dims": {f"d{i}": 2 for i in range(13)}}, "layout-dims", "{", None),
        (
            {"dims": {"r": 8, "c d": 4}},
            "name-invalid",
            '"c d"',
            "a letter, then letters, digits and _; at most 64 of them",
        ),
        ({"dims": {"r": 8, "element": 4}}, "layout-digit", "4}", None),
        ({"dims": {"r": {"size": 8, "max": 9}, "c": 8}}, "layout-size", "9", "size: any"),
        ({"dims": {"r": {"multiple": 8, "max": 4}, "c": 8}}, "layout-size", "4", None),
        ({"dims": {"r": {"multiple": 8, "example": 12}, "c": 8}}, "layout-size", "12", None),
        ({"dims": {"r": {"max": 8, "example": 12}, "c": 8}}, "layout-size", "12", None),
        (
            {"dims": {"r": {"maxi": 8}, "c": 8}},
            "schema-unknown-key",
            '"maxi"',
            "keys: size, example, multiple, max",
        ),
        ({"split": {"r": [2, 2]}}, "layout-split", "[2", None),
        ({"split": {"x": [2, 4]}}, "layout-digit", "[2", "digits: r, c"),
        ({"split": {"r": []}}, "layout-split", "[]", None),
        ({"place": {"addr": "r"}}, "layout-digit", '{"addr"', "place c, or list it in broadcast"),
        ({"place": {"addr": "r r c"}}, "layout-digit", '"r r c"', None),
        ({"place": {"addr": "r cc"}}, "layout-digit", '"r cc"', "did you mean 'c'?"),
        (
            {"place": {"addr": [["r", 8], "c"]}},
            "layout-place",
            '[["r"',
            'place: {addr: "r c"} or place: {addr: [[r, 64], [c, 1]]}',
        ),
        ({"place": {"addr": [["r", 0], ["c", 1]]}}, "spec-number-range", "0]", None),
        ({"place": {"addr": [["r", "pitch"], ["c", 1]]}}, "expr-unknown-name", "pitch", None),
        (
            {"place": {"2d": "r c"}},
            "name-invalid",
            '"2d"',
            "a letter, then letters, digits and _; at most 64 of them",
        ),
        ({"fuse": {"r": "r c"}}, "layout-digit", '"r c"}', None),
        ({"fuse": {"f": ""}}, "layout-digit", '""', None),
        ({"split2": {"r": [2, 4]}}, "layout-digit", "[2", "digits: r, c"),
        ({"replicate": {"lane": 2}}, "layout-axis", "2", "axes: addr"),
        ({"capacity": {"adr": 2}}, "layout-axis", "2", "did you mean 'addr'?"),
        ({"xor": [{"axis": "a", "dst": [1, 1], "src": [2, 2]}]}, "layout-axis", '"a"', "axes: addr"),
        ({"xor": [{"dst": [1, 2], "src": [4, 3]}]}, "layout-xor", "[1", None),
        ({"xor": [{"dst": [2, 1], "src": [4, 4]}]}, "layout-xor", '{"dst"', "as many bits on both sides"),
        ({"xor": [{"dst": [2, 1], "src": [3, 2]}]}, "layout-xor", '{"dst"', None),
        (
            {"arguments": {"p": {}}},
            "layout-argument",
            "{}",
            "example: the value that drawings and checks take",
        ),
        (
            {"arguments": {"p": {"example": 8}}},
            "layout-argument",
            '{"example"',
            "place: {addr: [[DIGIT, p], ...]}",
        ),
        ({"unit": 3}, "layout-unit", "3", None),
        ({"banks": {"count": 3}}, "layout-banks", '{"count"', None),
        ({"banks": {"count": 3, "width": 4, "axis": "addr"}}, "layout-banks", '{"count"', None),
        ({"banks": {"axis": "lane"}}, "layout-axis", '"lane"', "axes: addr"),
        (
            {"place": {"lane": "r c"}, "banks": {"count": 3, "width": 4}},
            "layout-banks",
            '{"count"',
            "banks: {axis: AXIS}",
        ),
        ({"accesses": {"a": {"lanes": 4, "index": {"k": 0}}}}, "layout-access", "0", "dimensions: r, c"),
        (
            {"accesses": {"a": {"lanes": 4, "index": {"r": "lan"}}}},
            "layout-access",
            '"lan"',
            "did you mean 'lane'?",
        ),
        ({"accesses": {"a": {"lanes": 4, "index": {"r": "1 +"}}}}, "expr-syntax", "", None),
        ({"accesses": {"a": {"lanes": 4096, "vector": 8, "index": {}}}}, "layout-access", "8", None),
        ({"accesses": {"a": {"lanes": 4, "index": {}, "repeat": {"lane": 2}}}}, "layout-access", "2", None),
        (
            {"accesses": {"a": {"lanes": 4, "index": {}, "ways": 1}}},
            "layout-access",
            "1",
            "banks: {count: 32, width: 4}",
        ),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else None,
)
def test_what_is_wrong_is_said_where_it_stands(
    change: Notation, rule: str, column_of: str, hint: str | None, tmp_path: Path
) -> None:
    notation = {"dims": {"r": 8, "c": 8}, "place": {"addr": "r c"}, "element": "u8", **change}
    line = f"  it: {json.dumps(notation)}"
    found = findings(write_example(f"layouts:\n{line}\n", tmp_path))
    assert [one.rule for one in found] == [rule], [one.message for one in found]
    (one,) = found
    assert (one.at.line, one.hint) == (2, hint) or rule.startswith("expr")
    key = json.dumps(next(iter(change)))
    assert line[one.at.column - 1 :].startswith(column_of), line[one.at.column - 1 :]
    assert one.at.column > line.index(key)


def test_sizes_are_expressions(tmp_path: Path) -> None:
    spec = {
        "parameters": {"LANES": {"type": "integer", "default": 16}},
        "layouts": {
            "it": {
                "dims": {"r": "2 * LANES", "c": "any"},
                "split": {"c": ["any", "LANES // 2"]},
                "place": {"addr": [["c0", "64 * LANES"], ["r", "LANES"], ["c1", 1]]},
            }
        },
    }
    made: Layout = load(write_example(json.dumps(spec), tmp_path)).architecture().layouts["it"]
    assert made.bind().shape == (32, 16)
    assert made.bind((32, 24)).locate((3, 17)) == {ADDRESS: 2 * 1024 + 3 * 16 + 1}


def test_a_whole_notation_is_read(tmp_path: Path) -> None:
    made = resolve(tmp_path, {"it": {**WHOLE, "accesses": {}}})["it"]
    assert made.capacity == {"bank": 16, "addr": 65536}
    assert made.multiples == {"r": 8, "c": 1}
    bound = made.bind((16, 20), arguments={"pitch": 72})
    assert bound.locate((13, 9)) == {"bank": 0, "addr": 72 + 2 * 16 + 8 + 1 + 4}


def test_an_order_is_short_for_a_notation(tmp_path: Path) -> None:
    long: Notation = {"dims": {"i": "any", "j": "any"}, "unit": 8, "arguments": {"pitch": {"example": 64}}}
    long["place"] = {"addr": [["i", "pitch"], ["j", "element"]]}
    made = resolve(tmp_path, {"short": {"order": "row_major"}, "long": long})
    one = made["short"].bind((5, 7), element=PREDEFINED_FLOATS["f32"], arguments={"pitch": 36})
    other = made["long"].bind((5, 7), element=PREDEFINED_FLOATS["f32"], arguments={"pitch": 36})
    assert compare(one, other).equal and other.address((2, 3)) == 2 * 36 + 3 * 4


@pytest.mark.parametrize(
    ("notation", "words"),
    [
        ({"dims": {"i": 8}, "place": {"addr": "i " * 100_000}}, "there are at most 64 digits"),
        ({"dims": {f"d{n}": 2 for n in range(20_000)}, "place": {"addr": "d0"}}, "at most 12 dimensions"),
    ],
)
def test_too_many_parts_are_told_at_once(tmp_path: Path, notation: Notation, words: str) -> None:
    start = time.process_time()
    found = findings(write_example(f"layouts: {json.dumps({'a': notation})}\n", tmp_path))
    assert any(words in one.message for one in found)
    assert time.process_time() - start < 2

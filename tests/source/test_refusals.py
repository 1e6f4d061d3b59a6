"""What a spec must not say, found at its exact place; hostile files are refused quickly."""

from __future__ import annotations

import time

import pytest
from yaml._yaml import CParser

from specgen.source import Limits, SourceFile, render
from specgen.source.parser import PureParser, make_parser
from tests.source.reading import findings, load

REFUSALS = [
    ("a: 1\nb: 2\na: 3\n", [("yaml-duplicate-key", 3, 1)]),
    ('{a: 1, "a": 2, a: 3}', [("yaml-duplicate-key", 1, 8), ("yaml-duplicate-key", 1, 16)]),
    ("a: 1\nb: {c: 1, c: 2}\na: 3", [("yaml-duplicate-key", 2, 11), ("yaml-duplicate-key", 3, 1)]),
    ("a: &x 1", [("yaml-anchor", 1, 4)]),
    ("&x a: 1", [("yaml-anchor", 1, 1)]),
    ("a: &x [1]\nb: &y\n  c: 1", [("yaml-anchor", 1, 4), ("yaml-anchor", 2, 4)]),
    ("a: *x", [("yaml-alias", 1, 4)]),
    ("*x : 1", [("yaml-alias", 1, 1)]),
    ("[1, *x]", [("yaml-alias", 1, 5)]),
    ("a:\n  <<: {b: 1}\n  c: 2", [("yaml-merge-key", 2, 3)]),
    ("a: !!int 3", [("yaml-tag", 1, 4)]),
    ("a: !<x> [3]", [("yaml-tag", 1, 4)]),
    ("!python/object:os.system a: 1", [("yaml-tag", 1, 1)]),
    ("a: !x &y 010", [("yaml-leading-zero", 1, 4), ("yaml-tag", 1, 4), ("yaml-anchor", 1, 7)]),
    ("a: !e!x 1", [("yaml-syntax", 1, 4)]),
    ("[a, b]: 1", [("yaml-key", 1, 1)]),
    ("? {a: 010}\n: 1", [("yaml-key", 1, 3), ("yaml-leading-zero", 1, 7)]),
    ("?\n: 1", [("yaml-key", 1, 2)]),
    ("'': 1", [("yaml-key", 1, 1)]),
    ("a: 1\n---\nb: 2", [("yaml-documents", 2, 1)]),
    ("a:\n- 1\n-\t2\n\t", [("yaml-tab", 3, 2)]),
]
BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(("text", "expected"), REFUSALS)
def test_refusals(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert findings(text) == expected


@pytest.mark.parametrize(("text", "expected"), REFUSALS)
def test_refusals_without_libyaml(
    text: str, expected: list[tuple[str, int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "yaml._yaml", None)
    assert isinstance(make_parser(""), PureParser)
    assert findings(text) == expected


def test_the_rest_of_the_file_is_there() -> None:
    tree, diagnostics = load("a: 1\na: 2\nb: *x\nc: 010\n[d]: 3\ne: [!!int 5, 0b2]\n<<: {f: 1}\ng: 7\n")
    assert tree is not None
    assert tree.data == {"a": 1, "b": None, "c": None, "e": [5, None], "g": 7}
    assert diagnostics.errors == 7
    assert [path for path in (("b",), ("c",), ("e",), ("e", 0), ("e", 1), ("g",)) if tree.refused(path)] == [
        ("b",),
        ("c",),
        ("e", 1),
    ]
    assert str(tree.value_location(("g",))) == "spec/a.yaml:8:4"


def test_duplicate_keys_show_both_places() -> None:
    (found,) = load("a: 1\nb: 2\na: 3\n")[1]
    assert found.message == "'a' is given twice"
    assert [str(related.at) for related in found.related] == ["spec/a.yaml:1:1"]


def test_quoted_signs_are_text() -> None:
    tree, diagnostics = load('a: "&x"\nb: "*x"\nc: "!x"\n"<<": 1\nd: x &y !z *w\n')
    assert tree is not None
    assert not len(diagnostics)
    assert tree.data == {"a": "&x", "b": "*x", "c": "!x", "<<": 1, "d": "x &y !z *w"}


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? ", "? [", "[[], "])
def test_depth_is_limited(unit: str) -> None:
    began = time.process_time()
    tree, diagnostics = load(unit * 20_000)
    assert time.process_time() - began < 2
    assert tree is None
    assert [found.rule for found in diagnostics.sorted()][-1] == "yaml-limit"


def test_depth_up_to_the_limit() -> None:
    assert load("[" * 64 + "]" * 64)[1].errors == 0
    assert [(f.rule, f.at.column) for f in load("[" * 65 + "]" * 65)[1]] == [("yaml-limit", 65)]


def test_alias_bomb_is_refused_at_once() -> None:
    began = time.process_time()
    tree, diagnostics = load(BOMB)
    assert time.process_time() - began < 1
    assert tree is not None
    assert {found.rule for found in diagnostics} == {"yaml-anchor", "yaml-alias"}
    assert diagnostics.errors == 9 + 16


def test_number_of_values_is_limited() -> None:
    tree, diagnostics = load("- a\n" * 3000, Limits(nodes=1000))
    assert tree is None
    assert [found.rule for found in diagnostics] == ["yaml-limit"]
    assert load("- a\n" * 990, Limits(nodes=1000))[1].errors == 0


def test_number_of_findings_is_limited() -> None:
    tree, diagnostics = load("- *a\n" * 1000)
    assert tree is None
    assert [found.rule for found in diagnostics.sorted()] == ["yaml-alias"] * 100 + ["yaml-limit"]


def test_size_is_limited() -> None:
    tree, diagnostics = load("# long\n" * 100, Limits(size=100))
    assert tree is None
    assert [found.rule for found in diagnostics] == ["yaml-limit"]


def test_long_lines_are_shown_in_part() -> None:
    shown = render(load("a: " + "x" * 1_000_000 + ": 010")[1])
    assert len(shown) < 500
    assert "…" in shown


def test_libyaml_is_used() -> None:
    assert isinstance(make_parser(""), CParser)
    assert SourceFile("a", "").line_count == 1

"""Places: against PyYAML's own marks on random documents, and case by case inside texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from specgen.source import Tree
from tests.source.reading import load, tree_of

KEYS = st.text("abcxyz_ é漢", min_size=1, max_size=8)
TEXTS = st.text(st.sampled_from("abc é漢😀'\"\\:#-,[]{}|>\n 0123456789"), max_size=30)
SCALARS = TEXTS | st.integers(-1000, 1000) | st.booleans() | st.none()
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, '"', "'", "|", ">"]),
        "indent": st.integers(2, 6),
        "width": st.sampled_from([10, 40, 1000]),
        "allow_unicode": st.booleans(),
    }
)


class Plain(yaml.SafeDumper):
    """Writes no aliases, and no tags for what is not text."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def process_tag(self) -> None:
        return


def marks(
    node: yaml.Node, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], yaml.Node, yaml.Node]]:
    """Yield path, node of the key (of an item: its own) and node of the value, of all but the root."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key, value
            yield from marks(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item, item
            yield from marks(item, (*path, index))


def start(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


@given(TREES, STYLES)
def test_places_are_those_of_pyyaml(data: object, style: dict[str, Any]) -> None:
    text = yaml.dump(data, Dumper=Plain, sort_keys=False, **style)
    tree, _ = load(text)
    root = yaml.compose(text, yaml.SafeLoader)
    assert tree is not None
    assert root is not None
    for path, key, value in marks(root):
        at = tree.key_location(path)
        assert (at.line, at.column) == start(key)
        at = tree.value_location(path)
        assert (at.line, at.column) == start(value)
        assert at.end_column is not None
        if (
            isinstance(value, yaml.ScalarNode)
            and value.end_mark.line == value.start_mark.line
            and value.value
        ):
            assert at.end_column == value.end_mark.column + 1


@given(st.lists(TEXTS, min_size=1, max_size=3), STYLES)
def test_characters_are_found_where_they_are_written(texts: list[str], style: dict[str, Any]) -> None:
    text = yaml.dump({"a": {"b": texts}}, Dumper=Plain, sort_keys=False, **(style | {"allow_unicode": True}))
    tree = load(text)[0]
    assert tree is not None
    for number, value in enumerate(texts):
        if tree.data["a"]["b"][number] != value:
            continue  # written plainly, and no text to us
        for index, character in enumerate(value):
            if character not in " \n\\'\"" and ord(character) < 0x10000:
                at = tree.scalar_location(("a", "b", number), index)
                assert at.file.line(at.line)[at.column - 1] == character


def mark(tree: Tree, path: tuple[str | int, ...], line: int, column: int) -> tuple[int, int]:
    at = tree.text_location(path, line, column)
    return at.line, at.column


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ("s: |\n  one\n    two\n", (2, 3), (3, 5)),
        ("s: |-\n  one\n\n  two", (3, 2), (4, 4)),
        ("s: |+ # why\n  one\n\n\n", (1, 1), (2, 3)),
        ("s: |\n\n\n  one\n", (3, 1), (4, 3)),
        ("s: |2\n     one\n   two\n", (2, 2), (3, 4)),
        ("a:\n  - s: |\n      one\n", (1, 2), (3, 8)),
        ("s: |\r\n  one\r\n  two\r\n", (2, 3), (3, 5)),
        ("s: |\n  one\n", (9, 9), (3, 1)),
        ("s: >\n  one\n  two\n\n  three\n", (1, 5), (3, 3)),
        ("s: >\n  one\n  two\n\n  three\n", (2, 1), (5, 3)),
        ("s: one\n  two", (1, 5), (2, 3)),
        ("s: 'it''s'", (1, 4), (1, 9)),
        ('s: "a\\tb\\u00e9c"', (1, 5), (1, 15)),
        ('s: "one\\\n  two"', (1, 4), (2, 3)),
        ("s: 0x40", (1, 3), (1, 6)),
        ("s: one", (1, 4), (1, 7)),
    ],
)
def test_inside_of_texts(text: str, where: tuple[int, int], expected: tuple[int, int]) -> None:
    tree = tree_of(text)
    path: tuple[str | int, ...] = ("a", 0, "s") if "a" in tree.data else ("s",)
    assert mark(tree, path, *where) == expected


def test_spans() -> None:
    tree = tree_of('bits: "31 7 30:25"\nsemantics: |\n  x = y\n')
    at = tree.scalar_location(("bits",), 5, 5)
    assert (str(at), at.end_column) == ("spec/a.yaml:1:13", 18)
    at = tree.text_location(("semantics",), 1, 5, 6)
    assert (str(at), at.end_column) == ("spec/a.yaml:3:7", 8)


def test_paths_outside_are_cut() -> None:
    tree = tree_of("a:\n  b: [1, {c: 2}]\n")
    assert str(tree.key_location(("a", "b", "nothing", "c"))) == "spec/a.yaml:2:3"
    assert str(tree.key_location(("a", "b", 7))) == "spec/a.yaml:2:3"
    assert str(tree.value_location(())) == "spec/a.yaml:1:1"
    assert str(tree_of("# nothing").value_location(("a",))) == "spec/a.yaml:1:1"


def test_locations_of_validation_skip_tags() -> None:
    tree = tree_of("items:\n  - {kind: a, x: 1}\n  - 7: z\n")
    assert tree.resolve(("items", 0, "a", "x")) == ("items", 0, "x")
    assert str(tree.locate(("items", 0, "a", "x"))) == "spec/a.yaml:2:18"
    assert str(tree.locate(("items", 1, 7, "str"))) == "spec/a.yaml:3:8"


def test_keys_are_text_as_spelled() -> None:
    assert tree_of("{0: a, 0x10: b, true: c, ~: d, no: e, 010: f, 1e3: g}").data == {
        "0": "a", "0x10": "b", "true": "c", "~": "d", "no": "e", "010": "f", "1e3": "g",
    }  # fmt: skip

"""Broken YAML: our words, at the place where it broke, whichever parser noticed."""

from __future__ import annotations

import sys

import pytest
import yaml

from specgen.source.syntax_errors import _TABLE
from tests.source.reading import load

BROKEN = {
    "a: [1, 2\nb: 3\n": (1, 4, "this list is not closed by ']'"),
    "a: {b: 1\nc: 3\n": (1, 4, "this mapping is not closed by '}'"),
    "a: {b: 1]\n": (1, 4, "this mapping is not closed by '}'"),
    "a: b: c\n": (1, 5, "a second ':' in one line"),
    "a: 1\n  b: 2\n": (2, 3, "a key cannot begin here: it continues the line above"),
    "a\nb: 2\n": (2, 1, "a key cannot begin here: it continues the line above"),
    "a:\n  b: 1\n c: 2\n": (3, 2, "this line does not fit the mapping above it"),
    "a:\n  - 1\n b: 2\n": (3, 2, "this line does not fit the mapping above it"),
    "- a\nb: 1\n": (2, 1, "this line is neither an item of the list above nor less indented"),
    "a: 1\nkey\nb: 2\n": (2, 1, "expected ':' after this key"),
    "a: - b\n": (1, 4, "a list cannot begin here"),
    "a: ? b\n": (1, 4, "a key cannot begin here"),
    "a: @b\n": (1, 4, "a value cannot begin with this character"),
    "a: %b\n": (1, 4, "a value cannot begin with this character"),
    'a: "b\nc: 1\n': (1, 4, "this quote is not closed"),
    "a: 'b\n": (1, 4, "this quote is not closed"),
    'a: "b\n---\n': (1, 4, "this quote is not closed before '---' or '...'"),
    'a: "\\q"\n': (1, 5, "no such escape between double quotes"),
    'a: "\\xq"\n': (1, 7, "this escape needs hexadecimal digits of a character"),
    "a: |x\n  b\n": (1, 5, "only a comment may follow here"),
    "a: |0\n  b\n": (1, 5, "the indentation after '|' or '>' is a digit from 1 to 9"),
    "a: ]\n": (1, 4, "a value is missing here"),
    "a: *\n": (1, 4, "'&' or '*' without a name"),
    "a: & b\n": (1, 4, "'&' or '*' without a name"),
    "a: !e!b c\n": (1, 4, "a tag"),
    "%FOO\na: 1\n": (1, 5, "a directive that is not understood"),
    "%YAML 3.0\n---\na: 1\n": (1, 1, "a directive that is not understood"),
    "a: 1\n...\nb: 2\n": (3, 1, "nothing may follow here"),
    "[a]\nb\n": (2, 1, "nothing may follow here"),
}


def words(text: str) -> tuple[int, int, str]:
    tree, diagnostics = load(text)
    assert tree is None
    (found,) = diagnostics
    assert found.rule == "yaml-syntax"
    return found.at.line, found.at.column, found.message


@pytest.mark.parametrize("text", BROKEN)
def test_words(text: str) -> None:
    assert words(text) == BROKEN[text]


@pytest.mark.parametrize("text", BROKEN)
def test_words_without_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    line, _, message = words(text)
    assert line in (BROKEN[text][0], BROKEN[text][0] + 1)
    assert message in {known.message for known in _TABLE} | {BROKEN[text][2]}


@pytest.mark.parametrize("text", BROKEN)
def test_the_parsers_own_words_are_never_shown(text: str) -> None:
    with pytest.raises(yaml.YAMLError) as failure:
        list(yaml.parse(text, yaml.CSafeLoader))
    assert isinstance(failure.value, yaml.MarkedYAMLError)
    (found,) = load(text)[1]
    assert failure.value.problem not in (found.message, found.hint)


def test_other_end_is_shown() -> None:
    (found,) = load("a: [1,\n   2\nb: 3\n")[1]
    assert [(str(related.at), related.message) for related in found.related] == [
        ("spec/a.yaml:3:2", "noticed here")
    ]

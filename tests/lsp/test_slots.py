"""Every text of the schema is a place of names, or is known to be none; and what names mean is found where they are."""

from __future__ import annotations

from pathlib import Path

from specgen.lsp.index.slots import TEXTS, known_places, shape
from specgen.lsp.index.words import Word, places, words
from specgen.lsp.schema import leaves, walk
from specgen.lsp.workspace import Workspace
from specgen.model.merge import SECTIONS


def test_every_text_of_the_schema_is_listed() -> None:
    texts = {path for path, kind in leaves() if kind == "text"}
    known = known_places() | {f"{section}.@" for section in SECTIONS}
    assert texts <= known, "say in slots.py what these hold, or that they name nothing"
    numbers = {path for path, kind in leaves() if kind == "number"}
    in_lists_of_any_kind = {"layouts.*.place.*.#.#"}
    assert known - texts - numbers == in_lists_of_any_kind
    assert not numbers & TEXTS


def test_numbers_are_expressions_without_being_listed() -> None:
    slot = shape()
    for part in ("memories", "sram", "size"):
        inner = slot.child(part)
        assert inner is not None
        slot = inner
    assert slot.kind == "expression"
    assert walk(("memories", "sram", "size"))


def test_words_of_the_languages_are_told_apart_from_names() -> None:
    text = 'y = convert(e4m3, x[a], round="up", daz=on)  # not this\nraise range(2 * LANES if p else 4 KiB)'
    found = [(word.text, word.role) for word in words(text)]
    assert found == [
        ("y", ""), ("convert", "call"), ("e4m3", ""), ("x", ""), ("a", ""), ("round", "keyword"), ("daz", "keyword"),
        ("on", ""), ("raise", ""), ("range", "raise"), ("LANES", ""), ("if", ""), ("p", ""), ("else", ""),
    ]  # fmt: skip
    assert [(word.text, word.before) for word in words("header.type == op.and")] == [
        ("header", ()), ("type", ("header",)), ("op", ()), ("and", ("op",)),
    ]  # fmt: skip
    assert [*places("add.{t} {d:x}, 4({a})")] == [
        (Word("t", 5), False), (Word("d", 9), False), (Word("x", 11), True), (Word("a", 18), False),
    ]  # fmt: skip


def test_whatever_a_spec_refers_to_is_found(root: Path) -> None:
    """Types may be predefined; chips and models may come from the library."""
    (project,) = Workspace().projects_of(str(root / "spec" / "spec.yaml"))
    index, sections = project.index, set(SECTIONS) - {"types", "chips", "models"}
    wrong = [
        (file.path, one.word)
        for file in index.files.values()
        for one in file.mentions
        if one.kind in sections
        and one.word not in ("label", "hex", "address", "host")
        and index.meaning(one) is None
    ]
    assert wrong == []

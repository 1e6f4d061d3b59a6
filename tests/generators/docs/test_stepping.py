"""The page that steps programs: what it says without an engine, and words of a spec that stay words."""

from __future__ import annotations

import json

import pytest

from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.exhibits.stepping import Engine, Kernel, Stepping
from specgen.generators.docs.stepping import stepping_files, stepping_page
from tests.generators.docs.hostile import HOSTILE, wrong_with
from tests.generators.docs.small import small

_ENGINES = {"default": Engine(b"\0asm", "{}")}


def _book(made: Stepping | None) -> Book:
    return Book(Request((small(),), {}, {"stepping": made, "codec": {"codec.js": ""}}))


def test_without_an_engine_the_page_says_why() -> None:
    book = _book(Stepping(left_out="clang is not there"))
    ((path, text),) = stepping_page(book)
    assert path == "step.md"
    assert "The engine is left out of this page: clang is not there." in text
    assert "<script" not in text
    assert stepping_files(book) == {}
    assert list(stepping_page(_book(None))) == []


def test_an_engine_comes_with_all_that_the_page_fetches() -> None:
    book = _book(Stepping(_ENGINES, (Kernel("a/b", "Adds.", "# Adds.\n", ("default",)),)))
    files = stepping_files(book)
    assert {"assets/engine/default.wasm", "assets/engine/default.json", "assets/stepper.js"} < set(files)
    assert json.loads(files["assets/engine/kernels.json"])[0]["name"] == "a/b"
    assert json.loads(files["assets/engine/links.json"])["faults"]
    ((_, text),) = stepping_page(book)
    assert '- <a href="#kernel=a/b"><code>a/b</code></a> Adds.' in text


@pytest.mark.parametrize("word", HOSTILE)
def test_words_of_kernels_stay_words(word: str) -> None:
    name = word.replace("/", "").replace("\0", "")
    book = _book(Stepping(_ENGINES, (Kernel(name, word, word, ("default",)),)))
    ((_, text),) = stepping_page(book)
    line = next(one for one in text.splitlines() if one.startswith("- <a "))
    link, _, summary = line.partition("</a> ")
    assert "<" not in link.removeprefix('- <a href="').partition("<code>")[2].removesuffix("</code>")
    assert wrong_with(summary) is None

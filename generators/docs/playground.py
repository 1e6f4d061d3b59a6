"""The page on which words are decoded and texts assembled, and the files that it does so with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.assets import asset
from specgen.generators.docs.parts.page import join, script, table, title
from specgen.generators.docs.parts.text import code, html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.isa import Instruction

_SCRIPTS = ("playground.js", "wordview.js")
_WITHOUT = (
    "What decodes and assembles here is a script, made of the same description as these pages; without scripts, "
    '`specgen decode WORD`, `specgen encode "TEXT"` and `specgen asm FILE` say the same.\n{: #sg-play-static }'
)
_SUMMARY = (
    "Type a word or a line of assembly, and see what each bit says; assemble a program and read its bytes."
)


def playground_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of a spec that has instructions, where there are tables to go by."""
    if book.exhibits.codec and book.exhibits.examples:
        yield "playground.md", join(_page(book, book.at("playground")))


def codec_files(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the scripts of the page, and the modules and tables that they use."""
    if book.exhibits.codec and book.exhibits.examples:
        yield from ((f"assets/{name}", asset(name)) for name in _SCRIPTS)
        yield from ((f"assets/codec/{name}", text) for name, text in book.exhibits.codec.items())


def _page(book: Book, links: Links) -> Iterator[str]:
    samples = list(_samples(book))
    yield title("Playground", _SUMMARY)
    yield _play(book, samples[0][1])
    yield _WITHOUT
    yield "## A word of each format"
    yield table(("Format", "Instruction", "Word", "Assembly"), _rows(samples, links))
    yield script("playground.js", links)


def _play(book: Book, word: str) -> str:
    """Where the script puts what there is to type into, and what it begins with."""
    variants = ",".join(one.variant for one in book.architectures)
    return f'<div id="sg-play" data-variants="{html(variants)}" data-word="{word}" hidden></div>'


def _samples(book: Book) -> Iterator[tuple[Instruction, str, str]]:
    """The first instruction of every format, a word of it and its assembly."""
    seen: set[str] = set()
    for name, (one, _) in book.instructions.items():
        for line, word in book.exhibits.examples.get(name, ())[:1]:
            if one.format.name not in seen:
                seen.add(one.format.name)
                yield one, f"{word:#0{2 + one.format.width // 4}x}", line


def _rows(samples: list[tuple[Instruction, str, str]], links: Links) -> Iterator[tuple[str, ...]]:
    for one, word, line in samples:
        yield (
            links.md("formats", one.format.name),
            links.md("instructions", one.name),
            f"{code(word)}{{: .sg-wrap }}",
            f"{code(line)}{{: .sg-wrap }}",
        )

"""The page on which words are decoded and texts assembled, and the files that it does so with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.assets import asset
from specgen.generators.docs.parts.page import join, script, table, title
from specgen.generators.docs.parts.text import code, html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction

_SCRIPTS = ("packing.js", "playground.js", "program.js", "tryout.js", "wordfields.js", "wordview.js")
_LINES, _SHORT, _WORDS = 6, 40, 16
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


def tryout(one: Instruction, architecture: Architecture, links: Links) -> str:
    """Return the place on an instruction's page where its word and assembly can be changed; empty without an example."""
    exhibits = links.book.exhibits
    if not exhibits.codec or not exhibits.examples.get(one.name):
        return ""
    data = {
        "instruction": one.name,
        "variant": architecture.variant,
        "processor": one.processor.name,
        "word": f"{exhibits.examples[one.name][0][1]:#x}",
    }
    given = "".join(f' data-{name}="{html(value)}"' for name, value in data.items())
    return join([f'<div class="sg-try"{given} hidden></div>', script("tryout.js", links)])


def codec_files(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the scripts of the page, and the modules and tables that they use."""
    if book.exhibits.codec and book.exhibits.examples:
        yield from ((f"assets/{name}", asset(name)) for name in _SCRIPTS)
        yield from ((f"assets/codec/{name}", text) for name, text in book.exhibits.codec.items())


def _page(book: Book, links: Links) -> Iterator[str]:
    samples = list(islice(_samples(book), _WORDS))
    yield title("Playground", _SUMMARY)
    yield _play(book, samples[0][1])
    yield _WITHOUT
    yield "## Words to begin with {: #words }"
    yield table(("Instruction", "Word", "Assembly"), _rows(samples, links))
    yield script("playground.js", links)


def _play(book: Book, word: str) -> str:
    """Where the script puts what there is to type into, and what it begins with."""
    variants = ",".join(one.variant for one in book.architectures)
    program = html(_program(book)).replace("\n", "&#10;")
    stepping = book.exhibits.stepping
    step = ' data-step="step.html"' if stepping is not None and stepping.engines else ""
    return (
        f'<div id="sg-play" data-variants="{html(variants)}" data-word="{word}" data-program="{program}"{step} '
        "hidden></div>"
    )


def _program(book: Book) -> str:
    """A few short lines that every variant's first processor takes, each of another format."""
    lines: dict[str, str] = {}
    for name, (one, architecture) in book.instructions.items():
        first = next(iter(architecture.processors.values()))
        if one.processor is first and all(name in other.instructions for other in book.architectures):
            for line, _ in book.exhibits.examples.get(name, ())[:1]:
                lines.setdefault(one.format.name, line)
    chosen = [line for line in lines.values() if len(line) <= _SHORT][:_LINES]
    return "".join(["start:\n", *(f"    {line}\n" for line in chosen)])


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
            links.md("instructions", one.name),
            code(word),
            f"{code(line)}{{: .sg-wrap }}",
        )

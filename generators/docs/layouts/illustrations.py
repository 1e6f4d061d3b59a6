"""Drawings in hand-written pages: of the layouts that their own examples describe, and of those in files of `std:`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from specgen.generators.docs.book import Book
from specgen.generators.docs.layouts.composites import composite_page, composite_table
from specgen.generators.docs.layouts.figures import figure
from specgen.generators.docs.layouts.pages import layout_page, layout_table
from specgen.generators.docs.parts.page import join
from specgen.generators.drawings import KINDS
from specgen.generators.target import Files, Request
from specgen.model import Architecture, load_fragment
from specgen.model.item import Item
from specgen.source import Diagnostics, SourceFile, SpecError, did_you_mean

T = TypeVar("T", bound=Item)

_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LISTED = re.compile(r"^<!-- layouts: *(std:\S+) *-->$", re.MULTILINE)
_STANDARD = "std-layouts"
_MARK = re.compile(r"^<!-- drawing: *(\w*) +(\S*) *-->$", re.MULTILINE)


def drawn(path: str, text: str) -> str:
    """Return a page with a drawing in place of each line ``<!-- drawing: KIND LAYOUT -->``.

    The layout is one of those in the page's blocks of YAML. Raises SpecError where these have errors, or a kind or layout
    is not there.
    """
    if not _MARK.search(text):
        return text
    examples = described(path, text)
    file = SourceFile(path, text)
    return _MARK.sub(lambda found: _figure(examples, file, found), text)


def described(path: str, text: str) -> Architecture:
    """Return what the examples of a page describe that are sections of a spec. Raises SpecError."""
    spec = load_fragment(*_examples(path, text))
    if spec.diagnostics.errors:
        raise SpecError(spec.diagnostics)
    return spec.architecture()


def _examples(path: str, text: str) -> Iterator[SourceFile]:
    """The examples, each at the lines of the page on which it stands."""
    for found in _BLOCK.finditer(text):
        if found[1].startswith(("layouts:", "types:", "include:")):
            yield SourceFile(path, "\n" * text.count("\n", 0, found.start(1)) + found[1])


def _figure(examples: Architecture, file: SourceFile, found: re.Match[str]) -> str:
    kind, name = found[1], found[2]
    wrong = Diagnostics()
    for given, known, group in ((kind, KINDS, 1), (name, examples.layouts, 2)):
        if given not in known:
            hint = did_you_mean(given, known) or f"there are {', '.join(known)}"
            at = file.at(found.start(group), len(given))
            wrong.report("ref-unknown", f"nothing is called {given!r} here", at, hint=hint)
    if wrong.errors:
        raise SpecError(wrong)
    return figure(KINDS[kind], KINDS[kind].draw(examples.layouts[name].bind()))


def listed(path: str, text: str) -> tuple[str, Files]:
    """Return a page with a table in place of each line ``<!-- layouts: FILE -->``, and the pages that tables lead to.

    The file is one of `std:layouts`. Raises SpecError where there is no such file, or it has errors.
    """
    files: Files = {}

    def table(found: re.Match[str]) -> str:
        source = SourceFile(path, "\n" * text.count("\n", 0, found.start()) + f"include: ['{found[1]}']\n")
        spec = load_fragment(source)
        if spec.diagnostics.errors:
            raise SpecError(spec.diagnostics)
        described = spec.architecture()
        # What they name has no page in this site, and no place in the book of its links.
        bare = replace(described, types={}, block_types={}, layouts={}, composites={})
        book = Book(Request((bare,), {}))
        at = book.at(posixpath.splitext(path)[0])
        layouts, composites = _own(described.layouts, found[1]), _own(described.composites, found[1])
        for one in layouts:
            files[f"{_STANDARD}/{one.name}.md"] = layout_page(one, book.at(f"{_STANDARD}/{one.name}"))
        for several in composites:
            page = composite_page(several, book.at(f"{_STANDARD}/{several.name}"))
            files[f"{_STANDARD}/{several.name}.md"] = page
        tables = [layout_table(layouts, at, _STANDARD)] if layouts else []
        return join([*tables, *([composite_table(composites, at, _STANDARD)] if composites else [])])

    return _LISTED.sub(table, text), files


def _own(items: Mapping[str, T], file: str) -> list[T]:
    """What a file says itself, and none that it includes."""
    return [one for one in items.values() if one.origin.tree.file.path == file]

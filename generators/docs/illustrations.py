"""Drawings in hand-written pages: of the layouts that their own examples describe."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specgen.generators.docs.text import html
from specgen.generators.drawings import KINDS, Kind
from specgen.model import Architecture, load_fragment
from specgen.source import Diagnostics, SourceFile, SpecError, did_you_mean

_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
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


def figure(kind: Kind, drawing: str) -> str:
    """Return a drawing with what it says, as an element of a page."""
    return f'<figure class="sg-drawing">{drawing}<figcaption>{html(kind.caption)}</figcaption></figure>'

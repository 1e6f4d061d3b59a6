"""What pages of layouts are made of: drawings with what they say, what is known, and the notation as written."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import table
from specgen.generators.docs.parts.text import html, plain
from specgen.generators.drawings import KINDS, Fact, Kind
from specgen.generators.drawings import facts as known

if TYPE_CHECKING:
    from specgen.model.layouts import Bound, Layout
    from specgen.model.origin import Origin

_WORDS = re.compile(r"^( +)(?:summary|description):.*\n(?:\1 +.*\n|\n)*", re.MULTILINE)


def figure(kind: Kind, drawing: str) -> str:
    """Return a drawing with what it says, as an element of a page."""
    return f'<figure class="sg-drawing" data-search-exclude>{drawing}<figcaption>{html(kind.caption)}</figcaption></figure>'


def drawings(bound: Bound) -> Iterator[str]:
    """Yield all that can be drawn of a tensor, each with its heading."""
    for kind in KINDS.values():
        if kind.fits(bound):
            yield f"### {kind.title}"
            yield figure(kind, kind.draw(bound))


def known_table(layout: Layout, bound: Bound | None = None) -> str:
    """Return what is known of a layout for any size, or of one tensor, as a table."""
    return table(("Fact", "Says", "How"), (_fact(fact) for fact in known(layout, bound)))


def _fact(fact: Fact) -> tuple[str, str, str]:
    name = plain(fact.name) if fact.holds else f"**not {plain(fact.name)}**"
    return name, plain(fact.said), fact.how


def written(origin: Origin) -> str:
    """Return the lines of the spec in which a thing is written, but for its summary and description."""
    if not origin.path:
        return ""
    at = origin.key()
    lines = at.file.text.splitlines()[at.line - 1 :]
    deeper = takewhile(lambda line: not line.strip() or _indent(line) > _indent(lines[0]), lines[1:])
    text = textwrap.dedent("\n".join([lines[0], *deeper])) + "\n"
    return _WORDS.sub("", text).strip("\n")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

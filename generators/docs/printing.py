"""A site's pages as one document for paper: articles one after the other, links between them kept, the rest left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from specgen.generators.docs.index import SECTIONS
from specgen.generators.docs.parts.text import html

_NOT_PRINTED = frozenset(("rules", "review", "playground", "step", "rooflines"))
_DROPPED = frozenset(
    ("script", "style", "button", "input", "select", "textarea", "dialog", "output", "template")
)
_VOID = frozenset(("input",))
_ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)
_ADDRESS = re.compile(r'\s(id|href|for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
_STYLE = """
@page { size: A4; margin: 16mm 14mm 18mm; }
html { font-size: 120%; }
body { margin: 0; background: #fff; color: #1d2129; }
.sg-sheet { break-before: page; }
.sg-sheet.sg-thing { break-before: auto; border-top: 1px solid var(--sg-line); margin-top: 2rem; padding-top: 1rem; }
.sg-cover { padding-top: 30vh; text-align: center; }
.sg-contents { columns: 4; font-size: 0.6rem; line-height: 1.5; }
.sg-contents ul { list-style: none; margin: 0 0 0.4rem !important; padding: 0; }
.sg-contents li { margin: 0 !important; overflow-wrap: anywhere; }
.sg-contents li li { padding-left: 1em; }
.sg-contents a { text-decoration: none !important; }
.md-typeset h1 { break-before: auto !important; }
h1, h2, h3 { break-after: avoid; }
tr, figure, svg { break-inside: avoid; }
pre, .sg-grid, .sg-drawing { overflow: visible !important; }
pre code { white-space: pre-wrap; overflow-wrap: anywhere; }
svg { max-width: 100%; min-width: 0 !important; height: auto; }
details > summary { display: none; }
"""


def printed_pages(names: Iterable[str]) -> list[str]:
    """Return the pages (paths without suffix) that a document of the spec has, in the order of the reference."""
    there = sorted(names)
    found = [one for one in ("status",) if one in there]
    for section, _, _ in SECTIONS:
        if section in _NOT_PRINTED:
            continue
        found += [one for one in there if one == section and one not in found]
        found += [one for one in there if dirname(one) == section]
    return found


def document(pages: Mapping[str, str], order: Sequence[str], title: str, styles: Iterable[str]) -> str:
    """Return one HTML document of the built ``pages`` (by path without suffix), linked within; ``styles`` are addresses.

    Nothing in it needs a script, and no link leads out of it but those to other hosts.
    """
    known = frozenset(order)
    sheets = []
    for page in order:
        article = _ARTICLE.search(pages[page])
        reader = _Reader(page, known)
        reader.feed(article[1] if article else "")
        reader.close()
        kind = "sg-sheet sg-thing" if dirname(page) else "sg-sheet"
        sheets.append(
            f'<section class="{kind} md-typeset" id="{html(_anchor(page))}">{reader.text}</section>'
        )
    links = "".join(f'<link rel="stylesheet" href="{html(one)}">' for one in styles)
    head = f'<meta charset="utf-8"><title>{html(title)}</title>{links}<style>{_STYLE}</style>'
    cover = f'<section class="sg-cover md-typeset"><h1>{html(title)}</h1></section>' if len(order) > 1 else ""
    body = "".join([cover, _contents(pages, order), *sheets])
    scheme = 'data-md-color-scheme="default"'
    return f'<!doctype html><html lang="en"><head>{head}</head><body {scheme}>{body}</body></html>'


def _contents(pages: Mapping[str, str], order: Sequence[str]) -> str:
    """A table of contents, where there is more than a page."""
    if len(order) < 2:
        return ""
    items = []
    for page in order:
        line = f'<a href="#{html(_anchor(page))}">{html(_title(pages[page]) or page)}</a>'
        items.append(f"<li><ul><li>{line}</li></ul></li>" if dirname(page) else f"<li>{line}</li>")
    listed = f'<div class="sg-contents"><ul>{"".join(items)}</ul></div>'
    return f'<section class="sg-sheet md-typeset"><h1>Contents</h1>{listed}</section>'


def _title(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink\".*?)?</h1>", page, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def _anchor(page: str, anchor: str = "") -> str:
    name = page.replace("/", "--")
    return f"{name}---{anchor}" if anchor else name


class _Reader(HTMLParser):
    """Copies an article: ids become those of the whole document, what only a screen can use is dropped."""

    def __init__(self, page: str, known: frozenset[str]) -> None:
        super().__init__(convert_charrefs=False)
        self._page, self._known = page, known
        self._parts: list[str] = []
        self._skipped: list[str] = []

    @property
    def text(self) -> str:
        """What was copied."""
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy an element that paper can show."""
        dropped = tag in _DROPPED or any(
            name == "class" and value and "headerlink" in value.split() for name, value in attrs
        )
        if self._skipped or dropped:
            if tag not in _VOID:
                self._skipped.append(tag)
            return
        raw = self.get_starttag_text() or ""
        if tag == "details":
            raw = raw.replace("<details", "<details open", 1)
        self._parts.append(_ADDRESS.sub(self._moved, raw))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy an element without content."""
        if not self._skipped and tag not in _DROPPED:
            self._parts.append(_ADDRESS.sub(self._moved, self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        """Copy the end of an element, or end what was dropped."""
        if self._skipped:
            if tag in self._skipped:
                while self._skipped.pop() != tag:
                    pass
            return
        self._parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text."""
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        """Copy a named character."""
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy a numbered character."""
        self._copy(f"&#{name};")

    def _copy(self, text: str) -> None:
        if not self._skipped:
            self._parts.append(text)

    def _moved(self, found: re.Match[str]) -> str:
        name, value = found[1], unescape(found[2])
        if name != "href":
            moved = " ".join(_anchor(self._page, one) for one in value.split())
            return f' {name}="{html(moved)}"'
        target = self._target(value)
        return f' href="{html(target)}"' if target else ""

    def _target(self, address: str) -> str:
        """Where a link leads within the document; empty where that is not part of it."""
        if address.startswith(("https://", "http://")):
            return address
        path, _, anchor = address.partition("#")
        page = (
            normpath(join(dirname(self._page), unquote(path))).removesuffix(".html") if path else self._page
        )
        return f"#{_anchor(page, unquote(anchor))}" if page in self._known else ""

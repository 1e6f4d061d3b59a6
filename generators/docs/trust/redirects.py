"""Addresses that have changed still lead somewhere: what was renamed in the spec, and what ``moved.yaml`` says.

A page that is gone leaves one behind that leads to its successor, an anchor that is gone from its page an element there that
says where it went: neither needs a script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from posixpath import dirname, relpath

from specgen.generators.docs.book import LISTED, PAGED, Book
from specgen.generators.docs.parts.text import html
from specgen.generators.docs.trust.addresses import parted
from specgen.generators.target import Files, Request

Moves = Mapping[str, str]
"""Old addresses and those that took their places."""


def renames(asked: Request) -> dict[str, str]:
    """Return the moves that follow from ``renamed_from`` in a spec: of pages, and of anchors on shared pages."""
    book, found = Book(Request(asked.architectures, asked.semantics)), {}
    taken = {(place.page, place.anchor) for place in book.places.values()}
    for kind in (*PAGED, *LISTED):
        for name, thing in book.things(kind).items():
            former, place = getattr(thing, "renamed_from", None), book.places.get((kind, name))
            if not former or place is None:
                continue
            if not place.anchor and (f"{kind}/{former}", "") not in taken:
                found[f"{kind}/{former}.html"] = f"{place.page}.html"
                found[f"{kind}/{former}.html#{title_anchor(former)}"] = f"{place.page}.html"
            elif place.anchor == name and (place.page, former) not in taken:
                found[f"{place.page}.html#{former}"] = f"{place.page}.html#{name}"
    return found


def title_anchor(name: str) -> str:
    """Return the anchor that engines give a page's title that is a name."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", name).strip().lower())


def follow(address: str, moves: Moves) -> str | None:
    """Return where an address leads in the end: itself where it has not moved, None in a circle."""
    passed: set[str] = set()
    while address not in passed:
        passed.add(address)
        page, anchor = parted(address)
        if address in moves:
            address = moves[address]
        elif anchor and page in moves and "#" not in moves[page]:
            address = f"{moves[page]}#{anchor}"
        else:
            return address
    return None


def redirected(pages: Mapping[str, str | bytes], moves: Moves) -> Files:
    """Return a folder of pages (Markdown) with what leads from old addresses to new ones; circles lead nowhere."""
    done = dict(pages)
    by_page: dict[str, dict[str, str]] = {}
    for old in moves:
        page, anchor = parted(old)
        if (end := follow(old, moves)) is not None:
            by_page.setdefault(page, {})[anchor] = end
    for page, went in by_page.items():
        source = f"{page.removesuffix('.html')}.md"
        if source in done:
            content = done[source]
            text = content.decode() if isinstance(content, bytes) else content
            done[source] = text + _left(page, {anchor: new for anchor, new in went.items() if anchor})
        elif page not in done:
            done[page] = _stub(page, went, moves.get(page, ""))
    return done


def _left(page: str, went: Mapping[str, str]) -> str:
    """What stands at the end of a page for the anchors that are gone from it."""
    if not went:
        return ""
    lines = "".join(f"<p {_entry(page, anchor, new)}</p>" for anchor, new in sorted(went.items()))
    return f'\n<div class="sg-moved" data-search-exclude>{lines}</div>\n'


def _entry(page: str, anchor: str, new: str) -> str:
    return f'id="{html(anchor)}">{html(anchor)}: now at <a href="{html(_from(page, new))}">{html(new)}</a>'


def _from(page: str, new: str) -> str:
    """A new address as seen from a page."""
    target, anchor = parted(new)
    path = "" if target == page else relpath(target, dirname(page) or ".")
    return f"{path}#{anchor}" if anchor else path


def _stub(page: str, went: Mapping[str, str], successor: str) -> str:
    """A page that leads to where it went: at once, and to the anchor that is asked for where there is a script.

    An anchor of which nothing is said is asked for at the ``successor`` of the page, which may have moved as well.
    """
    new = went.get("") or next(iter(went.values()))
    named = {f"#{anchor}": _from(page, to) for anchor, to in sorted(went.items()) if anchor}
    entries = "".join(f"<li {_entry(page, a, to)}</li>" for a, to in sorted(went.items()) if a)
    rest = f"{_literal(_from(page, successor))} + location.hash" if successor.endswith(".html") else None
    script = f"location.replace({_literal(named)}[location.hash] ?? {rest or _literal(_from(page, new))});"
    whole = html(_from(page, new))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="moved">
<meta name="robots" content="noindex">
<title>Moved: {html(new)}</title>
<script>{script}</script>
<meta http-equiv="refresh" content="0; url={whole}">
</head>
<body>
<main>
<h1>Moved</h1>
<p>This page is now <a href="{whole}">{html(new)}</a>.</p>
{f"<ul>{entries}</ul>" if entries else ""}
</main>
</body>
</html>
"""


def _literal(value: object) -> str:
    """A value as JavaScript that may stand in a page."""
    return json.dumps(value).replace("<", "\\u003c")

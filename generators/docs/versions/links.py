"""Addresses of a thing's pages on the sites of two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.docs.book import LISTED, PAGED
from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.generators.docs.versions.data import Key, Site


def address(key: Key, name: str, site: Site | None, links: Links) -> str:
    """Return where a thing is explained, as seen from a page of this site; empty where no page is known to be there."""
    if site is None or len(key) < 2 or not name:
        return ""
    up = "../" * links.page.count("/")
    if not site.root:
        place = links.book.places.get((key[0], name))
        return links.to(place) if place is not None else ""
    if key[0] in PAGED or f"{key[0]}/{name}.html" in site.pages:
        page, anchor = f"{key[0]}/{name}.html", ""
    else:
        page, anchor = f"{LISTED.get(key[0], key[0])}.html", f"#{name}"
    return f"{up}{site.root}{page}{anchor}" if page in site.pages else ""


def linked(text: str, to: str) -> str:
    """Return a text (HTML), as a link where there is an address."""
    return f'<a href="{html(to)}">{text}</a>' if to else text

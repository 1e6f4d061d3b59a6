"""Addresses within a site, and what is on its pages: ``page.html`` or ``page.html#anchor``, from the site's root."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import unescape

Anchors = Mapping[str, Counter[str]]
"""How often each anchor is on each page."""

_ID = re.compile(r"""<[^>]*?\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'=]+))""")
_SKIPPED = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_PASSING = ("404.html", "source/", "compare.html", "compare/", "releases.html")
"""Pages of which nothing is promised: lines of files move, and what is compared depends on which versions are deployed."""
_CHOSEN = ("__", "example-")
"""How anchors begin of which nothing is promised: those of engines, and of examples, which a changed spec has others of."""
_STUB = '<meta name="generator" content="moved">'


def anchors_of(html: str) -> Counter[str]:
    """Return how often each anchor is in what a page says; those of the theme around it do not count."""
    begin, end = html.find("<article"), html.rfind("</article>")
    inner = html[begin : end if end > begin else None] if begin >= 0 else html
    found = (a or b or c for a, b, c in _ID.findall(_SKIPPED.sub("", inner)))
    return Counter(unescape(one) for one in found if one and not one.startswith(_CHOSEN))


def anchors(site: Mapping[str, str | bytes]) -> dict[str, Counter[str]]:
    """Return the anchors of all pages of a built site but those of the spec's files.

    Pages that only say where they have gone are none.
    """
    found = {}
    for name, content in sorted(site.items()):
        if name.endswith(".html") and not name.startswith(_PASSING):
            text = content.decode(errors="replace") if isinstance(content, bytes) else content
            if _STUB not in text:
                found[name] = anchors_of(text)
    return found


def parted(address: str) -> tuple[str, str]:
    """Return the page and the anchor of an address; the anchor may be empty."""
    page, _, anchor = address.partition("#")
    return page, anchor


def is_address(text: str) -> bool:
    """Whether a text is an address within a site: no scheme, no way out of it, no spaces."""
    page, anchor = parted(text)
    inside = re.fullmatch(r"[\w.+@-]+(?:/[\w.+@-]+)*\.html", page) and ".." not in page.split("/")
    return bool(inside) and not re.search(r"[\s#<>\"']", anchor) and not text.endswith("#")

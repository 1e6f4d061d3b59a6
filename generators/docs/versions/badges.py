"""Badges: in which versions a thing changed, and what for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.generators.docs.versions.data import Changed


def badges(path: tuple[str | int, ...], links: Links) -> str:
    """Return what is known of changes of the thing written at ``path`` (HTML); empty where nothing is."""
    known = links.book.history.get(tuple(map(str, path)), ())
    return " ".join(_badge(one, links) for one in known)


def _badge(one: Changed, links: Links) -> str:
    """A link to where a change is told, with the sentence as its title for those who point at it."""
    more = f", and {one.more} more" if one.more else ""
    address = "../" * links.page.count("/") + one.address
    return (
        f'<a class="sg-changed sg-verdict sg-{html(one.verdict)}" href="{html(address)}" '
        f'title="{html(one.sentence + more)}">in {html(one.version)}: {html(one.verdict)}</a>'
    )

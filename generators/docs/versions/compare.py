"""Pages that compare this version with another: every difference, by thing; long ones have a page for each family of things."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.book import LISTED, PAGED
from specgen.generators.docs.index import SECTIONS
from specgen.generators.docs.parts.page import join, script, title
from specgen.generators.docs.parts.text import html, plain
from specgen.generators.docs.versions.data import CONSUMERS, VERDICTS
from specgen.generators.docs.versions.findings import anchor, called, finding_id, thing_block, worded

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.versions.data import Comparison, Key, Thing

ROOM = 34_000
"""Bytes of HTML, without drawings, of the differences that one page tells."""
_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
_MOVES = 60
_BREAKING = 40
_NAMES = 6
_ORDER = (*PAGED, *LISTED)


def compare_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page that chooses two versions, and those of each comparison, with what scripts read."""
    known = book.exhibits.versions
    if not known.comparisons:
        return
    yield "compare.md", join(_chooser(book))
    for one in known.comparisons:
        yield from _pages(one, book)
        yield f"compare/{one.other}.json", one.report


def pages_of(comparison: Comparison, book: Book) -> dict[str, tuple[Thing, ...]]:
    """Return which page tells of which things: one page, or where that would be long one a family, or several of it."""
    whole = f"compare/{comparison.other}"
    links = book.at(whole)
    sizes = {id(one): _size(thing_block(one, comparison, links)) for one in comparison.things}
    if sum(sizes.values()) <= ROOM:
        return {whole: comparison.things}
    found: dict[str, tuple[Thing, ...]] = {whole: ()}
    for family, things in families(comparison).items():
        for begin, part in _parts(things, sizes):
            found[f"{whole}/{family}{f'-{begin}' if begin else ''}"] = part
    return found


def _size(block: str) -> int:
    return len(_DRAWING.sub("", block).encode())


def _parts(things: tuple[Thing, ...], sizes: dict[int, int]) -> Iterator[tuple[str, tuple[Thing, ...]]]:
    """Yield things that fit a page together, and what the page is called by: nothing for the first."""
    part: list[Thing] = []
    room, begin = ROOM, ""
    for one in things:
        if part and sizes[id(one)] > room:
            yield begin, tuple(part)
            part, room, begin = [], ROOM, anchor(one).partition("-")[2]
        part.append(one)
        room -= sizes[id(one)]
    if part:
        yield begin, tuple(part)


def families(comparison: Comparison) -> dict[str, tuple[Thing, ...]]:
    """Return the things by section, those with the worst differences first; what is of the spec as a whole is last, as `spec`."""
    found: dict[str, list[Thing]] = {}
    for one in comparison.things:
        found.setdefault(_family(one.key), []).append(one)

    def order(name: str) -> tuple[bool, int, int, str]:
        worst = min(VERDICTS.index(each.verdict) for one in found[name] for each in one.differences)
        return name == "spec", worst, _ORDER.index(name) if name in _ORDER else len(_ORDER), name

    return {name: tuple(found[name]) for name in sorted(found, key=order)}


def _family(key: Key) -> str:
    return key[0] if len(key) > 1 else "spec"


def family_title(name: str) -> str:
    """Return what a section is called."""
    titles = {page: told for page, told, _ in SECTIONS}
    return "The spec as a whole" if name == "spec" else titles.get(name, name.replace("_", " ").capitalize())


def places(comparison: Comparison, book: Book) -> dict[str, str]:
    """Return the address of each difference from the root of the site, by its id."""
    return {
        difference.id: f"{page}.html#{finding_id(difference)}"
        for page, things in pages_of(comparison, book).items()
        for thing in things
        for difference in thing.differences
    }


def _pages(one: Comparison, book: Book) -> Iterator[tuple[str, str]]:
    pages = pages_of(one, book)
    first = f"compare/{one.other}"
    for page, things in pages.items():
        links = book.at(page)
        head = [title(f"From {one.old} to {one.new}", ""), script("compare.js", links)]
        if page == first:
            parts = [*_overview(one, pages, links), *_told(one, things, links), *_cost(one)]
        else:
            family = family_title(_family(things[0].key))
            told = f"Differences of one family of things; [all of them](../{one.other}.md)."
            head[0] = title(f"From {one.old} to {one.new}: {family}", told)
            parts = list(_told(one, things, links))
        yield f"{page}.md", join([*head, *parts])


def _told(one: Comparison, things: tuple[Thing, ...], links: Links) -> Iterator[str]:
    if not things:
        return
    yield '<div class="sg-filter" data-compare-filter hidden></div>'
    chosen = {id(thing) for thing in things}
    for family, every in families(one).items():
        mine = [thing for thing in every if id(thing) in chosen]
        if mine:
            yield f"## {plain(family_title(family))} {{: #{family} }}"
            yield from (thing_block(thing, one, links) for thing in mine)


def _overview(one: Comparison, pages: dict[str, tuple[Thing, ...]], links: Links) -> Iterator[str]:
    yield f'<p class="sg-summary">{html(one.outcome)}. {html(one.rise)}.</p>'
    yield _hits(one)
    asked = "; ".join(f"*{question}*: {plain(told)}" for question, told in one.questions.items())
    yield f"{asked}." if asked else ""
    up = "../" * links.page.count("/")
    yield f"[For scripts]({one.other}.json), [two other versions]({up}compare.md)"
    if len(pages) > 1:
        yield _contents(one, pages)
        yield from _breaking(one, pages)


def _contents(one: Comparison, pages: dict[str, tuple[Thing, ...]]) -> str:
    """The pages of a long comparison: what they tell of, and how many differences of which verdict."""
    rows = []
    for page, things in pages.items():
        found = [each.verdict for thing in things for each in thing.differences]
        if things:
            counts = "".join(f"<td>{found.count(verdict) or ''}</td>" for verdict in VERDICTS)
            names = ", ".join(dict.fromkeys(map(called, things[:_NAMES])))
            told = f"{family_title(_family(things[0].key))}: {names}{', …' if len(things) > _NAMES else ''}"
            to = page.removeprefix("compare/")
            rows.append(f'<tr><th scope="row"><a href="{html(to)}.html">{html(told)}</a></th>{counts}</tr>')
    heads = "".join(f'<th scope="col">{verdict}</th>' for verdict in VERDICTS)
    return (
        '<div class="sg-grid" tabindex="0" role="region" aria-label="Pages of differences">'
        '<table class="sg-table sg-hits sg-parts"><thead><tr><th scope="col">Differences</th>'
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _breaking(one: Comparison, pages: dict[str, tuple[Thing, ...]]) -> Iterator[str]:
    """The worst differences of a long comparison, as many as one reads."""
    found = [
        (page.removeprefix("compare/"), each)
        for page, things in pages.items()
        for thing in things
        for each in thing.differences
        if each.verdict == VERDICTS[0]
    ]
    if found:
        yield "## What breaks {: #breaking }"
        items = (
            f'<li><a href="{html(page)}.html#{finding_id(each)}">{worded(each.message)}</a></li>'
            for page, each in found[:_BREAKING]
        )
        more = f"<li>and {len(found) - _BREAKING} more</li>" if len(found) > _BREAKING else ""
        yield f"<ul>{''.join(items)}{more}</ul>"


def _hits(one: Comparison) -> str:
    heads = "".join(
        f'<th scope="col" title="{html(told)}">{html(name)}</th>' for name, told in one.questions.items()
    )
    cells = {
        name: "".join(f'<td class="sg-e-{html(word)}">{_word(word)}</td>' for word in words)
        for name, words in one.hits.items()
    }
    rows = "".join(f'<tr><th scope="row">{html(name)}</th>{told}</tr>' for name, told in cells.items())
    return (
        '<div class="sg-grid" tabindex="0" role="region" aria-label="Who is hit"><table class="sg-table sg-hits"><thead><tr>'
        f'<th scope="col">who is hit</th><th scope="col">in all</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _word(word: str) -> str:
    return "–" if word == "none" else html(word)


def _cost(one: Comparison) -> Iterator[str]:
    if not one.moves:
        return
    yield "## What it costs {: #cost }"
    yield f"{plain(one.cost)}."
    rows = "".join(
        f'<tr><th scope="row">{html(what)}</th>{"".join(f"<td>{html(cell)}</td>" for cell in rest)}</tr>'
        for what, *rest in one.moves[:_MOVES]
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("figure", "variant", one.old, one.new, "by"))
    yield (
        '<div class="sg-grid" tabindex="0" role="region" aria-label="What it costs"><table class="sg-table"><thead>'
        f"<tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if len(one.moves) > _MOVES:
        yield f"And {len(one.moves) - _MOVES} more, which the file for scripts has."


def _chooser(book: Book) -> Iterator[str]:
    """Two lists to choose from, filled by a script from what is deployed; without it, what this version is compared with."""
    known = book.exhibits.versions
    links = book.at("compare")
    yield title("Compare versions", "What differs between two versions, and for whom it breaks what.")
    yield script("compare.js", links)
    here = json.dumps({"version": known.version, "with": [one.other for one in known.comparisons]})
    yield f'<form class="sg-filter" data-compare-choose data-known="{html(here)}" hidden></form>'
    yield "\n".join(
        f"- [From {plain(one.old)} to {plain(one.new)}](compare/{one.other}.md): {plain(one.outcome)}"
        for one in known.comparisons
    )
    yield f"Consumers are {', '.join(CONSUMERS)}."

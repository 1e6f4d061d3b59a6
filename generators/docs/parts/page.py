"""The parts that pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from posixpath import dirname, relpath
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import code, html, plain
from specgen.generators.docs.trust.proofs import anchor_of, checks, proof
from specgen.generators.docs.versions.badges import badges

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.isa import Instruction
    from specgen.model.item import Item, Requirement


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of cells that are Markdown already; columns that are empty throughout are left out."""
    lines = [list(row) for row in rows]
    kept = [n for n in range(len(heads)) if n == 0 or any(row[n] for row in lines)]
    text = [_row(heads[n] for n in kept), _row("---" for _ in kept)]
    return "\n".join([*text, *(_row(row[n] for n in kept) for row in lines)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') or ' ' for cell in cells)} |"


def grid(label: str, heads: Iterable[str], rows: Iterable[tuple[str, str]], kind: str = "sg-grid") -> str:
    """Return a dense table as HTML that search leaves out: ``rows`` are a head and cells, as elements."""
    head = "".join(f'<th scope="col">{html(text)}</th>' for text in heads)
    body = "".join(f"<tr>{_row_head(first)}{cells}</tr>" for first, cells in rows)
    return (
        f'<div class="{kind}" data-search-exclude tabindex="0" role="region" aria-label="{html(label)}">'
        f'<table class="sg-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row_head(text: str) -> str:
    return f'<th scope="row">{html(text)}</th>' if text else "<td></td>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names and values (HTML) side by side; those without a value are left out."""
    made = "".join(f"<div><dt>{html(name)}</dt><dd>{value}</dd></div>" for name, value in pairs if value)
    return f'<dl class="sg-facts" data-search-exclude>{made}</dl>'


def anchored(text: str, anchor: str) -> str:
    """Return a table cell's text with an anchor of its own."""
    return f'<span id="{html(anchor)}">{text}</span>'


def named(pages: Iterable[tuple[str, str]]) -> str:
    """Return a dense list of names and the addresses of their pages; each name is an anchor."""
    items = (f'<li><a id="{html(name)}" href="{html(to)}">{html(name)}</a></li>' for name, to in pages)
    return f'<ul class="sg-names">{"".join(items)}</ul>'


def slug(text: str) -> str:
    """Return an anchor for a text that is no name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "other"


def group_of(one: Instruction) -> str:
    """Return the group that an instruction is listed in: its own, else that of its extension."""
    return one.group or (f"Extension {one.extension.name}" if one.extension is not None else "Other")


def title(name: str, summary: str) -> str:
    """Return a page's title and its first sentence."""
    return f"# {plain(name)}\n" + (f"\n{summary}\n{{: .sg-summary }}\n" if summary else "")


def requirements(of: Item, links: Links) -> list[str]:
    """Return the normative sentences, each with its permanent anchor."""
    if not of.requirements:
        return []
    listed = "\n".join(_requirement(one, links) for one in of.requirements)
    return ["## Requirements", listed, checks(of.requirements[0].id, links)]


def _requirement(one: Requirement, links: Links) -> str:
    anchor = anchor_of(one.id)
    sentence = f"- [{plain(one.id)}](#{anchor}) {links.inline(one.text)}{proof(one.id, links)}"
    return f"{sentence}\n  {{: #{anchor} .sg-requirement }}"


def life(of: Item, links: Links) -> list[tuple[str, str]]:
    """Return what is to be said of a thing's life cycle, as facts."""
    status = f'<span class="sg-status sg-{html(of.status)}">{html(of.status)}</span>'
    retired = of.retired
    gone = f"in {html(retired.in_version)}; reuse: {html(retired.reuse)}" if retired else ""
    former = f"<code>{html(of.renamed_from)}</code>" if of.renamed_from else ""
    return [
        ("Status", status if of.status != "stable" or of.since else ""),
        ("Since", html(of.since or "")),
        ("Renamed from", former),
        ("Retired", gone),
        ("Changed", badges(of.origin.path, links)),
        ("Written in", links.source(of.origin)),
    ]


def script(name: str, links: Links) -> str:
    """Return the element that loads an asset as a module, on the pages that need it and no others."""
    address = relpath(f"assets/{name}", dirname(links.page) or ".")
    return f'<script type="module" src="{html(address)}"></script>'


def join(parts: Iterable[str]) -> str:
    """Return a page of blocks, with a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def intervals(ranges: Iterable[tuple[int, int]]) -> str:
    """Return ranges of numbers as text: ``0..7, 12``."""
    return ", ".join(number(low) if low == high else f"{number(low)}..{number(high)}" for low, high in ranges)


def number(value: int) -> str:
    """Return a number in decimal, or in hexadecimal where that is easier to read."""
    return str(value) if abs(value) < 1 << 20 else f"{'-' * (value < 0)}{abs(value):#x}"


def codes(names: Iterable[str]) -> str:
    """Return names as code, with commas."""
    return ", ".join(code(name) for name in names)


def amount(count: int) -> str:
    """Return a number of bytes in the unit that shows it shortest."""
    for power, unit in ((40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")):
        if count >= 1 << power and count % (1 << power - 10) == 0:
            return f"{count / (1 << power):g} {unit}"
    return f"{count} B"

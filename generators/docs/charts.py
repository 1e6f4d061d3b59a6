"""Pages of charts that the performance model hands in."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from posixpath import dirname, relpath
from types import MappingProxyType
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.assets import asset
from specgen.generators.docs.parts.page import join, script, table, title
from specgen.generators.docs.parts.text import html, inline, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.exhibits import Chart, Sheet

_NONE: Mapping[str, str] = MappingProxyType({})
_PLOTLY = ("plotly-basic.min.js", "LICENSE", "README", "SHA256SUMS")


def chart_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield each page and, beside it, its charts' figures for scripts. The drawing stands until one takes over."""
    if any(chart.svg for sheet in book.exhibits.sheets for chart in sheet.charts):
        yield "assets/charts.js", asset("charts.js")
        for name in _PLOTLY:
            yield f"assets/plotly/{name}", asset(f"vendor/plotly/{name}")
    for sheet in book.exhibits.sheets:
        if tuple(sheet.name.split("/")) not in book.places:  # it stands on the thing's own page
            yield f"{sheet.name}.md", join(_page(sheet, book.at(sheet.name)))
        for chart in sheet.charts:
            if chart.svg:
                yield f"charts/{chart.name}.json", figure_data(chart)


def _page(sheet: Sheet, links: Links) -> Iterator[str]:
    yield title(sheet.title, inline(sheet.summary))
    own = [one for one in links.book.exhibits.sheets if one.name.startswith(f"{sheet.name}/")]
    yield from charts_of(sheet, links, {one.title: f"{one.name}.md" for one in own})
    if own:
        yield "## Each on a page"
        yield _listed(own, {chart.name for chart in sheet.charts})


def _listed(sheets: Iterable[Sheet], here: Container[str]) -> str:
    """Names of pages, with the anchors of their charts, which stood here once, but of those that are ``here``."""
    items = (
        "".join(f'<span id="{html(chart.name)}"></span>' for chart in sheet.charts if chart.name not in here)
        + f'<a href="{html(sheet.name)}.html">{html(sheet.title)}</a>'
        for sheet in sheets
    )
    return f'<ul class="sg-names">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def charts_of(sheet: Sheet, links: Links, known: Mapping[str, str] = _NONE) -> Iterator[str]:
    """Yield the charts of a page, each with its table, and the script that makes them live.

    ``known``: the pages of names that begin the rows of tables.
    """
    for chart in sheet.charts:
        yield f"## {plain(chart.title)} {{: #{chart.name} }}"
        yield inline(chart.summary)
        yield figure_of(chart, links) if chart.svg else ""
        heads = [plain(head) for head in chart.columns]
        yield table(heads, (_cells(row, known) for row in chart.rows))
    if any(chart.svg for chart in sheet.charts):
        yield script("charts.js", links)


def _cells(row: Sequence[str], known: Mapping[str, str]) -> list[str]:
    first, *others = (plain(together(cell)) for cell in row)
    return [f"[{first}]({known[row[0]]})" if row[0] in known else first, *others]


def figure_data(chart: Chart) -> str:
    """Return the figure that scripts make of a chart, as JSON."""
    return json.dumps(chart.figure, ensure_ascii=False, separators=(",", ":")) + "\n"


def together(cell: str) -> str:
    """Return a cell whose figures do not break before their units."""
    return re.sub(r"(?<=\d) (?=[A-Za-zµ%])", "\u00a0", cell)


def figure_of(chart: Chart, links: Links) -> str:
    """Return a chart's drawing, which names its figure."""
    source = html(relpath(f"charts/{chart.name}.json", dirname(links.page) or "."))
    return f'<figure class="sg-chart" data-figure="{source}">{chart.svg}</figure>'

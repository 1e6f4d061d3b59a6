"""Pages of charts that the performance model hands in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.assets import asset
from specgen.generators.docs.parts.page import join, script, table, title
from specgen.generators.docs.parts.text import html, inline, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book
    from specgen.generators.docs.exhibits import Chart

_PLOTLY = ("plotly-basic.min.js", "LICENSE", "README", "SHA256SUMS")


def chart_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield each page and, beside it, its charts' figures for scripts. The drawing stands until one takes over."""
    if any(chart.svg for sheet in book.exhibits.sheets for chart in sheet.charts):
        yield "assets/charts.js", asset("charts.js")
        for name in _PLOTLY:
            yield f"assets/plotly/{name}", asset(f"vendor/plotly/{name}")
    for sheet in book.exhibits.sheets:
        parts = [title(plain(sheet.title), inline(sheet.summary))]
        for chart in sheet.charts:
            parts += [f"## {plain(chart.title)} {{: #{chart.name} }}", inline(chart.summary)]
            if chart.svg:
                parts.append(figure_of(chart))
                yield f"charts/{chart.name}.json", figure_data(chart)
            heads = [plain(head) for head in chart.columns]
            parts.append(table(heads, ([plain(together(cell)) for cell in row] for row in chart.rows)))
        if any(chart.svg for chart in sheet.charts):
            parts.append(script("charts.js", book.at(sheet.name)))
        yield f"{sheet.name}.md", join(parts)


def figure_data(chart: Chart) -> str:
    """Return the figure that scripts make of a chart, as JSON."""
    return json.dumps(chart.figure, ensure_ascii=False, separators=(",", ":")) + "\n"


def together(cell: str) -> str:
    """Return a cell whose figures do not break before their units."""
    return re.sub(r"(?<=\d) (?=[A-Za-zµ%])", "\u00a0", cell)


def figure_of(chart: Chart) -> str:
    """Return a chart's drawing, which names its figure."""
    source = html(f"charts/{chart.name}.json")
    return f'<figure class="sg-chart" data-figure="{source}">{chart.svg}</figure>'

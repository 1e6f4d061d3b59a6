"""The page of charts that the performance model hands in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.page import join, table, title
from specgen.generators.docs.text import html, inline, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book
    from specgen.generators.docs.exhibits import Chart


def chart_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page and, beside it, each chart's figure for scripts. The drawing stands until one takes over."""
    charts = book.exhibits.charts
    if not charts:
        return
    parts = [title("Performance", "Peaks and ceilings, computed from the numbers of the spec alone.")]
    for chart in charts:
        parts += [f"## {plain(chart.title)} {{: #{chart.name} }}", inline(chart.summary), _figure(chart)]
        parts.append(
            table([plain(head) for head in chart.columns], ([plain(c) for c in row] for row in chart.rows))
        )
        yield (
            f"charts/{chart.name}.json",
            json.dumps(chart.figure, ensure_ascii=False, separators=(",", ":")) + "\n",
        )
    yield "performance.md", join(parts)


def _figure(chart: Chart) -> str:
    source = html(f"charts/{chart.name}.json")
    return f'<figure class="sg-chart" data-figure="{source}">{chart.svg}</figure>'

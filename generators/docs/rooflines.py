"""The page of rooflines that readers recompute: a drawing and tables that stand, and what scripts make of the formulas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.charts import together
from specgen.generators.docs.parts.assets import asset
from specgen.generators.docs.parts.page import join, script, table, title
from specgen.generators.docs.parts.text import inline, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book
    from specgen.generators.docs.exhibits import Chart

_SCRIPTS = ("rooflines.js", "rooflinechart.js", "rooflinemodel.js", "rooflinewords.js", "formulas.js")
_DATA = "assets/data/rooflines"
_PLACE = f'<div class="sg-explore" data-rooflines="{_DATA}"></div>'


def roofline_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page, its scripts and the data that they compute with; nothing where there is nothing to show."""
    explored = book.exhibits.explored
    if explored is None:
        return
    sheet = explored.sheet
    parts = [title(plain(sheet.title), inline(sheet.summary))]
    for chart, place in zip(sheet.charts, (_PLACE, *[""] * len(sheet.charts)), strict=False):
        parts += _still(chart, place)
    parts.append(script("rooflines.js", book.at(sheet.name)))
    yield f"{sheet.name}.md", join(parts)
    yield from ((f"assets/{name}", asset(name)) for name in _SCRIPTS)
    for path, data in explored.data.items():
        yield f"{_DATA}/{path}.json", json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _still(chart: Chart, place: str) -> Iterator[str]:
    """A chart as it stands, behind the place of what scripts make instead, if any."""
    yield f"## {plain(chart.title)} {{: #{chart.name} }}"
    yield place
    yield inline(chart.summary)
    if chart.svg:
        yield f'<figure class="sg-chart">{chart.svg}</figure>'
    yield table(
        [plain(head) for head in chart.columns],
        ([plain(together(cell)) for cell in row] for row in chart.rows),
    )

"""Invisible parts of a map that say what they are: cells where there are few, else the blocks of digits."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from specgen.generators.drawings.views import Cell, View
from specgen.generators.drawings.words import index_words, place_words

_MOST = 128


def regions(view: View, panel: int, left: float, top: float, cell: float) -> Iterator[str]:
    """Yield an element for each cell or block, with its index, where it lies, and both in words."""
    high, wide = _block(view)
    cells = view.cells[panel]
    for y in range(0, view.height, high):
        for x in range(0, view.width, wide):
            part = [one for row in cells[y : y + high] for one in row[x : x + wide]]
            width, height = min(wide, view.width - x), min(high, view.height - y)
            place = f"M{left + x * cell:g} {top + y * cell:g}h{width * cell:g}v{height * cell:g}h-{width * cell:g}z"
            yield _region(view, part, place)


def _block(view: View) -> tuple[int, int]:
    """The height and width of the parts: blocks of digits of which there are few enough, neither long nor tall."""
    heights = [1, *(view.steps(view.rows) if view.rows >= 0 else []), view.height]
    widths = [1, *view.steps(view.columns), view.width]
    room = _MOST // len(view.panels)
    pairs = [(h, w) for h in heights for w in widths if -(-view.height // h) * -(-view.width // w) <= room]
    return min(pairs, key=lambda pair: (max(pair[0] / view.height, pair[1] / view.width), -pair[1], pair[0]))


def _region(view: View, part: list[Cell], place: str) -> str:
    first, last = min(part, key=lambda one: one.key), max(part, key=lambda one: one.key)
    bound = view.bound
    words = f"{index_words(bound, part[0].index)}: {place_words(bound, part[0].at)}"
    if len(part) > 1:
        ends = index_words(bound, part[0].index), index_words(bound, part[-1].index)
        words = f"{ends[0]} to {ends[1]}: {place_words(bound, first.at)} to {place_words(bound, last.at)}"
    index = ",".join(map(str, part[0].index))
    at = ",".join(map(str, first.key))
    return (
        f'<path class="at" d="{place}" data-i="{index}" data-a="{at}"><title>{escape(words)}</title></path>'
    )

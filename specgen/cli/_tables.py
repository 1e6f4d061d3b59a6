"""A layout in the terminal: its elements as a table of addresses, coloured from the first to the last."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators.drawings import View
    from specgen.model.layouts import Bound

_ROWS, _WIDTH = 16, 100
_RAMP = (17, 18, 24, 30, 29, 28, 64, 100, 136, 130, 124, 88)


def print_table(bound: Bound) -> None:
    """Print as many elements as the terminal has room for."""
    from rich.console import Console
    from rich.text import Text

    from specgen.generators.drawings import shape_words, view

    console = Console(highlight=False, soft_wrap=True)
    room = console.width if sys.stdout.isatty() else _WIDTH
    cell = 1 + max(len(label) for label in _labels(view(bound, most=(_ROWS, _ROWS))))
    shown = view(bound, most=(_ROWS, max((room - 8) // cell, 1)))
    cell = 1 + max(len(label) for label in _labels(shown))
    ranks = {key: n for n, key in enumerate(sorted({c.key for c in shown.flat}))}
    for panel, rows in zip(shown.panels, shown.cells, strict=True):
        console.print(Text(_head(shown, panel, cell), style="dim"))
        for y, row in enumerate(rows):
            line = Text(f"{y if shown.rows >= 0 else '':>5} ", style="dim")
            for one in row:
                shade = _RAMP[ranks[one.key] * (len(_RAMP) - 1) // max(len(ranks) - 1, 1)]
                label = ":".join(map(str, one.at.values()))
                line.append(f"{label:>{cell}}", style=f"white on color({shade}) not dim")
            console.print(line)
    if not shown.whole:
        console.print(Text(f"(a part of {shape_words(bound)})", style="dim"))


def _labels(shown: View) -> list[str]:
    return [":".join(map(str, one.at.values())) for one in shown.flat]


def _head(shown: View, panel: tuple[int, ...], cell: int) -> str:
    dims = shown.bound.layout.dims
    columns = "".join(f"{x:>{cell}}" for x in range(shown.width))
    corner = f"{dims[shown.rows].name if shown.rows >= 0 else ''}\\{dims[shown.columns].name}"
    fixed = [f"{dims[n].name} = {at}" for n, at in enumerate(panel) if n not in (shown.rows, shown.columns)]
    return (f"{', '.join(fixed)}\n" if fixed else "") + f"{corner:>5} {columns}"

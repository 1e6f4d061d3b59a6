"""Rows and columns in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

_GAP = "   "


def print_grid(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str | None = None,
    left: Sequence[str] = (),
) -> None:
    """Print a table; numbers stand to the right, ``left`` names the columns of words."""
    lines = [tuple(columns), *map(tuple, rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    sides = ["<" if name in left else ">" for name in columns]
    pattern = _GAP.join(f"{{:{side}{width}}}" for side, width in zip(sides, widths, strict=True))
    head, *body = (pattern.format(*line).rstrip() for line in lines)
    rule = "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    if title:
        click.echo(title)
    click.echo("\n".join((click.style(head, bold=True), rule, *body)))

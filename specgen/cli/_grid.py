"""Rows and columns in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

_WIDE = 1_000


def print_grid(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str | None = None,
    left: Sequence[str] = (),
) -> None:
    """Print a table; numbers stand to the right, ``left`` names the columns of words."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="left" if name in left else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    terminal = sys.stdout.isatty()
    console = Console(highlight=False, markup=False, width=None if terminal else _WIDE)
    with console.capture() as shown:
        console.print(table)
    lines = [title] if title else []
    lines += [line.rstrip() for line in shown.get().splitlines()]
    click.echo("\n".join(lines))

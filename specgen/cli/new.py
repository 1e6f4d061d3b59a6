"""`specgen new`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import Command, findings_shown


@click.command(
    "new",
    cls=Command,
    examples=("specgen new slate && cd slate", "specgen run square.s --spec . --dump sram"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", help="The accelerator's name; by default that of DIR.")
def command(folder: Path, name: str | None) -> None:
    """Start a small, complete spec in DIR: it checks, assembles, runs and documents itself."""
    from specgen import api

    chosen = folder.resolve().name.lower().replace("-", "_") if name is None else name
    with findings_shown(ValueError):
        files = api.start(folder, chosen)
    for path in files:
        click.echo(path)

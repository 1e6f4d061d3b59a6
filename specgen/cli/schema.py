"""`specgen schema`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import FOLDER, Command, findings_shown, save


@click.command(
    "schema",
    cls=Command,
    examples=("# yaml-language-server: $schema=.schema/specgen.json", "specgen schema -o spec/.schema"),
)
@click.option("-o", "output", type=FOLDER, metavar="DIR", help="Write DIR/specgen.json.")
def command(output: Path | None) -> None:
    """Print the JSON Schema of a spec's files, or write it where editors find it.

    The first line of each file of a spec tells an editor where it lies, relative to that file:
    """
    from specgen import api

    text = api.schema_text()
    if output is None:
        click.echo(text, nl=False)
        return
    with findings_shown():
        output.mkdir(parents=True, exist_ok=True)
        save(output / "specgen.json", text)

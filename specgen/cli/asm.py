"""`specgen asm`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import Command, findings_shown, spec_option, variant_option


@click.command(
    "asm", cls=Command, examples=("specgen asm kernel.s -o kernel.bin", "specgen asm kernel.s --listing")
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "output", type=click.Path(path_type=Path), metavar="OUT", help="Write the raw image here."
)
@click.option("--listing", is_flag=True, help="Print address, bytes and source of every line.")
@spec_option
@variant_option
def command(file: Path, output: Path | None, listing: bool, spec: Path, variant: str | None) -> None:
    """Assemble FILE into a raw image; without -o, print the listing."""
    from specgen import api

    with findings_shown():
        program = api.load(spec, variant).assemble_file(file)
        if output is not None:
            output.write_bytes(program.image)
    if listing or output is None:
        click.echo(program.listing(), nl=False)

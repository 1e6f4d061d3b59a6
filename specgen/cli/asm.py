"""`specgen asm`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import (
    INPUT,
    OUTPUT,
    Command,
    accelerator,
    findings_shown,
    processor_option,
    save,
    spec_option,
    variant_option,
)


@click.command(
    "asm", cls=Command, examples=("specgen asm kernel.s -o kernel.bin", "specgen asm kernel.s --listing")
)
@click.argument("file", type=INPUT)
@click.option("-o", "output", type=OUTPUT, metavar="OUT", help="Write the raw image here.")
@click.option("--listing", is_flag=True, help="Print address, bytes and source of every line.")
@spec_option
@variant_option
@processor_option
def command(
    file: Path, output: Path | None, listing: bool, spec: Path, variant: str | None, processor: str | None
) -> None:
    """Assemble FILE into a raw image; without -o, print the listing."""
    with findings_shown():
        program = accelerator(spec, variant, processor).assemble_file(file)
        if output is not None:
            save(output, program.image)
    if listing or output is None:
        click.echo(program.listing(), nl=False)

"""`specgen disasm`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import (
    INPUT,
    Command,
    accelerator,
    findings_shown,
    processor_option,
    spec_option,
    variant_option,
)
from specgen.cli._words import NUMBER


@click.command(
    "disasm", cls=Command, examples=("specgen disasm kernel.bin", "specgen disasm kernel.bin --base 0x1000")
)
@click.argument("file", type=INPUT)
@click.option(
    "--base",
    type=NUMBER,
    metavar="ADDRESS",
    help="Where the image lies in memory; by default where code is reset to.",
)
@spec_option
@variant_option
@processor_option
def command(file: Path, base: int | None, spec: Path, variant: str | None, processor: str | None) -> None:
    """Disassemble a raw image; what is no instruction is shown as data."""
    from specgen.machine import ImageError, read_image

    with findings_shown(ImageError):
        image = read_image(file)
        loaded = accelerator(spec, variant, processor)
        start = loaded.codec.processor
        lines = loaded.disassembler.lines(image, start.reset * start.unit if base is None else base)
    for line in lines:
        if line.label:
            click.echo(f"{line.label}:")
        click.echo(f"{line.address:8x}:  {line.data.hex():<32}  {line.text}")

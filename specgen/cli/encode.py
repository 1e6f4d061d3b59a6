"""`specgen encode`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import Command, findings_shown, spec_option, variant_option


@click.command("encode", cls=Command, examples=('specgen encode "add x1, x2, x3"',))
@click.argument("text", metavar='"TEXT"')
@spec_option
@variant_option
def command(text: str, spec: Path, variant: str | None) -> None:
    """Print the word, or the words, that one line of assembly becomes."""
    from specgen import api

    with findings_shown():
        accelerator = api.load(spec, variant)
        for line in accelerator.disassembler.lines(accelerator.assemble(text).image, labels=False):
            width = 2 * len(line.data)
            click.echo(f"{int.from_bytes(line.data, 'little'):#0{width + 2}x}")

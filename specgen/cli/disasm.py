"""`specgen disasm`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import Command, findings_shown, spec_option, variant_option
from specgen.cli._words import number


@click.command(
    "disasm", cls=Command, examples=("specgen disasm kernel.bin", "specgen disasm rom.bin --base 0x1000")
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--base", default="0", metavar="ADDRESS", help="Where the image lies in memory.")
@spec_option
@variant_option
def command(file: Path, base: str, spec: Path, variant: str | None) -> None:
    """Disassemble a raw image; what is no instruction is shown as data."""
    from specgen import api

    with findings_shown():
        lines = api.load(spec, variant).disassembler.lines(file.read_bytes(), number(base))
    for line in lines:
        if line.label:
            click.echo(f"{line.label}:")
        click.echo(f"{line.address:8x}:  {line.data.hex():<32}  {line.text}")

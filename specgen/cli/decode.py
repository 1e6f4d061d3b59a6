"""`specgen decode`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from specgen.cli._options import (
    Command,
    accelerator,
    findings_shown,
    processor_option,
    spec_option,
    variant_option,
)
from specgen.cli._words import NUMBER


@click.command(
    "decode", cls=Command, examples=("specgen decode 0x00b50533", "specgen decode --fields 0x13 0x33")
)
@click.argument("words", nargs=-1, required=True, type=NUMBER, metavar="WORD...")
@click.option("--fields", is_flag=True, help="Show the value of each operand too.")
@spec_option
@variant_option
@processor_option
def command(
    words: tuple[int, ...], fields: bool, spec: Path, variant: str | None, processor: str | None
) -> None:
    """Print each WORD as assembly. Illegal words are named, and the code is then 1."""
    with findings_shown():
        one = accelerator(spec, variant, processor)
        codec, disassembler = one.codec, one.disassembler
    found = [codec.decode(word) for word in words]
    for word, decoded in zip(words, found, strict=True):
        click.echo(f"{word:#x}: illegal" if decoded is None else disassembler.text(decoded))
        if decoded is not None and fields:
            for name, operand in decoded.operands.items():
                click.echo(f"  {name} = {operand}")
    sys.exit(1 if None in found else 0)

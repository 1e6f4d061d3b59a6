"""`specgen decode`."""

from __future__ import annotations

import sys

import click

from specgen.cli._options import Command, findings_shown, spec_option, variant_option
from specgen.cli._words import number


@click.command(
    "decode", cls=Command, examples=("specgen decode 0x00b50533", "specgen decode --fields 0x13 0x33")
)
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--fields", is_flag=True, help="Show the value of each operand too.")
@spec_option
@variant_option
def command(words: tuple[str, ...], fields: bool, spec: str, variant: str | None) -> None:
    """Print each WORD as assembly. Illegal words are named, and the code is then 1."""
    from specgen import api

    values = [number(word) for word in words]
    with findings_shown():
        accelerator = api.load(spec, variant)
        codec, disassembler = accelerator.codec, accelerator.disassembler
    illegal = False
    for word, value in zip(words, values, strict=True):
        found = codec.decode(value) if value >= 0 else None
        illegal |= found is None
        click.echo(f"{word}: illegal" if found is None else disassembler.text(found))
        if found is not None and fields:
            for name, operand in found.operands.items():
                click.echo(f"  {name} = {operand}")
    sys.exit(1 if illegal else 0)

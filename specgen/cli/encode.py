"""`specgen encode`."""

from __future__ import annotations

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


@click.command("encode", cls=Command, examples=('specgen encode "add x1, x2, x3"',))
@click.argument("text", metavar='"TEXT"')
@spec_option
@variant_option
@processor_option
def command(text: str, spec: Path, variant: str | None, processor: str | None) -> None:
    """Print the word, or the words, that one line of assembly becomes."""
    with findings_shown():
        one = accelerator(spec, variant, processor)
        for line in one.disassembler.lines(one.assemble(text).image, labels=False):
            word = one.codec.from_memory(line.data)
            click.echo(f"{word:#0{2 * len(line.data) + 2}x}")

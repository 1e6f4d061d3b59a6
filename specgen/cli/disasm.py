"""`specgen disasm`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from specgen.machine import DisassembledLine

_EXAMPLES = (
    "specgen disasm kernel.bin",
    "specgen disasm kernel.bin --base 0x1000",
    "specgen disasm program.elf --no-aliases",
)


@click.command("disasm", cls=Command, examples=_EXAMPLES)
@click.argument("file", type=INPUT)
@click.option(
    "--base",
    type=NUMBER,
    metavar="ADDRESS",
    help="Where a raw image lies in memory; by default where code is reset to.",
)
@click.option("--no-aliases", is_flag=True, help="Show every instruction by its own name.")
@spec_option
@variant_option
@processor_option
def command(
    file: Path, base: int | None, no_aliases: bool, spec: Path, variant: str | None, processor: str | None
) -> None:
    """Disassemble the executable sections of an ELF file, or a raw image; what is no instruction is shown as data."""
    from specgen.machine import ImageError
    from specgen.machine.disassembler import Disassembler
    from specgen.machine.loading import sections

    with findings_shown(ImageError):
        loaded = accelerator(spec, variant, processor)
        parts, symbols = sections(file, loaded.codec, base)
    shown = Disassembler(loaded.codec, aliases=not no_aliases)
    for part in parts:
        if part.name:
            click.echo(f"section {part.name}:")
        click.echo(_text(shown.lines(part.data, part.address, symbols.code())), nl=False)


def _text(lines: Iterable[DisassembledLine]) -> str:
    made = []
    for line in lines:
        made += [f"{line.label}:\n"] if line.label else []
        made.append(f"{line.address:8x}:  {line.data.hex():<32}  {line.text}\n")
    return "".join(made)

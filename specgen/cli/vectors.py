"""`specgen vectors`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import (
    FOLDER,
    Choice,
    Command,
    accelerator,
    findings_shown,
    format_option,
    require,
    spec_option,
    variant_option,
    wrong_use,
)

if TYPE_CHECKING:
    from specgen.api import Accelerator


@click.command(
    "vectors",
    cls=Command,
    examples=(
        "specgen vectors -o build/vectors",
        "specgen vectors add -o build/vectors --format readmemh",
        "specgen vectors --replay build/vectors",
    ),
)
@click.argument("instructions", nargs=-1, metavar="[INSTRUCTION]...")
@click.option("-o", "output", type=FOLDER, metavar="DIR", help="Write vectors into DIR.")
@click.option("--replay", type=FOLDER, metavar="DIR", help="Run the vectors in DIR again and compare.")
@spec_option
@variant_option
@format_option("json", "readmemh", told="A JSON file an instruction, or a folder a vector for SystemVerilog.")
@click.option(
    "--count",
    type=click.IntRange(1, 10_000),
    default=12,
    show_default=True,
    metavar="N",
    help="Vectors for each choice of types.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Draw other ones.")
@click.option(
    "--engine",
    type=Choice(["python", "native"]),
    default="python",
    show_default=True,
    help="What runs them again.",
)
def command(
    instructions: tuple[str, ...],
    output: Path | None,
    replay: Path | None,
    spec: Path,
    variant: str | None,
    style: str,
    count: int,
    seed: int,
    engine: str,
) -> None:
    """Make conformance vectors, or run those of a folder again.

    A vector is an instruction's word, what registers and memories hold where it looks, and all that it changes: results, the
    next pc, or its fault. The same spec and seed give the same vectors.
    """
    if (output is None) == (replay is None):
        wrong_use("give either -o DIR or --replay DIR")
    with findings_shown(ValueError):
        one = accelerator(spec, variant)
        for name in instructions:
            require("instruction", name, one.instructions)
        if output is not None:
            _write(one, output, instructions, count=count, seed=seed, style=style)
        elif replay is not None:
            sys.exit(_replay(one, replay, engine))


def _write(
    one: Accelerator, output: Path, instructions: tuple[str, ...], *, count: int, seed: int, style: str
) -> None:
    from specgen import api

    files = total = 0
    for name, number in api.write_vectors(one, output, instructions, count=count, seed=seed, style=style):
        files, total = files + 1, total + number
        if sys.stderr.isatty():
            click.echo(
                f"\r{files} of {len(instructions) or len(one.instructions)}: {name:<40}", nl=False, err=True
            )
    click.echo(f"{output}: {total:,} vectors of {files} instructions")


def _replay(one: Accelerator, folder: Path, engine: str) -> int:
    from specgen import api

    total = wrong = 0
    for _, number, differences in api.replay_vectors(one, folder, engine):
        total += number
        wrong += bool(differences)
        for line in differences:
            click.echo(line)
    click.echo(f"{total:,} vectors, {wrong or 'no'} instructions differ")
    return 1 if wrong else 0

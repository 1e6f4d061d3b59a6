"""`specgen run`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from specgen.cli._options import Command, findings_shown, spec_option, variant_option, wrong_use

_EXAMPLES = (
    "specgen run kernel.s --set x1=0x100 --set sram@0=input.npy --dump sram@0x400:f32[8,8]",
    "specgen run kernel.bin --variant large --trace",
    "specgen run kernel.s --dump hbm@0:bf16[128,64]=result.npy",
)


@click.command("run", cls=Command, examples=_EXAMPLES)
@click.argument("program", type=click.Path(path_type=Path))
@spec_option
@variant_option
@click.option(
    "--engine", type=click.Choice(["python"]), default="python", show_default=True, help="What runs it."
)
@click.option(
    "--set", "sets", multiple=True, metavar="PLACE=VALUE", help="Set state or memory before the run."
)
@click.option(
    "--dump", "dumps", multiple=True, metavar="PLACE[=FILE]", help="Print a place after it, or save .npy."
)
@click.option("--trace", is_flag=True, help="One line for each instruction: what it was and what it changed.")
@click.option("--trace-json", is_flag=True, help="The same as JSON, an object a line.")
@click.option(
    "--max-steps", type=click.IntRange(min=1), metavar="N", help="Stop after N instructions, with code 1."
)
@click.option("--quiet", is_flag=True, help="Do not say how the run ended.")
def command(
    program: Path,
    spec: Path,
    variant: str | None,
    engine: str,
    sets: tuple[str, ...],
    dumps: tuple[str, ...],
    trace: bool,
    trace_json: bool,
    max_steps: int | None,
    quiet: bool,
) -> None:
    """Run PROGRAM, assembly (.s) or a raw image, on all instances.

    A PLACE is state (x5, acc[0]) or memory (sram@0x100:bf16[128,64]; without a type, bytes), of one instance as 2/x5.
    A VALUE is a number, a .npy file or, for memory, any file. The code is the program's own; 1 for a fault, a deadlock
    or too many steps.
    """
    from specgen import api

    def write(line: str) -> None:
        click.echo(line)

    with findings_shown():
        try:
            run = api.Run(api.load(spec, variant), program, engine)
            for each in sets:
                run.put(each)
            result = run.go(max_steps, trace=write if trace or trace_json else None, as_json=trace_json)
            for each in dumps:
                for line in run.dump(each):
                    click.echo(line)
        except ValueError as error:
            wrong_use(str(error))
    for value in run.traced:
        click.echo(f"trace: {value} ({value:#x})")
    if not quiet:
        click.echo(str(result), err=True)
    sys.exit(result.exit_code if result.exit_code is not None else 1)

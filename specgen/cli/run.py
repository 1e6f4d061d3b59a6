"""`specgen run`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import OUTPUT, Choice, Command, accelerator, findings_shown
from specgen.cli._program import prepare, program_options

if TYPE_CHECKING:
    from specgen.machine import Result

_EXAMPLES = (
    "specgen run kernel.s --set x1=0x100 --set sram@0=input.npy --dump sram@0x400:f32[8,8]",
    "specgen run kernel.bin --variant large --base 0x1000 --trace",
    "specgen run program.elf --entry test_main --dump results:u32[8]",
    "specgen run kernel.s --dump hbm@0:bf16[128,64]=result.npy",
    "specgen run attention.bex --arg q=q.npy --result o=o.npy",
    "specgen run kernel.s --cycles --timeline kernel.json",
)


@click.command("run", cls=Command, examples=_EXAMPLES)
@program_options
@click.option(
    "--engine",
    type=Choice(["python", "native"]),
    show_default="python",
    help="What runs it; native is compiled once, and does not trace.",
)
@click.option(
    "--dump", "dumps", multiple=True, metavar="PLACE[=FILE]", help="Print a place after it, or save .npy."
)
@click.option(
    "--result", "results", multiple=True, metavar="NAME=FILE", help="Save an argument after it, as .npy."
)
@click.option(
    "--order",
    type=Choice(["program", "adversarial"]),
    default="program",
    show_default=True,
    help="Who goes on when several can.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Which adversarial order.",
)
@click.option(
    "--race-check",
    is_flag=True,
    help="Print the races: conflicting accesses that nothing orders; then code 1.",
)
@click.option("--race-json", is_flag=True, help="The same as JSON, an object a line.")
@click.option(
    "--check-uninitialised",
    is_flag=True,
    help="Fault where a byte is read that nobody wrote, in memories that name a fault for it.",
)
@click.option("--trace", is_flag=True, help="One line for each instruction: what it was and what it changed.")
@click.option("--trace-json", is_flag=True, help="The same as JSON, an object a line.")
@click.option(
    "--cycles", is_flag=True, help="Run in time (natively); print cycles, and what each unit was busy for."
)
@click.option(
    "--timeline",
    type=OUTPUT,
    metavar="FILE.json",
    help="Run in time (natively); write what each unit did when, for Perfetto or Chrome.",
)
@click.option(
    "--max-steps", type=click.IntRange(min=1), metavar="N", help="Stop after N instructions, with code 1."
)
@click.option(
    "--coverage",
    "reports",
    type=OUTPUT,
    multiple=True,
    metavar="FILE",
    help="Write what was reached: a page (.html), or JSON, to which every run adds.",
)
@click.option("--quiet", is_flag=True, help="Do not say how the run ended.")
def command(
    program: Path,
    spec: Path,
    variant: str | None,
    processor: str | None,
    others: tuple[str, ...],
    base: int | None,
    entry: str | None,
    engine: str | None,
    sets: tuple[str, ...],
    dumps: tuple[str, ...],
    arguments: tuple[str, ...],
    results: tuple[str, ...],
    order: str,
    seed: int,
    race_check: bool,
    race_json: bool,
    check_uninitialised: bool,
    trace: bool,
    trace_json: bool,
    cycles: bool,
    timeline: Path | None,
    max_steps: int | None,
    reports: tuple[Path, ...],
    quiet: bool,
) -> None:
    """Run PROGRAM, assembly (.s), an executable, ELF or a raw image, on all instances.

    A PLACE is state (x5, acc[0]), memory (sram@0x100:bf16[128,64]; without a type, bytes) or a symbol of the program
    (table:u32[16]), of one instance as 2/x5.
    A VALUE is a number, a .npy file or, for memory, any file. What the program writes passes through. The code is its
    own; 1 for a fault, a deadlock or too many steps.
    """
    from specgen import api

    timed = cycles or timeline is not None
    with findings_shown(ValueError):
        run = api.Run(
            accelerator(spec, variant, processor),
            engine or ("native" if timed else "python"),
            stdout=_writer(err=False),
            stderr=_writer(err=True),
            stdin=sys.stdin.buffer,
            covered=bool(reports),
            race_check=race_check or race_json,
            check_uninitialised=check_uninitialised,
            notice=lambda text: None if quiet else click.echo(text, err=True),
        )
        prepare(run, program, processor, others, base, entry, sets, arguments)
        for each in dumps:
            run.expect(each)
        result = run.go(
            max_steps,
            order=order,
            seed=seed,
            trace=click.echo if trace or trace_json else None,
            as_json=trace_json,
            timed=timed,
            timeline=timeline,
        )
        for line in (*chain(*map(run.dump, dumps)), *chain(*map(run.result, results))):
            click.echo(line)
        covered = [run.save_coverage(path) for path in reports]
    for value in run.traced:
        click.echo(f"trace: {value} ({value:#x})")
    for line in _usage(result) if cycles else ():
        click.echo(line)
    for race in result.races or ():
        click.echo(json.dumps(race.as_dict()) if race_json else str(race))
    if not quiet:
        for line in (str(result), *(str(report) for report in covered[:1])):
            click.echo(line, err=True)
    sys.exit(1 if result.exit_code is None or result.races else result.exit_code)


def _usage(result: Result) -> Iterator[str]:
    """The cycles of a run in time, and a line for each unit that did something."""
    yield f"cycles: {result.cycles}"
    rows = [("instance", "unit", "instructions", "busy", "of the time")]
    for one in result.usage:
        if one.instructions:
            figures = f"{one.instructions}", f"{one.busy}", f"{100 * one.share:.1f} %"
            rows.append((f"{one.instance}", one.unit, *figures))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(
            f"{cell:<{width}}" if n == 1 else f"{cell:>{width}}"
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )


def _writer(*, err: bool) -> Callable[[bytes], None]:
    """What passes a program's bytes on, a line at a time at least."""
    file = (sys.stderr if err else sys.stdout).buffer

    def write(data: bytes) -> None:
        file.write(data)
        if err or b"\n" in data:
            file.flush()

    return write

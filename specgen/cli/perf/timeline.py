"""`specgen perf timeline`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import OUTPUT, Command, accelerator, findings_shown, format_option, save
from specgen.cli._program import prepare, program_options

if TYPE_CHECKING:
    from fractions import Fraction

    from specgen.api.timelines import ProgramTimeline

_EXAMPLES = (
    "specgen perf timeline kernel.s --set x1=0x100 --variant large",
    "specgen perf timeline kernel.s --format svg -o kernel.svg",
    "specgen perf timeline kernel.s --format perfetto -o kernel.json",
)


@click.command("timeline", cls=Command, examples=_EXAMPLES)
@program_options
@click.option(
    "--max-steps", type=click.IntRange(min=1), metavar="N", help="Give up after N instructions, with code 2."
)
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, help="Lines of the critical path."
)
@format_option(
    "text",
    "json",
    "svg",
    "perfetto",
    told="A summary, everything as data, a Gantt chart, or a trace for Perfetto or Chrome.",
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="Write it into FILE.")
def command(
    program: Path, spec: Path, variant: str | None, processor: str | None, others: tuple[str, ...], base: int | None,
    entry: str | None, sets: tuple[str, ...], arguments: tuple[str, ...], max_steps: int | None, top: int, style: str,
    output: Path | None,
) -> None:  # fmt: skip
    """Run PROGRAM as `specgen run` does, without time; then compute the times that the spec's timing gives it.

    The model of time is not the engine of `specgen run --cycles`, and tells the same of every instruction. Beside it: what
    each unit waited for, the chain of waits that led to the end, the time that the roofline gives the same work, and the
    time of all instructions one after another. The code is 2 where the program does not end, has races or has no time.
    """
    from specgen import api

    with findings_shown(ValueError):
        run = api.Run(accelerator(spec, variant, processor), stdout=sys.stderr.buffer.write, recorded=True)
        prepare(run, program, processor, others, base, entry, sets, arguments)
        found = api.program_timeline(run, program.name, max_steps)
        if style == "text":
            text = "\n".join(_summary(found, top)) + "\n"
        elif style == "json":
            text = json.dumps(found.as_dict(), indent=1) + "\n"
        else:
            text = api.standalone(found.report) if style == "svg" else found.perfetto()
        if output is None:
            click.echo(text, nl=False)
        else:
            save(output, text)


def _summary(one: ProgramTimeline, top: int) -> Iterator[str]:
    timeline, limits = one.found.timeline, one.found.limits
    period = next(iter(timeline.periods.values()))
    yield f"{one.name} on {one.architecture.name} {one.architecture.variant}: {timeline.ended} after {timeline.cycles:,} cycles"
    yield ""
    rows: list[tuple[str, ...]] = [("limit", "cycles", "of the run")]
    roofs = sorted(limits.roofs.items(), key=lambda item: (-item[1], item[0]))
    busiest = max(limits.occupied.values(), default=0)
    named: list[tuple[str, Fraction | int]] = [(f"{name} at its peak", ticks) for name, ticks in roofs]
    named += [("the busiest unit", busiest), ("one after another", limits.serial)]
    for title, least in named:
        rows.append((title, f"{float(least) / period:,.0f}", _share(least, timeline.ticks)))
    yield from _table(rows, 1)
    yield ""
    yield from _table([("unit", "busy", "start-up", "streaming", "bound by"), *_units(one)], 1, last=4)
    yield ""
    yield from _conflicts(one)
    rows = [("critical path", "instruction", "", "times", "cycles", "of the run")]
    for unit, instruction, kind, count, ticks in one.path(top):
        rows.append(
            (unit, instruction, kind, f"{count}", f"{ticks / period:,.0f}", _share(ticks, timeline.ticks))
        )
    yield from _table(rows, 3)


def _conflicts(one: ProgramTimeline) -> Iterator[str]:
    """What bank conflicts cost, where layouts say that there are any."""
    for (instance, unit), cycles in one.found.conflicts.items():
        yield f"bank conflicts would keep {unit} of instance {instance} for {cycles:,} cycles more than its timing says"
    if one.found.conflicts:
        yield ""


def _units(one: ProgramTimeline) -> Iterator[tuple[str, ...]]:
    """What each unit was occupied with, and what else bound it; instances of which the same is told share a line."""
    from specgen.perfmodel.timelines import shares

    timeline, phases = one.found.timeline, one.found.phases
    told: dict[tuple[str, ...], list[int]] = {}
    for (instance, unit), sums in shares(one.found.intervals).items():
        own, period = phases[instance, unit], timeline.periods[unit]
        figures = sums["busy"], own.start_up * period, own.streaming * period
        busy = (_share(ticks, timeline.ticks) for ticks in figures)
        told.setdefault((unit, *busy, _waits(sums, timeline.ticks)), []).append(instance)
    several = len({instance for instances in told.values() for instance in instances}) > 1
    for (unit, *cells), instances in told.items():
        first, last = instances[0], instances[-1]
        whole = instances == list(range(first, last + 1)) and last > first
        numbers = f"{first}-{last}" if whole else ",".join(map(str, instances))
        yield (f"{numbers}/{unit}" if several else unit, *cells)


def _waits(sums: dict[str, int], whole: int) -> str:
    """What else than its own work bound a unit for at least a hundredth of the time, the greatest share first."""
    waits = [
        (name, ticks) for name, ticks in sums.items() if name not in ("busy", "done") and 100 * ticks >= whole
    ]
    waits.sort(key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {_share(ticks, whole)}" for name, ticks in waits)


def _share(part: Fraction | int, whole: int) -> str:
    return f"{100 * float(part) / whole:.1f} %" if whole else "-"


def _table(rows: Iterable[tuple[str, ...]], left: int, last: int = -1) -> Iterator[str]:
    """Rows with their columns aligned: ``left`` ones and the ``last`` to the left, the others to the right."""
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            f"{cell:<{width}}" if n < left or n == last else f"{cell:>{width}}"
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()

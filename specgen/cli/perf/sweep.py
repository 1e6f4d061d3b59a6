"""`specgen perf sweep`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import (
    FOLDER,
    INPUT,
    Choice,
    Command,
    findings_shown,
    format_option,
    spec_where_needed_option,
)
from specgen.cli._progress import progress
from specgen.cli._words import NUMBER
from specgen.cli.perf._figures import measured, metric_text, shelf

if TYPE_CHECKING:
    from specgen.perfmodel.sweeps import Axis, Progress, Row, Setting, Summary, Sweep

_EXAMPLES = (
    "specgen perf sweep --chip h100_sxm --workload llama_3_1_8b:decode --axis batch=1:256:double",
    "specgen perf sweep --workload llama_3_1_8b:prefill --axis chip=h100_sxm,tpu_v6e --axis context=1024:65536:double",
    "specgen perf sweep --space space.yaml -o build/sweep --points",
)
_ROWS = 20


@click.command("sweep", cls=Command, examples=_EXAMPLES)
@spec_where_needed_option
@click.option("--space", type=INPUT, metavar="FILE", help="A file with axes, workloads and objectives.")
@click.option("--chip", metavar="NAME", help="A chip of the spec (NAME_VARIANT) or the library.")
@click.option(
    "--workload", "workloads", multiple=True, metavar="[NAME=]MODEL:PHASE", help="What runs; may be repeated."
)
@click.option(
    "--axis",
    "axes",
    multiple=True,
    metavar="NAME=VALUES",
    help="What varies: NAME=VALUE,VALUE,..., NAME=FROM:TO:lin:STEPS, NAME=FROM:TO:log:STEPS or NAME=FROM:TO:double.",
)
@click.option("--maximise", multiple=True, metavar="NAME", help="A metric of which more is better.")
@click.option(
    "--minimise", multiple=True, metavar="NAME", help="A metric or an axis of which less is better."
)
@click.option("--metric", "metrics", multiple=True, metavar="NAME", help="A metric to compute beside these.")
@click.option(
    "--blocked", is_flag=True, help="Products fetch again what does not fit into the next memory inwards."
)
@click.option("--top", type=NUMBER, default=10, show_default=True, help="How many of the best are kept.")
@click.option("-o", "output", type=FOLDER, metavar="DIR", help="Keep results there; run again, it goes on.")
@click.option("--points", is_flag=True, help="Keep all points there, not the front and the best alone.")
@click.option(
    "--table", type=Choice(["parquet", "arrow", "csv"]), help="How; parquet where pyarrow is there."
)
@click.option("--jobs", type=click.IntRange(1, 1024), default=1, show_default=True, help="Processes.")
@click.option("--executor", metavar="NAME", help="local, dask (as many processes) or dask:ADDRESS.")
@click.option("--most", type=NUMBER, default=10**9, help="Refuse more points.  [default: 1000000000]")
@format_option(
    "text", "json", "svg", told="Tables, all as JSON, or the front in two objectives as a drawing."
)
def command(
    spec: Path, space: Path | None, chip: str | None, workloads: Sequence[str], axes: Sequence[str],
    maximise: Sequence[str], minimise: Sequence[str], metrics: Sequence[str], blocked: bool, top: int,
    output: Path | None, points: bool, table: str | None, jobs: int, executor: str | None, most: int, style: str,
) -> None:  # fmt: skip
    """Evaluate workloads on every chip of a design space: the front, the best, and what bounds each operator.

    Axes are numbers of the chip (hbm.bandwidth, matrix.bf16, l2.size, clock, units), settings of the workloads (batch,
    context, formats.cache, model, tensor), parameters of the spec (parameters.NAME), or chip. clock and units move the peaks
    and what each unit has with them. Without objectives, the most tokens/s of each workload.
    """
    from specgen import api
    from specgen.api.sweeping import asked_sweep, pareto_chart, prepared_sweep, run_sweep
    from specgen.perfmodel.sweeps import SweepError, as_data

    if points and output is None:
        raise click.UsageError("--points needs a folder to keep them in: -o DIR")
    with findings_shown(SweepError):
        chips = shelf(spec)
        request = asked_sweep(
            chips,
            space=space,
            axes=axes,
            workloads=workloads,
            chip=chip,
            maximise=maximise,
            minimise=minimise,
            metrics=metrics,
            blocked=blocked,
        )
        with progress() as say:
            say("chips and models")
            sweep = prepared_sweep(request, chips, top=top, points=points, table=table, most=most)
            begun = time.perf_counter()
            summary = run_sweep(sweep, output, jobs=jobs, executor=executor, progress=_told(sweep, say))
            seconds = time.perf_counter() - begun
        if style == "json":
            click.echo(json.dumps(as_data(sweep, summary), indent=1))
        elif style == "svg":
            click.echo(api.standalone(pareto_chart(sweep, summary)), nl=False)
        else:
            click.echo(_text(sweep, summary, seconds), nl=False)


def _told(sweep: Sweep, say: Callable[[str], None]) -> Callable[[Progress], None]:
    """What tells progress: parts done, points a second since it began, seconds that are left."""
    begun = time.perf_counter()
    each = sweep.model.space.size / sweep.parts

    def told(at: Progress) -> None:
        rate = (at.done - at.found_done) * each / max(time.perf_counter() - begun, 1e-9)
        left = f", {(at.parts - at.done) * each / rate:,.0f} s left" if rate else ""
        say(f"{at.done:,} of {at.parts:,} parts, {rate:,.0f} points/s{left}")

    return told


def _text(sweep: Sweep, summary: Summary, seconds: float) -> str:
    from specgen.perfmodel.figures import aligned
    from specgen.perfmodel.sweeps import bound_shares, front_rows

    space = sweep.model.space
    lines = [
        f"{summary.points:,} points in {seconds:.2f} s; {summary.fitting:,} fit into the memory of their chip",
        "",
        f"The front of {', '.join(map(str, sweep.objectives))}: {len(summary.front.numbers):,} points",
        "",
    ]
    rows = front_rows(sweep, summary, _ROWS)
    lines += aligned(_cells(space.axes, sweep.model.metrics, rows))
    if len(summary.front.numbers) > _ROWS:
        lines.append(
            f"  and {len(summary.front.numbers) - _ROWS:,} more: -o DIR keeps them, --format json shows them"
        )
    shares = bound_shares(sweep, summary).items()
    lines += ["", "What bounds each operator, in how many of the points", ""]
    lines += aligned(
        [[name, ", ".join(f"{what} {100 * part:.3g} %" for what, part in of.items())] for name, of in shares]
    )
    return "\n".join(lines) + "\n"


def _cells(axes: Sequence[Axis], metrics: Sequence[str], rows: Sequence[Row]) -> list[list[str]]:
    varied = [axis for axis in axes if len(axis) > 1]
    head = [*(axis.name for axis in varied), *metrics]
    return [
        head,
        *(
            [*(_value(axis, row.values[axis.name]) for axis in varied)]
            + [metric_text(name, row.metrics[name]) for name in metrics]
            for row in rows
        ),
    ]


def _value(axis: Axis, value: Setting) -> str:
    from specgen.model.quantity import Dimension
    from specgen.model.units import BY_EXPONENTS

    dimension = BY_EXPONENTS[axis.exponents]
    return (
        str(value) if isinstance(value, str) or dimension is Dimension.NUMBER else measured(value, dimension)
    )

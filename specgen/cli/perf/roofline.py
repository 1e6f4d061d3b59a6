"""`specgen perf roofline`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._options import (
    OUTPUT,
    Choice,
    Command,
    existing_spec,
    findings_shown,
    format_option,
    require,
    save,
    spec_where_needed_option,
    variant_option,
    wrong_use,
)
from specgen.cli.perf._graphs import pairs, step_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.perfmodel import Report
    from specgen.perfmodel.bounds import GraphBound
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.counting import Count

_EXAMPLES = (
    "specgen perf roofline",
    "specgen perf roofline --format svg -o roofline.svg",
    "specgen perf roofline --chip h100_sxm,mi300x --workload llama_3_1_8b --phase decode --batch 16 --context 2048",
    "specgen perf roofline --chip h100_sxm --workload llama_3_1_8b --phase decode --batch 16 --derivation",
    "specgen perf roofline --chip h100_sxm --workload llama_3_1_70b --phase decode --parallel tensor=4",
)


@click.command("roofline", cls=Command, examples=_EXAMPLES)
@spec_where_needed_option
@variant_option
@click.option(
    "--chip",
    "chips",
    metavar="NAME,...",
    help="Chips of the library, or of the spec; its variants by default.",
)
@click.option(
    "--workload", "--model", metavar="NAME", help="A model or workload, whose operators are bounded."
)
@step_options
@click.option("--new", type=int, help="Tokens that each sequence is to get.")
@click.option(
    "--parallel", metavar="WAY=RANKS,...", help="Divide it among chips: tensor, data, pipeline, expert."
)
@click.option(
    "--residence",
    type=Choice(["innermost", "outermost"]),
    default="innermost",
    show_default=True,
    help="Where activations live between operators: in the innermost memory that holds them, or in the outermost.",
)
@click.option(
    "--blocked", is_flag=True, help="Products fetch again what does not fit into the next memory inwards."
)
@click.option(
    "--achievable", is_flag=True, help="Take the best that was measured for a peak, where that is known."
)
@click.option(
    "--derivation", is_flag=True, help="Show how each number comes about, and what other choices come to."
)
@click.option("--band", is_flag=True, help="Say how far the time may be believed, and what widens that.")
@format_option(
    "text",
    "json",
    "svg",
    told="Tables, the same with the chart's lines as JSON, or the first chart as a drawing.",
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="Write the chart into FILE.")
@click.pass_context
def command(
    ctx: click.Context, /, spec: Path, variant: str | None, chips: str | None, workload: str | None, style: str,
    output: Path | None, derivation: bool, **how: Any,
) -> None:  # fmt: skip
    """Peaks of the engines and bandwidths of the memories, from the numbers of the spec alone.

    Without --variant, a comparison of the variants first, then each of them. With --workload, how long each of its
    operators takes at least and what bounds it; with --chip, on these chips, or their ridge points.
    """
    if chips is None and workload is None:
        _charts(existing_spec(spec), variant, style, output)
        return
    if style == "svg" or output is not None:
        wrong_use("--chip and --workload make tables, not a chart: leave out --format svg and -o")
    asked = ctx.get_parameter_source("spec") is not click.core.ParameterSource.DEFAULT
    own = None
    if asked or chips is None:
        own = existing_spec(spec)
    elif not _in_library(chips.split(","), workload) and (spec / "spec.yaml").exists():
        own = spec
    _bounds(own, variant, chips, workload, style, derivation, {k: v for k, v in how.items() if v is not None})


def _in_library(chips: list[str], workload: str | None) -> bool:
    """Whether nothing is asked of which a spec would have to tell."""
    from specgen.perfmodel.chips import library_chips
    from specgen.perfmodel.workloads import library_models

    known = {one.strip() for one in chips} <= {*library_chips()}
    return known and (workload is None or workload in library_models())


def _bounds(
    spec: Path | None, variant: str | None, names: str | None, workload: str | None, style: str, derive: bool,
    how: dict[str, Any],
) -> None:  # fmt: skip
    from specgen.api.chips import bounded, find_chip, variant_chips
    from specgen.cli.perf._bounds import print_bounds, print_ridges
    from specgen.perfmodel.chips import ChipError
    from specgen.perfmodel.parallel import ParallelError
    from specgen.perfmodel.workloads import WorkloadError

    with findings_shown(ChipError, ParallelError, WorkloadError):
        if names is not None:
            chips = [find_chip(name.strip(), spec) for name in names.split(",")]
        else:
            assert spec is not None
            chips = list(variant_chips(spec, variant))
        if how.pop("achievable"):
            chips = [one.as_achieved() for one in chips]
        if workload is None:
            print_ridges(chips, style)
            return
        if "formats" in how:
            how["formats"] = pairs(how["formats"], "--formats")
        if "parallel" in how:
            how["parallel"] = {way: _ranks(way, n) for way, n in pairs(how["parallel"], "--parallel").items()}
        band, found = how.pop("band"), bounded(workload, chips, spec, **how)
        print_bounds(found, style, derive=derive)
        if band and style == "text":
            _print_bands(found, how["blocked"])


def _print_bands(found: Sequence[GraphBound], blocked: bool) -> None:
    from functools import partial

    from specgen.cli.perf._figures import metric_text
    from specgen.perfmodel.bounds import bounds_of
    from specgen.perfmodel.figures import aligned
    from specgen.perfmodel.uncertainty import banded

    def time(one: GraphBound, chip: Chip) -> Count:
        seconds: Count = bounds_of(one.graph, chip, one.residence, blocked=blocked).time
        return seconds

    rows = [["", "time", "nine of ten", "limits", "widened by"]]
    for one in found:
        band = banded(partial(time, one), one.chip)
        low, high, *limits = (
            metric_text("time", end) for end in (band.low, band.high, *(band.interval or ()))
        )
        within = " to ".join(limits)
        value = metric_text("time", band.value)
        rows.append([one.chip.name, value, f"{low} to {high}", within, ", ".join(band.widest)])
    click.echo("\n" + "\n".join(aligned(rows)))


def _ranks(way: str, text: str) -> int:
    if not text.isdecimal():
        wrong_use(f"--parallel: {way} takes a number of ranks, not {text!r}")
    return int(text)


def _charts(spec: Path, variant: str | None, style: str, output: Path | None) -> None:
    """The charts of a spec's own engines and memories."""
    from specgen import api

    with findings_shown():
        require("variant", variant, api.load_spec(spec).variants)
        reports = api.rooflines(spec, variant)
        if not reports:
            wrong_use(
                "nothing has a clock and instructions whose cycles and operations are known: there is no roofline"
            )
        text = api.standalone(reports[0]) if style == "svg" else _as_text(reports, style)
        if output is None:
            click.echo(text, nl=False)
        else:
            save(output, text)


def _as_text(reports: tuple[Report, ...], style: str) -> str:
    if style == "json":
        kept = ("name", "title", "summary", "columns", "rows", "figure")
        charts = [{name: getattr(one, name) for name in kept} for one in reports]
        return json.dumps({"charts": charts}, indent=1) + "\n"
    return "\n".join(_table(one) for one in reports)


def _table(report: Report) -> str:
    """The table of a chart, its columns aligned, those that say nothing left out."""
    from specgen.perfmodel.figures import aligned

    shown = [n for n in range(len(report.columns)) if any(row[n] for row in report.rows)]
    lines = [[line[n] for n in shown] for line in (report.columns, *report.rows)]
    return "\n".join((report.title, "", *aligned(lines), ""))

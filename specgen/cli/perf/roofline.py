"""`specgen perf roofline`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import (
    OUTPUT,
    Choice,
    Command,
    findings_shown,
    require,
    save,
    spec_option,
    variant_option,
    wrong_use,
)

if TYPE_CHECKING:
    from specgen.perfmodel import Report


@click.command(
    "roofline",
    cls=Command,
    examples=("specgen perf roofline", "specgen perf roofline --format svg -o roofline.svg"),
)
@spec_option
@variant_option
@click.option(
    "--format",
    "style",
    type=Choice(["text", "json", "svg"]),
    default="text",
    show_default=True,
    help="Tables, the same with the chart's lines as JSON, or the first chart as a drawing.",
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="Write it into FILE.")
def command(spec: Path, variant: str | None, style: str, output: Path | None) -> None:
    """Peaks of the engines and bandwidths of the memories, from the numbers of the spec alone.

    Without --variant, a comparison of the variants first, then each of them.
    """
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
        import json

        kept = ("name", "title", "summary", "columns", "rows", "figure")
        charts = [{name: getattr(one, name) for name in kept} for one in reports]
        return json.dumps({"charts": charts}, indent=1) + "\n"
    return "\n".join(_table(one) for one in reports)


def _table(report: Report) -> str:
    """The table of a chart, its columns aligned, those that say nothing left out."""
    lines = [report.columns, *report.rows]
    shown = [n for n in range(len(report.columns)) if any(row[n] for row in report.rows)]
    widths = {n: max(len(line[n]) for line in lines) for n in shown}
    rows = ("  ".join(line[n].ljust(widths[n]) for n in shown).rstrip() for line in lines)
    return "\n".join((report.title, "", *(f"  {row}" for row in rows), ""))

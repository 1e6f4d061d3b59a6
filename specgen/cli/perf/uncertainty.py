"""`specgen perf uncertainty`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import Command, findings_shown, format_option, spec_where_needed_option
from specgen.cli._words import NUMBER
from specgen.cli.perf._figures import metric_text, quantity_text, shelf

if TYPE_CHECKING:
    from specgen.api.uncertainties import Figures
    from specgen.perfmodel.uncertainty import Banded, Input

_EXAMPLES = (
    "specgen perf uncertainty llama_3_1_8b:decode --chip h100_sxm --set batch=16 --set context=2048",
    "specgen perf uncertainty llama_3_1_8b:prefill --chip h100_sxm --metric time --metric energy --format json",
)
_WIDEST = 5


@click.command("uncertainty", cls=Command, examples=_EXAMPLES)
@click.argument("workload", metavar="MODEL:PHASE")
@spec_where_needed_option
@click.option(
    "--chip", required=True, metavar="NAME", help="A chip of the spec (NAME_VARIANT) or the library."
)
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="What an axis of a sweep may set."
)
@click.option(
    "--metric", "metrics", multiple=True, metavar="NAME", help="Which; all that are known by default."
)
@click.option("--samples", type=click.IntRange(100, 1 << 22), default=4096, show_default=True, help="Draws.")
@click.option("--seed", type=NUMBER, default=1, show_default=True, help="Of the draws.")
@format_option("text", "json", "svg", told="How it is shown.")
def command(
    workload: str, spec: Path, chip: str, settings: Sequence[str], metrics: Sequence[str], samples: int, seed: int,
    style: str,
) -> None:  # fmt: skip
    """Say how far figures of a workload on a chip may be believed, and what widens their bands most.

    Numbers are drawn within the ranges that are given with them, or that their confidence stands for: measured 2 %,
    datasheet 3 %, simulated 10 %, estimated 15 %, assumed 30 %. The band holds nine of ten draws; no draw lies outside
    of the limits. What widens a metric that is named is shown, else that of the time; svg draws the first.
    """
    from specgen import api
    from specgen.api.uncertainties import banded_figures, tornado_chart
    from specgen.perfmodel.sweeps import SweepError

    with findings_shown(SweepError):
        found = banded_figures(shelf(spec), workload, chip, settings, metrics, samples=samples, seed=seed)
        if style == "svg":
            click.echo(api.standalone(tornado_chart(found, next(iter(found.bands)))), nl=False)
        else:
            click.echo(_json(found) if style == "json" else _text(found, bool(metrics)), nl=False)


def _text(found: Figures, every: bool) -> str:
    from specgen.perfmodel.figures import aligned

    rows = [["", "", "nine of ten", "limits", "widened by"]]
    for name, band in found.bands.items():
        say = _said(name)
        limits = f"{say(band.interval[0])} to {say(band.interval[1])}" if band.interval else ""
        ranges = [f"{say(band.low)} to {say(band.high)}", limits] if band.drivers else ["exact", ""]
        rows.append([name, say(band.value), *ranges, ", ".join(band.widest)])
    lines = [f"{found.workload} on {found.chip}", "", *aligned(rows)]
    for name, band in list(found.bands.items())[: None if every else 1]:
        if band.drivers:
            lines += ["", f"What widens {name}", "", *aligned(_drivers(name, band))]
    return "\n".join(lines) + "\n"


def _drivers(name: str, band: Banded) -> list[list[str]]:
    say = _said(name)
    rows = [["", "from", "to", "because", "at the low end", "at the high end", "share"]]
    for one in band.drivers[:_WIDEST]:
        ends = [_end(one.input, end) for end in (one.input.low, one.input.high)]
        moved = [say(one.at_low), say(one.at_high)]
        rows.append([one.input.name, *ends, one.input.why, *moved, f"{100 * one.share:.0f} %"])
    return rows


def _end(one: Input, end: float) -> str:
    """An end of an input's range; of numbers that move together, in proportion to what they are."""
    return (
        f"{100 * (end / one.value - 1):+.3g} %" if one.name.endswith(".*") else quantity_text(one.name, end)
    )


def _said(name: str) -> Callable[[float], str]:
    return lambda value: metric_text(name, value)


def _json(found: Figures) -> str:
    told = {
        "workload": found.workload,
        "chip": found.chip,
        "figures": {name: _band(band) for name, band in found.bands.items()},
    }
    return json.dumps(told, indent=1) + "\n"


def _band(band: Banded) -> dict[str, object]:
    return {
        "value": band.value,
        "low": band.low,
        "high": band.high,
        "limits": band.interval,
        "drivers": [
            {
                "input": one.input.name, "low": one.input.low, "high": one.input.high, "why": one.input.why,
                "at_low": one.at_low, "at_high": one.at_high, "share": one.share,
            }
            for one in band.drivers
        ],
    }  # fmt: skip

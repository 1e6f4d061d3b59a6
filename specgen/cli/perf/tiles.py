"""`specgen perf tiles`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._options import Command, findings_shown, format_option, require, spec_option, variant_option
from specgen.cli.perf._figures import measured
from specgen.cli.perf._graphs import file_options, how_given, step_options

if TYPE_CHECKING:
    from specgen.api.tiles import TiledOperator, TiledWorkload

_EXAMPLES = (
    "specgen perf tiles llama_3_1_8b --phase prefill --batch 1 --context 512",
    "specgen perf tiles llama_3_1_8b --phase decode --batch 16 --context 2048 --variant large --depth 2",
)
_HEADS = ("operator", "lowering", "tiles", "depth", "time", "bound", "of the bound", "busiest", "busy")


@click.command("tiles", cls=Command, examples=_EXAMPLES)
@click.argument("name")
@spec_option
@variant_option
@step_options
@click.option(
    "--depth",
    type=click.IntRange(min=1, max=8),
    help="Buffers of a tile; as many as the memory holds, 8 at most.",
)
@file_options
@format_option("text", "json", told="A table, or the same as JSON.")
def command(
    name: str, spec: Path, variant: str | None, phase: str, depth: int | None, style: str, **given: Any
) -> None:
    """Say how long the operators of NAME take in the tiles of the spec's lowerings, beside their bounds.

    Steps of a lowering are stages on engines, with buffers between them; what they cost is the timing of instructions and
    the bandwidth and latency of paths. An operator that no lowering does counts with its bound. NAME is as for `perf coverage`.
    """
    from specgen import api
    from specgen.api.tiles import tiled_workload
    from specgen.perfmodel.chips import ChipError
    from specgen.perfmodel.importing import MissingReader, Unreadable
    from specgen.perfmodel.timelines import TimelineError
    from specgen.perfmodel.workloads import WorkloadError

    with findings_shown(WorkloadError, Unreadable, MissingReader, TimelineError, ChipError):
        require("variant", variant, api.load_spec(spec).variants)
        found = tiled_workload(name, spec, variant, phase, depth=depth, **how_given(given))
        click.echo(_json(found) if style == "json" else _text(found))


def _text(found: TiledWorkload) -> str:
    from specgen.perfmodel.figures import aligned

    rows = [_HEADS, *(_row(one) for one in found.operators)]
    times = [measured(value, _seconds()) for value in (found.seconds, found.bound)]
    head = f"{found.name} on {found.chip}: {times[0]} in tiles, {times[1]} by bounds"
    return "\n".join([head, "", *aligned(rows), *(f"  not analysed: {one}" for one in found.unsupported)])


def _row(one: TiledOperator) -> tuple[str, ...]:
    times = one.operator.times
    name = one.operator.name if times == 1 else f"{one.operator.name} × {times}"
    bound = measured(one.bound * float(times), _seconds())
    if one.tiled is None:
        return (name, one.reason, "", "", bound, bound, "100.0 %", "", "")
    cut, share = one.tiled, one.bound * float(times) / one.seconds if one.seconds else 0.0
    busy = float(cut.busy[cut.bound_by] / cut.ticks) if cut.ticks else 0.0
    return (
        name,
        one.lowering,
        f"{cut.tiles:,}",
        f"{cut.depth}",
        measured(one.seconds, _seconds()),
        bound,
        f"{100 * share:.1f} %",
        cut.bound_by,
        f"{100 * busy:.1f} %",
    )


def _json(found: TiledWorkload) -> str:
    rows = []
    for one in found.operators:
        row: dict[str, Any] = {
            "operator": one.operator.name,
            "times": one.operator.times,
            "seconds": one.seconds,
            "bound": one.bound * float(one.operator.times),
        }
        if one.tiled is None:
            rows.append(row | {"reason": one.reason})
            continue
        stages = [
            {"engine": s.engine, "occupancy": s.occupancy, "latency": s.latency} for s in one.tiled.stages
        ]
        row |= {"lowering": one.lowering, "tiles": one.tiled.tiles, "depth": one.tiled.depth}
        rows.append(row | {"ticks": one.tiled.ticks, "busiest": one.tiled.bound_by, "stages": stages})
    head = {"name": found.name, "chip": found.chip, "seconds": found.seconds, "bound": found.bound}
    return json.dumps(head | {"operators": rows, "unsupported": found.unsupported}, indent=1)


def _seconds() -> Any:
    from specgen.model.quantity import Dimension

    return Dimension.TIME

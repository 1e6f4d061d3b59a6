"""`specgen perf chips`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._grid import print_grid
from specgen.cli._options import (
    Command,
    existing_spec,
    findings_shown,
    format_option,
    spec_where_needed_option,
)

if TYPE_CHECKING:
    from specgen.model.quantity import Quantity
    from specgen.perfmodel.chips import Chip

_EXAMPLES = (
    "specgen perf chips",
    "specgen perf chips h100_sxm",
    "specgen perf chips --spec spec --format json",
)


@click.command("chips", cls=Command, examples=_EXAMPLES)
@click.argument("name", required=False)
@spec_where_needed_option
@format_option("text", "json", told="A table, or all numbers in full.")
@click.pass_context
def command(ctx: click.Context, name: str | None, spec: Path, style: str) -> None:
    """List chips: those of the library, those that a spec declares, and what its variants come to.

    With NAME, every number of one chip with its range, how far it may be believed and its source.
    """
    from specgen.api.chips import declared_chips, find_chip, variant_chips
    from specgen.perfmodel.chips import ChipError, chip_of

    asked = ctx.get_parameter_source("spec") is not click.core.ParameterSource.DEFAULT
    with findings_shown(ChipError):
        if name is not None:
            library = not asked and name in declared_chips()
            own = None if library or not (asked or (spec / "spec.yaml").exists()) else existing_spec(spec)
            chip = find_chip(name, own)
            click.echo(json.dumps(_full(chip), indent=1)) if style == "json" else _print_chip(chip)
            return
        chips = [chip_of(one) for one in declared_chips(existing_spec(spec) if asked else None).values()]
        try:
            chips += variant_chips(spec) if asked else ()
        except ChipError as error:  # the others are worth listing all the same
            click.echo(f"specgen: {error}", err=True)
        if style == "json":
            click.echo(json.dumps({"chips": [_full(one) for one in chips]}, indent=1))
        else:
            _print_all(chips)


def _print_all(chips: Iterable[Chip]) -> None:
    columns = (
        "chip",
        "16 bit",
        "8 bit",
        "4 bit",
        "memory",
        "bandwidth",
        "on chip",
        "network",
        "W",
        "worst number",
    )
    rows = []
    for chip in chips:
        memory, *onchip = chip.levels
        best = [max((chip.peaks.get(("matrix", one), 0) for one in forms), default=0) for forms in _WIDTHS]
        rows.append(
            (
                chip.name,
                *(_figure(one or None, "op/s") for one in best),
                _figure(memory.size, "B"),
                _figure(memory.bandwidth, "B/s"),
                _figure(onchip[0].size if onchip else None, "B"),
                _figure(chip.networks[0].bandwidth if chip.networks else None, "B/s"),
                "" if chip.power is None else f"{chip.power:g}",
                _worst(chip.basis.values()),
            )
        )
    print_grid(columns, rows, left=("chip", "worst number"))


_WIDTHS = (("bf16", "f16"), ("e4m3", "s8", "mxfp8_e4m3"), ("nvfp4", "mxfp4", "e2m1", "s4"))


def _figure(value: Any, unit: str) -> str:
    """A figure with its unit; nothing where nobody knows it."""
    from specgen.perfmodel.figures import rate

    return rate(float(value), unit) if value is not None and isfinite(value) else ""


def _worst(numbers: Iterable[Quantity]) -> str:
    from specgen.model.quantity import Confidence

    known = [one.confidence for one in numbers if one.confidence is not None]
    return max(known, key=list(Confidence).index).value if known else "not stated"


def _print_chip(chip: Chip) -> None:
    rows = []
    for path, number in chip.basis.items():
        between = (
            "" if number.low is None else f"{_written(number, number.low)} to {_written(number, number.high)}"
        )
        confidence = number.confidence.value if number.confidence else "not stated"
        rows.append((path, number.text, between, confidence, number.source or ""))
    print_grid(
        ("number", "value", "range", "confidence", "source"),
        rows,
        title=chip.name,
        left=("number", "range", "confidence", "source"),
    )


def _written(number: Quantity, end: Any) -> str:
    from specgen.model.units import written

    return written(end, number.dimension)


def _full(chip: Chip) -> dict[str, Any]:
    """All numbers in base units; one that nobody knows is null."""
    return {
        "name": chip.name,
        "units": chip.units,
        "clock": _known(chip.clock),
        "peaks": {".".join(key): rate for key, rate in chip.peaks.items()},
        "sparse": dict(chip.sparse),
        "achievable": {".".join(key): rate for key, rate in chip.achievable.items()},
        "levels": [
            {"name": one.name, "size": _known(one.size), "bandwidth": _known(one.bandwidth), "latency": one.latency}
            for one in chip.levels
        ],
        "networks": [
            {
                "name": one.name, "bandwidth": one.bandwidth, "latency": one.latency, "topology": one.topology,
                "ranks": one.ranks,
            }
            for one in chip.networks
        ],
        "power": chip.power,
        "idle": chip.idle,
        "cost": chip.cost,
        "basis": {path: _basis(number) for path, number in chip.basis.items()},
    }  # fmt: skip


def _known(value: Any) -> Any:
    return value if isfinite(value) else None


def _basis(number: Quantity) -> dict[str, Any]:
    ends = None if number.low is None or number.high is None else [float(number.low), float(number.high)]
    return {
        "text": number.text,
        "value": float(number),
        "range": ends,
        "confidence": number.confidence.value if number.confidence else None,
        "source": number.source,
    }

"""Bounds of workloads in the terminal, or as JSON: operators with what bounds them, totals, derivations, ridges."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._grid import print_grid
from specgen.cli.perf._figures import metric_text

if TYPE_CHECKING:
    from specgen.perfmodel.bounds import Bound, GraphBound
    from specgen.perfmodel.chips import Chip


def print_bounds(found: Sequence[GraphBound], style: str, *, derive: bool) -> None:
    """Print the bounds of a workload, chip by chip; with ``derive``, each number with how it comes about."""
    if style == "json":
        click.echo(json.dumps({"bounds": [_full(one, derive) for one in found]}, indent=1))
        return
    for number, one in enumerate(found):
        if number:
            click.echo()
        _print_derivation(one) if derive else _print_operators(one)


def print_ridges(chips: Sequence[Chip], style: str) -> None:
    """Print the peaks of chips, and from how many operations a byte of each level on they are the limit."""
    from specgen.perfmodel.bounds import ridges

    if style == "json":
        full = [
            {
                "chip": one.name,
                "ridges": {".".join(key): _finite(value) for key, value in ridges(one).items()},
            }
            for one in chips
        ]
        click.echo(json.dumps({"ridges": full}, indent=1))
        return
    for number, chip in enumerate(chips):
        if number:
            click.echo()
        _print_ridges(chip)


def _print_ridges(chip: Chip) -> None:
    from specgen.perfmodel.bounds import ridge
    from specgen.perfmodel.figures import plain, rate

    known = [one for one in chip.carriers if isfinite(one.bandwidth)]
    rows = [
        (unit, form, rate(float(peak), "op/s"), *(plain(ridge(chip, unit, form, one.name)) for one in known))
        for (unit, form), peak in sorted(chip.peaks.items(), key=lambda item: -item[1])
    ]
    columns = (
        "unit",
        "format",
        "peak",
        *(f"op/B of {one.name} at {rate(float(one.bandwidth), 'B/s')}" for one in known),
    )
    print_grid(
        columns,
        rows,
        title=f"{chip.name}: from these intensities on, arithmetic is the limit",
        left=columns[:2],
    )


def _print_operators(whole: GraphBound) -> None:
    from specgen.perfmodel.figures import rate

    levels = [one.name for one in whole.chip.levels]
    if not whole.bounds:
        click.echo(
            "\n".join((whole.graph.name, *(f"  not analysed: {one}" for one in whole.graph.unsupported)))
        )
        return
    columns = (
        "operator",
        "times",
        "format",
        "operations",
        *levels,
        f"op/B of {levels[0]}",
        "bound by",
        "time",
        "share",
    )
    rows = []
    for one in whole.bounds:
        form = one.computed_in[1] if one.computed_in and one.compute else ""
        rows.append(
            (
                one.operator.name,
                f"{float(one.times):g}",
                form,
                rate(float(one.operator.operations), "op") if one.operator.operations else "",
                *(rate(float(one.bytes[name]), "B") for name in levels),
                _intensity(one, levels[0]),
                one.limit,
                _seconds(float(one.total)),
                f"{100 * float(whole.share(one)):.1f} %",
            )
        )
    title = f"{whole.graph.name} on {whole.chip.name}: {_seconds(float(whole.time))}"
    print_grid(columns, rows, title=title, left=("operator", "format", "bound by"))
    click.echo("\n".join(f"  {line}" for line in _totals(whole)))


def _intensity(one: Bound, level: str) -> str:
    """Operations for a byte of a memory; a dash where no byte of it is moved."""
    from specgen.perfmodel.figures import plain

    found = float(one.intensity(level))
    return "" if not one.operator.operations else plain(found) if isfinite(found) else "-"


def _totals(whole: GraphBound) -> Iterator[str]:
    from specgen.perfmodel.bounds import suspicions
    from specgen.perfmodel.figures import plain, rate
    from specgen.perfmodel.parallel import pipeline_seconds

    busy = ", ".join(f"{name} {_seconds(float(one))}" for name, one in whole.busy.items() if one)
    yield f"one after the other {_seconds(float(whole.time))}; each resource by itself: {busy}"
    tokens, steps = whole.graph.facts.get("tokens"), whole.graph.facts.get("batch")
    chips = f" on {whole.chips} chips" if whole.chips != 1 else ""
    if tokens and whole.time:
        batch = f", batch {float(steps):g}" if steps else ""
        yield f"{plain(float(tokens) / float(whole.time))} tokens/s{chips}{batch}"
    stages = whole.graph.facts.get("stages", 1)
    if stages != 1:
        through = _seconds(float(pipeline_seconds(whole.time, stages)))
        yield f"{stages} stages with a step each in flight; one takes {through} through all of them"
    if whole.energy is not None:
        by_power = any(one.energy.by_power for one in whole.bounds)
        most = "at most (at full power) " if by_power else ""
        yield f"{most}{plain(float(whole.energy))} J; {plain(float(whole.per_token(whole.energy)))} J a token"
    if whole.cost is not None:
        yield f"{plain(float(whole.per_token(whole.cost)) * 1e6)} USD a million tokens"
    held = sum(float(t.bytes * one.times) for one in whole.graph.operators for t in one.inputs if _stays(t))
    if isfinite(whole.chip.levels[0].size) and held > whole.chip.levels[0].size:
        size = rate(float(whole.chip.levels[0].size), "B")
        yield f"weights and caches are {rate(held, 'B')}: more than the {size} of {whole.chip.levels[0].name}"
    yield from (f"suspicious: {one}" for one in suspicions(whole.graph))
    yield from (f"not analysed: {one}" for one in whole.graph.unsupported)


def _stays(tensor: Any) -> bool:
    return tensor.role.value in ("weight", "cache")


def _print_derivation(whole: GraphBound) -> None:
    from specgen.perfmodel.bounds import derivation
    from specgen.perfmodel.figures import rate

    click.echo(f"{whole.graph.name} on {whole.chip.name}")
    for part, steps in groupby(derivation(whole), key=lambda one: one.part):
        rows = [
            (
                one.what,
                _seconds(one.value)
                if one.unit == "s"
                else rate(one.value, one.unit)
                if isfinite(one.value)
                else "unknown",
                one.how,
                one.rests,
            )
            for one in steps
        ]
        click.echo()
        columns = (
            (part, "value", "how", "rests on") if any(row[-1] for row in rows) else (part, "value", "how")
        )
        print_grid(columns, [row[: len(columns)] for row in rows], left=(part, "how", "rests on"))


def _full(whole: GraphBound, derive: bool) -> dict[str, Any]:
    from specgen.perfmodel.bounds import derivation

    found = {
        "workload": whole.graph.name,
        "chip": whole.chip.name,
        "chips": whole.chips,
        "residence": whole.residence.value,
        "seconds": whole.time,
        "overlapped_seconds": whole.overlapped,
        "busy_seconds": whole.busy,
        "joules": whole.energy,
        "dollars": whole.cost,
        "facts": whole.graph.facts,
        "operators": [_operator(one) for one in whole.bounds],
        "unsupported": whole.graph.unsupported,
    }
    if derive:
        names = ("part", "what", "how", "value", "unit", "rests")
        found["derivation"] = [
            {name: _finite(getattr(one, name)) for name in names} for one in derivation(whole)
        ]
    return found


def _operator(one: Bound) -> dict[str, Any]:
    return {
        "name": one.operator.name,
        "kind": one.operator.kind.value,
        "times": one.times,
        "computed_in": ".".join(one.computed_in) if one.computed_in else None,
        "operations": one.operator.operations,
        "bytes": one.bytes,
        "compute_seconds": one.compute,
        "level_seconds": one.levels,
        "network_seconds": one.network,
        "seconds": one.time,
        "bound_by": one.limit,
        "joules": one.energy.total,
    }


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value


def _seconds(value: float) -> str:
    return metric_text("time", value)

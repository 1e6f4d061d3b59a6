"""Rooflines that readers recompute: chips, workloads and the formulas of both as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.formulas.chips import Offered, chip_data, moving
from specgen.perfmodel.formulas.draws import SAMPLES
from specgen.perfmodel.formulas.projection import Rate, shape_of
from specgen.perfmodel.formulas.recording import Record
from specgen.perfmodel.formulas.steps import Use, record_step
from specgen.perfmodel.formulas.writing import written

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

MOST_FORMATS = 8


@dataclass(frozen=True, slots=True)
class Limit:
    """What a target asks of a workload on a variant: ``metric`` is ``time`` or ``rate``, one of the limits is None."""

    name: str
    summary: str
    workload: str
    variant: str
    metric: str
    at_least: float | None
    at_most: float | None


@dataclass(frozen=True, slots=True)
class Live:
    """Data of rooflines: ``index`` of all, and for each workload, by name, the formulas of its step."""

    index: dict[str, Any]
    steps: dict[str, dict[str, Any]]


def live(
    offered: Sequence[Offered],
    uses: Mapping[str, Use],
    limits: Sequence[Limit] = (),
    formats: Sequence[str] = (),
) -> Live:
    """Return the data for chips and workloads; ``formats`` are offered for weights where a step can have them."""
    if not any(use.workload.parallel for use in uses.values()):
        offered = [one.alone() for one in offered]
    taken = {
        name: ("", *(one for one in formats if use.takes(one)))[: MOST_FORMATS + 1]
        for name, use in uses.items()
    }
    found = dict.fromkeys(
        rate for name, use in uses.items() for form in taken[name] for rate in use.rates(form)
    )
    rates = tuple(found | dict.fromkeys(rate for one in offered if one.variant for rate in one.chip.peaks))
    shapes = {shape_of(one.chip): one.chip for one in offered}
    index = {
        "samples": SAMPLES,
        "chips": [chip_data(one, rates) for one in offered],
        "moving": {shape: moving(chip, rates) for shape, chip in shapes.items()},
        "workloads": [_workload(name, use, taken[name]) for name, use in uses.items()],
        "limits": [_limit(one) for one in limits],
    }
    return Live(index, {name: _steps(use, taken[name], shapes, rates) for name, use in uses.items()})


def _workload(name: str, use: Use, formats: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "summary": use.workload.summary,
        "model": use.workload.model,
        "phase": use.workload.phase,
        "makes": use.makes,
        "sizes": dict(use.sizes),
        "formats": list(formats),
    }


def _limit(one: Limit) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _steps(
    use: Use, formats: Sequence[str], shapes: Mapping[str, Chip], rates: tuple[Rate, ...]
) -> dict[str, Any]:
    """The formulas of a step for each kind of chip that it may run on, and each format."""
    record = Record()
    made = {
        shape: {form: record_step(record, use, chip, rates, form) for form in formats}
        for shape, chip in shapes.items()
        if use.runs_on(chip)
    }
    return written(record, made)

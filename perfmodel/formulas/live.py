"""Rooflines that readers recompute: chips, workloads and the formulas of both as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
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
class Page:
    """Rooflines of chips and workloads, before they are data: the ``formats`` that each workload is offered in, by name.

    ``rates`` are all units and formats that any step computes in, ``shapes`` a chip for each kind of them.
    """

    offered: tuple[Offered, ...]
    uses: Mapping[str, Use]
    limits: tuple[Limit, ...]
    formats: Mapping[str, tuple[str, ...]]
    rates: tuple[Rate, ...]
    shapes: Mapping[str, Chip]

    def index(self) -> dict[str, Any]:
        """Return what all workloads share: chips, the formulas of their numbers, targets; and what workloads there are."""
        return {
            "samples": SAMPLES,
            "chips": [chip_data(one, self.rates) for one in self.offered],
            "moving": {shape: moving(chip, self.rates) for shape, chip in self.shapes.items()},
            "workloads": [self._workload(name, use) for name, use in self.uses.items()],
            "limits": [asdict(one) for one in self.limits],
        }

    def steps(self, name: str) -> dict[str, Any]:
        """Return the formulas of a workload's step, for each kind of chip that it may run on, in each format."""
        record, use = Record(), self.uses[name]
        made = {
            shape: {form: record_step(record, use, chip, self.rates, form) for form in self.formats[name]}
            for shape, chip in self.shapes.items()
            if use.runs_on(chip)
        }
        return written(record, made)

    def _workload(self, name: str, use: Use) -> dict[str, Any]:
        return {
            "name": name,
            "summary": use.workload.summary,
            "model": use.workload.model,
            "phase": use.workload.phase,
            "makes": use.makes,
            "sizes": dict(use.sizes),
            "formats": list(self.formats[name]),
        }


def page(
    offered: Sequence[Offered],
    uses: Mapping[str, Use],
    limits: Sequence[Limit] = (),
    formats: Sequence[str] = (),
) -> Page:
    """Return the page of chips and workloads; ``formats`` are offered for weights where a step can have them."""
    if not any(use.workload.parallel for use in uses.values()):
        offered = [one.alone() for one in offered]
    taken = {
        name: ("", *(one for one in formats if use.takes(one)))[: MOST_FORMATS + 1]
        for name, use in uses.items()
    }
    rates = [rate for name, use in uses.items() for form in taken[name] for rate in use.rates(form)]
    rates += [rate for one in offered if one.variant for rate in one.chip.peaks]
    shapes = {shape_of(one.chip): one.chip for one in offered}
    return Page(tuple(offered), uses, tuple(limits), taken, tuple(dict.fromkeys(rates)), shapes)

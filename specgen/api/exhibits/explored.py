"""Rooflines that readers of a site recompute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.perfmodel.charts import Sheet
    from specgen.perfmodel.formulas import Limit
    from specgen.semantics import Semantics

_METRIC = re.compile(r"workloads\.(\w+)\.(time|tokens_per_s)")


@dataclass(frozen=True, slots=True)
class Explored:
    """The page of rooflines: what stands without scripts, and the data that scripts compute with, by path."""

    sheet: Sheet
    data: dict[str, Any]


def explored(
    spec: Spec, architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> Explored | None:
    """Return the rooflines of a spec's variants and workloads, other chips beside them; None where there is no chip."""
    from specgen.perfmodel.chips import ChipError, chip_of, derived_chip, library_chip, library_chips
    from specgen.perfmodel.formulas import Offered, Use, live
    from specgen.perfmodel.views import live_sheet

    own = []
    for one in architectures:
        try:
            own.append(Offered(derived_chip(one, semantics[one.variant]), "variant", one.variant))
        except ChipError:
            continue
    default = architectures[0]
    if not own or not default.workloads:
        return None
    others = [Offered(chip_of(one), "spec") for one in default.chips.values()]
    others += [Offered(library_chip(name), "library") for name in library_chips()]
    others = [one for one in others if isfinite(float(one.chip.levels[0].bandwidth))]
    uses = {name: Use.of(one, default.models) for name, one in default.workloads.items()}
    uses = {name: use for name, use in uses.items() if use.takes("")}
    formats = list(dict.fromkeys(form for one in own for unit, form in one.chip.peaks if unit == "matrix"))
    limits = tuple(_limits(default))
    found = live([*own, *others], uses, limits, formats)
    data = {"index": found.index, **{f"steps/{name}": steps for name, steps in found.steps.items()}}
    return Explored(live_sheet(own, uses, limits), data)


def _limits(architecture: Architecture) -> Iterator[Limit]:
    """The targets that ask for the time or the rate of a workload."""
    from specgen.perfmodel.formulas import Limit

    for name, one in architecture.targets.items():
        asked = _METRIC.fullmatch(one.perf)
        if asked and asked[1] in architecture.workloads:
            ends = (None if end is None else float(end) for end in (one.at_least, one.at_most))
            yield Limit(
                name,
                one.summary,
                asked[1],
                one.variant or "",
                "time" if asked[2] == "time" else "rate",
                *ends,
            )

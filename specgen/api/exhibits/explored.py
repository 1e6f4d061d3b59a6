"""Rooflines that readers of a site recompute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from specgen.api.exhibits.designs import with_designs
from specgen.api.exhibits.kept import Kept, code_identity, digest

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.perfmodel.charts import Sheet
    from specgen.perfmodel.formulas import Limit, Offered, Page, Use
    from specgen.semantics import Semantics

_METRIC = re.compile(r"workloads\.(\w+)\.(time|tokens_per_s)")
_ROOMS = ("model/performance", "perfmodel", "std")


@dataclass(frozen=True, slots=True)
class Explored:
    """The page of rooflines: what stands without scripts, and the data that scripts compute with, by path."""

    sheet: Sheet
    data: dict[str, Any]


def explored(
    spec: Spec, architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> Explored | None:
    """Return the rooflines of a spec's variants and workloads, other chips beside them; None where there is no chip."""
    from specgen.perfmodel.formulas import page
    from specgen.perfmodel.views import live_sheet

    own = _variants(spec, architectures, semantics)
    if not own:
        return None
    default = architectures[0]
    uses, limits = _uses(default), tuple(_limits(default))
    asked = page([*own, *_others(default)] if uses else own, uses, limits, _formats(own, uses))
    data = {"index": asked.index(), **{f"steps/{name}": _steps(asked, name) for name in uses}}
    return Explored(live_sheet(own, uses, limits), data)


def _steps(asked: Page, name: str) -> dict[str, Any]:
    """The formulas of a workload's step, kept between two builds."""
    use, shapes = asked.uses[name], {shape: repr(chip) for shape, chip in asked.shapes.items()}
    workload = replace(use.workload, summary="", description="")
    said = [repr(workload), repr(use.network), asked.formats[name], asked.rates, sorted(shapes)]
    kept = Kept("formulas", digest([said, code_identity(_ROOMS)]))
    found = kept.read()
    if not found:
        found = asked.steps(name)
        kept.write(found)
    return found


def _formats(own: Sequence[Offered], uses: Mapping[str, Use]) -> list[str]:
    """The formats that the variants' arrays compute in, and those that weights of any workload are kept in."""
    found = dict.fromkeys(form for one in own for unit, form in one.chip.peaks if unit == "matrix")
    stated = (use.workload.formats.get("weights", "") for use in uses.values())
    return list(found | dict.fromkeys(form for form in stated if form))


def _variants(
    spec: Spec, architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> list[Offered]:
    """The chips that variants come to, with their designs."""
    from specgen.perfmodel.chips import ChipError, derived_chip
    from specgen.perfmodel.formulas import Offered

    made = []
    for one in architectures:
        try:
            chip = derived_chip(one, semantics[one.variant])
        except ChipError:
            continue
        made.append((one, Offered(chip, "variant", one.variant)))
    return with_designs(spec, made, semantics)


def _others(default: Architecture) -> list[Offered]:
    """The chips that a spec declares, and public ones; those of which nobody knows how fast their memory is are left out."""
    from specgen.perfmodel.chips import chip_of, library_chip, library_chips
    from specgen.perfmodel.formulas import Offered

    found = [Offered(chip_of(one), "spec") for one in default.chips.values()]
    found += [Offered(library_chip(name), "library") for name in library_chips() if name not in default.chips]
    return [one for one in found if isfinite(float(one.chip.levels[0].bandwidth))]


def _uses(default: Architecture) -> dict[str, Use]:
    """The workloads whose operators are known."""
    from specgen.perfmodel.formulas import Use

    found = {name: Use.of(one, default.models) for name, one in default.workloads.items()}
    return {name: use for name, use in found.items() if use.takes("")}


def _limits(architecture: Architecture) -> Iterator[Limit]:
    """The targets of the architecture phase, which the model judges, that ask for the time or the rate of a workload."""
    from specgen.perfmodel.formulas import Limit

    for name, one in architecture.targets.items():
        asked = _METRIC.fullmatch(one.perf)
        if one.phase == "architecture" and asked and asked[1] in architecture.workloads:
            least, most = (None if end is None else float(end) for end in (one.at_least, one.at_most))
            metric = "time" if asked[2] == "time" else "rate"
            yield Limit(name, one.summary, asked[1], one.variant or architecture.variant, metric, least, most)

"""Rooflines as charts for pages: drawing, figure, and the numbers as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.chart import draw
from specgen.perfmodel.figure import figure
from specgen.perfmodel.lines import Lines, leading, merged, named, of_variant, of_variants
from specgen.perfmodel.roofline import Basis, Roofline, roofline
from specgen.perfmodel.scale import plain, rate

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

COLUMNS = ("What", "Variant", "Limit", "Reached by", "Rests on")


@dataclass(frozen=True, slots=True)
class Report:
    """A chart by name, with what one reads from it; ``svg`` needs nothing, ``figure`` is Plotly's."""

    name: str
    title: str
    summary: str
    svg: str
    figure: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Charts that stand on one page, by the page's name; one whose ``svg`` is empty is a table alone."""

    name: str
    title: str
    summary: str
    charts: tuple[Report, ...]


def roofline_reports(
    architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> tuple[Report, ...]:
    """Return a chart that compares the variants, where there are several, and one of each.

    ``semantics`` is by variant. Variants without a peak (no timing, no clock) have no chart.
    """
    made = [roofline(a, semantics[a.variant]) for a in architectures if a.variant in semantics]
    shown = [one for one in made if one.peaks]
    reports = [_of_variants(shown)] if len(shown) > 1 else []
    return (*reports, *(_of_variant(one) for one in shown))


def _of_variants(several: Sequence[Roofline]) -> Report:
    title = "Roofline of the variants"
    summary = "The engine with the highest peak in each variant, under the bandwidth of its largest memory."
    rows = [row for one in several for row in _rows(one, outer_only=True)]
    return _report("roofline", title, summary, of_variants(several), rows)


def _of_variant(one: Roofline) -> Report:
    title = f"Roofline of {one.variant}"
    times = f", {one.instances} instances together" if one.instances > 1 else ""
    summary = (
        f"Every engine and every memory that engines reach{times}. The table says what each line rests on."
    )
    return _report(
        f"roofline-{one.variant}", title, summary, of_variant(one), list(_rows(one, outer_only=False))
    )


def _report(name: str, title: str, summary: str, lines: Lines, rows: list[tuple[str, ...]]) -> Report:
    roofs = "; ".join(f"{roof.name} {rate(roof.rate, 'OP/s')}" for roof in lines.roofs)
    slopes = "; ".join(slope.name for slope in lines.slopes)
    description = f"Peaks: {roofs}. Memories: {slopes}."
    return Report(name, title, summary, draw(lines, title, description), figure(lines), COLUMNS, tuple(rows))


def _rows(one: Roofline, outer_only: bool) -> Iterator[tuple[str, ...]]:
    variant = one.variant if outer_only else ""
    for group in merged(leading(one) if outer_only else one.peaks):
        first = group[0]
        how = f"{first.instruction}: {first.operations:,} operations in {first.cycles:,} cycles"
        yield named(group), variant, _narrow(rate(float(first.rate), "OP/s")), how, _basis(first.basis)
    for ceiling in one.ceilings[: 1 if outer_only else None]:
        limit = _narrow(rate(float(ceiling.rate), "B/s"))
        ridge = f"ridge of {one.peaks[0].data_type} at {plain(float(one.ridge(one.peaks[0], ceiling)))} OP/B"
        yield ceiling.memory, variant, limit, ridge, _basis(ceiling.basis)


def _narrow(text: str) -> str:
    """A figure that does not break before its unit."""
    return text.replace(" ", "\u00a0")


def _basis(basis: Basis) -> str:
    word = basis.confidence.value if basis.confidence else "not stated"
    return f"{word}: {' '.join(basis.sources)}" if basis.sources else word

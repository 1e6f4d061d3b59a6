"""Rooflines of a spec's variants, by themselves and beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from specgen.perfmodel.charts import Lines, Report, Roof, Slope, decades, draw, figure
from specgen.perfmodel.chips import Basis, Ceiling, Peak, Roofline, roofline
from specgen.perfmodel.figures import plain, rate

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

_COLUMNS = ("What", "Variant", "Limit", "Reached by", "Rests on")


def roofline_reports(
    architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> tuple[Report, ...]:
    """Return a chart that compares the variants, where there are several, and one of each.

    ``semantics`` is by variant. Variants without a peak (no timing, no clock) have no chart.
    """
    made = [roofline(a, semantics[a.variant]) for a in architectures if a.variant in semantics]
    shown = [one for one in made if one.peaks]
    reports = [_report_of_variants(shown)] if len(shown) > 1 else []
    return (*reports, *(_report_of_variant(one) for one in shown))


def _report_of_variants(several: Sequence[Roofline]) -> Report:
    title = "Roofline of the variants"
    summary = "The engine with the highest peak in each variant, under the bandwidth of its largest memory."
    rows = [row for one in several for row in _rows(one, outer_only=True)]
    return _report("roofline", title, summary, _lines_of_variants(several), rows)


def _report_of_variant(one: Roofline) -> Report:
    title = f"Roofline of {one.variant}"
    times = f", {one.instances} instances together" if one.instances > 1 else ""
    summary = (
        f"Every engine and every memory that engines reach{times}. The table says what each line rests on."
    )
    return _report(
        f"roofline-{one.variant}", title, summary, _lines_of_variant(one), list(_rows(one, outer_only=False))
    )


def _report(name: str, title: str, summary: str, lines: Lines, rows: list[tuple[str, ...]]) -> Report:
    roofs = "; ".join(f"{roof.name} {rate(roof.rate, 'op/s')}" for roof in lines.roofs)
    slopes = "; ".join(slope.name for slope in lines.slopes)
    description = f"Peaks: {roofs}. Memories: {slopes}."
    return Report(name, title, summary, draw(lines, title, description), figure(lines), _COLUMNS, tuple(rows))


def _rows(one: Roofline, outer_only: bool) -> Iterator[tuple[str, ...]]:
    variant = one.variant if outer_only else ""
    for group in _merged(_leading(one) if outer_only else one.peaks):
        first = group[0]
        how = f"{first.instruction}: {first.operations:,} operations in {first.cycles:,} cycles"
        yield _named(group), variant, _narrow(rate(float(first.rate), "op/s")), how, _basis(first.basis)
    for ceiling in one.ceilings[: 1 if outer_only else None]:
        limit = _narrow(rate(float(ceiling.rate), "B/s"))
        ridge = f"ridge of {one.peaks[0].data_type} at {plain(float(one.ridge(one.peaks[0], ceiling)))} op/B"
        yield ceiling.memory, variant, limit, ridge, _basis(ceiling.basis)


def _merged(peaks: Sequence[Peak]) -> Iterator[list[Peak]]:
    """The peaks, the highest first, those of one engine that differ by less than one in fifty together."""
    left = list(peaks)
    while left:
        first = left[0]
        same = [p for p in left if p.engine == first.engine and p.rate * 50 > first.rate * 49]
        left = [p for p in left if p not in same]
        yield same


def _leading(one: Roofline) -> list[Peak]:
    """The peaks of the engine with the highest one that are at least a sixteenth of it."""
    first = one.peaks[0]
    return [p for p in one.peaks if p.engine == first.engine and p.rate * 16 >= first.rate]


def _named(group: Sequence[Peak]) -> str:
    """The name of peaks that are shown as one: ``matrix e4m3, e5m2``."""
    return f"{group[0].engine} {', '.join(p.data_type for p in group)}"


def _lines_of_variant(one: Roofline) -> Lines:
    """Every peak and every memory of a variant."""
    top = float(one.peaks[0].rate)
    roofs = tuple(Roof(_named(group), float(group[0].rate), 1) for group in _merged(one.peaks))
    slopes = tuple(_slope(ceiling, top, n + 2, "") for n, ceiling in enumerate(one.ceilings[:7]))
    return _lines(roofs, slopes)


def _lines_of_variants(several: Sequence[Roofline]) -> Lines:
    """The highest peaks of each variant, and the slope of its largest memory."""
    roofs, slopes = [], []
    for number, one in enumerate(several[:8], start=1):
        groups = list(_merged(_leading(one)))
        roofs += [Roof(f"{one.variant}: {_named(group)}", float(group[0].rate), number) for group in groups]
        slopes += [_slope(c, float(one.peaks[0].rate), number, one.variant) for c in one.ceilings[:1]]
    return _lines(tuple(roofs), tuple(slopes))


def _slope(ceiling: Ceiling, top: float, color: int, variant: str) -> Slope:
    prefix = f"{variant}: " if variant else ""
    name = f"{prefix}{ceiling.memory} {rate(float(ceiling.rate), 'B/s')}"
    return Slope(name, float(ceiling.rate), top, color, at_ridge=not variant)


def _lines(roofs: tuple[Roof, ...], slopes: tuple[Slope, ...]) -> Lines:
    ridges = [slope.ridge for slope in slopes] or [1.0]
    low, high = decades(min(ridges) / 30, max(ridges) * 8)
    rates = [roof.rate for roof in roofs]
    floor = min(min(rates) / 3, *(slope.rate * low * 10 for slope in slopes)) if slopes else min(rates) / 3
    return Lines(roofs, slopes, (low, high), decades(floor, max(rates)))


def _narrow(text: str) -> str:
    """A figure that does not break before its unit."""
    return text.replace(" ", "\u00a0")


def _basis(basis: Basis) -> str:
    word = basis.confidence.value if basis.confidence else "not stated"
    return f"{word}: {' '.join(basis.sources)}" if basis.sources else word

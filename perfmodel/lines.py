"""What a chart of rooflines shows: lines with names, the same for the drawing and for the figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.scale import decades, plain, rate

if TYPE_CHECKING:
    from specgen.perfmodel.roofline import Ceiling, Peak, Roofline


@dataclass(frozen=True, slots=True)
class Roof:
    """A horizontal line at ``rate`` from where a slope meets it, and what reaches it. ``color`` is 1 to 8."""

    name: str
    rate: float
    color: int


@dataclass(frozen=True, slots=True)
class Slope:
    """A memory's line: ``rate`` bytes a second times the intensity, up to the roof ``top``.

    Its name stands above its ridge (``at_ridge``) or along the line.
    """

    name: str
    rate: float
    top: float
    color: int
    at_ridge: bool

    @property
    def ridge(self) -> float:
        """The intensity at which it meets its roof."""
        return self.top / self.rate


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a chart, and the ranges of its axes in whole decades."""

    roofs: tuple[Roof, ...]
    slopes: tuple[Slope, ...]
    intensities: tuple[float, float]
    rates: tuple[float, float]

    def start(self, roof: Roof) -> float:
        """Return the intensity from which a roof can be reached: where the steepest slope of its colour meets it."""
        same = [slope for slope in self.slopes if slope.color == roof.color] or list(self.slopes)
        return min((roof.rate / slope.rate for slope in same), default=self.intensities[0])


def merged(peaks: Sequence[Peak]) -> Iterator[list[Peak]]:
    """Yield the peaks, the highest first, those of one engine that differ by less than one in fifty together."""
    left = list(peaks)
    while left:
        first = left[0]
        same = [p for p in left if p.engine == first.engine and p.rate * 50 > first.rate * 49]
        left = [p for p in left if p not in same]
        yield same


def leading(one: Roofline) -> list[Peak]:
    """Return the peaks of the engine with the highest one that are at least a sixteenth of it."""
    first = one.peaks[0]
    return [p for p in one.peaks if p.engine == first.engine and p.rate * 16 >= first.rate]


def named(group: Sequence[Peak]) -> str:
    """Return the name of peaks that are shown as one: ``matrix e4m3, e5m2``."""
    return f"{group[0].engine} {', '.join(p.data_type for p in group)}"


def of_variant(one: Roofline) -> Lines:
    """Return every peak and every memory of a variant."""
    top = float(one.peaks[0].rate)
    roofs = tuple(Roof(named(group), float(group[0].rate), 1) for group in merged(one.peaks))
    slopes = tuple(_slope(ceiling, top, n + 2, "") for n, ceiling in enumerate(one.ceilings[:7]))
    return _lines(roofs, slopes)


def of_variants(several: Sequence[Roofline]) -> Lines:
    """Return the highest peaks of each variant, and the slope of its largest memory."""
    roofs, slopes = [], []
    for number, one in enumerate(several[:8], start=1):
        groups = list(merged(leading(one)))
        roofs += [Roof(f"{one.variant}: {named(group)}", float(group[0].rate), number) for group in groups]
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


def ridge_text(slope: Slope) -> str:
    """Return a slope's name and ridge."""
    return f"{slope.name}, ridge at {plain(slope.ridge)} OP/B"

"""What a chart of rooflines shows: lines with names, the same for the drawing and for the figure."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.perfmodel.figures import plain


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


def ridge_text(slope: Slope) -> str:
    """Return a slope's name and ridge."""
    return f"{slope.name}, ridge at {plain(slope.ridge)} op/B"

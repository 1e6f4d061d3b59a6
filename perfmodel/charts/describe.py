"""What a chart shows, said once: the drawing, the live figure and the table are all made from this.

Two kinds are enough for the performance model: rows of spans along one axis (breakdowns, timelines, gaps, tornadoes,
targets), and points and lines in a plane (rooflines, Pareto fronts). Colours are numbers from 1 to 8, which the page knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis: its title, the unit of its numbers (shown with metric prefixes), and from where to where it goes."""

    title: str
    unit: str = ""
    log: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A bar in a row (by number) from ``start`` to ``end``; ``text`` says what it is when one asks.

    A ``thin`` one is less than the others: waiting beside working.
    """

    row: int
    start: float
    end: float
    color: int = 1
    text: str = ""
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A short upright line in a row, such as a target, or a dot."""

    row: int
    at: float
    color: int = 8
    text: str = ""
    dot: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of spans. ``legend`` names the colours; ``columns`` and ``table`` are its numbers for those who read."""

    name: str
    title: str
    summary: str
    rows: tuple[str, ...]
    x: Scale
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...] = ()
    rules: tuple[tuple[float, str], ...] = ()
    legend: dict[int, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    name: str
    points: tuple[tuple[float, float], ...]
    color: int = 1
    dash: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point; ``share`` (0 to 1) is how much it weighs: its area."""

    name: str
    x: float
    y: float
    color: int = 1
    share: float = 0.02
    text: str = ""


@dataclass(frozen=True, slots=True)
class Plane:
    """Lines and points over two axes."""

    name: str
    title: str
    summary: str
    x: Scale
    y: Scale
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    legend: dict[int, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()

"""A front of designs that none beats in two objectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specgen.perfmodel.charts import Dot, Line, Plane, Scale
from specgen.perfmodel.figures import figure_text


@dataclass(frozen=True, slots=True)
class Design:
    """A point of a front: what it is called, and its two objectives."""

    name: str
    x: float
    y: float


def pareto(
    designs: Sequence[Design], x: Scale, y: Scale, others: Sequence[Design] = (), name: str = "pareto"
) -> Plane:
    """Return the chart of a front; ``others`` are designs that are beaten, shown beside it."""
    front = sorted(designs, key=lambda one: (one.x, one.y))
    dots = [Dot(one.name, one.x, one.y, 1, 0.02, _text(one, x, y)) for one in front]
    beaten = [Dot(one.name, one.x, one.y, 8, 0.0, _text(one, x, y)) for one in others]
    steps = tuple((one.x, one.y) for one in front)
    lines = (Line("front", steps, 1, text="designs that none beats"),) if len(steps) > 1 else ()
    return Plane(
        name,
        f"{y.title} against {x.title}",
        f"{len(front)} designs that no other beats in both.",
        x,
        y,
        lines,
        (*beaten, *dots),
        {1: "on the front", **({8: "beaten"} if beaten else {})},
        ("Design", x.title, y.title),
        tuple((one.name, figure_text(one.x, x.unit), figure_text(one.y, y.unit)) for one in front),
    )


def _text(one: Design, x: Scale, y: Scale) -> str:
    return f"{one.name}: {figure_text(one.x, x.unit)}, {figure_text(one.y, y.unit)}"

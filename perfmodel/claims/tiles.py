"""What claims may ask of operators in the tiles of a spec's lowerings, on the engines of a design."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.claims.values import SECONDS, Amount, Function, Members, Take, Thing, Value, Word

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.perfmodel.bounds import GraphBound
    from specgen.perfmodel.timelines import Tiled
    from specgen.perfmodel.workloads import Operator
    from specgen.semantics import Semantics

Cut = Callable[["Operator"], "Tiled"]
"""The tiles of an operator on the engines of a design. It raises ValueError where no lowering does the operator."""


def cutter(architecture: Architecture, semantics: Callable[[], Semantics]) -> Cut:
    """Return what cuts operators into tiles as the lowerings of a design do."""

    def cut(operator: Operator) -> Tiled:
        from specgen.perfmodel.coverage import fit
        from specgen.perfmodel.timelines import TimelineError, tiled

        found = fit(operator, architecture)
        if isinstance(found, str):
            raise ValueError(f"{operator.name} is in no tiles: {found}")
        try:
            return tiled(found.tiling, architecture, semantics())
        except TimelineError as error:
            raise ValueError(str(error)) from None

    return cut


def tiles(what: str, bound: GraphBound, cut: Cut) -> Thing:
    """Return the members of a workload's operators in tiles, one operator after the other.

    ``utilisation`` is the part of the time for which the arithmetic would be busy at its peak, ``busy(engine)`` the time for
    which an engine is.
    """
    made = [(cut(one.operator), one.operator.times) for one in bound.bounds]
    total = sum(_seconds(tiled) * float(times) for tiled, times in made)
    busy: dict[str, float] = {}
    for tiled, times in made:
        each = _seconds(tiled) * float(times) / float(tiled.ticks)
        for engine, ticks in tiled.busy.items():
            busy[engine] = busy.get(engine, 0.0) + float(ticks) * each
    engines = tuple(busy)
    members: Members = {
        "time": lambda: Amount(total, SECONDS),
        "utilisation": lambda: Amount(float(bound.busy["compute"]) / total),
        "bound_by": lambda: Word(max(busy, key=lambda name: busy[name]), engines),
        "busy": lambda: Thing(
            f"how busy the tiles of {what} keep",
            call=Function({"engine": Take("word")}, partial(_busy, busy)),
        ),
    }
    return Thing(f"the tiles of {what}", members)


def _seconds(tiled: Tiled) -> float:
    if tiled.seconds is None:
        raise ValueError("no clock says how long a cycle is")
    return float(tiled.seconds)


def _busy(busy: dict[str, float], given: dict[str, Any]) -> Value:
    if given["engine"] not in busy:
        raise ValueError(f"it is none of {', '.join(busy)}")
    return Amount(busy[given["engine"]], SECONDS)

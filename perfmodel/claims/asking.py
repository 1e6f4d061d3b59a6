"""A single figure of a design, asked for as a target asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.units import DIMENSIONS
from specgen.perfmodel.claims.evaluation import amount
from specgen.perfmodel.claims.language import parse_metric
from specgen.perfmodel.claims.values import Amount, Scope, shown

if TYPE_CHECKING:
    from specgen.model.quantity import Dimension


def metric(text: str, scope: Scope) -> tuple[float, str]:
    """Return the value of a metric, such as ``workloads.chat.time``, in base units, and as people read it.

    Raises ExpressionError, a ValueError, where it means nothing.
    """
    found = amount(parse_metric(text), scope)
    return float(found.value), shown(found)


def figure(value: float, dimension: Dimension) -> str:
    """Return a number in base units of its dimension as people read it."""
    return shown(Amount(value, DIMENSIONS[dimension]))

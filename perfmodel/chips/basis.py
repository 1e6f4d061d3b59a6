"""What figures that are computed rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from specgen.model.quantity import Confidence, Quantity


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure rests on: the worst confidence of its numbers (None: none says any), and their sources."""

    confidence: Confidence | None
    sources: tuple[str, ...]


def basis_of(numbers: Iterable[Quantity]) -> Basis:
    """Return what a figure computed from ``numbers`` rests on."""
    given = list(numbers)
    order = list(Confidence)
    known = [n.confidence for n in given if n.confidence is not None]
    worst = max(known, key=order.index, default=None)
    return Basis(worst, tuple(dict.fromkeys(n.source for n in given if n.source)))

"""The numbers that targets depend on and that may be off: the least believed first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.model.quantity import Confidence
from specgen.perfmodel.uncertainty import tied_inputs

if TYPE_CHECKING:
    from specgen.model.quantity import Quantity
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.claims import TargetRecord
    from specgen.perfmodel.uncertainty import Tied

_RANKS = {one.value: rank for rank, one in enumerate(Confidence)}


@dataclass(frozen=True, slots=True)
class Risk:
    """A number that may be off, by the path it has in the chip of a variant.

    ``value`` is as it was written, ``low`` and ``high`` are fractions of it. ``targets`` are those whose band it widens
    most or second most; ``worst`` is the smallest margin that one of them has left at the worse end of its band, as a part of
    its limit, negative where the band reaches beyond it.
    """

    number: str
    variant: str
    value: str
    low: float
    high: float
    confidence: str
    source: str
    targets: tuple[str, ...]
    worst: float

    @property
    def weight(self) -> tuple[int, float, str, str]:
        """What risks are ordered by: the least believed first, then the one that leaves the least."""
        return -_RANKS.get(self.confidence, -1), self.worst, self.variant, self.number


def risks_of(targets: tuple[TargetRecord, ...], chips: Mapping[str, Chip]) -> tuple[Risk, ...]:
    """Return what targets rest on, by the chips of variants; nothing for a variant from which no chip follows."""
    found: dict[tuple[str, str], list[TargetRecord]] = {}
    for one in targets:
        for name in one.standing.widest:
            found.setdefault((one.standing.variant, name), []).append(one)
    inputs = {(variant, one.input.name): one for variant, chip in chips.items() for one in tied_inputs(chip)}
    made = (
        _risk(variant, inputs[variant, name], chips[variant], concerned)
        for (variant, name), concerned in found.items()
        if (variant, name) in inputs
    )
    return tuple(sorted(made, key=lambda one: one.weight))


def _risk(variant: str, tied: Tied, chip: Chip, concerned: list[TargetRecord]) -> Risk:
    basis = chip.basis[tied.paths[0]]
    one = tied.input
    left = [record.standing.reach[0] for record in concerned if record.standing.reach]
    return Risk(
        one.name,
        variant,
        str(basis),
        one.low / one.value,
        one.high / one.value,
        _confidence(basis),
        basis.source or "",
        tuple(record.name for record in concerned),
        min(left, default=0.0),
    )


def _confidence(basis: Quantity) -> str:
    return basis.confidence.value if basis.confidence else "not stated"

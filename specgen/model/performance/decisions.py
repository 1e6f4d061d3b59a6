"""Decisions with the claims that they rest on, and targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.quantity import Quantity


PHASES = ("architecture", "rtl", "silicon")
"""When a target must be reached, in this order."""


@frozen()
class Claim:
    """A comparison of numbers of the performance model, about a ``variant`` (None: the default one)."""

    perf: str
    variant: str | None
    because: str
    origin: Origin


@frozen()
class Alternative:
    """What was rejected: ``parameters`` as written that differ, and the claims that say why."""

    name: str
    summary: str
    parameters: dict[str, object]
    claims: tuple[Claim, ...]
    origin: Origin


@frozen(eq=False, kw_only=True)
class Decision(Item):
    """Why it is so: ``state`` is proposed, accepted or superseded."""

    state: str
    date: str | None
    claims: tuple[Claim, ...]
    alternatives: tuple[Alternative, ...]


@frozen(eq=False, kw_only=True)
class Target(Item):
    """A number of the performance model that must be reached in a ``phase``; ``measured`` is what later phases saw.

    It has one limit, ``at_least`` or ``at_most``, to be kept by ``margin``, a part of it.
    """

    phase: str
    variant: str | None
    perf: str
    at_least: Quantity | None
    at_most: Quantity | None
    margin: Quantity | None
    measured: dict[str, Quantity]

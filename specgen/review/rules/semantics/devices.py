"""Registers of devices in the address space of a memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import TYPE_CHECKING

from specgen.model.memory import Device
from specgen.review.behaviour.bench import Bulk
from specgen.review.behaviour.pair import Difference, Refused
from specgen.review.behaviour.study import study
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.semantics.telling import sentence
from specgen.review.rules.semantics.words import says_nothing, what_happened
from specgen.review.subject import Review
from specgen.review.witnesses import Witness

if TYPE_CHECKING:
    from specgen.review.behaviour.searching import Case

LOOKED, TRIALS = 8, 16
"""Instructions that are aimed at a device, and situations of each and each address."""


@rule(
    "SEM_DEVICE_CHANGED", "R R B B R", "back",
    "A register of a device lies elsewhere, or does something else.",
    "Programs reach a device by addresses that are compiled into them.",
    on=("devices.**",), kinds=(Kind.CHANGED, Kind.REMOVED, Kind.ADDED),
)  # fmt: skip
def _device(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) > 2 and not says_nothing(change):
        why = "no access of it that was tried ends otherwise"
        yield found(what_happened(change)).seen(access(change, review), why)


def access(change: Change, review: Review) -> Witness | None:
    """An instruction that finds something else at an address of a device."""
    from specgen.review.behaviour.drawing import Source
    from specgen.review.behaviour.searching import settled

    of, draw = study(review, change.variants[0]), Random(review.search.seed)
    sides = [one for one in (change.old, change.new) if isinstance(one, Device)]
    memory = sides[-1].memory.name
    for name in of.depending("devices", change.name)[:LOOKED]:
        if name not in of.pair.new.architecture.instructions:
            continue
        source = Source(of.pair.new, of.pair.new, name, {})
        for address in _addresses(sides):
            for _ in range(TRIALS):
                one = source.aimed(draw, of.was, memory, address)
                case = None
                try:
                    if one is not None and of.pair.run(one) is not None:
                        case = settled(of.pair, one, Bulk())
                except Refused:
                    continue
                if case is not None:
                    return _shown(case, review, of.variant)
    return None


def _shown(case: Case, review: Review, variant: str) -> Witness | None:
    difference: Difference = case.difference
    look = [] if difference.place == "ends" else [difference.place]
    return review.witness("run", variant, case.situation.given(look), sentence(case))


def _addresses(sides: list[Device]) -> Iterator[int]:
    for device in sides:
        yield from (device.base + register.offset for register in device.registers)

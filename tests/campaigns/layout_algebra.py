"""Random layouts: collisions by algebra, room, alignment and inversion, beside looking at every element."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from specgen.model.layouts import (
    ADDRESS,
    Bound,
    alignment,
    element_at,
    injectivity,
    inverse,
    leaving,
    occupancy,
)
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.model.layouts.brute import elements, identity, injective, meet, units
from tests.model.layouts.drawn import draw, resolve


def check(chunk: Chunk, report: Report) -> None:
    """Each case is one layout of up to a few thousand elements."""
    notations = {f"l{case}": draw(Random(f"{chunk.seed}/{case}")) for case in chunk.cases()}
    with tempfile.TemporaryDirectory() as folder:
        made = resolve(Path(folder), notations)
    for name, layout in made.items():
        bound = layout.bind()
        found = injectivity(bound)
        report.count(found.how)
        report.count("sound" if found.collision is None else "collides")
        for wrong in _wrongs(bound):
            report.wrong(f"{wrong}: {notations[name]}")


def _wrongs(bound: Bound) -> list[str]:
    """What algebra says of a layout that is not so."""
    found, sound = injectivity(bound), injective(bound)
    wrong = []
    if (found.collision is None) != sound:
        wrong.append(f"{found} where elements {'lie apart' if sound else 'meet'}")
    if found.collision is not None and not meet(bound, *found.collision):
        wrong.append(f"{found.collision} do not meet")
    for axis, extent in bound.extents.items():
        width = bound.width if axis == ADDRESS else 1
        last = max(bound.locate(index)[axis] + width for index in elements(bound))
        if (leaving(bound, axis, extent) is None) != (last <= extent):
            wrong.append(f"{last} on {axis} of {extent}")
    if ADDRESS in bound.places and any(bound.bit(index) % alignment(bound) for index in elements(bound)):
        wrong.append(f"not aligned to {alignment(bound)}")
    return wrong + (_of_sound(bound) if sound else [])


def _of_sound(bound: Bound) -> list[str]:
    owners = {unit: index for index in reversed([*elements(bound)]) for unit in units(bound, index)}
    others = sorted(axis for axis in bound.places if axis != ADDRESS)
    wrong = []
    for unit, owner in owners.items():
        found = element_at(bound, dict(zip(others, unit, strict=False)) | {ADDRESS: unit[-1]})
        if found is None or identity(bound, found) != identity(bound, owner):
            wrong.append(f"{found} instead of {owner} at {unit}")
    room = occupancy(bound)
    if room.filled != len(owners):
        wrong.append(f"{room} where {len(owners)} units are filled")
    back = inverse(bound)
    if back is not None and back.count != room.elements:
        wrong.append(f"an inverse of {back.count} elements")
    return wrong


CAMPAIGN = Campaign(
    "layouts by algebra and by looking at every element", check, count=20_000, sample=60, chunk=500
)

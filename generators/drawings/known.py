"""What is known of a layout, in words: proofs with their counterexamples, and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from specgen.generators.drawings.words import amount_words, index_words, place_words, shape_words
from specgen.model.expressions import ExpressionError
from specgen.model.layouts import (
    ADDRESS,
    PROVED,
    SAMPLED,
    Access,
    Bound,
    Injectivity,
    Layout,
    Outside,
    Stray,
    Touch,
    align_of,
    alignment,
    conflicts,
    injectivity,
    injectivity_of_all,
    leaving,
    occupancy,
    run,
    strays,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known: ``name`` is ``injective``, ``room`` and so on, ``said`` tells it in words.

    ``how`` it is known; empty where it is a figure. ``holds`` is False where it must not be so; ``witness`` has the indices
    that show it.
    """

    name: str
    said: str
    how: str = ""
    holds: bool = True
    witness: tuple[tuple[int, ...], ...] = ()


def facts(layout: Layout, bound: Bound | None = None) -> Iterator[Fact]:
    """Yield what is known of one tensor; without it of tensors of any size, figures being those of the example."""
    of = bound or layout.bind()
    found = injectivity_of_all(layout) if bound is None else injectivity(of)
    yield _injective(layout, of, found, every=bound is None)
    if found.collision is None:
        yield _room(of)
    yield from _padded(of)
    for axis in of.places if of.count else ():
        yield from _within(of, axis)
    if ADDRESS in of.places and of.count:
        yield _runs(of)
        yield _aligned(of)
    for access in layout.accesses.values():
        yield _access(of, access)


def _injective(layout: Layout, of: Bound, found: Injectivity, *, every: bool) -> Fact:
    if found.collision is not None:
        shape = found.shapes[0] if found.shapes else of.shape
        at = (
            of
            if shape == of.shape
            else layout.bind(shape, element=None if layout.element else of.element, arguments=_arguments(of))
        )
        first, second = found.collision
        places = [place_words(at, at.locate(index)) for index in found.collision]
        where = f"share {places[0]}" if places[0] == places[1] else f"overlap, at {places[0]} and {places[1]}"
        said = f"{index_words(at, first)} and {index_words(at, second)} {where}, of {shape_words(at)}"
        return Fact("injective", said, found.how, holds=False, witness=found.collision)
    whose = shape_words(of) if not every or layout.shape is not None else "any size"
    if found.how == SAMPLED:
        whose = f"{len(found.shapes)} shapes" if found.shapes else "some elements"
    return Fact("injective", f"no two elements share a place, for {whose}", found.how)


def _arguments(of: Bound) -> dict[str, int]:
    """Those that were chosen: others are dense for every shape."""
    return {name: of.names[name] for name, one in of.layout.arguments.items() if one.default is None}


def _room(of: Bound) -> Fact:
    """How much of the room is filled."""
    taken = occupancy(of)
    said = f"{taken.room:,} places for {taken.elements:,} elements"
    if ADDRESS in of.places:
        axes = " on all axes together" if len(of.places) > 1 else ""
        said = f"{amount_words(taken.room * of.unit)}{axes} for {taken.elements:,} elements"
    if taken.holes:
        return Fact("room", f"{said}; {100 * taken.holes / taken.room:.3g} % of it is holes or padding")
    return Fact("room", f"{said}, no holes")


def _padded(of: Bound) -> Iterator[Fact]:
    """Dimensions whose digits go on beyond them, where nothing may lie there."""
    for dim, size in zip(of.layout.dims, of.shape, strict=True):
        told = prod(of.sizes[d.name] for d in of.layout.digits.values() if d.source == dim.name)
        if of.layout.pad == "forbidden" and told != size:
            said = f"{dim.name} is {size}, and its digits tell {told}: nothing may be padded"
            yield Fact("exact", said, PROVED, holds=False)


def _within(of: Bound, axis: str) -> Iterator[Fact]:
    """Whether exchanged bits stay within what digits reach, and all within what there is."""
    memory = of.layout.banks.memory if of.layout.banks else None
    room = of.layout.capacity.get(axis, memory.size if memory and axis == ADDRESS else None)
    if room is not None and axis == ADDRESS:
        room = 8 * room // of.unit
    if room is None and not any(xor.axis == axis for xor in of.layout.xors):
        return
    most = of.extents[axis] if room is None else room
    outside = leaving(of, axis, most)
    if outside is not None:
        said = f"{index_words(of, outside)} lies at {place_words(of, of.locate(outside))}, and {axis} ends at {most - 1:,}"
        yield Fact("within", said, PROVED, holds=False, witness=(outside,))
    elif room is None:
        yield Fact("within", f"exchanged bits lead to no {_NAMES.get(axis, axis)} beyond the last", PROVED)
    else:
        yield Fact("within", f"no {_NAMES.get(axis, axis)} is beyond the {most:,} that there are", PROVED)


_NAMES = {ADDRESS: "address"}


def _runs(of: Bound) -> Fact:
    found = run(of)
    counted = found.elements > 1 and not of.layout.xors
    counting = f", counting {' then '.join(found.digits)}" if counted else ""
    many = "element" if found.elements == 1 else "elements"
    return Fact("runs", f"{found.elements:,} {many} ({amount_words(found.bits)}) one after another{counting}")


def _aligned(of: Bound) -> Fact:
    return Fact("aligned", f"elements begin at multiples of {amount_words(min(alignment(of), of.bits))}")


def _access(of: Bound, access: Access) -> Fact:
    """Whether vectors lie in one piece, and how often lanes meet in a bank."""
    name = f"access {access.name}"
    try:
        if ADDRESS in of.places:
            stray = next(filter(None, strays(of, access)), None)
            if stray is not None:
                return _stray(of, access, stray)
        if of.layout.banks is not None:
            return _conflicts(of, access)
    except Outside as error:
        return Fact(name, f"{error}, which is not there", PROVED, holds=False, witness=(error.touch.index,))
    except ExpressionError as error:
        return Fact(name, error.message, PROVED, holds=False)
    amount = amount_words(access.vector * of.width * of.unit)
    return Fact(name, f"every lane reads {amount} in one piece, aligned to {align_of(of, access)} B")


def _stray(of: Bound, access: Access, stray: Stray) -> Fact:
    touch = stray.touch
    said = (
        f"lane {touch.lane} reads {index_words(of, touch.index)} at {place_words(of, of.locate(touch.index))}, and vectors lie "
        f"in one piece, aligned to {align_of(of, access)} B"
    )
    return Fact(f"access {access.name}", said, PROVED, holds=False, witness=(touch.index,))


def _conflicts(of: Bound, access: Access) -> Fact:
    """The worst bank conflict of an access."""
    found = conflicts(of, access)
    allowed = access.ways is None or found.ways <= access.ways
    limit = f", {access.ways} allowed" if access.ways is not None else ""
    worst = "no bank serves more than one word" if found.ways < 2 else _meeting(of, found.meeting)
    witness = tuple(touch.index for touch in found.meeting) if found.meeting and not allowed else ()
    return Fact(
        f"access {access.name}",
        f"{found.ways}-way: {worst}{limit}",
        found.how,
        holds=allowed,
        witness=witness,
    )


def _meeting(of: Bound, meeting: tuple[Touch, Touch] | None) -> str:
    if meeting is None:
        return "one lane wants several words of a bank"
    return " and ".join(f"lane {t.lane} ({index_words(of, t.index)})" for t in meeting) + " meet"

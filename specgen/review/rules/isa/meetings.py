"""Words that several instructions have: on one side, or one before and the other after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.cubes import TooManyCubes, intersect, overlaps
from specgen.model.legality import words_of
from specgen.review.changes import Kind
from specgen.review.rules.isa.paired import live, renamed, sides

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from specgen.model.architecture import Architecture
    from specgen.model.cubes import Cube
    from specgen.model.isa import Instruction
    from specgen.review.subject import Review


def met_before(review: Review, variant: str, new: Instruction) -> list[str]:
    """The names of the instructions that an added one's words were before, and that are still there."""
    return review.once(("met", variant), lambda: _met(review, variant)).get(new.name, [])


def _met(review: Review, variant: str) -> dict[str, list[str]]:
    old, new = sides(review, variant)
    before, after = live(old), live(new)
    added = {
        c.name: after[c.name]
        for c in review.at("instructions.*")
        if c.kind is Kind.ADDED and c.name in after and c.name not in before
    }
    came = renamed(review, "instructions")
    stayed = {n: one for n, one in before.items() if came.get(n, n) in after}
    return shared(added, stayed)


def shared(some: Mapping[str, Instruction], others: Mapping[str, Instruction]) -> dict[str, list[str]]:
    """By name of ``some`` the names of ``others`` with which it shares words, of one processor."""
    if not some or not others:
        return {}
    first, second = list(some.values()), list(others.values())
    items = [(c, i) for i, one in enumerate(first) for c in cubes_of(one)]
    items += [(c, len(first) + i) for i, one in enumerate(second) for c in cubes_of(one)]
    found: dict[str, list[str]] = {}
    for a, b in sorted(overlaps(items)):
        if a < len(first) <= b:
            one, other = first[a], second[b - len(first)]
            if one.processor.name == other.processor.name:
                found.setdefault(one.name, []).append(other.name)
    return found


def cubes_of(one: Instruction) -> tuple[Cube, ...]:
    """The words of an instruction; none where they cannot be listed."""
    try:
        return words_of(one)
    except TooManyCubes:
        return ()


def common(one: Instruction, other: Instruction) -> int | None:
    """A word that both have."""
    both = (intersect(a, b) for a in cubes_of(one) for b in cubes_of(other))
    return next((cube.value for cube in both if cube is not None), None)


def ambiguous(architecture: Architecture) -> set[tuple[str, str]]:
    """The pairs of instructions that share words of one processor, and none of which shadows the other."""
    every = list(live(architecture).values())
    pairs: set[tuple[str, str]] = set()
    for processor in {one.processor.name for one in every}:
        own = [one for one in every if one.processor.name == processor]
        for a, b in overlaps((c, i) for i, one in enumerate(own) for c in cubes_of(one)):
            one, other = own[a], own[b]
            if other.name not in one.shadows and one.name not in other.shadows:
                first, second = sorted((one.name, other.name))
                pairs.add((first, second))
    return pairs


def meeting(
    ones: Iterable[Instruction], others: Iterable[Instruction]
) -> list[tuple[Instruction, Instruction, int]]:
    """The pairs of one processor with a word that both have."""
    some, rest = {one.name: one for one in ones}, {one.name: one for one in others}
    pairs = ((some[a], rest[b]) for a, names in shared(some, rest).items() for b in names)
    return [(one, other, word) for one, other in pairs if (word := common(one, other)) is not None]

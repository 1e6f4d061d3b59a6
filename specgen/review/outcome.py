"""The outcome of a review: all findings, classified, and which version the new spec has to have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from enum import IntEnum
from typing import Any

from specgen.data import frozen
from specgen.model.identity import binary_hash
from specgen.model.item import version_parts
from specgen.review.cost import Cost, cost_of
from specgen.review.findings import Finding
from specgen.review.sides import Side
from specgen.review.slices import slices
from specgen.review.subject import Review
from specgen.review.verdicts import CONSUMERS, Level


class Bump(IntEnum):
    """Which number of a version has to rise."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


_ASK_NOTHING = frozenset({"DOC_ONLY", "SPEC_REWRITTEN", "SPEC_REORDERED", "SPEC_VERSION"})
_OF_VERSIONS = frozenset({"ART_VERSION_NOT_BUMPED", "VERSION_TOO_LOW"})
"""What is wrong with a version asks for no more than that it rises: how far, the other findings say."""


@frozen()
class SideName:
    """What a report says of a side."""

    label: str
    name: str
    version: str
    content_hash: str
    binary_hashes: dict[str, str]


@frozen()
class Outcome:
    """What a review found, worst first. ``needed`` is the rise of the version that the findings ask for, ``given`` what it is.

    ``slices`` are both sides cut down to what the witnesses need, as the plain data of a `spec.yaml` each.
    """

    old: SideName
    new: SideName
    variants: tuple[str, ...]
    findings: tuple[Finding, ...]
    needed: Bump
    given: Bump
    slices: dict[str, dict[str, Any]] = field(default_factory=dict)
    cost: Cost = field(default_factory=Cost)

    @property
    def level(self) -> Level:
        """That of the worst finding."""
        return max((one.level for one in self.findings), default=Level.INFO)

    def of(self, consumer: str) -> Level:
        """What it is for one of CONSUMERS."""
        assert consumer in CONSUMERS
        return max((one.verdict.of(consumer).level for one in self.findings), default=Level.INFO)


def conclude(review: Review, found: list[Finding]) -> Outcome:
    """Return the outcome of a review."""
    old, new = _named(review.old), _named(review.new)
    released = review.released or old.version
    bumps = needed_bump(found, released), given_bump(released, new.version)
    return Outcome(
        old, new, tuple(review.pairs), tuple(found), *bumps, slices(review, found), cost_of(review)
    )


def _named(side: Side) -> SideName:
    main = side.main
    hashes = {name: binary_hash(one) for name, one in side.architectures.items()}
    return SideName(side.label, main.name, main.version, main.content_hash, hashes)


def needed_bump(found: Iterable[Finding], released: str) -> Bump:
    """Return what has to rise since a version was released: words alone ask for nothing.

    Old artefacts that fail, and results that differ, need a major version; new ones that fail on what is old a minor one.
    Before 1.0.0 it is one step less of either.
    """
    needed = max(map(_asked_by, found), default=Bump.NONE)
    early = version_parts(released)[:1] == (0,)
    return {Bump.MAJOR: Bump.MINOR, Bump.MINOR: Bump.PATCH}.get(needed, needed) if early else needed


def _asked_by(one: Finding) -> Bump:
    asked = set(one.verdict.questions)
    if one.rule in _ASK_NOTHING:
        return Bump.NONE
    if one.rule in _OF_VERSIONS:
        return Bump.PATCH
    if one.level is Level.BREAKING and asked & {"back", "num", "src"}:
        return Bump.MAJOR
    if asked & {"fwd", "src"}:
        return Bump.MINOR
    return Bump.PATCH if asked or one.level is not Level.INFO else Bump.NONE


def given_bump(old: str, new: str) -> Bump:
    """Return what rose from one version to the other; none where nothing did, or it fell."""
    a, b = (*version_parts(old), 0, 0, 0)[:3], (*version_parts(new), 0, 0, 0)[:3]
    if b <= a:
        return Bump.NONE
    return (Bump.MAJOR, Bump.MINOR, Bump.PATCH)[next(n for n in range(3) if a[n] != b[n])]

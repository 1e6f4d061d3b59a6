"""The outcome of a review: all findings, classified, and which version the new spec has to have."""

from __future__ import annotations

from enum import IntEnum

from specgen.data import frozen
from specgen.review.findings import Finding
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
    """What a review found, worst first. ``needed`` is the rise of the version that the findings ask for, ``given`` what it is."""

    old: SideName
    new: SideName
    variants: tuple[str, ...]
    findings: tuple[Finding, ...]
    needed: Bump
    given: Bump

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
    from specgen.model.identity import binary_hash

    sides = [
        SideName(
            side.label,
            side.main.name,
            side.main.version,
            side.main.content_hash,
            {name: binary_hash(one) for name, one in side.architectures.items()},
        )
        for side in (review.old, review.new)
    ]
    needed = needed_bump(found)
    return Outcome(
        *sides, tuple(review.pairs), tuple(found), needed, given_bump(sides[0].version, sides[1].version)
    )


def needed_bump(found: list[Finding]) -> Bump:
    """Old artefacts that fail, and results that differ, need a major version; new ones that fail on what is old a minor one."""
    worst = Bump.NONE
    for one in found:
        asked = set(one.verdict.questions)
        if one.level is Level.BREAKING and asked & {"back", "num", "src"}:
            return Bump.MAJOR
        worst = max(worst, Bump.MINOR if asked & {"fwd", "src"} else Bump.PATCH)
    return worst


def given_bump(old: str, new: str) -> Bump:
    """Return what rose from one version to the other; none where nothing did, or it fell."""
    from specgen.model.item import version_parts

    a, b = (*version_parts(old), 0, 0, 0)[:3], (*version_parts(new), 0, 0, 0)[:3]
    if b <= a:
        return Bump.NONE
    return (Bump.MAJOR, Bump.MINOR, Bump.PATCH)[next(n for n in range(3) if a[n] != b[n])]

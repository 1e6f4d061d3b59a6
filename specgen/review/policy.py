"""What a repository has decided about its reviews: when they fail, how far drafts count, and what was approved by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date

from specgen.data import frozen
from specgen.review.findings import Finding
from specgen.review.verdicts import CONSUMERS, Effect, Level
from specgen.source import Location

POLICY_FILE = "review.yaml"
"""The file, beside the spec's."""

STATUS: Mapping[str, Level] = {
    "draft": Level.INFO,
    "beta": Level.RISK,
    "stable": Level.BREAKING,
    "deprecated": Level.BREAKING,
}
"""How bad a change of an item of some status is at most, where a policy says nothing else."""


_ENFORCED = frozenset({"VERSION_TOO_LOW", "ART_VERSION_NOT_BUMPED"})
"""Rules that fail a review at any level: the number is all that users of a release see of it."""


@frozen()
class Approval:
    """Somebody answers for one finding until a day. ``rule`` and ``subject`` say to readers what the fingerprint is of."""

    fingerprint: str
    rule: str
    subject: str
    owner: str
    reason: str
    expires: date
    at: Location


@frozen()
class Policy:
    """When a review fails. ``consumers`` are the levels of those that have one of their own; None: never.

    ``released`` is the version that the next one counts from, where several changes go into one release.
    """

    fail_on: Level | None = Level.BREAKING
    consumers: Mapping[str, Level | None] = field(default_factory=dict)
    status: Mapping[str, Level] = field(default_factory=lambda: STATUS)
    approvals: tuple[Approval, ...] = ()
    released: str | None = None

    def weighed(self, found: Finding) -> Finding:
        """The finding, no worse than the status of its item allows."""
        verdict = found.verdict.at_most(self.status.get(found.status, Level.BREAKING))
        return found if verdict == found.verdict else replace(found, verdict=verdict, unweighed=found.verdict)

    def limit(self, consumer: str) -> Level | None:
        """From which level on a finding that hits a consumer fails a review; None: from none."""
        return self.consumers.get(consumer, self.fail_on)

    def fails(self, found: Finding, consumers: Iterable[str] = CONSUMERS) -> Iterator[str]:
        """Yield the consumers for whom a finding, unless approved, fails the review.

        A version that rose too little does so at any level.
        """
        for consumer in consumers:
            limit, effect = self.limit(consumer), found.verdict.of(consumer)
            if limit is None or effect is Effect.NOTHING:
                continue
            if effect.level >= limit or found.rule in _ENFORCED:
                yield consumer

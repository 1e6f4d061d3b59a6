"""Findings of a review: a change, what it means for whom, and how surely that is known."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from enum import Enum

from specgen.data import frozen
from specgen.model.origin import Origin
from specgen.review.changes import Change, Kind
from specgen.review.verdicts import Level, Verdict
from specgen.review.witnesses import Witness
from specgen.source import Location


class Evidence(Enum):
    """What a verdict rests on."""

    WITNESS = "witness"
    """An input on which the sides differ."""
    PROVED = "proved"
    """Equality of the two sides was proved."""
    SEARCHED = "searched"
    """No input was found on which they differ, in so many trials."""
    RULE = "rule"
    """The table of rules; ``why`` says why there is no witness where something breaks."""


@frozen()
class Finding:
    """What one rule says of one change.

    ``subject`` is the path of the change, ``before`` and ``after`` its values in short texts that do not depend on
    spelling; ``why`` says more of the evidence (how it was proved, how many trials, why there is no witness).
    """

    rule: str
    subject: str
    message: str
    verdict: Verdict
    before: str = ""
    after: str = ""
    evidence: Evidence = Evidence.RULE
    why: str = ""
    witness: Witness | None = None
    variants: tuple[str, ...] = ()
    status: str = "stable"
    hint: str = ""
    at: Location | None = None
    was_at: Location | None = None
    unweighed: Verdict | None = None
    """What the verdict would be if the item were not a draft (or beta): where a policy made it milder."""

    @property
    def level(self) -> Level:
        """How bad it is for whom it hits hardest."""
        return self.verdict.level

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits of rule, subject, before and after: the same however the message is worded."""
        text = json.dumps([self.rule, self.subject, self.before, self.after], ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def seen(self, witness: Witness | None, otherwise: str, *, mild: bool = True) -> Finding:
        """The finding with its witness; without one it is at most a risk (unless not ``mild``), and says why."""
        if witness is not None:
            return replace(self, evidence=Evidence.WITNESS, witness=witness, why=witness.told)
        verdict = self.verdict.at_most(Level.RISK) if mild else self.verdict
        return replace(self, verdict=verdict, why=otherwise)

    def proved(self, how: str) -> Finding:
        """The finding where both sides were proved to do the same: nothing breaks."""
        return replace(self, verdict=self.verdict.at_most(Level.INFO), evidence=Evidence.PROVED, why=how)

    def searched(self, trials: int, how: str) -> Finding:
        """The finding where no difference was found in so many trials: at most a risk."""
        told = f"no difference in {trials:,} trials: {how}"
        return replace(self, verdict=self.verdict.at_most(Level.RISK), evidence=Evidence.SEARCHED, why=told)

    def at_most(self, level: Level) -> Finding:
        """The finding where it is milder than its rule's row."""
        return replace(self, verdict=self.verdict.at_most(level))


def finding(rule: str, change: Change, message: str, verdict: Verdict, *, hint: str = "") -> Finding:
    """Return what a rule says of a change, its places and values filled in."""
    from specgen.review.texts import short

    return Finding(
        rule, change.subject, message, verdict,
        before=short(change.before), after=short(change.after),
        variants=change.variants, status=change.status, hint=hint,
        at=place_of(change, new=True), was_at=place_of(change, new=False),
    )  # fmt: skip


def place_of(change: Change, *, new: bool) -> Location | None:
    """Return where a change was written on one side: as near to it as the YAML goes."""
    origin = change.new_origin if new else change.old_origin
    if origin is None:
        return None
    whole = change.kind in (Kind.ADDED, Kind.REMOVED, Kind.RENAMED)
    if whole and _is_thing(change.before if new else change.after) and change.kind is not Kind.RENAMED:
        return origin.key() if new else None  # it is not on this side: where it was, or nothing
    within, name = change.path[2:], getattr(change.new if new else change.old, "name", change.name)
    if change.kind is Kind.RENAMED and not new:
        within = (*within[:-1], str(change.before)) if within else ()
    if len(origin.path) != 2 or origin.path[1] != name:
        return origin.key() if whole else origin.at()
    if change.section == "structures" and within[:1] == ("members",):
        within = ("fields", *within[1:])  # as it is written
    return origin.key(*within) if whole else origin.at(*within)


def _is_thing(value: object) -> bool:
    """Whether a value was written as a thing of its own."""
    return isinstance(getattr(value, "origin", None), Origin)

"""A review from end to end: both sides compared in every variant, every rule asked, every change answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from specgen.review.changes import Change, Kind
from specgen.review.comparing import compare, renames
from specgen.review.findings import Finding
from specgen.review.others import asked, set_up
from specgen.review.rules import all_rules
from specgen.review.rules.registry import OF_ALL, OF_CHANGE, OTHERS, RULES, Rule, maker
from specgen.review.rules.words import LAST
from specgen.review.sides import Side
from specgen.review.subject import Review, Search
from specgen.review.written import rewritten


def prepare(
    old: Side,
    new: Side,
    search: Search | None = None,
    variants: Collection[str] | None = None,
    *,
    costs: bool = True,
) -> Review:
    """Compare two sides in every variant that both have, or in ``variants`` alone.

    With ``costs``, figures of the performance model are computed, too. Raises SpecError where a side has errors in it.
    """
    pairs = {now: was for now, was in _pairs(old, new).items() if variants is None or now in variants}
    changes = _merged(
        {now: compare(old.architectures[was], new.architectures[now]) for now, was in pairs.items()}
    )
    known = {change.path[:2] for change in changes if len(change.path) > 1}
    known |= {("variants", v) for one in changes if one.path[2:] == ("enabled",) for v in one.variants}
    assert old.spec.merged is not None
    assert new.spec.merged is not None
    changes += rewritten(old.spec.merged, new.spec.merged, {(section, name) for section, name in known})
    return Review(old, new, pairs, tuple(changes), search or Search(), costs)


def judge(review: Review) -> list[Finding]:
    """Return what all rules say, worst first; of every change something is said."""
    all_rules()
    set_up(review)
    by_section: dict[str, list[Rule]] = {}
    for one in RULES.values():
        for section in {path[0] for path in one.on}:
            by_section.setdefault(section, []).append(one)
    found = review.found = [f for change in review.changes for f in _of_change(change, review, by_section)]
    for id in sorted(OF_ALL, key=lambda name: name not in OTHERS.owners):  # noqa: A001  # ours look at what others found
        found += asked(id, review, review, maker(RULES[id]))
    return sorted(map(review.weigh, _joined(found)), key=lambda one: -one.level)


def _of_change(change: Change, review: Review, by_section: dict[str, list[Rule]]) -> Iterator[Finding]:
    said = False
    rules = [*by_section.get(change.section, ()), *by_section.get("*", ())]
    for one in rules:
        if one.concerns(change):
            for each in asked(one.id, review, change, review, maker(one, change)):
                said = True
                yield each
    for id in () if said else LAST:  # noqa: A001
        each_of = list(OF_CHANGE[id](change, review, maker(RULES[id], change)))
        if each_of:
            yield from each_of
            return


def _pairs(old: Side, new: Side) -> dict[str, str]:
    """The old names of variants by the new ones."""
    mine, theirs = old.architectures, new.architectures
    first, second = old.main.variants, new.main.variants
    came = {now: was for was, now in renames(first, second).items()}
    pairs = {name: came.get(name, name) for name in theirs}
    return {now: was for now, was in pairs.items() if was in mine} or {new.main.variant: old.main.variant}


def _merged(by_variant: dict[str, list[Change]]) -> list[Change]:
    """Tell a change of several variants once, with the values of the first."""
    first: dict[tuple[Kind, tuple[str, ...]], Change] = {}
    names: dict[tuple[Kind, tuple[str, ...]], list[str]] = {}
    for variant, changes in by_variant.items():
        for change in changes:
            key = change.kind, change.path
            first.setdefault(key, change)
            names.setdefault(key, []).append(variant)
    return [replace(change, variants=tuple(names[key])) for key, change in first.items()]


def _joined(found: Iterable[Finding]) -> list[Finding]:
    """Leave out what is said twice of one thing."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for one in found:
        kept.setdefault((one.rule, one.subject, one.message), one)
    return list(kept.values())

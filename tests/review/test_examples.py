from __future__ import annotations

from collections.abc import Callable

import pytest

from specgen.review import OTHERS, Evidence, Finding, Level, Review, all_rules, ask
from specgen.review.examples import example_of, ids

Compare = Callable[..., tuple[Review, list[Finding]]]


@pytest.mark.parametrize("rule", ids())
def test_the_example_is_found_and_the_near_miss_is_not(rule: str, compare_texts: Compare) -> None:
    example, row = example_of(rule), all_rules()[rule].row
    review, found = compare_texts(example.old, example.breaking)
    mine = [one for one in found if one.rule == rule]
    assert mine, f"only {sorted({one.rule for one in found})}"
    assert max(one.level for one in mine) == row.level
    for one in mine:
        if one.level is Level.BREAKING and one.evidence is not Evidence.WITNESS:
            assert one.why, "what breaks without a witness says why it has none"
        if one.witness is not None:
            w = one.witness
            assert ask(review.old, w.action, review.pairs[w.variant], w.input) == w.before
            assert ask(review.new, w.action, w.variant, w.input) == w.after
    _, near = compare_texts(example.old, example.near)
    assert rule not in {one.rule for one in near}


def test_nothing_changed_is_nothing_found(compare_texts: Compare) -> None:
    example = example_of("ART_VERSION_NOT_BUMPED")
    assert compare_texts(example.old, example.old)[1] == []


def test_every_rule_has_an_example_but_that_for_what_is_new() -> None:
    """No key of the language is left to SPEC_CHANGED today: it is for keys that nobody has written a rule for yet."""
    assert all_rules().keys() - OTHERS.owners.keys() - set(ids()) == {"SPEC_CHANGED"}
    assert set(ids()) <= all_rules().keys()

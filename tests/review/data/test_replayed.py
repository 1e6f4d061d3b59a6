from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from specgen.review import Finding, Review, conclude
from specgen.review.examples import example_of, ids
from specgen.review.policy import Policy
from specgen.review.reports import render, report_of
from tests.review.replay import bytes as again
from tests.review.replay import replay

MINE = [one for one in ids() if one[:4] in ("LAY_", "MEM_", "ART_") and one != "ART_VERSION_NOT_BUMPED"]


@pytest.mark.parametrize("rule", MINE)
def test_witnesses_hold_when_the_report_alone_is_asked(
    rule: str,
    compare_texts: Callable[..., tuple[Review, list[Finding]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.review.replay.actions", lambda: again.REPLAY)
    example = example_of(rule)
    review, found = compare_texts(example.old, example.breaking)
    review.found = [one for one in found if one.witness is not None and one.witness.action in again.REPLAY]
    report = render(report_of(review, conclude(review, review.found), Policy(), date(2000, 1, 1)), "json")
    answers = list(replay(json.loads(report)))
    assert len(answers) == len(review.found)
    assert not [why for _, why in answers if why]

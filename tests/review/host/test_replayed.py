"""Every witness of the examples of registers, queues and runtimes, asked again by a program that knows nothing of reviews."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from specgen.review import Finding, Review
from specgen.review.examples import example_of, ids
from specgen.review.slices import slices
from tests.review.replay import interfaces, replay

FAMILIES = ("REG", "IRQ", "Q", "API", "UAPI")
MINE = [one for one in ids() if one.split("_")[0] in FAMILIES]
Compare = Callable[..., tuple[Review, list[Finding]]]


def report(review: Review, found: list[Finding]) -> dict[str, Any]:
    """What a JSON report has for replays."""
    seen = [one for one in found if one.witness is not None and one.rule.split("_")[0] in FAMILIES]
    findings = [
        {
            "fingerprint": one.fingerprint,
            "witness": {
                "action": one.witness.action,
                "variant": one.witness.variant,
                "was": review.pairs[one.witness.variant],
                "input": one.witness.input,
                "before": one.witness.before,
                "after": one.witness.after,
            },
        }
        for one in seen
        if one.witness is not None
    ]
    return json.loads(json.dumps({"findings": findings, "slices": slices(review, seen)}))  # type: ignore[no-any-return]


@pytest.mark.parametrize("rule", MINE)
def test_witnesses_of_examples_hold_in_a_program_of_their_own(
    rule: str, compare_texts: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.review.replay.actions", lambda: interfaces.REPLAY)
    example = example_of(rule)
    made = report(*compare_texts(example.old, example.breaking))
    assert [why for _, why in replay(made) if why] == []

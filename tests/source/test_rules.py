"""Every rule of this stage is explained, broken by its wrong example and kept by its right one."""

from __future__ import annotations

import pytest

from specgen.source import Rule, all_rules
from tests.source.reading import load

RULES = [rule for rule in all_rules() if rule.id.startswith(("yaml-", "schema-"))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_explained(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.rationale.endswith(".")
    assert load(rule.right)[1].errors == 0


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.id.startswith("yaml-") and rule.id != "yaml-unreadable"],
    ids=lambda r: r.id,
)
def test_wrong_example_breaks_the_rule(rule: Rule) -> None:
    assert rule.id in {found.rule for found in load(rule.wrong)[1]}

"""Every rule of this room has a wrong example that breaks it, it alone, and a right one that breaks none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import specgen.model.rules
from specgen.checks.examples import write_example
from specgen.source import Rule, all_rules
from tests.model.specs import findings

PREFIXES = (
    "spec",
    "ref",
    "expr",
    "unit",
    "type",
    "name",
    "tile",
    "struct",
    "error",
    "reg",
    "irq",
    "exe",
    "api",
    "queue",
    "mailbox",
    "trace",
    "protocol",
)
RULES = [rule for rule in all_rules() if rule.id.split("-")[0] in PREFIXES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule, tmp_path: Path) -> None:
    assert {one.rule for one in findings(write_example(rule.wrong, tmp_path / "wrong"))} == {rule.id}
    assert findings(write_example(rule.right, tmp_path / "right")) == []


def test_every_rule_is_used(root: Path) -> None:
    sources = (root / "specgen" / "model").rglob("*.py")
    used = {
        name
        for path in sources
        if "rules" not in path.parts
        for name in re.findall(r'"([a-z-]+)"', path.read_text())
    }
    assert {rule.id for rule in RULES} <= used
    assert specgen.model.rules.__all__

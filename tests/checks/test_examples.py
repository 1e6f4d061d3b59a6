"""Every rule's wrong example breaks that rule, and its right example does not."""

from pathlib import Path

import pytest

from specgen import api
from specgen.checks.examples import write_example
from specgen.source import Diagnostics, Rule

RULES = [
    rule
    for rule in api.rules().values()
    if not rule.id.startswith(("asm-", "rdl-", "data-", "plugin-", "jinja-", "review-", "result-", "site-"))
]  # of programs, SystemRDL, tables of measurements, plugins, templates, policies, reports of tests, anchors


def findings(text: str, folder: Path) -> Diagnostics:
    return api.check(write_example(text, folder))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_wrong_is_refused_and_right_is_not(rule: Rule, tmp_path: Path) -> None:
    wrong = findings(rule.wrong, tmp_path / "wrong")
    assert rule.id in {found.rule for found in wrong}, [f"{f.rule}: {f.message}" for f in wrong]
    right = findings(rule.right, tmp_path / "right")
    assert rule.id not in {found.rule for found in right}, [f.message for f in right]
    assert not right.errors, [f"{f.rule}: {f.message}" for f in right]

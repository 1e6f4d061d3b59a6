"""Every rule of the language: its wrong example breaks it and nothing else, its right one breaks nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import specgen.semantics
from specgen.checks.examples import write_example
from specgen.model.spec import load
from specgen.source import Diagnostics, Rule, all_rules, render

RULES = [rule for rule in all_rules() if rule.id.startswith("sem-")]


def findings(fragment: str, folder: Path) -> Diagnostics:
    diagnostics = Diagnostics()
    specgen.semantics.analyse(load(write_example(fragment, folder)).architecture(), diagnostics)
    return diagnostics


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule, tmp_path: Path) -> None:
    wrong = findings(rule.wrong, tmp_path)
    assert {found.rule for found in wrong} == {rule.id}, render(wrong, "text")
    right = findings(rule.right, tmp_path)
    assert not len(right), render(right, "text")


def test_there_are_rules() -> None:
    assert len(RULES) > 40

from __future__ import annotations

import pytest

from specgen.source import (
    Diagnostic,
    Diagnostics,
    Related,
    Severity,
    SourceFile,
    SpecError,
    all_rules,
    define,
    find_rule,
    summary,
)

FILE, OTHER = SourceFile("b.yaml", "one\ntwo\n"), SourceFile("a.yaml", "three\n")


def test_findings_are_sorted_by_place_and_rule() -> None:
    found = Diagnostics()
    found.error("yaml-tag", "later", FILE.at(4))
    found.warning("yaml-key", "same place", FILE.at(0))
    found.error("yaml-alias", "same place", FILE.at(0))
    found.info("yaml-tag", "other file", OTHER.at(0))
    assert [(one.at.file.path, one.at.line, one.rule) for one in found.sorted()] == [
        ("a.yaml", 1, "yaml-tag"),
        ("b.yaml", 1, "yaml-alias"),
        ("b.yaml", 1, "yaml-key"),
        ("b.yaml", 2, "yaml-tag"),
    ]
    assert (found.errors, found.warnings, found.count(Severity.INFO), len(found)) == (2, 1, 1, 4)
    assert summary(found) == "2 errors, 1 warning, 1 info"
    assert summary(Diagnostics()) == "no findings"


def test_repeated_findings_are_dropped() -> None:
    found = Diagnostics()
    for _ in range(2):
        found.error("yaml-tag", "a tag", FILE.at(0))
    found.error("yaml-tag", "another", FILE.at(0))
    assert len(found) == 2


def test_severities_are_overridden() -> None:
    found = Diagnostics({"yaml-tag": Severity.INFO, "yaml-key": None})
    found.error("yaml-tag", "x", FILE.at(0))
    found.error("yaml-key", "x", FILE.at(0))
    assert [(one.rule, one.severity) for one in found] == [("yaml-tag", Severity.INFO)]


def test_report_takes_the_severity_of_the_rule() -> None:
    found = Diagnostics()
    found.report("yaml-tag", "x", FILE.at(0), related=[Related(OTHER.at(0), "there")], hint="h")
    found.extend(list(found))
    at = FILE.at(0)
    assert list(found) == [
        Diagnostic("yaml-tag", Severity.ERROR, "x", at, (Related(OTHER.at(0), "there"),), "h")
    ]


def test_rules_must_be_registered() -> None:
    with pytest.raises(AssertionError, match="'no-such-rule' is not registered"):
        Diagnostics().error("no-such-rule", "x", FILE.at(0))


def test_a_rule_is_defined_once() -> None:
    assert find_rule("no-such-rule") is None
    assert [rule.id for rule in all_rules()] == sorted({rule.id for rule in all_rules()})
    with pytest.raises(ValueError, match="'yaml-tag' is defined twice"):
        define("yaml-tag", Severity.ERROR, "", "", wrong="", right="")


def test_spec_error_says_why() -> None:
    found = Diagnostics()
    found.error("yaml-tag", "a tag", FILE.at(4, 3))
    error = SpecError(found)
    assert error.diagnostics is found
    assert str(error) == "b.yaml:2:1: error[yaml-tag]: a tag\n  2 | two\n    | ^^^\n\n1 error\n"

"""Every format tells the same: what was found, how surely, for whom, and what was approved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from specgen.review.reports import FORMATS, render
from specgen.review.reports.schema import report_schema
from tests.review.reports.conftest import MEMORY, OPCODE, SUMMARY, VERSION, Reviewed
from tests.review.reports.made import MILD, finding, report


def _approving(text: str, reviewed: Reviewed, *edits: tuple[str, str]) -> str:
    """A policy that approves one finding."""
    one = next(e.finding for e in reviewed(*edits).entries if e.finding.rule == text)
    return (
        f"approvals:\n  - {{fingerprint: '{one.fingerprint}', rule: {one.rule}, subject: {one.subject}, owner: r.lind, "
        "reason: Nobody ships it yet., expires: 2026-12-31}\n"
    )


def test_text_shows_both_sides_the_witness_and_who_is_hit(reviewed: Reviewed) -> None:
    text = render(reviewed(OPCODE, VERSION))
    assert "new/spec.yaml:33:24: opcode of addi was 0x13, and is 0x15 [" in text
    assert "      before old/spec.yaml\n" in text
    assert "33 |     encoding: {opcode: 0x15}\n         |                        ^^^^" in text
    assert "witness: the word 0x00000013 is addi" in text
    assert "*opcode=0x13" in text
    assert "fails for compiler, runtime, firmware, hardware, tools" in text
    assert "compiler  breaks    breaks" in text
    assert "version 1.0.0 -> 2.0.0: needs major, given major" in text
    assert "\033" not in text
    assert "\033[1;31mbreaking\033[0m" in render(reviewed(OPCODE, VERSION), colour=True)


def test_nothing_changed_is_said_in_every_format(reviewed: Reviewed) -> None:
    same = reviewed()
    assert render(same).startswith("nothing changed\n")
    assert "nothing changed" in render(same, "markdown")
    assert "nothing changed" in render(same, "html")
    assert render(same, "github") == ""
    assert json.loads(render(same, "json"))["findings"] == []


def test_json_is_as_its_schema_says(reviewed: Reviewed) -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    policy = _approving("MEM_REGION_SHRUNK", reviewed, OPCODE, MEMORY, SUMMARY)
    for made in (
        reviewed(),
        reviewed(OPCODE, MEMORY, SUMMARY, policy=policy),
        reviewed(MEMORY, consumers=("tools",)),
        reviewed(policy=policy),
    ):
        jsonschema.validate(json.loads(render(made, "json")), schema)
    document = json.loads(render(reviewed(OPCODE, MEMORY, SUMMARY, policy=policy), "json"))
    strict = json.loads(
        json.dumps(schema).replace(
            '"type": "object", "required"', '"additionalProperties": false, "required"'
        )
    )
    jsonschema.validate(document, strict)
    (approved,) = [one for one in document["findings"] if one["approval"]]
    assert (approved["rule"], approved["level"], approved["fails"]) == (
        "MEM_REGION_SHRUNK",
        "breaking",
        False,
    )
    opcode = next(one for one in document["findings"] if one["rule"] == "ISA_OPCODE_CHANGED")
    assert opcode["location"] == {"path": "new/spec.yaml", "line": 33, "column": 24, "end_column": 28}
    assert opcode["drawing"]["before"]["cells"][0] == {
        "name": "opcode", "high": 7, "low": 0, "value": "0x13", "changed": True,
    }  # fmt: skip
    assert document["slices"].keys() == {"old", "new"}


def test_the_published_schema_is_current(root: Path) -> None:
    published = json.loads((root / "site" / "pages" / "review.schema.json").read_text(encoding="utf-8"))
    assert published == report_schema(), (
        "run: python -m specgen.review.reports.schema > site/pages/review.schema.json"
    )


def test_sarif_has_rules_fingerprints_and_suppressions(reviewed: Reviewed) -> None:
    policy = _approving("MEM_REGION_SHRUNK", reviewed, OPCODE, MEMORY)
    made = reviewed(OPCODE, MEMORY, policy=policy)
    (run,) = json.loads(render(made, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["level"] in ("error", "warning", "note")
    by_rule: dict[str, dict[str, Any]] = {one["ruleId"]: one for one in run["results"]}
    assert "suppressions" not in by_rule["ISA_OPCODE_CHANGED"]
    (suppressed,) = by_rule["MEM_REGION_SHRUNK"]["suppressions"]
    assert (suppressed["kind"], suppressed["status"]) == ("external", "accepted")
    assert "r.lind" in suppressed["justification"]
    prints = {one["partialFingerprints"]["specgenReview/v1"] for one in run["results"]}
    assert prints == {one.finding.fingerprint for one in made.entries}
    assert {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}[
        "MEM_REGION_SHRUNK"
    ] == "error"
    assert all(rule["help"]["text"] for rule in rules)


def test_problems_of_the_policy_are_in_sarif_too(reviewed: Reviewed) -> None:
    policy = _approving("MEM_REGION_SHRUNK", reviewed, MEMORY)
    (run,) = json.loads(render(reviewed(SUMMARY, policy=policy), "sarif"))["runs"]
    last = run["results"][-1]
    assert (last["ruleId"], last["level"]) == ("review-approval-stale", "error")
    assert run["tool"]["driver"]["rules"][last["ruleIndex"]]["id"] == "review-approval-stale"


def test_annotations_stand_beside_the_new_lines(reviewed: Reviewed) -> None:
    lines = render(reviewed(OPCODE, VERSION), "github").splitlines()
    assert lines[0].startswith(
        "::error file=new/spec.yaml,line=33,col=24,endLine=33,endColumn=28,title=ISA_OPCODE_CHANGED::opcode of addi"
    )
    assert "%0A" in lines[0]


def test_junit_has_a_case_for_each_rule(reviewed: Reviewed) -> None:
    policy = _approving("MEM_REGION_SHRUNK", reviewed, OPCODE, MEMORY, SUMMARY)
    suite = ET.fromstring(render(reviewed(OPCODE, MEMORY, SUMMARY, policy=policy), "junit"))[0]
    cases = {case.attrib["name"]: case for case in suite}
    told = {name: [part.tag for part in case] for name, case in cases.items()}
    assert told["ISA_OPCODE_CHANGED"] == ["failure"]
    assert told["MEM_REGION_SHRUNK"] == ["skipped", "system-out"]
    assert told["DOC_ONLY"] == ["system-out"]
    assert (suite.attrib["tests"], suite.attrib["skipped"]) == (str(len(cases)), "1")
    assert int(suite.attrib["failures"]) == sum("failure" in parts for parts in told.values())


def test_markdown_is_short_first(reviewed: Reviewed) -> None:
    text = render(reviewed(OPCODE, MEMORY, SUMMARY, VERSION), "markdown")
    head, _, rest = text.partition("<details>")
    assert len(head.splitlines()) < 15
    assert "### small: breaks everyone" in head
    assert "Version 1.0.0 → 2.0.0: needs **major**, given major." in head
    assert "| compiler | **breaks** | **breaks** |" in head
    assert rest.count("</details>") == text.count("<details>")
    assert "*opcode=0x15" in rest


@pytest.mark.parametrize("style", FORMATS)
def test_what_is_approved_is_listed_in_every_format(reviewed: Reviewed, style: str) -> None:
    policy = _approving("MEM_REGION_SHRUNK", reviewed, MEMORY, VERSION)
    text = render(reviewed(MEMORY, VERSION, policy=policy), style)
    assert "r.lind" in text
    assert "sram" in text


@pytest.mark.parametrize("style", FORMATS)
def test_a_hundred_findings_of_one_rule_are_a_few_and_a_count(style: str) -> None:
    text = render(report([finding(f"n{i} changed") for i in range(1000)]), style)
    assert "n999" in text or "more" in text
    told = sum(f"n{i} changed" in text for i in range(1000))
    assert told == 1000 if style in ("json", "sarif", "junit") else told <= 201


def test_a_comment_stays_below_what_github_takes() -> None:
    rules = ["DOC_ONLY", "SPEC_CHANGED", "SPEC_RENAMED", "SPEC_REORDERED", "SPEC_REWRITTEN", "SPEC_VERSION"]
    long = "ä" * 5_000
    found = [finding(f"{long} {i}", rule) for rule in rules for i in range(60)]
    found += [finding(f"{i} {long}", rule, verdict=MILD) for rule in rules for i in range(60)]
    text = render(report(found), "markdown")
    assert len(text.encode()) < 65_536
    assert text.count("<details>") == text.count("</details>")
    assert "left out" in text or len(text) < 60_000


def test_the_comment_says_how_many_it_leaves_out() -> None:
    found = [
        finding(f"{'x' * 290} {i} {'`' * 150}", rule)
        for rule in ("SPEC_CHANGED", "SPEC_RENAMED")
        for i in range(6)
    ]
    from specgen.review.reports import markdown

    assert "left out" not in render(report(found), "markdown")
    before, markdown.LIMIT = markdown.LIMIT, 9_000
    try:
        text = render(report(found), "markdown")
    finally:
        markdown.LIMIT = before
    assert len(text.encode()) < 9_000
    shown = text.count("<details>")
    assert f"{len(found) - shown:,} more are left out here" in text


def test_reports_are_the_same_bytes_everywhere(tmp_path: Path, reviewed: Reviewed) -> None:
    made = reviewed(OPCODE, MEMORY, SUMMARY)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "old").rename(elsewhere / "old")
    (tmp_path / "new").rename(elsewhere / "new")
    script = (
        "import sys, json; from specgen.api import review; from specgen.review import Search; "
        "from specgen.review.reports import FORMATS, render; "
        "made = review('old', 'new', search=Search(trials=0, solver=0)); "
        "json.dump([render(made, f) for f in FORMATS], sys.stdout)"
    )
    again = subprocess.run(
        [sys.executable, "-c", script], cwd=elsewhere, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )  # fmt: skip
    assert json.loads(again.stdout) == [render(made, style) for style in FORMATS]
    assert str(tmp_path) not in again.stdout


def test_a_format_that_does_not_exist(reviewed: Reviewed) -> None:
    with pytest.raises(ValueError, match="no such format: 'pdf'"):
        render(reviewed(), "pdf")

"""Reports of tests, what is kept of them, and what changes of a spec make of that."""

from __future__ import annotations

import random
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from specgen import api
from specgen.machine.requirements import Case, cases_of
from specgen.source import Diagnostics, SourceFile, SpecError, find_rule

SPEC = """
name: kept
version: 1.0.0
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32, count: 4, names: "x{i}", requirements: {R-X-1: Registers begin at zero.}}
memories: {rom: {size: 4 KiB, address: u32}}
faults: {bad: {code: 1, value: u32}}
processors: {core: {program_counter: pc, memory: rom, illegal: bad, fetch: bad}}
formats:
  r: {width: 8, fields: {opcode: "3:0", a: {bits: "5:4", requirements: {R-FIELD-1: It names a register.}}, b: "7:6"}}
instructions:
  add: {format: r, encoding: {opcode: 1}, assembly: "add {a:x}, {b:x}", semantics: "x[a] = x[a] + x[b]", summary: Sum.,
        requirements: {R-ADD-1: It wraps., R-ADD-2: It is done at once.}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC)
    return tmp_path


def report(folder: Path, *cases: tuple[str, str, str]) -> Path:
    """A report of cases: a name, what the case holds besides, and what it covers."""
    rows = "".join(
        f'<testcase classname="t" name={quoteattr(name)}><properties><property name="requirement" '
        f"value={quoteattr(covers)}/></properties>{inner}</testcase>"
        for name, inner, covers in cases
    )
    path = folder / "report.xml"
    path.write_text(f'<?xml version="1.0"?><testsuites><testsuite name="all">{rows}</testsuite></testsuites>')
    return path


def states(folder: Path, *results: Path) -> dict[str, str]:
    return {one.id: one.state for one in api.requirements(folder, results)[0]}


def test_sentences_of_things_and_of_their_parts_are_found(folder: Path) -> None:
    known, _ = api.requirements(folder)
    assert {(one.id, one.section, one.thing) for one in known} == {
        ("R-X-1", "state", "x"),
        ("R-FIELD-1", "formats", "r"),
        ("R-ADD-1", "instructions", "add"),
        ("R-ADD-2", "instructions", "add"),
    }
    assert {one.state for one in known} == {"uncovered"}


def test_cases_of_one_test_are_counted_together(folder: Path) -> None:
    failed = '<failure message="no"/>'
    path = report(
        folder,
        ("wraps[1]", "", "R-ADD-1"),
        ("wraps[2]", "", "R-ADD-1 R-ADD-2"),
        ("fails[x[0]]", failed, "R-ADD-2"),
        ("breaks", "<error/>", "R-FIELD-1"),
        ("later", "<skipped/>", "R-X-1,R-X-1"),
    )
    known = {one.id: one for one in api.requirements(folder, [path])[0]}
    assert {name: one.state for name, one in known.items()} == {
        "R-X-1": "skipped",
        "R-FIELD-1": "failed",
        "R-ADD-1": "passed",
        "R-ADD-2": "failed",
    }
    assert [(t.name, t.passed, t.failed, t.skipped) for t in known["R-ADD-2"].tests] == [
        ("t::fails", 0, 1, 0),
        ("t::wraps", 1, 0, 0),
    ]
    assert known["R-ADD-1"].version == "1.0.0"


def test_what_is_recorded_holds_until_what_it_is_about_changes(folder: Path) -> None:
    every = report(folder, ("wraps", "", "R-ADD-1 R-X-1 R-FIELD-1"))
    api.record_requirements(folder, [every])
    before = {"R-X-1": "passed", "R-FIELD-1": "passed", "R-ADD-1": "passed", "R-ADD-2": "uncovered"}
    assert states(folder) == before
    text = (folder / "evidence/requirements.yaml").read_text()
    api.record_requirements(folder, [every])
    assert (folder / "evidence/requirements.yaml").read_text() == text
    for old, new, stale in (
        ("summary: Sum.", "summary: The sum.", set()),
        ("It wraps.", "It saturates.", {"R-ADD-1"}),
        ("x[a] + x[b]", "x[a] - x[b]", {"R-ADD-1"}),
        ('"x{i}"', '"y{i}"', {"R-X-1"}),
        ('b: "7:6"', 'b: {bits: "7:6", scale: 1}', {"R-FIELD-1"}),
    ):
        (folder / "spec.yaml").write_text(SPEC.replace(old, new))
        changed = {name for name, state in states(folder).items() if state == "stale"}
        assert changed >= stale, old
        assert changed <= stale | {"R-ADD-1"}, old


def test_a_test_that_covers_what_there_is_not_is_told(folder: Path) -> None:
    path = report(folder, ("wraps", "", "R-AD-1"))
    known, warnings = api.requirements(folder, [path])
    assert {one.state for one in known} == {"uncovered"}
    (one,) = warnings
    assert one.rule == "result-requirement"
    assert one.message == "t::wraps covers R-AD-1, which the spec does not have"
    assert one.hint == "did you mean 'R-ADD-1'?"
    assert one.at.line == 1


LAUGHS = "<!DOCTYPE x [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)) + "]>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no XML: no element found"),
        ("<testsuite>", "no XML: no element found"),
        ("<testsuite><testcase></testsuite>", "no XML: mismatched tag"),
        ("<html/>", "no report of tests: it begins with <html>, not with <testsuites>"),
        (f"{LAUGHS}<testsuite>&l11;</testsuite>", "a report of tests has no document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><testsuite/>', "a report of tests has no document type"),
        ("<testsuite>&x;</testsuite>", "no XML: undefined entity"),
        ("<testsuite>" * 100, "elements are nested more than 64 deep"),
        ("<testsuite/>\0", "no XML: not well-formed (invalid token)"),
    ],
)
def test_what_is_no_report_is_a_finding(folder: Path, text: str, said: str) -> None:
    path = folder / "bad.xml"
    path.write_text(text)
    with pytest.raises(SpecError) as error:
        api.requirements(folder, [path])
    (one,) = error.value.diagnostics
    assert (one.rule, one.message) == ("result-syntax", said)
    assert one.at.file.path == str(path)


def test_damaged_reports_are_findings_and_nothing_else(folder: Path) -> None:
    draw = random.Random(5)
    text = report(folder, ("a", "<failure/>", "R-ADD-1"), ("b&<é", "", "R-X-1")).read_text()
    for _ in range(300):
        damaged = list(text)
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(damaged))
            damaged[at : at + draw.randint(0, 2)] = draw.choice(
                ["<", ">", "&", '"', "\ud7ff", "", "<testcase>", "]]>"]
            )
        found = Diagnostics()
        cases = cases_of(SourceFile("report.xml", "".join(damaged)), found)
        assert all(isinstance(one, Case) for one in cases)
        assert {one.rule for one in found} <= {"result-syntax"}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "version: 1.0.0",
        "version: 1.0.0\nrequirements: {R-ADD-1: {digest: x, tests: {a: {passed: -1}}}}",
        "{",
        "a: &a [*a]",
    ],
)
def test_records_that_are_none_are_findings(folder: Path, text: str) -> None:
    (folder / "evidence").mkdir()
    (folder / "evidence" / "requirements.yaml").write_text(text)
    with pytest.raises(SpecError) as error:
        api.requirements(folder)
    assert error.value.diagnostics.errors


@pytest.mark.parametrize("rule", ["result-syntax", "result-requirement"])
def test_examples_of_rules_are_wrong_and_right(rule: str, folder: Path) -> None:
    known = find_rule(rule)
    assert known is not None
    for text, expected in ((known.wrong, {rule}), (known.right, set())):
        path = folder / "example.xml"
        path.write_text(text.strip())
        try:
            found = api.requirements(folder, [path])[1]
        except SpecError as error:
            found = error.diagnostics
        assert {one.rule for one in found} == expected


def test_an_id_is_of_one_thing_or_part_whatever_these_are(folder: Path) -> None:
    (folder / "spec.yaml").write_text(SPEC.replace("R-FIELD-1", "R-X-1"))
    (one,) = [found for found in api.check(folder) if found.rule == "words-requirement-twice"]
    assert "R-X-1 is a requirement of" in one.message
    assert len(one.related) == 1

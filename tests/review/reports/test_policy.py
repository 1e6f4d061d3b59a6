from __future__ import annotations

from pathlib import Path

import pytest

from specgen.api import rules
from specgen.review import Effect, Level
from specgen.review.policy import Policy
from specgen.review.policy_file import read_policy
from specgen.review.reports import Report
from specgen.source import Rule, SpecError
from specgen.source import all_rules as source_rules
from tests.review.reports.conftest import MEMORY, SMALL, SUMMARY, VERSION, Reviewed, edited


def _finding(report: Report, rule: str) -> str:
    return next(one.finding.fingerprint for one in report.entries if one.finding.rule == rule)


def _approval(fingerprint: str, **changed: str) -> str:
    said = {
        "fingerprint": fingerprint,
        "rule": "MEM_REGION_SHRUNK",
        "subject": "memories.sram.size",
        "owner": "r.lind",
        "reason": "Nobody ships it yet.",
        "expires": "2026-12-31",
        **changed,
    }
    return "approvals:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in said.items()) + "\n"


def test_what_is_approved_fails_no_review_and_stays_in_it(reviewed: Reviewed) -> None:
    first = reviewed(MEMORY, VERSION)
    assert first.failed
    second = reviewed(MEMORY, VERSION, policy=_approval(_finding(first, "MEM_REGION_SHRUNK")))
    assert not second.failed
    (entry,) = second.approved
    assert (entry.level, entry.fails, entry.hits) == (Level.BREAKING, False, ("compiler", "runtime"))
    assert second.level is first.level is Level.BREAKING
    assert second.outcome.needed == first.outcome.needed


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"fingerprint": "0123456789ab"}, "review-approval-stale"),
        ({"expires": "2026-05-31"}, "review-approval-expired"),
        ({"subject": "memories.imem.size"}, "review-approval-other"),
    ],
)
def test_an_approval_of_nothing_is_an_error(reviewed: Reviewed, changed: dict[str, str], rule: str) -> None:
    fingerprint = _finding(reviewed(MEMORY, VERSION), "MEM_REGION_SHRUNK")
    report = reviewed(MEMORY, VERSION, policy=_approval(**{"fingerprint": fingerprint, **changed}))
    (problem,) = report.problems
    assert problem.rule == rule
    assert str(problem.at) == "new/review.yaml:2:18"
    assert report.failed
    assert not report.approved


def test_an_approval_holds_on_its_last_day(reviewed: Reviewed) -> None:
    fingerprint = _finding(reviewed(MEMORY, VERSION), "MEM_REGION_SHRUNK")
    assert not reviewed(MEMORY, VERSION, policy=_approval(fingerprint, expires="2026-06-01")).failed


def test_a_consumer_has_its_own_level(reviewed: Reviewed) -> None:
    never = "fail_on: never\nconsumers:\n  "
    assert not reviewed(MEMORY, VERSION, policy=never + "tools: {fail_on: breaking}").failed
    report = reviewed(MEMORY, VERSION, policy=never + "tools: {fail_on: risk}")
    assert report.failed
    assert [one.hits for one in report.entries if one.fails] == [("tools",)]
    assert not reviewed(MEMORY, VERSION, policy=never + "tools: {fail_on: risk}", fail_on="never").failed


def test_only_what_hits_the_consumers_asked_for_is_told(reviewed: Reviewed) -> None:
    report = reviewed(MEMORY, SUMMARY, VERSION, consumers=("tools",))
    assert [one.finding.rule for one in report.entries] == ["MEM_REGION_SHRUNK"]
    assert report.level is Level.RISK
    assert report.left_out == len(report.outcome.findings) - 1
    assert not report.failed
    assert report.of("tools") is Effect.RISK


DRAFT = edited(SMALL, ("sram: {size", "sram: {status: draft, size"))
BETA = edited(SMALL, ("sram: {size", "sram: {status: beta, size"))


def _shrunk(report: Report) -> Level:
    return next(one.level for one in report.entries if one.finding.rule == "MEM_REGION_SHRUNK")


def test_drafts_are_remarks_and_betas_are_risks(reviewed: Reviewed) -> None:
    size = ("size: 4 KiB, address: u32, out_of_range: bad_address, summary: Holds the data.",
            "size: 2 KiB, address: u32, out_of_range: bad_address, summary: Holds the data.")  # fmt: skip
    draft, beta = reviewed(size, VERSION, base=DRAFT), reviewed(size, VERSION, base=BETA)
    assert (_shrunk(draft), _shrunk(beta)) == (Level.INFO, Level.RISK)
    assert (str(draft.outcome.needed), str(beta.outcome.needed)) == ("none", "patch")
    full = next(one.finding.unweighed for one in draft.entries if one.finding.rule == "MEM_REGION_SHRUNK")
    assert full is not None
    assert full.level is Level.BREAKING
    assert _shrunk(reviewed(size, VERSION, base=DRAFT, policy="status: {draft: breaking}")) is Level.BREAKING


@pytest.mark.parametrize(
    ("was", "now", "needed", "failed"),
    [
        ("1.0.0", "1.1.0", "major", True),
        ("1.0.0", "2.0.0", "major", False),
        ("0.3.0", "0.3.1", "minor", True),
        ("0.3.0", "0.4.0", "minor", False),
        ("2.0.0", "1.9.0", "major", True),
    ],
)
def test_the_version_rises_with_what_breaks(
    reviewed: Reviewed, was: str, now: str, needed: str, failed: bool
) -> None:
    base = edited(SMALL, ("version: 1.0.0", f"version: {was}"))
    report = reviewed(MEMORY, (f"version: {was}", f"version: {now}"), base=base)
    assert str(report.outcome.needed) == needed
    assert ("VERSION_TOO_LOW" in {one.finding.rule for one in report.entries}) == failed


def test_words_ask_for_no_version(reviewed: Reviewed) -> None:
    report = reviewed(SUMMARY)
    assert [one.finding.rule for one in report.entries] == ["DOC_ONLY"]
    assert (str(report.outcome.needed), report.failed) == ("none", False)


def test_a_version_that_rose_too_little_fails_whatever_the_level(reviewed: Reviewed) -> None:
    slower = (
        "LANES: {type: integer, default: 4, allowed: [4, 8]}",
        "LANES: {type: integer, default: 4, allowed: [4]}",
    )
    wide = ("  wide: {parameters: {LANES: 8}}\n", "")
    report = reviewed(slower, wide)
    low = next(
        one for one in report.entries if one.finding.rule in ("VERSION_TOO_LOW", "ART_VERSION_NOT_BUMPED")
    )
    assert low.fails


def test_a_released_version_is_what_counts(reviewed: Reviewed) -> None:
    base = edited(SMALL, ("version: 1.0.0", "version: 2.0.0"))
    assert "ART_VERSION_NOT_BUMPED" in {one.finding.rule for one in reviewed(MEMORY, base=base).entries}
    report = reviewed(MEMORY, base=base, policy="released: 1.4.0")
    assert {one.finding.rule for one in report.entries} == {"MEM_REGION_SHRUNK"}
    assert str(report.outcome.given) == "major"


WRONG = {
    "consumers: {hardwear: {fail_on: never}}": ("review-policy", "did you mean 'hardware'?"),
    "consumers: {tools: {fail_on: often}}": ("schema-choice", None),
    "status: {drft: info}": ("review-policy", "did you mean 'draft'?"),
    "aprovals: []": ("schema-unknown-key", "did you mean 'approvals'?"),
    _approval("12"): ("review-approval", None),
    _approval("0123456789ab", owner='""'): ("review-approval", None),
    _approval("0123456789ab", expires="tomorrow"): ("review-approval", "write it as 2027-03-31"),
    _approval("0123456789ab", rule="MEM_SHRUNK"): ("review-approval", None),
    _approval("0123456789ab") + _approval("0123456789ab").partition("\n")[2]: ("review-approval-twice", None),
    "fail_on: [": ("yaml-syntax", None),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_policy_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "review.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as refused:
        read_policy(path, "spec/review.yaml")
    found = refused.value.diagnostics.sorted()
    rule, hint = WRONG[text]
    assert [one.rule for one in found] == [rule]
    assert str(found[0].at).startswith("spec/review.yaml:")
    assert hint is None or found[0].hint == hint


def test_fingerprints_that_look_like_numbers_stay_as_written(tmp_path: Path) -> None:
    path = tmp_path / "review.yaml"
    for fingerprint in ("123456789012", '"000000000012"', "12345678e901", '"1e2345678901"'):
        path.write_text(_approval(fingerprint), encoding="utf-8")
        assert read_policy(path).approvals[0].fingerprint == fingerprint.strip('"')


def test_an_empty_policy_is_the_usual_one(tmp_path: Path) -> None:
    path = tmp_path / "review.yaml"
    path.write_text("# nothing decided\n", encoding="utf-8")
    assert read_policy(path) == Policy()


RULES = [rule for rule in source_rules() if rule.id.startswith("review-")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.id))
def test_the_examples_of_a_rule_are_what_they_say(tmp_path: Path, rule: Rule) -> None:
    path = tmp_path / "review.yaml"
    path.write_text(rule.right, encoding="utf-8")
    assert isinstance(read_policy(path), Policy)
    path.write_text(rule.wrong, encoding="utf-8")
    if rule.id in ("review-approval-stale", "review-approval-expired", "review-approval-other"):
        assert len(read_policy(path).approvals) == 1  # wrong for a review: see above
        return
    with pytest.raises(SpecError) as refused:
        read_policy(path)
    assert {one.rule for one in refused.value.diagnostics} == {rule.id}


def test_every_rule_of_policies_is_explained() -> None:
    assert len(RULES) == 6
    assert {rule.id for rule in RULES} <= set(rules())

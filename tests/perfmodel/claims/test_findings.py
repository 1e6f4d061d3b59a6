"""What a check says of claims and targets, and what it keeps for the next one."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from specgen import api
from specgen.model import load
from specgen.model.expressions import ExpressionError
from specgen.perfmodel.claims import cache as kept
from specgen.perfmodel.claims import (
    check_claims,
    compute,
    decision_records,
    decisions_text,
    judging,
    results_of,
    target_records,
    targets_text,
)
from specgen.perfmodel.claims.results import Results
from specgen.perfmodel.claims.workloads import operators
from specgen.source import Diagnostic, Severity
from specgen.source.shelf import Shelf, digest_of
from tests.perfmodel.claims.machine import machine

DECISION = """
decisions:
  memory:
    summary: The memory is what it is.
    state: {state}
    claims:
      - {{perf: "{claim}", because: it matters}}
    alternatives:
      half:
        summary: Half of it.
        parameters: {{SRAM: 128 KiB}}
        claims: [{{perf: "{other}"}}]
"""
GOOD = "memories.sram.size >= 256 KiB"
WORSE = "memories.sram.size <= 0.5 * chosen.memories.sram.size"


def decision(claim: str = GOOD, other: str = WORSE, state: str = "accepted") -> str:
    return DECISION.format(claim=claim, other=other, state=state)


def found(folder: Path, more: str) -> list[Diagnostic]:
    return check_claims(machine(folder / "m", more))


def test_claims_that_hold_are_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, decision()) == []


def test_a_claim_that_fails_names_the_decision_both_sides_and_the_margin(tmp_path: Path) -> None:
    (one,) = found(tmp_path, decision("memories.sram.size >= 1 MiB"))
    assert (one.rule, one.severity) == ("decision-claim", Severity.ERROR)
    assert one.message == "decision memory no longer holds in big: 256 KiB against 1 MiB, off by 75.0%"
    assert one.hint == "it was claimed because it matters"
    assert one.at.file.line(one.at.line)[one.at.column - 1 :].startswith("memories.sram.size >= 1 MiB")


def test_an_alternative_that_is_no_longer_worse_is_named(tmp_path: Path) -> None:
    (one,) = found(tmp_path, decision(other="memories.sram.size <= 0.25 * chosen.memories.sram.size"))
    assert one.rule == "decision-alternative"
    assert one.message.startswith("decision memory, alternative half is no longer worse as claimed in big:")


def test_decisions_that_nobody_follows_yet_or_any_more(tmp_path: Path) -> None:
    broken = "memories.sram.size >= 1 MiB"
    (one,) = found(tmp_path, decision(broken, state="proposed"))
    assert one.severity is Severity.WARNING
    assert found(tmp_path, decision(broken, state="superseded")) == []
    assert found(tmp_path, decision("means nothing", state="superseded")) == []


@pytest.mark.parametrize(
    ("claim", "rule", "under"),
    [
        ("memories.srm.size >= 1 B", "claim-unknown", "srm"),
        ("memories.sram.size >= 1", "claim-units", ">="),
        ("memories.sram.size >= ", "claim-syntax", ""),
        ("memories.sram.size / 0 >= 1 B", "claim-value", "/"),
    ],
)
def test_what_means_nothing_is_pointed_at(tmp_path: Path, claim: str, rule: str, under: str) -> None:
    (one,) = found(tmp_path, decision(claim))
    assert (one.rule, one.severity) == (rule, Severity.ERROR)
    assert one.at.file.line(one.at.line)[one.at.column - 1 :].startswith(under)
    assert "decision memory" in one.message


def test_an_alternative_that_is_no_design_is_said(tmp_path: Path) -> None:
    (one,) = found(tmp_path, decision().replace("SRAM: 128 KiB", "SIDE: 5"))
    assert one.rule == "claim-value" and "no such design" in one.message


TARGETS = """
targets:
  met: {summary: Met., perf: "chip.peak(bf16)", at_least: 400 GFLOPS}
  little: {summary: Met by little., perf: "chip.peak(bf16)", at_least: 500 GFLOPS, margin: 0.1}
  guessed: {summary: Met on a guess., perf: "chip.bandwidth(hbm)", at_least: 90 GB/s}
  missed: {summary: Missed., perf: "chip.peak(bf16)", at_least: 600 GFLOPS}
  later: {summary: Later., phase: rtl, perf: "chip.peak(bf16)", at_least: 400 GFLOPS}
  seen: {summary: Seen., phase: rtl, perf: "chip.peak(bf16)", at_least: 400 GFLOPS, measured: {rtl: 300 GFLOPS}}
  wrong: {summary: Wrong., perf: "chip.peak(bf16)", at_least: 400}
  other: {summary: Other., phase: rtl, perf: "chip.peak(bf16)", at_least: 400 GFLOPS, measured: {rtl: 500}}
"""


def test_targets_are_met_at_risk_missed_or_not_measured(tmp_path: Path) -> None:
    spec = machine(tmp_path / "m", TARGETS)
    records = {one.name: one.standing for one in target_records(spec)}
    assert {name: one.status for name, one in records.items()} == {
        "met": "met",
        "little": "at risk",
        "guessed": "at risk",
        "missed": "missed",
        "later": "not measured",
        "seen": "missed",
        "wrong": "not computed",
        "other": "not computed",
    }
    assert records["guessed"].band == ("70 GB/s", "130 GB/s")
    assert records["guessed"].widest == ("levels.hbm.bandwidth",)
    assert records["missed"].margin == pytest.approx(512 / 600 - 1)
    assert records["seen"].value == "300 GOPS"
    rules = [(one.rule, one.severity) for one in check_claims(spec)]
    assert rules == [
        ("target-missed", Severity.WARNING),
        ("target-missed", Severity.WARNING),
        ("claim-units", Severity.ERROR),
        ("claim-units", Severity.ERROR),
    ]


def test_records_tell_what_stands_and_what_does_not(tmp_path: Path) -> None:
    (one,) = decision_records(machine(tmp_path / "m", decision("memories.sram.size >= 1 MiB")))
    assert (one.status, [claim.holds for claim in one.every]) == ("broken", [False, True])
    assert one.alternatives[0].parameters == {"SRAM": "128 KiB"}
    (one,) = decision_records(machine(tmp_path / "m", decision(state="superseded")))
    assert (one.status, [claim.holds for claim in one.every]) == ("superseded", [None, None])


def test_results_are_kept_and_found_again(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = results_of(machine(tmp_path / "m", decision()))
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(judging, "_computed", lambda *_: pytest.fail("it was computed again"))
    assert results_of(load(tmp_path / "m")) == first
    text = (tmp_path / "m" / "spec.yaml").read_text()
    (tmp_path / "m" / "spec.yaml").write_text(f"# a comment, which moves every line\n{text}")
    assert results_of(load(tmp_path / "m")) == first


def test_a_finding_is_where_the_claim_is_now(tmp_path: Path) -> None:
    (one,) = found(tmp_path, decision("SIDE == 3"))
    text = (tmp_path / "m" / "spec.yaml").read_text()
    (tmp_path / "m" / "spec.yaml").write_text(f"# a comment\n{text}")
    (moved,) = check_claims(load(tmp_path / "m"))
    assert moved.at.line == one.at.line + 1


@pytest.mark.parametrize("damage", ["", "{}", "x\n{}", "[1, 2", '{"claims": 3}', "\x00\xff"])
def test_what_is_damaged_is_computed_again(tmp_path: Path, cache: Path, damage: str) -> None:
    first = results_of(machine(tmp_path / "m", decision()))
    (file,) = cache.iterdir()
    file.write_text(damage, encoding="latin-1")
    assert results_of(load(tmp_path / "m")) == first
    assert json.loads(file.read_text().partition("\n")[2])["claims"]


def test_other_code_computes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept.key_of("content")
    assert kept.key_of("content") == before != kept.key_of("other content")
    monkeypatch.setattr(kept, "_code", lambda: ["one more file"])
    assert kept.key_of("content") != before


def test_a_forged_file_with_the_right_digest_but_other_contents_is_ignored(cache: Path) -> None:
    cache.mkdir(parents=True)
    for text in (
        '{"claims": {"a": [{"text": 1}]}, "targets": {}}',
        "[]",
        "3",
        '{"claims": {}, "targets": {"t": {}}}',
    ):
        (cache / "k.json").write_text(f"{digest_of(text)}\n{text}")
        assert kept.read("k") is None


def test_where_nothing_can_be_kept_it_is_computed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert results_of(machine(tmp_path / "m", decision())).claims["memory"][0].holds


def test_writers_at_once_leave_a_whole_file(cache: Path) -> None:
    results = Results({"d": []}, {})
    writers = [threading.Thread(target=kept.write, args=("k", results)) for _ in range(8)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert kept.read("k") == results
    assert [path.name for path in cache.iterdir()] == ["k.json"]


def test_only_so_many_files_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_SHELF", Shelf("claims", most=3))
    for n in range(6):
        kept.write(f"k{n}", Results())
    assert len(list(cache.iterdir())) == 3


def test_claims_can_be_left_out(tmp_path: Path) -> None:
    machine(tmp_path / "m", decision("memories.sram.size >= 1 MiB"))
    assert api.check(tmp_path / "m").errors == 1
    assert api.check(tmp_path / "m", claims=False).errors == 0


def test_a_spec_with_errors_says_them_and_no_claims(tmp_path: Path) -> None:
    machine(tmp_path / "m", decision("memories.sram.size >= 1 MiB"))
    text = (tmp_path / "m" / "spec.yaml").read_text().replace("address: u64", "address: u65000", 1)
    (tmp_path / "m" / "spec.yaml").write_text(text)
    rules = {one.rule for one in api.check(tmp_path / "m")}
    assert rules and "decision-claim" not in rules


def test_the_size_of_the_memory_decides(root: Path, tmp_path: Path) -> None:
    """Change the SRAM of the reference spec: decisions and targets move, and the check names the decision."""
    shutil.copytree(root / "spec", tmp_path / "spec")
    for file in (tmp_path / "spec" / "decisions").iterdir():
        if file.stem not in ("sram_size", "weight_stationary"):
            file.unlink()
    before = results_of(load(tmp_path / "spec"))
    file = tmp_path / "spec" / "spec.yaml"
    default, less = (f"SRAM_SIZE: {{type: bytes, default: {size} MiB" for size in (4, 1))
    assert default in file.read_text()
    file.write_text(file.read_text().replace(default, less))
    spec = load(tmp_path / "spec")
    findings = check_claims(spec)
    broken = [one.message for one in findings if one.rule == "decision-claim"]
    assert any(one.startswith("decision sram_size no longer holds in large:") for one in broken)
    assert any(one.startswith("decision weight_stationary no longer holds in large:") for one in broken)
    after = results_of(spec)
    assert before.targets["product_traffic"].status != after.targets["product_traffic"].status == "missed"
    missed = [one.message for one in findings if one.rule == "target-missed"]
    assert any(one.startswith("target product_traffic is missed in large:") for one in missed)
    assert before.targets["large_fits"] == after.targets["large_fits"]


def errors(folder: Path, more: str) -> list[str]:
    """The rules of the errors that a whole check finds."""
    machine(folder / "m", more)
    return [one.rule for one in api.check(folder / "m").sorted() if one.severity is Severity.ERROR]


def target(limit: str, more: str = "") -> str:
    return f"targets: {{room: {{summary: Room., perf: memories.sram.size, {limit}{more}}}}}"


def test_a_limit_that_no_number_holds_is_a_finding(tmp_path: Path) -> None:
    (one,) = found(tmp_path, target("at_least: 1e400 GiB"))
    assert one.rule == "claim-value"
    assert "larger than any number" in one.message


def test_a_margin_is_not_negative(tmp_path: Path) -> None:
    assert errors(tmp_path, target("at_least: 4 KiB", ", margin: -0.5")) == ["spec-target"]


@pytest.mark.parametrize(
    "claim", ["gemm(m=0, n=4, k=4).time <= 1 s", "gemm(m=4, n=4, k=4, groups=0).time <= 1 s"]
)
def test_products_of_nothing_have_no_time(tmp_path: Path, claim: str) -> None:
    (one,) = found(tmp_path, decision(claim))
    assert one.rule == "claim-value"
    assert "is at least 1, not 0" in one.message


def test_arrays_have_rows() -> None:
    text = "systolic(dataflow=output, m=4, n=4, k=4, rows=0, columns=4).cycles >= 1"
    with pytest.raises(ExpressionError, match="rows is at least 1, not 0"):
        compute(text, operators(lambda name: pytest.fail(f"asked for the chip {name}")))


def test_a_workload_that_cannot_be_built_is_told_of_once(tmp_path: Path) -> None:
    more = """
workloads: {talk: {summary: Talk., model: llama_3_1_8b, phase: talking}}
targets: {rate: {summary: Fast., perf: workloads.talk.tokens_per_s, at_least: 10}}
"""
    assert errors(tmp_path, more) == ["workload-built"]


def test_a_spec_without_decisions_or_targets_says_so() -> None:
    assert decisions_text([]) == "the spec has no decisions\n"
    assert targets_text([]) == "the spec has no targets\n"

"""Values of specs changed one at a time: a review says something of each, and what breaks is shown by a witness that holds."""

from __future__ import annotations

import json
import random
from datetime import date
from functools import cache
from pathlib import Path

from specgen.model.identity import binary_hash
from specgen.review import Evidence, Finding, Level, Review, Search, conclude, judge, prepare
from specgen.review.policy import Policy
from specgen.review.reports import render, report_of
from specgen.source import SpecError
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.review.mutations import Corpus, Mutation
from tests.review.replay import replay

ROOT = Path(__file__).resolve().parents[2]
SPECS = (
    "spec",
    "examples/riscv",
    "examples/rv32imc",
    "examples/rv64im",
    "examples/amx",
    "examples/avx512",
    "tests/specs/npu",
)
SEARCH = Search(trials=32)
COUNT = 3_000
_NO_CODE = frozenset(
    {
        "structures",
        "registers",
        "interrupts",
        "queues",
        "mailboxes",
        "traces",
        "protocols",
        "executables",
        "runtimes",
    }
    | {
        "errors",
        "chips",
        "models",
        "workloads",
        "measurements",
        "calibrations",
        "lowerings",
        "decisions",
        "targets",
    }
    | {"aliases", "options", "modifiers", "directives", "absent", "version", "name", "summary", "description"}
)
"""Sections that no instruction names: what does is typed, for a mutation may make of it nothing that types."""


@cache
def corpora() -> tuple[Corpus, ...]:
    return tuple(Corpus(ROOT / name) for name in SPECS if (ROOT / name / "spec.yaml").is_file())


@cache
def drawn() -> list[tuple[int, Mutation]]:
    """As many of all mutations as the campaign has cases, in an order of their own."""
    every = [(number, one) for number, corpus in enumerate(corpora()) for one in corpus.mutations]
    return random.Random(1).sample(every, COUNT)


def check(chunk: Chunk, report: Report) -> None:
    for case in chunk.cases():
        number, mutation = drawn()[case]
        check_one(corpora()[number], mutation, report)


def check_one(corpus: Corpus, mutation: Mutation, report: Report) -> None:
    told = f"{corpus.folder.name} {mutation}"
    review = reviewed(corpus, mutation)
    if review is None:
        report.count("no spec")
        return
    report.count("reviewed")
    if not review.found:
        report.wrong(f"{told}: nothing is said")
    proved = any(one.evidence is Evidence.PROVED for one in review.found)
    if not proved and all(one.level is Level.INFO for one in review.found) and _silent(review):
        report.wrong(f"{told}: binaries differ, and nobody is told: {[one.rule for one in review.found]}")
    for one in review.found:
        _count(one, mutation, told, report)
    if any(one.witness is not None for one in review.found):
        _ask_again(review, told, report)


def reviewed(corpus: Corpus, mutation: Mutation) -> Review | None:
    """The review of a mutation; None where it is no spec."""
    new = corpus.mutated(mutation)
    try:
        if new.spec.diagnostics.errors:
            return None
        if mutation.path[0] not in _NO_CODE:
            new.semantics(new.main.variant)
        review = prepare(corpus.old, new, SEARCH, costs=False)
        review.found = judge(review)
    except SpecError:
        return None
    return review


def _count(one: Finding, mutation: Mutation, told: str, report: Report) -> None:
    family = one.rule.partition("_")[0]
    if one.rule == "SPEC_CHANGED":
        report.count(f"unknown to every rule: {mutation.field}")
    if one.level is Level.BREAKING:
        report.count(f"{family}: breaking")
        report.count(f"{family}: with a witness", one.witness is not None)
        if one.witness is None and not one.why:
            report.wrong(f"{told}: {one.rule} breaks without a witness, and does not say why")


def _ask_again(review: Review, told: str, report: Report) -> None:
    """Replays every witness from the JSON report alone."""
    made = report_of(review, conclude(review, review.found), Policy(), date(2000, 1, 1))
    for fingerprint, why in replay(json.loads(render(made, "json"))):
        report.count("witnesses asked again")
        if why:
            report.wrong(f"{told}: {fingerprint} {why}")


def _silent(review: Review) -> bool:
    old, new = review.old.architectures, review.new.architectures
    return any(binary_hash(old[was]) != binary_hash(new[now]) for now, was in review.pairs.items())


CAMPAIGN = Campaign(
    "values of Basalt and of every example changed one at a time: each is told, and breaking verdicts have witnesses that hold",
    check,
    count=COUNT,
    sample=30,
    chunk=50,
)

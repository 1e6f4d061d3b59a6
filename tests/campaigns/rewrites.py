"""Semantics written otherwise: what means the same is never said to differ, what differs is shown or proved the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from specgen.model.isa import Instruction
from specgen.review import Search, prepare
from specgen.review.behaviour.study import Behaviour, Kind, study
from specgen.source import SpecError
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.review.mutations import Corpus, Mutation
from tests.review.semantics.rewriting import CHANGING, PRESERVING, rewritten

ROOT = Path(__file__).resolve().parents[2]
SPECS = ("spec", "examples/rv32imc", "examples/rv64im", "examples/avx512")
SEARCH = Search(trials=64)
SHOWN = 0.8
"""The share of changes in meaning that are shown or proved to be none."""


@cache
def corpora() -> tuple[tuple[Corpus, tuple[tuple[int, str], ...]], ...]:
    """Each spec with its instructions that are written with a text of their own, and their files."""
    found = []
    for name in SPECS:
        corpus = Corpus(ROOT / name)
        texts = []
        for number, tree in enumerate(corpus.trees):
            items: dict[str, Any] = tree.data.get("instructions", {}) if isinstance(tree.data, dict) else {}
            known = corpus.old.main.instructions
            texts += [(number, one) for one in items if isinstance(known.get(one), Instruction)]
        found.append((corpus, tuple(texts)))
    return tuple(found)


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    done = 0
    while done < len(chunk):
        preserving = done % 2 == 0
        how = draw.choice(PRESERVING if preserving else CHANGING)
        corpus, texts = draw.choice(corpora())
        number, name = draw.choice(texts)
        behaviour = edited(corpus, number, name, how, draw)
        if behaviour is None:
            continue
        done += 1
        kept = "kept" if preserving else "changed"
        report.count(f"{kept}: {behaviour.kind.value}")
        if preserving and behaviour.kind is Kind.DIFFERS:
            report.wrong(f"{corpus.folder.name} {name} {how.__name__}: {behaviour.case}")


def edited(corpus: Corpus, number: int, name: str, how: Any, draw: random.Random) -> Behaviour | None:
    """What became of an instruction whose text is written otherwise; None where that is no spec."""
    text = rewritten(corpus.old.main.instructions[name].semantics, how, draw)
    if text is None:
        return None
    made = Mutation(number, ("instructions", name, "semantics"), "semantics", text, "becomes")
    try:
        new = corpus.mutated(made)
        if new.spec.diagnostics.errors:
            return None
        review = prepare(corpus.old, new, SEARCH, costs=False)
        variant = next(iter(review.pairs))
        found = study(review, variant).behaviour(name)
    except SpecError:
        return None
    return None if found.kind is Kind.UNKNOWN else found


def judge(tally: Mapping[str, int], cases: int) -> Iterator[str]:
    """At least so many changes are shown, or proved to change nothing."""
    shown = tally.get("changed: differs", 0) + tally.get("changed: proved", 0)
    whole = shown + tally.get("changed: searched", 0)
    if cases >= 1000 and shown < SHOWN * whole:
        yield f"of {whole} changed texts, {shown} are shown to differ or proved to be the same"


CAMPAIGN = Campaign(
    "texts of semantics written otherwise: the same meaning is never said to differ, another one is shown",
    check,
    count=4_000,
    sample=16,
    chunk=50,
    judge=judge,
)

"""Random changes of encodings: what a witness says of a word is what generated bindings of both sides say of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.review import Finding, Level, Review, Search, all_rules, prepare
from specgen.review.rules.registry import OF_ALL, OF_CHANGE, maker
from specgen.source import SpecError
from tests.review.isa.bindings import Bindings
from tests.review.mutations import Corpus, Mutation

ROOT = Path(__file__).parents[3]
ENCODINGS = {"formats", "enums", "instructions"}
APART = {
    "semantics",
    "timing",
    "assembly",
    "engine",
    "operands",
    "group",
    "summary",
    "description",
    "requirements",
}
APART |= {"status", "since", "renamed_from", "extension", "atomic", "processor"}


def concerns(one: Mutation) -> bool:
    bytes_ = one.path[-1] != "width" or (isinstance(one.value, int) and one.value % 8 == 0)
    return one.path[0] in ENCODINGS and APART.isdisjoint(map(str, one.path)) and len(one.path) > 2 and bytes_


@pytest.mark.parametrize(
    ("spec", "count", "least"), [("spec", 2, 1), ("examples/rv64im", 4, 3), ("examples/amx", 12, 8)]
)
def test_witnesses_hold_in_generated_bindings(spec: str, count: int, least: int, tmp_path: Path) -> None:
    corpus, draw = Corpus(ROOT / spec), random.Random(7)
    mutations = [one for one in corpus.mutations if concerns(one)]
    draw.shuffle(mutations)
    before = Bindings(corpus.old.main, tmp_path / "old", "bindings_before")
    held = reviewed = 0
    while reviewed < count:
        mutation = mutations.pop()
        found = breaking(corpus, mutation)
        if not found:
            continue
        reviewed += 1
        for one in found:
            assert one.witness is not None or one.why, f"{mutation}: {one.message}"
        asked = [one.witness for one in found if one.witness and one.witness.action == "decode"]
        for witness in [one for one in asked if one.was == corpus.old.main.variant][:1]:
            now = corpus.mutated(mutation).architectures[witness.variant]
            after = Bindings(now, tmp_path / str(reviewed), "bindings_after")
            word = int(witness.input["word"], 0)
            assert before.decode(word) == before.expected(witness.before), str(mutation)
            assert after.decode(word) == after.expected(witness.after), str(mutation)
            held += 1
    assert held >= least


def breaking(corpus: Corpus, mutation: Mutation) -> list[Finding]:
    """What breaks by the rules of instruction sets; nothing where the mutation is no spec, or changes no word."""
    side = corpus.mutated(mutation)
    if side.spec.diagnostics.errors:
        return []
    try:
        review = prepare(corpus.old, side, Search(trials=0))
        found = [one for one in of_this_family(review) if one.level is Level.BREAKING]
    except SpecError:
        return []
    return found


def of_this_family(review: Review) -> Iterator[Finding]:
    """What the rules of instruction sets say, without asking the others what the machine does."""
    rules = [one for one in all_rules().values() if one.family == "ISA"]
    for one in rules:
        for change in review.changes:
            if one.concerns(change):
                yield from OF_CHANGE[one.id](change, review, maker(one, change))
        if one.id in OF_ALL:
            yield from OF_ALL[one.id](review, maker(one))

"""Edits of specs that preserve their meaning: no review says that anything breaks, and only renamings are a risk."""

from __future__ import annotations

from specgen.review import Level, Search, judge, prepare
from specgen.source import SpecError
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.campaigns.review_mutations import corpora
from tests.review.mutations.preserving import EDITS, side_of


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    done = 0
    while done < len(chunk):
        corpus = draw.choice(corpora())
        make = EDITS[done % len(EDITS)]
        edit = make(corpus, draw)
        if edit is None:
            continue
        new = side_of(corpus, edit)
        told = f"{corpus.folder.name} {edit.told}"
        try:
            if new.spec.diagnostics.errors:
                raise SpecError(new.spec.diagnostics)
            found = judge(prepare(corpus.old, new, Search(trials=32), costs=False))
        except SpecError:
            report.count(
                f"{make.__name__}: no spec"
            )  # an order that means something, a name that is another's, too
            continue
        done += 1
        report.count(make.__name__)
        most = Level.RISK if edit.renames else Level.INFO
        for one in found:
            if one.level > most:
                report.wrong(f"{told}: {one.level} {one.rule} {one.message}")


CAMPAIGN = Campaign(
    "edits that preserve the meaning of a spec: order, spelling, defaults, words, files, names: nothing breaks",
    check,
    count=1_000,
    sample=12,
    chunk=100,
)

"""AVX-512's dot products and conversions: this processor's own, through two compilers, beside the engines.

Cases are records of 16 elements, dealt out to all instructions, lengths and ways of masking in turn; the Python engine, which is
slow, has every fiftieth. On a processor without the instructions what Intel publishes stands in for it, which the counts say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from tests.campaigns.harness import Campaign, Chunk, Evidence, Report

if TYPE_CHECKING:
    from tests.specs.silicon import Records, Results


EVIDENCE = Evidence("examples/avx512", "silicon with AVX512_VNNI and AVX512_BF16", ("behaviour",))


def check(chunk: Chunk, report: Report) -> None:
    """As many records of each variation as the chunk has rounds of them, a third in each form of the second source."""
    from tests.specs import silicon

    dice = chunk.generator()
    for place, variation in enumerate(silicon.VARIATIONS):
        count = len(range(place, len(chunk), len(silicon.VARIATIONS)))
        records = silicon.random_records(variation[0], count, dice)
        for number, form in enumerate(silicon.FORMS):
            if count > number:
                _compare(variation, form, records[number :: len(silicon.FORMS)], report)


def _compare(variation: tuple[str, int, str], form: str, records: Records, report: Report) -> None:
    from tests.specs import silicon

    few = records[::50]
    got = silicon.interpreted(*variation, records, "native", form)
    again = silicon.interpreted(*variation, few, "python", form)
    report.count("on the Python engine", len(few))
    if variation[0] == "vdpbf16ps":
        _count(got, report)
    right = True
    for results in _wanted(variation, silicon.as_seen(form, records), report):
        for row in (got != results).any(axis=1).nonzero()[0]:
            report.wrong(f"{variation} {form}: {records[row]} gives {results[row]}, not {got[row]}")
        for row in (again != results[::50]).any(axis=1).nonzero()[0]:
            report.wrong(f"{variation} {form}: {few[row]} gives {results[50 * row]}, not {again[row]}")
        right &= np.array_equal(got, results) and np.array_equal(again, results[::50])
    if right and silicon.available():
        report.count(EVIDENCE.key(f"{variation[0]}{'' if form == 'register' else '_memory'}"), len(records))


def _wanted(variation: tuple[str, int, str], records: Records, report: Report) -> Iterator[Results]:
    from tests.specs import silicon
    from tests.specs.silicon import oracle

    if not silicon.available():
        report.count("compared with the published operation", len(records))
        yield oracle.expected(*variation, records)
        return
    report.count("compared with silicon", len(records))
    for compiler in silicon.COMPILERS:
        yield silicon.on_silicon(compiler, *variation, records)


def _count(sums: Results, report: Report) -> None:
    size = sums & 0x7FFFFFFF
    report.count("sums NaN", int((size > 0x7F800000).sum()))
    report.count("sums infinite", int((size == 0x7F800000).sum()))
    report.count("sums in the least two binades", int(((size >= 0x800000) & (size < 0x1800000)).sum()))


def judge(tally: Mapping[str, int], cases: int) -> Iterable[str]:
    """A run in which nothing rare happened tried nothing."""
    for what in ("sums NaN", "sums infinite", "sums in the least two binades"):
        if tally.get(what, 0) < cases // 100:
            yield f"only {tally.get(what, 0)} {what} in {cases} cases"


CAMPAIGN = Campaign(
    "VNNI and BF16 instructions give this processor's bits",
    check,
    count=10_000_000,
    sample=504,
    chunk=42 * 1000,
    judge=judge,
    evidence=(EVIDENCE,),
)

"""AVX-512's dot products and conversions: this processor's own, through two compilers, beside the engines.

Cases are records of 16 elements, dealt out to all instructions, lengths and ways of masking in turn; the Python engine, which is
slow, has every fiftieth. On a processor without the instructions what Intel publishes stands in for it, which the counts say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from tests.specs.silicon import Records, Results


def check(chunk: Chunk, report: Report) -> None:
    """As many records of each variation as the chunk has rounds of them."""
    from tests.specs import silicon

    dice = chunk.generator()
    for place, variation in enumerate(silicon.VARIATIONS):
        count = len(range(place, len(chunk), len(silicon.VARIATIONS)))
        if count:
            _compare(variation, silicon.random_records(variation[0], count, dice), report)


def _compare(variation: tuple[str, int, str], records: Records, report: Report) -> None:
    from tests.specs import silicon
    from tests.specs.silicon import oracle

    few = records[::50]
    got, again = (
        silicon.interpreted(*variation, some, engine)
        for some, engine in ((records, "native"), (few, "python"))
    )
    report.count("on the Python engine", len(few))
    if silicon.available():
        report.count("compared with silicon", len(records))
        wanted = [silicon.on_silicon(compiler, *variation, records) for compiler in silicon.COMPILERS]
    else:
        report.count("compared with the published operation", len(records))
        wanted = [oracle.expected(*variation, records)]
    if variation[0] == "vdpbf16ps":
        _count(got, report)
    for results in wanted:
        for row in (got != results).any(axis=1).nonzero()[0]:
            report.wrong(f"{variation}: {records[row]} gives {results[row]}, not {got[row]}")
        for row in (again != results[::50]).any(axis=1).nonzero()[0]:
            report.wrong(f"{variation}: {few[row]} gives {results[50 * row]}, not {again[row]}")


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
    "VNNI and BF16 instructions give this processor's bits", check, 20_000_000, 504, 42 * 1000, judge=judge
)

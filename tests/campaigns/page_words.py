"""Whatever a spec's descriptions say, their page holds words and no element, attribute or address of theirs."""

from __future__ import annotations

from specgen.generators.docs.parts.text import inline, prose
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.generators.docs.hostile import PIECES, wrong_with


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    for _ in range(len(chunk)):
        text = "".join(draw.choices(PIECES, k=draw.randint(1, 14)))
        for made in (prose(text), inline(text)):
            wrong = wrong_with(made)
            if wrong is not None:
                report.wrong(f"{text!r}: {wrong}")


CAMPAIGN = Campaign("Words of a spec stay words on its pages", check, count=200_000, sample=300)

"""The generated JavaScript says what specgen says of words, of lines, and of texts that are nearly right."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.generators.javascript.agreement import Pair, pairs, some_words
from tests.generators.javascript.test_agreement import PARTS, SPECS
from tests.machine.garbage import garbage

ROOT = Path(__file__).resolve().parents[2]
TEXTS = 20  # words for each source text


@cache
def _pairs() -> tuple[Pair, ...]:
    folder = Path(tempfile.mkdtemp(prefix="javascript-"))
    return tuple(pair for n, spec in enumerate(SPECS) for pair in pairs(ROOT / spec, folder / str(n)))


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    every = _pairs()
    share = -(-len(chunk) // len(every))
    for pair in every:
        words = list(some_words(pair.codec, draw, 1))
        some = draw.choices(words, k=share)
        lines = [*PARTS, *(str(one) for word in some[:200] if (one := pair.codec.decode(word)))]
        sources = [garbage(draw, lines) for _ in range(-(-share // TEXTS))]
        report.count("legal words", sum(pair.codec.decode(word) is not None for word in some))
        for wrong in pair.differences(some, sources, (0, 4096)):
            report.wrong(
                f"{pair.architecture.name}, {pair.architecture.variant}, {pair.processor.name}: {wrong}"
            )


CAMPAIGN = Campaign(
    "the generated JavaScript decodes, prints, encodes and assembles as specgen does",
    check,
    count=1_000_000,
    sample=600,
    chunk=20_000,
)

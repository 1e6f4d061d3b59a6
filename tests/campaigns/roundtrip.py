"""Every instruction of the reference spec: text, word, text, with operands at their corners and at random."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from specgen.machine.codec import Codec
from specgen.model import load_architecture
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.roundtrip import check_instructions

SPEC = Path(__file__).resolve().parents[2] / "spec"


@cache
def _codec() -> Codec:
    return Codec(load_architecture(SPEC))


def check(chunk: Chunk, report: Report) -> None:
    """Each case is one random word of one instruction; the corners come with every chunk besides."""
    codec, draw = _codec(), chunk.random()
    names = list(codec.instructions)
    shares = Counter(names[case % len(names)] for case in chunk.cases())
    for wrong in check_instructions(codec, shares, draw):
        report.wrong(wrong)


CAMPAIGN = Campaign(
    "text to word to text, and word to text to word", check, count=1_000_000, sample=400, chunk=20_000
)

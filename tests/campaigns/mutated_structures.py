"""Mutated bytes of structures: readers in C, under the sanitizers, and the model refuse them at the same byte.

Half of the cases are of the reference spec's structures, half of random ones.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report

CHUNK = 20_000
SPEC = Path(__file__).resolve().parents[2] / "spec"


def check(chunk: Chunk, report: Report) -> None:
    """A chunk's cases are of one spec, and go to one program."""
    from specgen.model import load
    from tests.generators.structures import agreeing
    from tests.generators.structures.compiled import SANITIZERS, Reader

    rng, turn = chunk.random(), chunk.start // CHUNK
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs = turn % 2 == 1
        architecture = load(SPEC).architecture() if theirs else agreeing.drawn(rng, folder)
        reader = Reader(architecture, folder)
        reader.build(("gcc", "clang")[turn // 2 % 2], *SANITIZERS)
        each = -(-len(chunk) // len(reader.structures))
        given = agreeing.cases(rng, architecture, each)[: len(chunk)]
        rng.shuffle(given)
        report.count("byte strings", len(given))
        for one in agreeing.readers(reader, given):
            report.wrong(one)


CAMPAIGN = Campaign(
    "Readers in C and the model refuse the same mutated bytes at the same place",
    check,
    count=1_000_000,
    sample=500,
    chunk=CHUNK,
)

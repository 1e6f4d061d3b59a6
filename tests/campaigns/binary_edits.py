"""Every kind of value of the reference spec's model, changed: binaries notice what the hash of binaries says they do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from specgen.model import Architecture
from tests.campaigns.harness import Campaign, Chunk, Report


@cache
def _spec() -> Architecture:
    from specgen.model import load

    return load(Path(__file__).parents[2] / "spec").architecture()


def check(chunk: Chunk, report: Report) -> None:
    """Kinds of values take turns."""
    from specgen.model.identity import binary_hash
    from tests.model.mutations import mutations, relevant

    before = binary_hash(_spec())
    for path, other in mutations(_spec(), chunk.start, len(chunk)):
        if (binary_hash(other) != before) != relevant(path):
            report.wrong(f"{' '.join(path)}: the hash is {'kept' if relevant(path) else 'changed'}")


CAMPAIGN = Campaign(
    "The hash of binaries tells what binaries notice", check, count=5_000, sample=10, chunk=100
)

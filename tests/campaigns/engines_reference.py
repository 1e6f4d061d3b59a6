"""Random instructions of the reference spec at its full size: the Python engine and the generated C engine leave the same."""

from __future__ import annotations

from tests.campaigns.engines import AGAINST, ASPECTS, CHUNK, ROUND, compare
from tests.campaigns.harness import Campaign, Chunk, Evidence, Report

EVIDENCE = (Evidence("spec", AGAINST, ASPECTS),)


def check(chunk: Chunk, report: Report) -> None:
    """All chunks are of the first variant."""
    compare("spec", None, EVIDENCE, chunk, report)


CAMPAIGN = Campaign(
    "random instructions of the reference spec at full size: Python engine = C engine",
    check,
    count=2 * CHUNK,
    sample=ROUND // 16,
    chunk=CHUNK // 4,
    evidence=EVIDENCE,
)

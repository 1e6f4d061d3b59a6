"""Random protocols of two agents: the states that the exploration reaches, against those of one written from the definition."""

from __future__ import annotations

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.model.protocols.drawn import drawn, seen
from tests.model.protocols.naive import reachable

MOST = 3_000


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a protocol, of at most `MOST` states; of larger ones nothing is said."""
    draw = chunk.random()
    for _ in chunk.cases():
        seed = draw.getrandbits(48)
        one = drawn(seed)
        found = reachable(one, MOST)
        if found is None:
            report.count("of more states than are compared")
            continue
        report.count("compared")
        if seen(one) != found[0]:
            report.wrong(f"protocol {seed} has other states")


CAMPAIGN = Campaign(
    "the exploration of protocols reaches the states that the definition of its memory does",
    check,
    count=20_000,
    sample=10,
    chunk=500,
)

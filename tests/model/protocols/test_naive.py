"""The exploration beside a second one that was written from the definition alone."""

from __future__ import annotations

import pytest

from tests.model.protocols.drawn import drawn, seen
from tests.model.protocols.naive import reachable
from tests.model.protocols.specs import protocol, ring
from tests.model.protocols.test_litmus import COHERENCE, INDEPENDENT, buffering, passing, peterson

KNOWN = {
    "passing": passing("relaxed", "relaxed"),
    "passing in order": passing("release", "acquire"),
    "buffering": buffering("relaxed"),
    "buffering with fences": buffering("fence"),
    "coherence": protocol(COHERENCE),
    "independent": protocol(INDEPENDENT.format(order="acquire")),
    "peterson": peterson("fence"),
    "ring of one": ring(SLOTS=1, PACKETS=2),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known(name: str) -> None:
    one = KNOWN[name]
    found = reachable(one, 50_000)
    assert found is not None
    assert seen(one) == found[0]


def test_drawn() -> None:
    compared = sizes = 0
    for seed in range(40):
        one = drawn(seed)
        found = reachable(one, 1_000)
        if found is not None:
            assert seen(one) == found[0], seed
            compared, sizes = compared + 1, sizes + found[1]
    assert compared > 35
    assert sizes > 1_000

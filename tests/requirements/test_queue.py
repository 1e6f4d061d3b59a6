"""What is said of the command queue, on its protocol: right in every order, and wrong without what a sentence asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from specgen.model.expressions import parse_expression
from specgen.model.interfaces import Step
from specgen.model.protocols import explore
from tests.model.protocols.specs import changed, ring
from tests.model.protocols.test_ring import (
    DOORBELL,
    IN_ORDER,
    RESULTS,
    ROOM,
    relaxed,
    unguarded,
    without_room,
)


def skipping(step: Step) -> Step:
    """Go on by two packets."""
    (name, index, _), *rest = step.assign
    return replace(step, assign=((name, index, parse_expression("taken + 2")), *rest))


def early(step: Step) -> Step:
    """Tell of the end, and write the result after that."""
    return replace(step, order="relaxed")


WITHOUT: list[tuple[str, str, str, Callable[[Step], Step], str]] = [
    ("R-QUEUE-1", "host", "write", without_room, ROOM),
    ("R-QUEUE-2", "host", "publish", relaxed, IN_ORDER),
    ("R-QUEUE-2", "host", "ring", relaxed, IN_ORDER),
    ("R-QUEUE-3", "device", "start_held", unguarded, DOORBELL),
    ("R-QUEUE-3", "device", "fetch", unguarded, IN_ORDER),
    ("R-QUEUE-3", "device", "fetch", relaxed, IN_ORDER),
    ("R-QUEUE-3", "device", "start", relaxed, IN_ORDER),
    ("R-QUEUE-4", "device", "advance", skipping, IN_ORDER),
    ("R-QUEUE-5", "device", "finish", early, RESULTS),
]


@pytest.mark.requirement(*(f"R-QUEUE-{number}" for number in range(1, 6)))
def test_no_order_of_host_and_device_breaks_the_ring() -> None:
    one = ring(PACKETS=4)
    assert {IN_ORDER, RESULTS, DOORBELL, ROOM} == {name for name, _ in one.invariants}
    assert explore(one).failure is None


@pytest.mark.parametrize(
    ("agent", "step", "change", "invariant"),
    [
        pytest.param(
            agent,
            step,
            change,
            invariant,
            id=f"{name}-{step}-{change.__name__}",
            marks=pytest.mark.requirement(name),
        )
        for name, agent, step, change, invariant in WITHOUT
    ],
)
def test_without_what_is_asked_for_an_order_breaks_it(
    agent: str, step: str, change: Callable[[Step], Step], invariant: str
) -> None:
    found = explore(changed(ring(PACKETS=4), agent, step, change))
    assert found.failure is not None
    assert (found.failure.kind, found.failure.name) == ("invariant", invariant)

"""Basalt's ring: right as it is, and wrong in its own way without each of its orders and conditions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specgen.model.expressions import parse_expression
from specgen.model.interfaces import Step
from specgen.model.protocols import events, explore
from tests.model.protocols.specs import changed, ring

STATES = {
    (1, 2): 191, (1, 3): 577, (1, 4): 1367, (1, 5): 2776,
    (2, 2): 622, (2, 3): 2461, (2, 4): 6741, (2, 5): 15050,
    (4, 2): 622, (4, 3): 5521, (4, 4): 34576,
}  # fmt: skip
"""By slots and packets. With as many slots as packets the ring is never full."""


@pytest.mark.parametrize(("slots", "packets"), STATES)
def test_no_order_breaks_it(slots: int, packets: int) -> None:
    found = explore(ring(SLOTS=slots, PACKETS=packets))
    assert found.failure is None
    assert not found.unused_states
    # nothing is held before its doorbell only where there is nothing to wait for
    assert not found.unused_steps
    assert found.states == STATES[slots, packets]


@pytest.mark.parametrize(("slots", "indices"), [(1, 2), (2, 4), (1, 4)])
def test_indices_may_wrap(slots: int, indices: int) -> None:
    assert explore(ring(SLOTS=slots, PACKETS=5, INDICES=indices)).failure is None


def test_indices_tell_full_from_empty() -> None:
    """With as many indices as slots, the doorbell of a full ring is the one of an empty ring."""
    failure = explore(ring(SLOTS=2, PACKETS=4, INDICES=2)).failure
    assert failure is not None


def relaxed(step: Step) -> Step:
    return replace(step, order="relaxed")


def unguarded(step: Step) -> Step:
    return replace(step, when=None)


def without_room(step: Step) -> Step:
    return replace(step, when=parse_expression("sent < PACKETS"))


def keeping_the_slot(step: Step) -> Step:
    return replace(step, assign=step.assign[:1])


IN_ORDER = "each packet once and in order"
RESULTS = "results are those of the packets"
DOORBELL = "no packet starts before its doorbell"
ROOM = "no slot is written while it is read"
MUTANTS = {
    "publish is not released": ("host", "publish", relaxed, "invariant", IN_ORDER),
    "doorbell is not released": ("host", "ring", relaxed, "invariant", IN_ORDER),
    "fetch does not acquire": ("device", "fetch", relaxed, "invariant", IN_ORDER),
    "start does not acquire": ("device", "start", relaxed, "invariant", IN_ORDER),
    "finish is not released": ("device", "finish", relaxed, "invariant", RESULTS),
    "receive does not acquire": ("host", "receive", relaxed, "invariant", RESULTS),
    "the host overruns the ring": ("host", "write", without_room, "invariant", ROOM),
    "a packet is fetched that is not there": ("device", "fetch", unguarded, "invariant", IN_ORDER),
    "a packet is started that is not there": ("device", "start", unguarded, "invariant", IN_ORDER),
    "a held packet is started too early": ("device", "start_held", unguarded, "invariant", DOORBELL),
    "a result is read that is not there": ("host", "receive", unguarded, "invariant", RESULTS),
    "the slot is never given back": ("device", "advance", keeping_the_slot, "deadlock", ""),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_without_it(name: str) -> None:
    agent, step, change, kind, invariant = MUTANTS[name]
    found = explore(changed(ring(PACKETS=4), agent, step, change))
    assert found.failure is not None
    assert (found.failure.kind, found.failure.name) == (kind, invariant)
    assert all(str(event) for event in events(found.machine, found.failure.way))


def test_overrun_loses_a_packet() -> None:
    """What the condition guards against: the device reads the packet that was written over the one it wants."""
    one = changed(ring(PACKETS=4), "host", "write", without_room)
    one = replace(one, invariants=one.invariants[:1])
    failure = explore(one).failure
    assert failure is not None
    assert failure.name == IN_ORDER


def test_every_order_is_guarded_by_a_mutant() -> None:
    ordered = {
        (agent.name, step.name)
        for agent in ring().agents.values()
        for step in agent.steps
        if step.order != "relaxed"
    }
    assert ordered <= {(agent, step) for agent, step, change, *_ in MUTANTS.values() if change is relaxed}


def test_limit() -> None:
    failure = explore(ring(), 100).failure
    assert failure is not None
    assert (failure.kind, failure.name, failure.way) == ("limit", "100", ())

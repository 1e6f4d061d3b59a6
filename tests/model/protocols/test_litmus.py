"""What can be seen in the small programs by which memory models are told apart, worked out by hand."""

from __future__ import annotations

import pytest

from specgen.model.interfaces import Protocol
from specgen.model.protocols import events, explore
from tests.model.protocols.specs import protocol


def outcomes(one: Protocol, *names: str) -> set[tuple[int, ...]]:
    """The values of agents' variables in all states in which all agents are in their last one."""
    from specgen.model.protocols.exploring import _Search
    from specgen.model.protocols.machine import machine_of

    machine = machine_of(one)
    search = _Search(machine, 100_000)
    found = search.result()
    assert found.failure is None
    last = {machine.at[agent.name]: len(agent.states) - 1 for agent in one.agents.values()}
    return {
        tuple(state[machine.places[name]] for name in names)
        for state in search.states
        if all(state[place] == state_ for place, state_ in last.items())
    }


def passing(release: str, acquire: str) -> Protocol:
    """Data, then a flag: who sees the flag, does he see the data?"""
    return protocol(f"""
  passing:
    shared: {{data: {{writer: giver}}, flag: {{writer: giver}}}}
    agents:
      giver:
        states: [a, b, c]
        steps: {{data: {{from: a, to: b, do: data = 1}}, flag: {{from: b, to: c, order: {release}, do: flag = 1}}}}
      taker:
        states: [a, b, c]
        variables: {{f: 0, d: 0}}
        steps:
          flag: {{from: a, to: b, do: f = flag}}
          look: {{from: b, to: b, when: "flag == 9"}}
          data: {{from: b, to: c, order: {acquire}, do: d = data}}
    ends: giver.c and taker.c
""")


@pytest.mark.parametrize(
    ("release", "acquire", "stale"),
    [("release", "acquire", False), ("relaxed", "acquire", True), ("release", "relaxed", True), ("relaxed", "relaxed", True)],
)  # fmt: skip
def test_message_passing(release: str, acquire: str, stale: bool) -> None:
    expected = {(0, 0), (0, 1), (1, 1)} | ({(1, 0)} if stale else set())
    assert outcomes(passing(release, acquire), "taker.f", "taker.d") == expected


def buffering(order: str) -> Protocol:
    """Each writes its own word and reads the other's: can both read the old ones?"""
    return protocol(f"""
  buffering:
    shared: {{x: {{writer: one}}, y: {{writer: two}}}}
    agents:
      one:
        states: [a, b, c, d]
        variables: {{r: 0}}
        steps:
          write: {{from: a, to: b, order: release, do: x = 1}}
          meet: {{from: b, to: c, order: {order}}}
          read: {{from: c, to: d, do: r = y}}
      two:
        states: [a, b, c, d]
        variables: {{r: 0}}
        steps:
          write: {{from: a, to: b, order: release, do: y = 1}}
          meet: {{from: b, to: c, order: {order}}}
          read: {{from: c, to: d, do: r = x}}
    ends: one.d and two.d
""")


@pytest.mark.parametrize(
    ("order", "both"), [("relaxed", True), ("release", True), ("acquire", True), ("fence", False)]
)
def test_store_buffering(order: str, both: bool) -> None:
    expected = {(0, 1), (1, 0), (1, 1)} | ({(0, 0)} if both else set())
    assert outcomes(buffering(order), "one.r", "two.r") == expected


COHERENCE = """
  coherence:
    shared: {x: {writer: one}}
    agents:
      one:
        states: [a, b, c]
        steps: {first: {from: a, to: b, do: x = 1}, second: {from: b, to: c, do: x = 2}}
      two:
        states: [a, b, c]
        variables: {r: 0, s: 0}
        steps: {first: {from: a, to: b, do: r = x}, second: {from: b, to: c, do: s = x}}
    ends: one.c and two.c
"""


def test_one_word_is_seen_in_the_order_of_its_writes() -> None:
    found = outcomes(protocol(COHERENCE), "two.r", "two.s")
    assert found == {(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)}


INDEPENDENT = """
  independent:
    shared: {{x: {{writer: one}}, y: {{writer: two}}}}
    agents:
      one: {{states: [a, b], steps: {{write: {{from: a, to: b, do: x = 1}}}}}}
      two: {{states: [a, b], steps: {{write: {{from: a, to: b, do: y = 1}}}}}}
      three:
        states: [a, b, c]
        variables: {{r: 0, s: 0}}
        steps: {{x: {{from: a, to: b, do: r = x}}, y: {{from: b, to: c, order: {order}, do: s = y}}}}
      four:
        states: [a, b, c]
        variables: {{r: 0, s: 0}}
        steps: {{y: {{from: a, to: b, do: r = y}}, x: {{from: b, to: c, order: {order}, do: s = x}}}}
    ends: one.b and two.b and three.c and four.c
"""


@pytest.mark.parametrize(("order", "differ"), [("relaxed", True), ("acquire", False)])
def test_readers_agree_on_the_order_of_two_writers(order: str, differ: bool) -> None:
    found = outcomes(protocol(INDEPENDENT.format(order=order)), "three.r", "three.s", "four.r", "four.s")
    assert ((1, 0, 1, 0) in found) is differ
    assert len(found) == (16 if differ else 15)


def peterson(order: str) -> Protocol:
    """Two sides that each want in; each gives way, by a word of its own, as the other one did last."""
    text = "  peterson:\n    shared:\n"
    text += "      want: {writer: one}\n      ask: {writer: two}\n      left: {writer: one}\n      right: {writer: two}\n"
    text += "    agents:\n"
    for me, mine, other, turn, seen, test in (
        ("one", "want", "ask", "left", "right", "left != right"),
        ("two", "ask", "want", "right", "left", "left == right"),
    ):
        given = seen if me == "one" else f"1 - {seen}"
        text += f"""      {me}:
        states: [out, wanting, waiting, polling, inside]
        steps:
          want: {{from: out, to: wanting, order: release, do: {mine} = 1}}
          look: {{from: wanting, to: waiting, order: {order}, do: {turn} = {given}}}
          order: {{from: waiting, to: polling, order: {order}}}
          enter: {{from: polling, to: inside, when: {other} == 0 or {test}}}
          leave: {{from: inside, to: out, order: release, do: {mine} = 0}}
"""
    return protocol(
        text
        + "    invariants: {one at a time: not (one.inside and two.inside)}\n    ends: one.out and two.out\n"
    )


def test_mutual_exclusion_needs_a_fence() -> None:
    assert explore(peterson("fence")).failure is None
    for order in ("relaxed", "acquire"):
        failure = explore(peterson(order)).failure
        assert failure is not None and (failure.kind, failure.name) == ("invariant", "one at a time")


def test_a_shortest_way() -> None:
    one = protocol("""
  counting:
    shared: {x: {writer: one}}
    agents:
      one: {states: [a], variables: {n: 0}, steps: {more: {from: a, to: a, when: n < 5, do: [n = n + 1, x = n]}}}
      two: {states: [a, b], steps: {see: {from: a, to: b, when: x == 3}}}
    invariants: {never three: not two.b}
    ends: two.a
""")
    found = explore(one)
    assert found.failure is not None
    said = [str(event) for event in events(found.machine, found.failure.way)]
    assert len(said) == 3 + 3 + 1 + 1
    assert said[-2:] == ["two sees x = 3", "two does see"]


def test_counted_by_hand() -> None:
    """A word is written, becomes visible, is seen, and acted upon, one after the other: four moves, five states."""
    one = protocol("""
  small:
    shared: {x: {writer: one}}
    agents:
      one: {states: [a, b], steps: {write: {from: a, to: b, do: x = 1}}}
      two: {states: [a, b], steps: {see: {from: a, to: b, when: x == 1}}}
    ends: one.b and two.b
""")
    found = explore(one)
    assert (found.states, found.transitions, found.failure) == (5, 4, None)
    assert [event.kind for event in events(found.machine, found.run)] == ["step", "visible", "seen", "step"]

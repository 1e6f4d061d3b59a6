"""Checks of protocols: what happens where their agents meet in every order, and what never does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.source import Severity

if TYPE_CHECKING:
    from specgen.model.interfaces import Protocol
    from specgen.model.protocols import Exploration

#: So many are looked at in a fifth of a second.
MAX_STATES = 20_000
_MAX_SHOWN = 24

_HANDSHAKE = """
    protocols:
      handshake:
        shared:
          data: {writer: giver}
          flag: {writer: giver}
        agents:
          giver:
            states: [start, written, told]
            steps:
              write: {from: start, to: written, do: data = 7}
              tell: {from: written, to: told, order: release, do: flag = 1}
          taker:
            states: [waiting, ready]
            variables: {got: 0}
            steps:
              take: {from: waiting, to: ready, when: flag == 1, order: acquire, do: got = data}
        invariants: {what was given is what arrived: not taker.ready or taker.got == 7}
        ends: giver.told and taker.ready
"""


@check(
    "explore-failure",
    Severity.ERROR,
    "No order of its agents' steps, and of what they see of each other, breaks a protocol.",
    """
    All of them are tried. An invariant that does not hold, a state in which nothing can happen before the end, one from which
    the end cannot be reached any more, and an index outside of its words are errors; the steps that lead there are shown, as
    few as possible.
    """,
    wrong=_HANDSHAKE.replace("order: release, ", ""),
    right=_HANDSHAKE,
)
def fails(subject: Subject) -> Iterator[Finding]:
    """Ways on which a protocol goes wrong."""
    from specgen.model.protocols import events

    for protocol, found in _explored(subject):
        failure = found.failure
        if failure is None or failure.kind == "limit":
            continue
        way = [str(event) for event in events(found.machine, failure.way)]
        shown = way if len(way) <= _MAX_SHOWN else ["...", *way[-_MAX_SHOWN:]]
        hint = f"it happens so: {'; '.join(shown)}" if way else "it is so from the beginning"
        if failure.kind == "invariant":
            at = protocol.origin.key("invariants", failure.name)
            yield Finding(f"this does not always hold: {failure.name}", at, (), hint)
        else:
            said = {
                "deadlock": "nothing can happen any more, and it has not ended",
                "stuck": "the end can no longer be reached",
                "undefined": f"a step has no meaning: {failure.name}",
            }[failure.kind]
            at = protocol.origin.key(*(("ends",) if failure.kind != "undefined" else ()))
            yield Finding(said, at, (), hint)


@check(
    "explore-unused",
    Severity.WARNING,
    "Every state of a protocol is reached, and every step taken.",
    "What never happens is misspelled, or not bounded as it was meant: nothing was said about it by trying all the others.",
    wrong=_HANDSHAKE.replace(
        "            steps:\n              take:",
        "            steps:\n              doubt: {from: waiting, to: waiting, when: flag == 2}\n              take:",
    ),
    right=_HANDSHAKE,
)
def unused(subject: Subject) -> Iterator[Finding]:
    """Steps and states that never happen."""
    for protocol, found in _explored(subject):
        for agent, step in found.unused_steps:
            at = protocol.origin.key("agents", agent, "steps", step)
            yield Finding(f"{agent} never does {step}", at)
        for agent, state in found.unused_states:
            index = protocol.agents[agent].states.index(state)
            at = protocol.origin.at("agents", agent, "states", index)
            yield Finding(f"{agent} is never {state}", at)


@check(
    "explore-limit",
    Severity.WARNING,
    "A protocol has few enough states to try them all.",
    """
    What goes wrong, goes wrong with two slots and three packets already: constants of a protocol are as small as lets all of
    its steps happen. A counter without a bound never comes to an end.
    """,
    wrong=_HANDSHAKE.replace(
        "            steps:\n              write:",
        "            variables: {n: 0}\n            steps:\n"
        "              count: {from: start, to: start, do: n = n + 1}\n              write:",
    ),
    right=_HANDSHAKE,
)
def size(subject: Subject) -> Iterator[Finding]:
    """Protocols of which only a part was looked at."""
    for protocol, found in _explored(subject):
        if found.failure is not None and found.failure.kind == "limit":
            message = f"{protocol.name} has more than {MAX_STATES} states, and the others were not looked at"
            yield Finding(
                message, protocol.origin.key(), hint="smaller constants, or a bound for what counts"
            )


def _explored(subject: Subject) -> Iterator[tuple[Protocol, Exploration]]:
    if subject.architecture.protocols:
        from specgen.model.protocols import explore

        for protocol in subject.architecture.protocols.values():
            yield protocol, explore(protocol, MAX_STATES)

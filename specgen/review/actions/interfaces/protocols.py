"""What witnesses ask of protocols: a walk through one, step by step, and what is there then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specgen.data import frozen
from specgen.model.interfaces import Protocol
from specgen.model.protocols.machine import Machine, State, Undefined, machine_of
from specgen.review.sides import Side
from specgen.review.witnesses import action


@frozen(eq=False)
class Walker:
    """A protocol's machine, its moves by words: ``host: write``, ``host: slot[0] arrives``, ``device: sees slot[0]``."""

    machine: Machine

    def moves(self, state: State) -> Iterator[tuple[str, State | None]]:
        """Yield what may happen in a state, and the state after it; None: something undefined."""
        machine = self.machine
        for agent, table in machine.steps.items():
            for step, function in table[state[machine.at[agent]]]:
                try:
                    reached = function(state)
                except Undefined:
                    yield f"{agent}: {step.name}", None
                    continue
                if reached is not None:
                    yield f"{agent}: {step.name}", reached
        for agent, place in machine.buffers.items():
            yield from self._arrivals(agent, place, state)
        for agent, seen, word in machine.views:
            if state[seen] != state[word]:
                yield f"{agent}: sees {machine.words[word].label}", _with(state, {seen: state[word]})

    def _arrivals(self, agent: str, place: int, state: State) -> Iterator[tuple[str, State]]:
        """What was written becomes visible: of one word in order, what was released after all before it."""
        entries = state[place]
        for position, (word, value, release) in enumerate(entries):
            if position and (release or any(entry[0] == word for entry in entries[:position])):
                continue
            left = entries[:position] + entries[position + 1 :]
            yield (
                f"{agent}: {self.machine.words[word].label} arrives",
                _with(state, {word: value, place: left}),
            )

    def shown(self, state: State) -> dict[str, Any]:
        """What is in memory, and what each agent is in and has in its variables."""
        machine = self.machine
        found: dict[str, Any] = {word.label: state[place] for place, word in machine.words.items()}
        for agent in machine.protocol.agents.values():
            found[agent.name] = agent.states[state[machine.at[agent.name]]]
        return found | {name: state[place] for name, place in machine.places.items()}


def walker_of(protocol: Protocol) -> Walker:
    """Compile a protocol."""
    return Walker(machine_of(protocol))


def _with(state: State, changed: Mapping[int, Any]) -> State:
    after = list(state)
    for place, value in changed.items():
        after[place] = value
    return tuple(after)


@action("walk")
def walk(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What is there, of what is to be ``shown``, after some ``moves`` of a ``protocol``, or the first that may not happen.

    Nothing happens where an agent that has no view of a word of its own ``sees`` it: what is in memory is what it sees.
    """
    protocol = side.architectures[variant].protocols.get(given["protocol"])
    if protocol is None:
        return {"refused": "there is no such protocol"}
    walker = walker_of(protocol)
    state: State | None = walker.machine.first
    for number, move in enumerate(given["moves"]):
        assert state is not None
        found = dict(walker.moves(state))
        if move not in found and ": sees " not in move:
            return {"refused": f"{move} may not happen", "after": number}
        state = found.get(move, state)
        if state is None:
            return {"refused": f"{move} means nothing", "after": number}
    if not given["shown"]:
        return "it may happen"
    shown = walker.shown(state) if state is not None else {}
    return {name: shown.get(name, "nothing") for name in given["shown"]}

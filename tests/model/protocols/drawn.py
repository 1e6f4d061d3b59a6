"""Protocols drawn at random, and what two explorations are compared by."""

from __future__ import annotations

import random

from specgen.model.interfaces import Protocol
from specgen.model.protocols.exploring import _Search
from specgen.model.protocols.machine import machine_of
from tests.model.protocols.specs import protocol


def seen(one: Protocol) -> set[object]:
    """The same part of all states as the naive exploration tells."""
    machine = machine_of(one)
    search = _Search(machine, 200_000)
    search.result()
    found: set[object] = set()
    for state in search.states:
        agents = tuple(
            (
                agent.states[state[machine.at[agent.name]]],
                tuple(state[machine.places[f"{agent.name}.{name}"]] for name in agent.variables),
                tuple(
                    (machine.words[place].name, machine.words[place].index, value, release)
                    for place, value, release in state[machine.buffers[agent.name]]
                ),
            )
            for agent in one.agents.values()
        )
        memory: dict[str, object] = {}
        for place, word in machine.words.items():
            if word.index is None:
                memory[word.name] = state[place]
            else:
                memory[word.name] = (*memory.get(word.name, ()), (word.index, state[place]))  # type: ignore[misc]
        found.add((agents, tuple(memory.items())))
    return found


def drawn(seed: int) -> Protocol:
    """Two agents of a few steps over three words, of any order, with conditions and indices."""
    rng = random.Random(seed)
    text = f"  drawn{seed}:\n    constants: {{N: 3}}\n    shared:\n      p: {{writer: one}}\n"
    text += "      q: {writer: two, initial: 1}\n      r: {writer: one, count: 2}\n    agents:\n"
    for agent, mine in (("one", ["p", "r[{i}]"]), ("two", ["q"])):
        states = ["a", "b", "c", "d"][: rng.randint(2, 4)]
        text += f"      {agent}:\n        states: [{', '.join(states)}]\n        variables: {{v: 0}}\n        steps:\n"
        for number in range(rng.randint(3, 6)):
            begin = rng.randrange(len(states) - 1)
            source, target = states[begin], states[begin + 1]
            given = [
                f"{rng.choice([*mine, 'v']).format(i=rng.choice(['0', 'v % 2', 'p % 2']))} = {_number(rng)} % N"
                for _ in range(rng.randint(1, 2))
            ]
            when = rng.choice([None, f"{_number(rng)} {rng.choice(['==', '<', '!='])} {_number(rng)}"])
            text += f"          s{number}: {{from: {source}, to: {target}, order: {rng.choice(_ORDERS)}, do: {given!r}"
            text += f", when: '{when}'}}\n" if when else "}\n"
    return protocol(text + "    ends: true\n")


_ORDERS = ("relaxed", "relaxed", "release", "acquire", "fence")


def _number(rng: random.Random) -> str:
    atom = ["v", "p", "q", "r[v % 2]", "1", "2"]
    return rng.choice(
        [rng.choice(atom), f"({rng.choice(atom)} + {rng.choice(atom)})", f"max({rng.choice(atom)}, v)"]
    )

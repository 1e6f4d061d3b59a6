"""The search through all states of a protocol, breadth first, so that what is found is reached on a shortest way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.protocols.machine import Machine, Undefined, machine_of

if TYPE_CHECKING:
    from specgen.model.interfaces import Protocol, Step
    from specgen.model.protocols.machine import State

MAX_STATES = 1_000_000
_PER_STATE = 16  # transitions from a state, on average, of what is still looked at

#: What led from a state to another: a step of an agent, an entry of its buffer that became visible (its position), or a
#: word of which it saw a newer value (its place in the view, and in memory).
Move = tuple[str, "Step | int | tuple[int, int]"]


@frozen(eq=False)
class Failure:
    """What goes wrong, and a shortest way there: moves with the states that they lead to.

    ``kind`` is ``invariant`` (``name`` says which); ``deadlock``, nothing more can happen and the end is not reached; ``stuck``,
    things happen, and the end can no longer be reached; ``undefined``, an index outside of its words or a number of more than
    64 bits (``name`` says which); ``limit``, there are more states than were to be looked at.
    """

    kind: str
    name: str
    way: tuple[tuple[Move, State], ...]


@frozen(eq=False)
class Exploration:
    """What was found: how many states and transitions, the first failure, what never happened, and a run to the end.

    In that run what is written is visible at once, and each agent goes on as long as it can, in the order of the spec.
    """

    machine: Machine
    states: int
    transitions: int
    failure: Failure | None
    unused_steps: tuple[tuple[str, str], ...]
    unused_states: tuple[tuple[str, str], ...]
    run: tuple[tuple[Move, State], ...]


def explore(protocol: Protocol, limit: int = MAX_STATES) -> Exploration:
    """Look at every state that can be reached, at most ``limit`` of them; done once for variants that do not differ in it."""
    return _explored(_Key(protocol), limit)


class _Key:
    """A protocol by all that its exploration depends on."""

    def __init__(self, protocol: Protocol) -> None:
        words = tuple((name, w.writer, w.initial, w.count) for name, w in protocol.shared.items())
        agents = tuple(
            (
                agent.name,
                agent.states,
                tuple(agent.variables.items()),
                tuple((s.name, s.source, s.target, s.when, s.assign, s.order) for s in agent.steps),
            )
            for agent in protocol.agents.values()
        )
        constants = tuple(protocol.constants.items())
        self.protocol = protocol
        self.parts = (constants, words, agents, protocol.invariants, protocol.ends)

    def __hash__(self) -> int:
        return hash(self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.parts == other.parts


@lru_cache(maxsize=16)
def _explored(key: _Key, limit: int) -> Exploration:
    return _Search(machine_of(key.protocol), limit).result()


class _Search:
    def __init__(self, machine: Machine, limit: int) -> None:
        self.machine, self.limit = machine, limit
        self.numbers: dict[State, int] = {machine.first: 0}
        self.states: list[State] = [machine.first]
        self.parents: list[tuple[int, Move] | None] = [None]
        self.before: list[list[int]] = [[]]
        self.transitions = 0
        self.ended: list[int] = []
        self.taken: set[Step] = set()

    def result(self) -> Exploration:
        found = self._search()
        if found is None and len(self.ended) < len(self.states):
            found = self._stuck()
        return Exploration(
            machine=self.machine,
            states=len(self.states),
            transitions=self.transitions,
            failure=found,
            unused_steps=tuple(self._unused_steps()) if found is None else (),
            unused_states=tuple(self._unused_states()) if found is None else (),
            run=self._run() if found is None else (),
        )

    def _search(self) -> Failure | None:
        machine, states, numbers = self.machine, self.states, self.numbers
        for number, state in enumerate(states):  # which grows meanwhile
            moved = False
            try:
                if number == 0 and machine.invariant(state) >= 0:
                    return self._broken(0)
                for move, reached in self._moves(state):
                    moved = True
                    known = numbers.get(reached)
                    if known is None:
                        known = numbers[reached] = len(states)
                        states.append(reached)
                        self.parents.append((number, move))
                        self.before.append([])
                        if machine.invariant(reached) >= 0:
                            return self._broken(known)
                    self.before[known].append(number)
                    self.transitions += 1
                if machine.ends(state):
                    self.ended.append(number)
                elif not moved:
                    return Failure("deadlock", "", self._way(number))
            except Undefined as error:
                return Failure("undefined", _said(error), self._way(number))
            if len(states) > self.limit or self.transitions > _PER_STATE * self.limit:
                return Failure("limit", str(self.limit), ())
        return None

    def _moves(self, state: State) -> Iterator[tuple[Move, State]]:
        machine = self.machine
        for agent, table in machine.steps.items():
            for step, function in table[state[machine.at[agent]]]:
                reached = function(state)
                if reached is not None:
                    self.taken.add(step)
                    yield (agent, step), reached
        for agent, place in machine.buffers.items():
            entries = state[place]
            for position, (word, value, release) in enumerate(entries):
                if position and (release or any(entry[0] == word for entry in entries[:position])):
                    continue
                after = list(state)
                after[word] = value
                after[place] = entries[:position] + entries[position + 1 :]
                yield (agent, position), tuple(after)
        for agent, seen, word in machine.views:
            if state[seen] != state[word]:
                after = list(state)
                after[seen] = state[word]
                yield (agent, (seen, word)), tuple(after)

    def _broken(self, number: int) -> Failure:
        name = self.machine.protocol.invariants[self.machine.invariant(self.states[number])][0]
        return Failure("invariant", name, self._way(number))

    def _stuck(self) -> Failure | None:
        """The first state from which no end can be reached."""
        reaching, waiting = set(self.ended), list(self.ended)
        while waiting:
            for number in self.before[waiting.pop()]:
                if number not in reaching:
                    reaching.add(number)
                    waiting.append(number)
        lost = next((number for number in range(len(self.states)) if number not in reaching), None)
        return None if lost is None else Failure("stuck", "", self._way(lost))

    def _way(self, number: int) -> tuple[tuple[Move, State], ...]:
        way = []
        parent = self.parents[number]
        while parent is not None:
            way.append((parent[1], self.states[number]))
            number = parent[0]
            parent = self.parents[number]
        return tuple(reversed(way))

    def _run(self) -> tuple[tuple[Move, State], ...]:
        """A way to an end, depth first."""
        way: list[tuple[Move, State]] = []
        met, state = {self.machine.first}, self.machine.first
        waiting = [self._preferred(state)]
        while not self.machine.ends(state):
            found = next(((move, after) for move, after in waiting[-1] if after not in met), None)
            if found is None:
                waiting.pop()
                way.pop()
                state = way[-1][1] if way else self.machine.first
                continue
            way.append(found)
            state = found[1]
            met.add(state)
            waiting.append(self._preferred(state))
        return tuple(way)

    def _preferred(self, state: State) -> Iterator[tuple[Move, State]]:
        def rank(one: tuple[Move, State]) -> int:
            return 0 if isinstance(one[0][1], int) else 2 if isinstance(one[0][1], tuple) else 1

        return iter(sorted(self._moves(state), key=rank))

    def _unused_steps(self) -> Iterator[tuple[str, str]]:
        for agent in self.machine.protocol.agents.values():
            yield from ((agent.name, step.name) for step in agent.steps if step not in self.taken)

    def _unused_states(self) -> Iterator[tuple[str, str]]:
        for agent in self.machine.protocol.agents.values():
            place = self.machine.at[agent.name]
            met = {state[place] for state in self.states}
            yield from ((agent.name, name) for i, name in enumerate(agent.states) if i not in met)


def _said(error: Undefined) -> str:
    if len(error.args) == 2:
        return f"the index {error.args[0]} of {error.args[1]} words"
    return "a number of more than 64 bits"

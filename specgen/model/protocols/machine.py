"""A protocol as a machine: a state is a flat tuple, a step a compiled function from state to state.

A state holds, one after the other: for each agent the state that it is in and its variables; every word of memory; for each
agent its view of the words that it reads; for each agent the buffer of what it wrote, entries ``(place, value, release)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.model.expressions.nodes import (
    Binary,
    Call,
    Choice,
    Comparison,
    Constant,
    Index,
    Logic,
    Name,
    Node,
    Unary,
)
from specgen.model.protocols.emitting import emit

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.interfaces import Agent, Protocol, Step

State = tuple[Any, ...]
HIGHEST = (1 << 63) - 1


class Undefined(Exception):
    """An index outside of its words, or a number of more than 64 bits."""


@frozen()
class Word:
    """A shared word, or one of several, by its place in memory."""

    name: str
    index: int | None
    place: int
    writer: str

    @property
    def label(self) -> str:
        """``slot[1]``."""
        return self.name if self.index is None else f"{self.name}[{self.index}]"


@frozen(slots=False)
class Machine:
    """What the exploration runs: the first state, and functions of states.

    ``steps[agent][state]`` are the steps from a state with their functions, which return None where they may not happen.
    ``views`` are pairs of places: what an agent sees of a word of another one, and the word. ``buffers`` are places.
    """

    protocol: Protocol
    first: State
    at: dict[str, int]
    steps: dict[str, tuple[tuple[tuple[Step, Callable[[State], State | None]], ...], ...]]
    words: dict[int, Word]
    views: tuple[tuple[str, int, int], ...]
    buffers: dict[str, int]
    invariant: Callable[[State], int]
    ends: Callable[[State], bool]
    places: dict[str, int]


def machine_of(protocol: Protocol) -> Machine:
    """Compile a protocol that was resolved without findings."""
    return _Builder(protocol).build()


class _Builder:
    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.first: list[Any] = []
        self.at: dict[str, int] = {}
        self.own: dict[str, dict[str, int]] = {}
        self.memory: dict[str, int] = {}
        self.seen: dict[str, dict[str, int]] = {}
        self.buffers: dict[str, int] = {}
        self.words: dict[int, Word] = {}
        self.views: list[tuple[str, int, int]] = []
        self._lay_out()

    def _lay_out(self) -> None:
        agents, shared = self.protocol.agents, self.protocol.shared
        for agent in agents.values():
            self.at[agent.name] = self._place(0)
            self.own[agent.name] = {name: self._place(value) for name, value in agent.variables.items()}
        for word in shared.values():
            self.memory[word.name] = len(self.first)
            for i in range(word.count or 1):
                index = None if word.count is None else i
                self.words[len(self.first)] = Word(word.name, index, len(self.first), word.writer)
                self._place(word.initial)
        for agent in agents.values():
            old, new = _read(agent)
            self.seen[agent.name] = {}
            for word in shared.values():
                if word.name in old or (word.name in new and word.writer == agent.name):
                    self.seen[agent.name][word.name] = self._view(agent, word.name)
                elif word.name in new:
                    self.seen[agent.name][word.name] = self.memory[word.name]
        for agent in agents.values():
            self.buffers[agent.name] = self._place(())

    def _place(self, value: Any) -> int:
        self.first.append(value)
        return len(self.first) - 1

    def _view(self, agent: Agent, name: str) -> int:
        word, begin = self.protocol.shared[name], len(self.first)
        for i in range(word.count or 1):
            if word.writer != agent.name:
                self.views.append((agent.name, begin + i, self.memory[name] + i))
            self._place(word.initial)
        return begin

    def build(self) -> Machine:
        agents = self.protocol.agents.values()
        lines = [
            line
            for agent in agents
            for i, step in enumerate(agent.steps)
            for line in self._step(agent, i, step)
        ]
        lines += [
            *self._invariants(),
            "def ends(s):",
            f"    return {emit(self.protocol.ends.tree, self._outside)}",
        ]
        names: dict[str, Any] = {
            "Undefined": Undefined,
            "__builtins__": {"min": min, "max": max, "abs": abs, "list": list, "tuple": tuple},
        }
        exec(compile("\n".join([_HELPERS, *lines]), f"<protocol {self.protocol.name}>", "exec"), names)  # noqa: S102
        return Machine(
            protocol=self.protocol,
            first=tuple(self.first),
            at=self.at,
            steps={agent.name: self._table(agent, names) for agent in agents},
            words=self.words,
            views=tuple(self.views),
            buffers=self.buffers,
            invariant=names["invariant"],
            ends=names["ends"],
            places={f"{a}.{name}": place for a, own in self.own.items() for name, place in own.items()},
        )

    def _table(self, agent: Agent, names: dict[str, Any]) -> Any:
        """The steps from each state."""
        functions = [(step, names[f"step_{self.at[agent.name]}_{i}"]) for i, step in enumerate(agent.steps)]
        return tuple(tuple(pair for pair in functions if pair[0].source == state) for state in agent.states)

    def _step(self, agent: Agent, number: int, step: Step) -> Iterator[str]:
        """The function of a step, for states in which the agent is in its source."""
        yield f"def step_{self.at[agent.name]}_{number}(s):"
        if step.when is not None:
            yield f"    if not {self._inside(agent, step.when, 's')}:"
            yield "        return None"
        if step.order == "fence":
            yield f"    if s[{self.buffers[agent.name]}]:"
            yield "        return None"
        yield "    n = list(s)"
        yield f"    n[{self.at[agent.name]}] = {agent.states.index(step.target)}"
        if step.order in ("acquire", "fence"):
            yield from (f"    n[{seen}] = s[{word}]" for name, seen, word in self.views if name == agent.name)
        release = step.order == "release"  # after a fence there is nothing to wait for
        for name, index, value in step.assign:
            yield f"    v = whole({self._inside(agent, value, 'n')})"
            if name in self.own[agent.name]:
                yield f"    n[{self.own[agent.name][name]}] = v"
            else:
                yield from self._write(agent, name, index, release)
        yield "    return tuple(n)"

    def _write(self, agent: Agent, name: str, index: Expression | None, release: bool) -> Iterator[str]:
        word = self.protocol.shared[name]
        yield f"    i = {0 if index is None else self._index(self._inside(agent, index, 'n'), word.count or 1)}"
        seen = self.seen[agent.name].get(name)
        if seen is not None:
            yield f"    n[{seen} + i] = v"
        yield f"    n[{self.buffers[agent.name]}] += (({self.memory[name]} + i, v, {release}),)"

    def _index(self, text: str, count: int) -> str:
        return f"within({text}, {count})"

    def _invariants(self) -> Iterator[str]:
        yield "def invariant(s):"
        for i, (_, holds) in enumerate(self.protocol.invariants):
            yield f"    if not {emit(holds.tree, self._outside)}:"
            yield f"        return {i}"
        yield "    return -1"

    def _inside(self, agent: Agent, expression: Expression, state: str) -> str:
        """The text of an expression as an agent sees it."""

        def place(name: str, index: str | None) -> str:
            if name in self.protocol.constants:
                return str(self.protocol.constants[name])
            if name in self.own[agent.name]:
                return f"{state}[{self.own[agent.name][name]}]"
            begin = self.seen[agent.name][name]
            if index is None:
                return f"{state}[{begin}]"
            return f"{state}[{begin} + {self._index(index, self.protocol.shared[name].count or 1)}]"

        return emit(expression.tree, place)

    def _outside(self, name: str, index: str | None) -> str:
        """What a name of an invariant means: a constant, what is in memory, an agent's variable or whether it is in a state."""
        if name in self.protocol.constants:
            return str(self.protocol.constants[name])
        if name in self.memory:
            count = self.protocol.shared[name].count or 1
            return f"s[{self.memory[name]} + {self._index(index, count) if index is not None else 0}]"
        owner, _, part = name.partition(".")
        if part in self.own[owner]:
            return f"s[{self.own[owner][part]}]"
        return f"(s[{self.at[owner]}] == {self.protocol.agents[owner].states.index(part)})"


def _read(agent: Agent) -> tuple[set[str], set[str]]:
    """The names whose values may be old where an agent reads them, and those that it reads after they were refreshed.

    What is only read after an acquire is what is in memory: no view of it makes a difference.
    """
    old: set[str] = set()
    new: set[str] = set()
    for step in agent.steps:
        if step.when is not None:
            old.update(names_of(step.when.tree))
        for _, index, value in step.assign:
            given = new if step.order in ("acquire", "fence") else old
            given.update(names_of(value.tree), names_of(index.tree) if index is not None else ())
    return old, new


def names_of(node: Node) -> Iterator[str]:
    """Yield the names in an expression."""
    match node:
        case Name():
            yield node.name
        case Index():
            yield node.name
            yield from names_of(node.index)
        case Unary():
            yield from names_of(node.operand)
        case Binary() | Logic():
            yield from names_of(node.left)
            yield from names_of(node.right)
        case Comparison():
            for one in node.operands:
                yield from names_of(one)
        case Choice():
            for one in (node.condition, node.then, node.otherwise):
                yield from names_of(one)
        case Call():
            for one in node.arguments:
                yield from names_of(one)
        case Constant():
            return


_HELPERS = f"""
def within(i, count):
    if 0 <= i < count:
        return i
    raise Undefined(i, count)
def whole(v):
    if -{HIGHEST} <= v <= {HIGHEST}:
        return v
    raise Undefined(v)
"""

"""What happened on a way through a protocol, in words and for drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.protocols.exploring import Move
    from specgen.model.protocols.machine import Machine, State


@frozen()
class Event:
    """Something that an agent did (``step``), what it wrote became visible (``visible``), or it saw a newer value (``seen``).

    ``name`` is the step or the word; ``value`` that of the word, None of a step; ``notes`` what a step assigned.
    """

    agent: str
    kind: str
    name: str
    value: int | None = None
    state: str = ""
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        match self.kind:
            case "step":
                done = f": {', '.join(self.notes)}" if self.notes else ""
                return f"{self.agent} does {self.name}{done}"
            case "visible":
                return f"{self.name} = {self.value} of {self.agent} becomes visible"
        return f"{self.agent} sees {self.name} = {self.value}"


def events(machine: Machine, way: tuple[tuple[Move, State], ...]) -> tuple[Event, ...]:
    """Return what happened on a way from the first state."""
    made = []
    before = machine.first
    for move, state in way:
        made.append(_event(machine, move, before, state))
        before = state
    return tuple(made)


def _event(machine: Machine, move: Move, before: State, after: State) -> Event:
    agent, what = move
    if isinstance(what, int):
        place, value, _ = before[machine.buffers[agent]][what]
        return Event(agent, "visible", machine.words[place].label, value)
    if isinstance(what, tuple):
        return Event(agent, "seen", machine.words[what[1]].label, after[what[0]])
    buffer = machine.buffers[agent]
    assigned = dict.fromkeys(name for name, _, _ in what.assign)
    own = [
        f"{name} = {after[machine.places[f'{agent}.{name}']]}"
        for name in assigned
        if f"{agent}.{name}" in machine.places
    ]
    wrote = [
        f"{machine.words[place].label} = {value}" for place, value, _ in after[buffer][len(before[buffer]) :]
    ]
    return Event(agent, "step", what.name, None, what.target, (*own, *wrote))

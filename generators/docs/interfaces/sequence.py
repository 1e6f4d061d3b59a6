"""Sequence diagrams: what agents do one after the other, and what of it they see of each other through memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.shapes import CHARACTER, SMALL, Box, arrow, drawing, group, line, words

if TYPE_CHECKING:
    from specgen.model.interfaces import Protocol
    from specgen.model.protocols import Event

_HEAD, _ROW, _NOTE, _BOX, _COLUMN, _MARGIN = 40.0, 27.0, 13.0, 20.0, 250.0, 116.0
MEMORY = "memory"


def sequence_diagram(title: str, protocol: Protocol, told: Sequence[Event]) -> str:
    """Return the drawing of events, the first above: agents and memory as columns, the first agent left of memory."""
    columns = _columns(protocol)
    height = _HEAD + 16 + sum(_height(event) for event in told) + 14
    parts = list(_lifelines(columns, height - 10))
    top = _HEAD + 16
    for event in told:
        parts.append(_event(protocol, columns, event, top))
        top += _height(event)
    width = max(columns.values()) + _MARGIN
    return drawing(title, (width, height), parts)


def _columns(protocol: Protocol) -> dict[str, float]:
    """Where the middle of each column is."""
    first, *others = protocol.agents
    names = [first, MEMORY, *others]
    return {name: _MARGIN + _COLUMN * index for index, name in enumerate(names)}


def _height(event: Event) -> float:
    return _ROW + _NOTE * (1 if event.kind == "step" and event.notes else 0)


def _lifelines(columns: dict[str, float], bottom: float) -> Iterator[str]:
    for name, x in columns.items():
        width = len(name) * CHARACTER + 24
        box = Box(x - width / 2, 8, width, 26)
        kind = "reserved" if name == MEMORY else "operand"
        yield group(kind, name, [line([(x, box.bottom), (x, bottom)]), box.rectangle(), words(x, 25, name)])


def _event(protocol: Protocol, columns: dict[str, float], event: Event, top: float) -> str:
    agent, memory = columns[event.agent], columns[MEMORY]
    if event.kind == "step":
        return _step(protocol, event, agent, top)
    shown = f"{event.name} = {event.value}"
    ends = [agent, memory] if event.kind == "visible" else [memory, agent]
    y = top + 14
    label = words((agent + memory) / 2, y - 4, shown, "over bit")
    return group("operand", str(event), [arrow([(ends[0], y), (ends[1], y)]), label])


def _step(protocol: Protocol, event: Event, x: float, top: float) -> str:
    order = next(s.order for s in protocol.agents[event.agent].steps if s.name == event.name)
    label = event.name if order == "relaxed" else f"{event.name} ({order})"
    width = len(label) * CHARACTER + 16
    parts = [Box(x - width / 2, top, width, _BOX).rectangle(), words(x, top + 14, label)]
    if event.notes:
        parts.append(words(x, top + _BOX + 11, _shortened(event.notes), "over bit"))
    return group("fixed" if order != "relaxed" else "operand", str(event), parts)


def _shortened(notes: Iterable[str]) -> str:
    text = ", ".join(notes)
    most = int((_COLUMN - 20) / SMALL)
    return text if len(text) <= most else f"{text[: most - 3]}..."

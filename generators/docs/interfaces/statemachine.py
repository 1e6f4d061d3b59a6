"""State machines: an agent's states in a row, its steps as arrows between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.shapes import CHARACTER, SMALL, Box, drawing, group, words

if TYPE_CHECKING:
    from specgen.model.interfaces import Agent, Step

_BOX, _RISE, _LINE = 30.0, 26.0, 14.0


def state_machine(agent: Agent) -> str:
    """Return the drawing: steps forward run above the states or straight, steps back below them."""
    between = _between(agent)
    columns = _columns(agent, between)
    above = max((_reach(pair, names) for pair, names in between.items() if _is_above(pair)), default=0.0)
    below = max((_reach(pair, names) for pair, names in between.items() if not _is_above(pair)), default=0.0)
    middle = 14 + above + _BOX / 2
    last = agent.states[-1]
    width = columns[len(agent.states) - 1] + _width(last) / 2 + 50
    parts = [_arc(agent, columns, middle, pair, steps) for pair, steps in between.items()]
    parts += _states(agent, columns, middle)
    title = f"States of {agent.name} and the steps between them"
    return drawing(title, (width, middle + _BOX / 2 + below + 14), parts)


Pair = tuple[int, int]


def _between(agent: Agent) -> dict[Pair, list[Step]]:
    """The steps from a state to another, by the numbers of both."""
    found: dict[Pair, list[Step]] = {}
    for step in agent.steps:
        pair = agent.states.index(step.source), agent.states.index(step.target)
        found.setdefault(pair, []).append(step)
    return found


def _width(state: str) -> float:
    return max(70.0, len(state) * CHARACTER + 20)


def _is_above(pair: Pair) -> bool:
    return pair[1] >= pair[0]


def _label(step: Step) -> str:
    return step.name if step.order == "relaxed" else f"{step.name} ({step.order})"


def _longest(steps: list[Step]) -> float:
    return max(len(_label(step)) for step in steps) * SMALL


def _reach(pair: Pair, steps: list[Step]) -> float:
    """How far an arrow and its labels reach beyond the boxes."""
    away = abs(pair[1] - pair[0])
    rise = _RISE * away if away != 1 or pair[1] < pair[0] else 0.0
    return max(rise, 30.0 if away == 0 else 0.0) + _LINE * len(steps) + 8


def _columns(agent: Agent, between: dict[Pair, list[Step]]) -> list[float]:
    """The middle of each state: as far apart as the labels between them need."""
    first = max([_width(agent.states[0]) / 2, *(_longest(s) / 2 for p, s in between.items() if p == (0, 0))])
    places = [first + 14]
    for index in range(1, len(agent.states)):
        gap = 46.0
        for (a, b), steps in between.items():
            low, high = min(a, b), max(a, b)
            if low < index <= high:
                gap = max(gap, (_longest(steps) + 24) / (high - low))
            if a == b and a in (index - 1, index):
                gap = max(gap, _longest(steps) / 2)
        boxes = (_width(agent.states[index - 1]) + _width(agent.states[index])) / 2
        places.append(places[-1] + boxes + gap)
    return places


def _states(agent: Agent, columns: list[float], middle: float) -> Iterator[str]:
    for index, (state, x) in enumerate(zip(agent.states, columns, strict=True)):
        width = _width(state)
        box = Box(x - width / 2, middle - _BOX / 2, width, _BOX)
        about = f"{state}, the first state" if index == 0 else state
        yield group(
            "fixed" if index == 0 else "operand", about, [box.rectangle(), words(x, middle + 4, state)]
        )


def _arc(agent: Agent, columns: list[float], middle: float, pair: Pair, steps: list[Step]) -> str:
    source, target = columns[pair[0]], columns[pair[1]]
    labels = [_label(step) for step in steps]
    about = f"{', '.join(labels)}: from {agent.states[pair[0]]} to {agent.states[pair[1]]}"
    away = pair[1] - pair[0]
    if away == 1:
        left = source + _width(agent.states[pair[0]]) / 2
        right = target - _width(agent.states[pair[1]]) / 2
        path, x, y = f"M{left:g} {middle:g}L{right - 8:g} {middle:g}", (left + right) / 2, middle - 6
        head = _head(right, middle, 8, 0)
        return group("operand", about, [f'<path d="{path}"/>', head, *_stacked(labels, x, y, -1)])
    up = -1 if away >= 0 else 1
    edge = middle + up * _BOX / 2
    rise = max(_RISE * abs(away), 30.0)
    begin, end = (source + (12 if away else -14), target + (-12 if away > 0 else 14 if away == 0 else 12))
    begin = source - 12 if away < 0 else begin
    peak = edge + up * rise * 1.3
    path = f"M{begin:g} {edge:g}C{begin:g} {peak:g} {end:g} {peak:g} {end:g} {edge + up * 8:g}"
    y = edge + up * rise + (up * 4 if up < 0 else 14)
    parts = [f'<path d="{path}"/>', _head(end, edge, 0, -up * 8), *_stacked(labels, (begin + end) / 2, y, up)]
    return group("operand", about, parts)


def _head(x: float, y: float, along_x: float, along_y: float) -> str:
    """The head of an arrow that ends at a point."""
    base_x, base_y = x - along_x, y - along_y
    wide_x, wide_y = along_y * 0.44, along_x * 0.44
    return (
        f'<path class="head" d="M{x:g} {y:g}L{base_x - wide_x:g} {base_y + wide_y:g}'
        f'L{base_x + wide_x:g} {base_y - wide_y:g}Z"/>'
    )


def _stacked(labels: list[str], x: float, y: float, direction: int) -> list[str]:
    return [words(x, y + direction * _LINE * index, label, "over bit") for index, label in enumerate(labels)]

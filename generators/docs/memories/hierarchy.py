"""The memories as levels: the outermost on top, what it fills below, and the paths between them as arrows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import amount
from specgen.generators.docs.parts.quantities import quantity
from specgen.generators.docs.parts.shapes import CHARACTER, SMALL, Box, Point, arrow, drawing, group, words

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory
    from specgen.model.paths import DataPath

_LINE, _PAD, _MARGIN = 15.0, 12.0, 4.0
_GAP, _RISE, _LOOP = 26.0, 78.0, 34.0
_MOST = 760.0  # as wide as a row of boxes without paths may be


@dataclass(frozen=True, slots=True)
class _Level:
    """Boxes beside each other, and how much room arrows below them take."""

    boxes: Mapping[str, Box]
    bottom: float


def hierarchy(architecture: Architecture, links: Links) -> str:
    """Return the drawing of a variant's memories."""
    paths = list(architecture.paths.values())
    levels: list[_Level] = []
    top = _MARGIN
    for row in _rows(architecture):
        levels.append(_level(row, paths, architecture, top))
        top = levels[-1].bottom
    placed = _widened(levels, paths)
    width = max((box.right for box in placed.values()), default=0) + _MARGIN
    parts = [_box(architecture, architecture.memories[n], box, links) for n, box in placed.items()]
    parts += _arrows(paths, placed, links)
    title = f"Memories of {architecture.name} ({architecture.variant}), the outermost on top"
    return drawing(title, (width, top), parts)


def _rows(architecture: Architecture) -> list[list[Memory]]:
    """The memories by level; a window beside what it shows, what stands alone at the end, in rows that fit."""
    memories = list(architecture.memories.values())
    backing = {memory.backing for memory in memories} | {p.source.home for p in architecture.paths.values()}
    ends = {end.home for path in architecture.paths.values() for end in (path.source, path.target)}
    rows: dict[int, list[Memory]] = {}
    alone: list[Memory] = []
    for memory in memories:
        if memory.window is not None:
            continue
        joined = memory.backing is not None or memory in backing or memory in ends
        shown = [memory, *(one for one in memories if one.window is memory)]
        if joined or len(shown) > 1:
            rows.setdefault(_depth(memory), []).extend(shown)
        else:
            alone.append(memory)
    return [rows[depth] for depth in sorted(rows)] + list(_fitting(alone, architecture))


def _depth(memory: Memory) -> int:
    depth = 0
    while memory.backing is not None:
        memory, depth = memory.backing, depth + 1
    return depth


def _fitting(memories: Sequence[Memory], architecture: Architecture) -> Iterator[list[Memory]]:
    row: list[Memory] = []
    left = 0.0
    for memory in memories:
        width = _width(_lines(architecture, memory)) + _GAP
        if row and left + width > _MOST:
            yield row
            row, left = [], 0.0
        row.append(memory)
        left += width
    if row:
        yield row


def _widened(levels: Sequence[_Level], paths: Sequence[DataPath]) -> dict[str, Box]:
    """All boxes; one that is alone on its level reaches over those further in that paths join to it."""
    placed = {name: box for level in levels for name, box in level.boxes.items()}
    for level in reversed(levels):
        if len(level.boxes) > 1:
            continue
        for name, box in level.boxes.items():
            joined = {end for path in paths if name in _ends(path) for end in _ends(path)}
            right = max((placed[end].right for end in joined if placed[end].top > box.top), default=0.0)
            placed[name] = replace(box, width=max(box.width, right - box.left))
    return placed


# -- boxes -------------------------------------------------------------------------------------------------------------


def _lines(architecture: Architecture, memory: Memory) -> list[str]:
    """What stands in a box, the name first."""
    copies = architecture.instances.count if architecture.instances is not None else 1
    if memory.window is not None:
        size = f"{copies} x {amount(memory.window.size)}, every {amount(memory.stride)}"
    else:
        size = f"{amount(memory.size)}{', shared' if memory.shared and copies > 1 else ''}"
        size = f"{copies} x {size}" if copies > 1 and not memory.shared else size
    speed = ", ".join(filter(None, (quantity(memory.bandwidth), quantity(memory.latency))))
    return [memory.name, size, speed, ", ".join(memory.reachable_by) or "all"]


def _width(lines: Sequence[str]) -> float:
    return max(len(lines[0]) * CHARACTER, *(len(line) * SMALL for line in lines[1:])) + 2 * _PAD


def _level(
    row: Sequence[Memory], paths: Sequence[DataPath], architecture: Architecture, top: float
) -> _Level:
    """Place the boxes of a row; arrows from above get the room that their words need."""
    boxes: dict[str, Box] = {}
    left, height, loops = _MARGIN, 4 * _LINE + _PAD, False
    names = {memory.name for memory in row}
    for number, memory in enumerate(row):
        above = [p for p in paths if _joins(p, memory) and not _ends(p) <= names]
        further = {one.name for one in row[number + 1 :]}
        beside = [p for p in paths if memory.name in _ends(p) and _ends(p) & further]
        loops = loops or any(_ends(p) == {memory.name} for p in paths)
        width = max(_width(_lines(architecture, memory)), sum(_room(p) for p in above))
        boxes[memory.name] = Box(left, top, width, height)
        left += width + max([_GAP, *(_room(p) + 24 for p in beside)])
    below = any(_ends(p) & names and not _ends(p) <= names for p in paths)
    return _Level(boxes, top + height + (_RISE if below else _LOOP if loops else 18.0))


def _ends(path: DataPath) -> set[str]:
    return {path.source.name, path.target.name}


def _joins(path: DataPath, memory: Memory) -> bool:
    """Whether a path joins a memory to one that lies further out."""
    other = path.target if path.source is memory else path.source
    return memory.name in _ends(path) and _depth(other.home) < _depth(memory.home)


def _said(path: DataPath) -> tuple[str, str]:
    """The words at an arrow."""
    hops = f", {path.hops} hop{'s' * (path.hops > 1)}" if path.hops else ""
    return f"{path.name} ({path.by})", f"{quantity(path.bandwidth)}{hops}".strip(", ")


def _room(path: DataPath) -> float:
    return max(len(text) for text in _said(path)) * SMALL + 14


def _box(architecture: Architecture, memory: Memory, box: Box, links: Links) -> str:
    name, *rest = _lines(architecture, memory)
    x, y = box.middle[0], box.top + _LINE + 3
    parts = [box.rectangle(), words(x, y, name)]
    parts += [words(x, y + _LINE * n, text, "bit") for n, text in enumerate(rest, 1) if text]
    kind = "reserved" if memory.window is not None else "fixed" if memory.shared else "operand"
    place = links.book.places.get(("memories", memory.name))
    about = f"{memory.name}: {memory.summary} {', '.join(filter(None, rest))}"
    return group(kind, about, parts, links.to(place) if place is not None else "")


# -- arrows ------------------------------------------------------------------------------------------------------------


def _arrows(paths: Sequence[DataPath], placed: Mapping[str, Box], links: Links) -> Iterator[str]:
    """The paths: between levels side by side under the outer memory, between neighbours, and around one."""
    slots: dict[str, float] = {}
    beside: dict[frozenset[str], int] = {}
    for path in paths:
        source, target = placed[path.source.name], placed[path.target.name]
        if source.top == target.top:
            number = beside.get(frozenset(_ends(path)), 0)
            beside[frozenset(_ends(path))] = number + 1
            points, at = _around(source) if source == target else _across(source, target, number)
        else:
            inner = path.target.name if source.top < target.top else path.source.name
            x = slots.get(inner, placed[inner].left + 8)
            slots[inner] = x + _room(path)
            points, at = _between(source, target, x)
        first, second = _said(path)
        parts = [arrow(points), words(*at, first, "lane over"), words(at[0], at[1] + 14, second, "lane over")]
        rest = [f"latency {quantity(path.latency)}"] if path.latency is not None else []
        rest += [f"bursts of {path.burst} bytes"] if path.burst > 1 else []
        told = "; ".join([f"{path.source.name} to {path.target.name} by {path.by}, {second}", *rest])
        place = links.book.places.get(("paths", path.name))
        yield group("operand", f"{path.name}: {told}", parts, links.to(place) if place is not None else "")


def _between(source: Box, target: Box, x: float) -> tuple[list[Point], Point]:
    upper, lower = (source, target) if source.top < target.top else (target, source)
    from_x = min(max(x, upper.left + 8), upper.right - 8)
    points = [(from_x, upper.bottom), (x, upper.bottom + 22), (x, lower.top)]
    return (points if upper is source else points[::-1]), (x + 5, lower.top - 30)


def _across(source: Box, target: Box, number: int) -> tuple[list[Point], Point]:
    left, right = (source, target) if source.left < target.left else (target, source)
    y = left.top + 30 + 36 * number
    points = [(left.right, y), (right.left, y)]
    return (points if left is source else points[::-1]), (left.right + 8, y - 18)


def _around(box: Box) -> tuple[list[Point], Point]:
    right, left, low = box.left + 46, box.left + 18, box.bottom + 20
    points = [(left, box.bottom), (left, low), (right, low), (right, box.bottom)]
    return points, (right + 8, box.bottom + 14)

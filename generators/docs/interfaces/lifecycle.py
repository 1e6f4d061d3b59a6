"""Handles of a runtime as a drawing: what each is made from, which function begins its life and which ends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.shapes import CHARACTER, SMALL, Box, arrow, drawing, group, words

if TYPE_CHECKING:
    from specgen.model.interfaces import Handle, Runtime

_BOX, _ROW, _PAD = 30.0, 66.0, 16.0


def lifecycle(runtime: Runtime) -> str:
    """Return the drawing: parents to the left of what is made from them, the functions that begin a life on the arrows."""
    rows, depths = dict(_rows(runtime)), {h.name: _depth(h) for h in runtime.handles.values()}
    columns = _columns(runtime, depths)
    boxes = {
        h.name: Box(columns[depths[h.name]], _PAD + rows[h.name] * _ROW, _width(runtime, h), _BOX)
        for h in runtime.handles.values()
    }
    parts = [_handle(runtime, handle, boxes) for handle in runtime.handles.values()]
    width = max(box.right for box in boxes.values()) + _PAD
    height = max(box.bottom for box in boxes.values()) + 2 * _PAD
    return drawing(
        f"Handles of {runtime.name}: from what they are made and how long they live", (width, height), parts
    )


def begun(runtime: Runtime, handle: Handle) -> list[str]:
    """The functions that begin a handle's life."""
    return [c.name for c in runtime.functions.values() if c.creates is handle]


def ended(runtime: Runtime, handle: Handle) -> list[str]:
    """The functions that end it; none: it goes with its parent."""
    return [c.name for c in runtime.functions.values() if c.destroys is handle]


def _depth(handle: Handle) -> int:
    return 0 if handle.parent is None else _depth(handle.parent) + 1


def _rows(runtime: Runtime) -> Iterator[tuple[str, int]]:
    """The row of each handle: a parent in that of its first child."""
    row = 0

    def below(parent: Handle | None) -> Iterator[tuple[str, int]]:
        nonlocal row
        for handle in runtime.handles.values():
            if handle.parent is parent:
                yield handle.name, row
                children = list(below(handle))
                yield from children
                row += not children

    yield from below(None)


def _labels(runtime: Runtime, handle: Handle) -> tuple[str, str]:
    ends = ended(runtime, handle)
    return ", ".join(begun(runtime, handle)), f"until {', '.join(ends)}" if ends else "goes with it"


def _width(runtime: Runtime, handle: Handle) -> float:
    return max(90.0, len(handle.name) * CHARACTER + 24, len(_labels(runtime, handle)[1]) * SMALL)


def _columns(runtime: Runtime, depths: dict[str, int]) -> list[float]:
    """The left edge of each column: the arrows before it have room for their labels."""
    places: list[float] = []
    edge = _PAD
    for depth in range(max(depths.values(), default=0) + 1):
        here = [h for h in runtime.handles.values() if depths[h.name] == depth]
        room = max(len(_labels(runtime, h)[0]) for h in here) * SMALL + 30
        places.append(edge + room)
        edge = places[-1] + max(_width(runtime, h) for h in here)
    return places


def _handle(runtime: Runtime, handle: Handle, boxes: dict[str, Box]) -> str:
    box, (begins, ends) = boxes[handle.name], _labels(runtime, handle)
    x, y = box.middle
    parent = boxes[handle.parent.name] if handle.parent is not None else None
    start = (parent.right, parent.middle[1]) if parent is not None else (_PAD, y)
    turn = (
        [start, (start[0] + 12, start[1]), (start[0] + 12, y)]
        if parent is not None and start[1] != y
        else [start]
    )
    parts = [
        arrow([*turn, (box.left, y)]),
        words((start[0] + box.left) / 2 + 4, y - 6, begins, "over bit"),
        box.rectangle(),
        words(x, y + 4, handle.name),
        words(x, box.bottom + 13, ends, "over bit"),
    ]
    about = f"{handle.name}: from {begins or 'nothing'}, {ends}"
    return group("fixed" if handle.parent is None else "operand", about, parts)

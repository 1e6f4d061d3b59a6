"""Address spaces drawn as columns: what lies where, each part as high as the logarithm of its size, and the gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import amount
from specgen.generators.docs.parts.shapes import CHARACTER, SMALL, Box, drawing, group, words

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory

_HEAD, _TOP, _BREAK, _MARGIN, _GUTTER = 20.0, 26.0, 22.0, 4.0, 26.0
_MOST = 780.0  # as wide as columns stand beside each other
_SHOWN = 2  # instances of a window at its beginning, before the last


@dataclass(frozen=True, slots=True)
class Part:
    """Addresses from ``first`` on: of a memory or device by its ``kind`` and ``name``; without a name a gap.

    ``left_out``: instances of a window that are not drawn stand here.
    """

    first: int
    size: int
    kind: str = ""
    name: str = ""
    label: str = ""
    left_out: bool = False

    @property
    def height(self) -> float:
        """The height: 30 up to a KiB, 3 more for each doubling above."""
        if not self.name:
            return _BREAK
        return 30.0 + min(3.0 * max(log2(self.size) - 10, 0), 90.0)


def spaces(architecture: Architecture) -> dict[str, list[Part]]:
    """Return the parts of every address space, gaps included, from the lowest address up."""
    found: dict[str, list[Part]] = {}
    for memory in architecture.memories.values():
        found.setdefault(memory.space or memory.name, []).extend(_of_memory(architecture, memory))
    for device in architecture.devices.values():
        found[device.memory.space or device.memory.name].append(
            Part(device.base, device.size, "devices", device.name, device.name)
        )
    return {name: list(_with_gaps(sorted(parts, key=_first))) for name, parts in found.items()}


def _first(part: Part) -> int:
    return part.first


def _of_memory(architecture: Architecture, memory: Memory) -> Iterator[Part]:
    shown = memory.window
    if shown is None:
        yield Part(memory.base, memory.size, "memories", memory.name, memory.name)
        return
    copies = architecture.instances.count if architecture.instances is not None else 1
    for number in range(copies):
        first = memory.base + number * memory.stride
        if number < _SHOWN or number == copies - 1:
            yield Part(first, shown.size, "memories", memory.name, f"{memory.name}: {shown.name} of {number}")
        elif number == _SHOWN:
            size = (copies - 1 - number) * memory.stride - (memory.stride - shown.size)
            others = f"{number} to {copies - 2}" if copies - 2 > number else str(number)
            yield Part(first, size, label=f"the same of {others}", left_out=True)


def _with_gaps(parts: Sequence[Part]) -> Iterator[Part]:
    end = 0
    for part in parts:
        if part.first > end:
            yield Part(end, part.first - end, label="nothing")
        yield part
        end = max(end, part.first + part.size)


def address_maps(architecture: Architecture, links: Links, only: str | None = None) -> str:
    """Return the drawing of all address spaces of a variant, or of one."""
    parts: list[str] = []
    left = width = _MARGIN
    top = row = _MARGIN
    for name, found in spaces(architecture).items():
        if only not in (None, name):
            continue
        column = _Column(name, found, links)
        if left + column.width > _MOST and left > _MARGIN:
            left, top = _MARGIN, row + 14
        parts.append(column.draw(left, top))
        left += column.width + _GUTTER
        width, row = max(width, left - _GUTTER), max(row, top + column.height)
    title = f"Address {'space' if only else 'spaces'} of {only or architecture.name} ({architecture.variant})"
    return drawing(title, (width + _MARGIN, row + _MARGIN), parts)


class _Column:
    """One address space: addresses at the left, the lowest on top."""

    def __init__(self, name: str, parts: Sequence[Part], links: Links) -> None:
        self._name, self._parts, self._links = name, parts, links
        last = parts[-1].first + parts[-1].size
        self._digits = len(f"{last:#x}")
        self._labels = max(len(part.label) for part in parts)
        self._inner = max(110.0, self._labels * CHARACTER + 20)
        self.width = self._digits * SMALL + 8 + self._inner
        self.height = _TOP + sum(part.height for part in parts) + _HEAD

    def draw(self, left: float, top: float) -> str:
        """Draw it with its left upper corner there."""
        bar = left + self._digits * SMALL + 8
        drawn = [words(bar + self._inner / 2, top + 14, self._name)]
        y = top + _TOP
        for part in self._parts:
            drawn.append(self._part(part, Box(bar, y, self._inner, part.height), left))
            y += part.height
        last = self._parts[-1].first + self._parts[-1].size
        drawn.append(words(left, y + 4, f"{last:#x}", "lane"))
        return "".join(drawn)

    def _part(self, part: Part, box: Box, left: float) -> str:
        x, y = box.middle
        about = f"{part.label}: {part.first:#x} to {part.first + part.size - 1:#x}, {amount(part.size)}"
        drawn = [box.rectangle(), words(left, box.top + 4, f"{part.first:#x}", "lane")]
        if not part.name:
            drawn.append(words(x, y + 4, part.label if part.left_out else amount(part.size), "bit"))
            return group("reserved", about, drawn)
        drawn += [words(x, y - 1, part.label), words(x, y + 11, amount(part.size), "bit")]
        place = self._links.book.places.get((part.kind, part.name))
        kind = "operand" if part.kind == "memories" else "fixed"
        return group(kind, about, drawn, self._links.to(place) if place is not None else "")

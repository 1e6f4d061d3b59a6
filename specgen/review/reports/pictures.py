"""Before and after as pictures: which bits (or bytes) a name has on either side. Plain data; others draw it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.interfaces import HostRegister, Structure
from specgen.model.isa import Format, Instruction

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.model.layouts import Bound
    from specgen.review.subject import Review


@frozen()
class Cell:
    """Bits (or bytes) ``high`` to ``low``. ``value`` is what is fixed there; ``changed``: the other side has none like it."""

    name: str
    high: int
    low: int
    value: str = ""
    changed: bool = False


@frozen()
class Picture:
    """A word, a register or a structure: ``size`` bits or bytes, its cells from the lowest on."""

    name: str
    size: int
    cells: tuple[Cell, ...]


@frozen()
class Drawing:
    """Both sides; None where there is nothing. ``unit`` is ``bit`` or ``byte``."""

    unit: str
    before: Picture | None
    after: Picture | None


LARGEST = 256
"""Cells of a picture that is shown: who changes one of a thousand members wants to see the member."""


def drawing_of(subject: str, review: Review, known: dict[str, Drawing | None]) -> Drawing | None:
    """Return a picture of what a finding is about; None where there is nothing to draw, or both sides look alike."""
    key = ".".join(_thing(tuple(subject.split("."))))
    if key not in known:
        known[key] = _drawn(tuple(key.split(".")), review)
    return known[key]


def layouts_of(subject: str, review: Review) -> tuple[Bound, Bound] | None:
    """Return both sides of the layout that a finding is about, in the first variant that has both."""
    section, _, rest = subject.partition(".")
    name = rest.partition(".")[0]
    for now, was in review.pairs.items() if section == "layouts" else ():
        before = review.old.architectures[was].layouts.get(name)
        after = review.new.architectures[now].layouts.get(name)
        if before is not None and after is not None:
            return before.bind(), after.bind()
    return None


def _thing(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path of what is drawn: an item, but of a block of registers one register."""
    return path[:4] if path[0] == "registers" else path[:2]


def _drawn(path: tuple[str, ...], review: Review) -> Drawing | None:
    if path[0] not in _MAKERS or len(path) < 2:  # a whole section is no thing that could be drawn
        return None
    for now, was in review.pairs.items():
        before = _MAKERS[path[0]](review.old.architectures[was], _before(path, review.new.architectures[now]))
        after = _MAKERS[path[0]](review.new.architectures[now], path)
        if before == after or max(len(p.cells) for p in (before, after) if p) > LARGEST:
            continue
        unit = "byte" if path[0] == "structures" else "bit"
        return Drawing(unit, _marked(before, after), _marked(after, before))
    return None


def _before(path: tuple[str, ...], new: Architecture) -> tuple[str, ...]:
    """The old path of a thing: that of the name that it came from."""
    section, name, *rest = path
    one = getattr(new, section).get(name)
    path = section, getattr(one, "renamed_from", None) or name, *rest
    if section == "registers" and len(rest) == 2 and one is not None and rest[1] in one.by_name:
        return *path[:3], one.by_name[rest[1]].renamed_from or rest[1]
    return path


def _marked(one: Picture | None, other: Picture | None) -> Picture | None:
    """A picture with the cells marked that the other does not have."""
    if one is None or other is None:
        return one
    there = set(other.cells)
    cells = tuple(c if c in there else Cell(c.name, c.high, c.low, c.value, True) for c in one.cells)
    return Picture(one.name, one.size, cells)


def _instruction(architecture: Architecture, path: tuple[str, ...]) -> Picture | None:
    one = architecture.instructions.get(path[1])
    return None if one is None else _word(one.name, one.format, one)


def _format(architecture: Architecture, path: tuple[str, ...]) -> Picture | None:
    one = architecture.formats.get(path[1])
    return None if one is None else _word(one.name, one, None)


def _word(name: str, format: Format, instruction: Instruction | None) -> Picture:  # noqa: A002
    values: Mapping[str, int] = {} if instruction is None else instruction.encoding
    return Picture(name, format.width, tuple(sorted(_pieces(format, values), key=lambda cell: cell.low)))


def _pieces(format: Format, values: Mapping[str, int]) -> Iterator[Cell]:  # noqa: A002
    for field in format.fields:
        below = field.width
        for piece in field.pieces:
            below -= piece.width
            part = f"[{below + piece.width - 1}:{below}]" if len(field.pieces) > 1 else ""
            value = (
                f"{values[field.name] >> below & (1 << piece.width) - 1:#x}" if field.name in values else ""
            )
            yield Cell(field.name + part, piece.high, piece.low, value)


def _register(architecture: Architecture, path: tuple[str, ...]) -> Picture | None:
    block = architecture.registers.get(path[1])
    one: HostRegister | None = block.by_name.get(path[3]) if block is not None and len(path) > 3 else None
    if one is None:
        return None
    fields = sorted(one.fields, key=lambda field: field.low)
    cells = (Cell(f.name, f.high, f.low, f.access if f.access != "rw" else "") for f in fields)
    return Picture(one.name, one.width, tuple(cells))


def _structure(architecture: Architecture, path: tuple[str, ...]) -> Picture | None:
    one: Structure | None = architecture.structures.get(path[1])
    if one is None:
        return None
    members = sorted((m for m in one.members if m.size), key=lambda member: member.offset)
    cells = (Cell(m.name, m.offset + m.size - 1, m.offset) for m in members)
    return Picture(one.name, one.size, tuple(cells))


_MAKERS: dict[str, Callable[[Architecture, tuple[str, ...]], Picture | None]] = {
    "instructions": _instruction,
    "formats": _format,
    "registers": _register,
    "structures": _structure,
}

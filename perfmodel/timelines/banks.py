"""Bank conflicts of instructions: what the layouts of their tiles say of accesses that lanes make at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from specgen.model.expressions import ExpressionError
from specgen.model.layouts import Outside, conflicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.model.architecture import Architecture
    from specgen.model.layouts import Layout


class BankConflict(NamedTuple):
    """An ``access`` of the layout of a tile ``operand``, in which one bank serves so many words in turn."""

    operand: str
    layout: str
    access: str
    ways: int


def bank_conflicts(architecture: Architecture) -> dict[str, tuple[BankConflict, ...]]:
    """Return the conflicts of every instruction whose tiles have layouts with banks and accesses, those of one way left out.

    Each is that of the layout's check, at the sizes of its example: with ``ways`` words of one bank wanted at once, what
    streams through the tile takes ``ways`` times as long as the timing that leaves conflicts out.
    """
    known = {name: tuple(_of(layout)) for name, layout in architecture.layouts.items()}
    found = {}
    for name, instruction in architecture.instructions.items():
        own = tuple(
            BankConflict(operand.name, operand.layout.name, access, ways)
            for operand in instruction.tiles
            for access, ways in known.get(operand.layout.name, ())
        )
        if own:
            found[name] = own
    return found


def _of(layout: Layout) -> Iterator[tuple[str, int]]:
    """The accesses of a layout that meet in a bank, as far as they are sound."""
    if layout.order or layout.banks is None:
        return
    try:
        bound = layout.bind()
    except ValueError:
        return
    for access in layout.accesses.values():
        try:
            ways = conflicts(bound, access).ways
        except (Outside, ExpressionError):
            continue
        if ways > 1:
            yield access.name, ways

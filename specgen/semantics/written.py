"""Tiles that are written: whether each of their elements has a place of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.model.layouts import ADDRESS
from specgen.semantics.build import ints, known, truth
from specgen.semantics.context import Text, Typer, Wrong

if TYPE_CHECKING:
    from specgen.model.layouts import Bound
    from specgen.semantics import ir

HINT = "write through a layout with a place for each element"


def check_written(t: Typer, tile: ir.Tile) -> None:
    """Refuse a tile that is written though two of its elements share bits; that is reported.

    Where that depends on what is known when it runs, its check tells; where it is proven here, nothing is left to tell.
    """
    placement, layout = tile.placement, tile.operand.layout
    if placement is None:
        return
    reason = ""
    if layout.axes[ADDRESS].copies > 1:
        reason = "it replicates elements, of which one would be written"
    elif any(layout.digits[name].size.known != 1 for name in layout.broadcast):
        reason = f"{layout.broadcast[0]} is broadcast, so that elements share an address"
    elif known(placement.overlap) != 0 or (layout.xors and placement.grain % tile.bits):
        reason = _decide(tile, placement)
    if reason:
        t.text = Text(layout.name, tile.operand.origin, ("layout",))
        message = f"{tile.operand.name} is written through {layout.name}: {reason}"
        t.report(Wrong("sem-tile-write", None, message, HINT))


def _decide(tile: ir.Tile, placement: ir.Placement) -> str:
    """Why elements would share bits, empty where they do not or where that is left to the tile's check."""
    from specgen.model.layouts.all_sizes import holds_all
    from specgen.model.layouts.collisions import PROVED, SAMPLED, injectivity

    bound = _greatest(tile)
    if bound is not None:
        found, fixed = injectivity(bound), all(known(extent) is not None for extent in tile.shape)
        if fixed and found.collision is not None:
            one, other = (", ".join(map(str, index)) for index in found.collision)
            return f"elements [{one}] and [{other}] share bits"
        if fixed and found.how == SAMPLED:
            return "nothing proves that its elements have places of their own"
        if fixed or (found == type(found)(None, PROVED) and holds_all(tile.operand.layout, bound.shape)):
            proven = truth(False, tile.base.span)
            object.__setattr__(tile, "placement", replace(placement, overlap=proven))
            return ""
    if tile.operand.layout.xors and placement.grain % tile.bits:
        return "its xor exchanges bits within an element"
    return "its elements overlap" if known(placement.overlap) == 1 else ""


def _greatest(tile: ir.Tile) -> Bound | None:
    """The layout of the greatest tile that there may be; None where that depends on arguments."""
    layout = tile.operand.layout
    arguments = dict(zip(tile.operand.arguments, map(known, tile.arguments), strict=True))
    fixed = {name: value for name, value in arguments.items() if value is not None}
    if len(fixed) < len(arguments):
        return None
    multiples = layout.multiples.values()
    shape = [ints(n).high // m * m for n, m in zip(tile.shape, multiples, strict=True)]
    return layout.bind(shape, element=tile.element, arguments=fixed)

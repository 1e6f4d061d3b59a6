"""A lowering applied to an operator: the sizes of its tiles, how many there are, and what they take together.

In the expressions of a lowering, ``m`` is the size of a tile (what ``tile`` gives, at most the operator's), ``operator.m``
that of the operator; `FACTS` are known of it. The members of an operand's enum have their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.expressions import ExpressionError, Names, Value, parse_expression
from specgen.model.expressions.values import Measure

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction
    from specgen.model.performance.uses import Lowering, LoweringStep

SIZES: dict[str, tuple[str, ...]] = {
    "gemm": ("groups", "m", "n", "k"),
    "attention": ("batch", "heads", "kv_heads", "queries", "keys", "head_dim", "value_dim", "causal"),
    "convolution": (
        "batch", "channels_in", "channels_out", "groups", "height", "width", "kernel_height", "kernel_width",
    ),
    "elementwise": ("elements",),
    "normalisation": ("rows", "columns"),
    "softmax": ("rows", "columns"),
    "reduction": ("elements",),
    "gather": ("rows", "columns"),
    "scatter": ("rows", "columns"),
    "pooling": ("elements",),
    "move": ("elements",),
    "convert": ("elements",),
    "collective": ("bytes", "ranks"),
}  # fmt: skip
"""The sizes of an operator, by its kind."""

FACTS = ("size", "results", "each", "density", "operands")
"""Bytes of an element of the first operand, elements of the results, operations for one of these, the fraction of the
products that is left, how many operands there are."""


@frozen()
class Share:
    """What all tiles take together of one step: ``bytes`` over a path, or an instruction ``times`` times."""

    path: str | None
    bytes: Fraction
    instruction: str | None
    operands: dict[str, int]
    times: Fraction


@frozen()
class Tiling:
    """An operator cut into ``tiles`` of these ``sizes``; the last tile of a row may be smaller and counts as whole."""

    sizes: dict[str, int]
    tiles: int
    shares: tuple[Share, ...]


def names_of(
    architecture: Architecture, sizes: Mapping[str, int], facts: Mapping[str, int | Fraction]
) -> Names:
    """Return what the expressions of a lowering may name before its tile is known."""
    parameters = {name: one.value for name, one in architecture.parameters.items()}
    own = {f"operator.{name}": size for name, size in sizes.items()}
    return {**parameters, **own, **facts}


def tile_size(text: str, whole: int, names: Names) -> int:
    """Return the size of a tile along one of the operator's, ``whole``. Raises ExpressionError."""
    size = parse_expression(text).whole(names)
    if size < 1:
        raise ExpressionError("expr-domain", f"a tile has at least one element, not {size}")
    return min(size, whole)


def share_of(step: LoweringStep, tiles: int, names: Names, instructions: Mapping[str, Instruction]) -> Share:
    """Return what a step takes of all tiles together. Raises ExpressionError; its instruction is known."""
    every = amount(step.each, names)
    if every <= 0:
        raise ExpressionError("expr-domain", f"a step is done every so many tiles, not every {every}")
    turns = tiles / every
    if step.instruction is None:
        return Share(step.path, amount(step.bytes, names) * turns, None, {}, turns)
    chosen = instructions[step.instruction]
    operands = {name: operand(chosen, name, text, names) for name, text in step.operands.items()}
    return Share(None, Fraction(0), chosen.name, operands, amount(step.count, names) * turns)


def operand(instruction: Instruction, name: str, text: str, names: Names) -> int:
    """Return the value of an instruction's operand: a name of its enum, or an expression. Raises ExpressionError."""
    field = instruction.format.by_name[name]
    members = field.enum.members if field.enum is not None else ()
    return parse_expression(text).whole({**names, **{one.name: one.value for one in members}})


def tiling(
    lowering: Lowering,
    sizes: Mapping[str, int],
    facts: Mapping[str, int | Fraction],
    architecture: Architecture,
) -> Tiling:
    """Apply a lowering without mistakes to an operator of these sizes, `FACTS` being known of it.

    Raises ExpressionError where an expression has no value for these sizes, such as a division by zero.
    """
    names = names_of(architecture, sizes, facts)
    tile = {name: tile_size(text, sizes[name], names) for name, text in lowering.tile.items()}
    tiles = prod(-(-sizes[name] // size) for name, size in tile.items())
    inner = {**names, **tile}
    shares = tuple(share_of(step, tiles, inner, architecture.instructions) for step in lowering.steps)
    return Tiling(tile, tiles, shares)


def amount(text: str, names: Names) -> Fraction:
    """Return what a step takes of something, at least 0. Raises ExpressionError."""
    found: Value = parse_expression(text).evaluate(names)
    if isinstance(found, bool | Measure):
        raise ExpressionError("expr-type", "a number without a unit is needed here")
    if found < 0:
        raise ExpressionError(
            "expr-domain", f"a step takes nothing less than 0 of anything, not {found}", 0, len(text)
        )
    return Fraction(found)

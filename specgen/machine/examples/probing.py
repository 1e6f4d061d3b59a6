"""Where the first elements of an instruction's tiles lie: a function made of its IR tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.machine.races.linear import constant
from specgen.machine.races.recording import Calls, emitted
from specgen.machine.races.slicing import RECORD
from specgen.machine.races.tiles import element_bit
from specgen.semantics import ir
from specgen.semantics.types import interval

if TYPE_CHECKING:
    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.library import Library

CORNER = (4, 6)
"""How many elements of the last two dimensions are looked at."""


@frozen(eq=False)
class Corner:
    """A tile as it is in an execution: its ``base`` and ``shape``, and the first bit of elements by the last two indices."""

    tile: ir.Tile
    base: int
    shape: tuple[int, ...]
    bits: dict[tuple[int, int], int]


class Probe:
    """The function of one body."""

    def __init__(self, library: Library, program: ir.Program, body: ir.Body) -> None:
        self._tiles = body.tiles
        statements = [s for n, tile in enumerate(body.tiles) for s in _tile(n, tile)]
        own = ir.Body(body.when, (), (), tuple(statements), False, True)
        self._functions: dict[str, Callable[..., Any]] = emitted(library, program, own) if statements else {}

    def look(self, core: Core, step: Step) -> tuple[Corner, ...]:
        """The corners of the tiles that the instruction would find on this core as it is."""
        if not self._functions:
            return ()
        calls, at = Calls(core), step.operation
        issue = self._functions.get("issue")
        captured = issue(core, at.values) if issue is not None else ()
        with suppress(FaultRaised):
            self._functions["run"](calls, at.pc, at.next_pc, at.word, at.values, captured)
        return self._told(calls.made)

    def _told(self, calls: list[tuple[int, ...]]) -> tuple[Corner, ...]:
        heads: dict[int, tuple[int, ...]] = {}
        bits: dict[int, dict[tuple[int, int], int]] = {}
        for number, *told in calls:
            if number not in heads:
                heads[number] = tuple(told)
            else:
                row, column, bit = told
                bits.setdefault(number, {})[row, column] = bit
        return tuple(Corner(self._tiles[n], head[0], head[1:], bits.get(n, {})) for n, head in heads.items())


def _tile(number: int, tile: ir.Tile) -> Iterator[ir.Stmt]:
    """The calls that tell of one tile: base and shape first, then an element each."""
    span = tile.base.span
    which = constant(number, span)
    yield ir.Host(RECORD, (which, tile.base, *tile.shape), span=span)
    locals_ = [ir.Local(f"probe{n}", interval(0, most)) for n, most in enumerate(CORNER)][-len(tile.shape) :]
    names = [ir.LocalRead(local, type=local.type, span=span) for local in locals_]
    zeros = [constant(0, span)] * (len(tile.shape) - len(names))
    index = [ir.Index(value, most) for value, most in zip((*zeros, *names), tile.max_shape, strict=True)]
    row = names[0] if len(names) == len(CORNER) else constant(0, span)
    block: ir.Stmt = ir.Host(RECORD, (which, row, names[-1], element_bit(tile, index)), span=span)
    turns = zip(locals_, CORNER[-len(names) :], tile.shape[-len(names) :], strict=True)
    for local, most, extent in list(turns)[::-1]:
        block = ir.Loop(local, constant(0, span), _at_most(extent, most), (block,), span=span)
    yield block


def _at_most(extent: ir.Expr, most: int) -> ir.Expr:
    assert isinstance(extent.type, ir.IntValue)
    if extent.type.high <= most:
        return extent
    kind = interval(max(min(extent.type.low, most), 0), most)
    return ir.MinMax("min", extent, constant(most, extent.span), type=kind, span=extent.span)

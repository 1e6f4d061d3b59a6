"""Where each state lives: Python lists for scalars and register files, NumPy arrays for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.model.types import NumberType

WORD = 64  # bits of the widest integer that an array holds


@dataclass(frozen=True, slots=True)
class Storage:
    """The home of one state.

    ``kind``: ``list`` (Python ints in row-major order, a scalar being a list of one) or ``array`` (NumPy, of the state's
    shape). ``dtype`` is an array's element type by its NumPy name. ``base`` is the state whose bits a view shares, or
    the state itself.
    """

    kind: str
    dtype: str | None
    state: State
    base: State


def plan(architecture: Architecture, programs: Iterable[ir.Program]) -> dict[str, Storage]:
    """Decides for every state of ``architecture``, given all the programs that will run on it."""
    viewed = {id(_base(s)) for s in architecture.state.values() if s.view_of is not None}
    gridded = {id(s) for program in programs for s in _indexed_by_grids(program)}
    homes = {}
    for name, state in architecture.state.items():
        listed = isinstance(state.type, IntegerType) and (
            state.type.width > WORD
            or (len(state.shape) <= 1 and state.view_of is None and not {id(state)} & (viewed | gridded))
        )
        homes[name] = Storage(
            "list" if listed else "array", None if listed else dtype(state.type), state, _base(state)
        )
    return homes


def dtype(type_: NumberType) -> str:
    """The NumPy type that holds a value: cut integers, f32 and f64 as themselves, the codes of every other float."""
    if isinstance(type_, IntegerType):
        return f"{'' if type_.signed else 'u'}int{_holder(type_.width)}"
    if type_.name in ("f32", "f64"):
        return f"float{type_.width}"
    return f"uint{_holder(type_.width)}"


def _holder(width: int) -> int:
    return max(8, 1 << (width - 1).bit_length())


def _base(state: State) -> State:
    while state.view_of is not None:
        state = state.view_of
    return state


def _indexed_by_grids(program: ir.Program) -> Iterator[State]:
    """States of which some index is computed from a local inside a grid."""
    for body in program.bodies:
        for statement in statements(body.statements):
            if isinstance(statement, ir.Grid):
                yield from _indexed_by_locals(statement)


def _indexed_by_locals(grid: ir.Grid) -> Iterator[State]:
    for place in (*statements(grid.body), *expressions(grid.body)):
        if isinstance(place, ir.StateRead | ir.SetState) and any(
            isinstance(e, ir.LocalRead) for index in place.index for e in every(index.value)
        ):
            yield place.state

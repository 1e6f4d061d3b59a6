"""Elements of states: where one is, which one is at a place, and many at once from raw bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.execution import State


class Refused(ValueError):
    """A situation that a side does not have: no such instruction, operand or place."""


def position(state: State, index: tuple[int, ...]) -> int:
    """The place of an element in row-major order. Raises Refused where there is none."""
    if len(index) != len(state.shape):
        raise Refused(f"{state.name} has {len(state.shape)} dimensions")
    at = 0
    for one, size in zip(index, state.shape, strict=True):
        if not 0 <= one < size:
            raise Refused(f"{state.name} has no element {', '.join(map(str, index))}")
        at = at * size + one
    return at


def index_of(place: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The indices of a place in row-major order."""
    found: list[int] = []
    for size in reversed(shape):
        place, one = divmod(place, size)
        found.append(one)
    return tuple(reversed(found))


def fill(values: Any, state: State, given: Any) -> None:
    """Set the part of a state's array that an array of raw bits covers."""
    if len(given.shape) != len(state.shape) or not hasattr(values, "dtype"):
        return
    part = tuple(slice(0, min(a, b)) for a, b in zip(given.shape, state.shape, strict=True))
    width, cell = state.type.width, 8 * values.dtype.itemsize
    raw = given[part].astype(f"u{values.dtype.itemsize}") & ((1 << width) - 1)
    if isinstance(state.type, IntegerType) and state.type.signed and width < cell:
        raw = (raw.astype(f"i{values.dtype.itemsize}") << (cell - width)) >> (cell - width)
    values[part].view(raw.dtype)[...] = raw


def copy_of(values: Any) -> Any:
    """Return a copy of a state's values: of an array or of a list."""
    return values.copy() if hasattr(values, "dtype") else list(values)

"""What is told of one execution, as texts that are ready to be shown; and the same as JSON."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from specgen.data import frozen


@frozen()
class Change:
    """One element or counter: ``role`` is the operand that names it, ``kind`` and ``of`` what it belongs to.

    ``after`` is empty where it was not written.
    """

    place: str
    kind: str
    of: str
    role: str
    before: str
    after: str


@frozen()
class Grid:
    """A corner of a tile, or neighbouring elements of state: ``rows`` labels, ``columns`` labels, texts by row.

    ``size`` is the shape of the whole, ``at`` where it begins; ``after`` is empty where nothing changed.
    """

    name: str
    kind: str
    of: str
    type: str
    size: tuple[int, ...]
    at: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]


@frozen()
class Ended:
    """How it ended: ``outcome`` as a vector has it, the fault with what it carries, where the processor goes on.

    ``next_pc`` is empty where that is behind the instruction.
    """

    outcome: str
    fault: str
    value: str
    operand: str
    next_pc: str
    told: tuple[str, ...]


@frozen()
class Example:
    """One execution of an instruction of ``variant``: ``name`` is unique among its examples (``done``, or the fault).

    ``operands`` are values by name; ``left_out`` counts elements that were too many to be told.
    """

    name: str
    variant: str
    text: str
    word: int
    operands: tuple[tuple[str, int], ...]
    changes: tuple[Change, ...]
    grids: tuple[Grid, ...]
    ended: Ended
    left_out: int


def to_data(example: Example) -> list[Any]:
    """An example as lists and texts, for JSON."""
    return _plain(example)  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return [_plain(getattr(value, f.name)) for f in fields(value)]
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def from_data(data: list[Any]) -> Example:
    """What `to_data` made, read again. Raises TypeError or ValueError for anything else."""
    name, variant, text, word, operands, changes, grids, ended, left_out = data
    return Example(
        name,
        variant,
        text,
        word,
        _tuples(operands),
        tuple(Change(*one) for one in changes),
        tuple(Grid(*map(_tuples, one)) for one in grids),
        Ended(*map(_tuples, ended)),
        left_out,
    )


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value

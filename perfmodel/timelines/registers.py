"""Which registers an instruction has to wait for, and when they are there.

A register is an entry of the first dimension of a state. Which one an instruction uses is known where the index is made
of operands and constants, else it may be any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from specgen.semantics import ir
from specgen.semantics.counts import known_value
from specgen.semantics.effects import StateAccess, effects_of
from specgen.semantics.facts import root
from specgen.semantics.walk import every

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from specgen.model.execution import State

_MOST_APART = 8  # registers of one state, by one instruction, that are told apart
_BY_NUMBER = (ir.Const, ir.FieldValue, ir.Arith, ir.Negate, ir.Cut, ir.Slice, ir.Cat)


class Registers(NamedTuple):
    """Registers of a state, ``first`` to ``last``; where ``last`` is -1, any of them."""

    state: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Use:
    """Registers that an instruction uses; ``at_issue``: they are read when an engine's instruction is issued."""

    registers: Registers
    at_issue: bool
    writes: bool


def registers_of(body: ir.Body, fields: Mapping[str, int], files: Iterable[State]) -> list[Use]:
    """The registers of states in ``files`` that a body uses with these operands."""
    effects, known = effects_of(body), frozenset(files)
    accesses = [*((a, True) for a in effects.writes), *((a, False) for a in effects.reads)]
    asked = [(a, w) for a, w in accesses if root(a.state) in known and not _is_constant(a)]
    vague = _indistinct(asked)
    uses = []
    for access, writes in asked:
        state = root(access.state)
        registers = _any(state) if state in vague else _registers(access, state, fields)
        if registers is not None:
            uses.append(Use(registers, access.at_issue, writes))
    return list(dict.fromkeys(uses))


def _is_constant(access: StateAccess) -> bool:
    """Whether an access is of an entry that always holds the same, by a number that is written out."""
    index = access.index
    return (
        len(index) == 1 and isinstance(index[0], ir.Const) and index[0].value in root(access.state).constant
    )


def _indistinct(asked: list[tuple[StateAccess, bool]]) -> set[State]:
    """The states of which an instruction uses so many registers that they are not told apart."""
    apart: dict[State, set[object]] = {}
    for access, _ in asked:
        apart.setdefault(root(access.state), set()).add(_shape(access))
    return {state for state, shapes in apart.items() if len(shapes) > _MOST_APART}


def _shape(access: StateAccess) -> tuple[object, ...]:
    """What tells the register of one access from that of another, whatever the operands are."""
    if not access.index or not _by_number(access.index[0]):
        return access.at_issue, bool(access.index)
    return access.at_issue, entries(access.state), _structure(access.index[0])


def _structure(expr: ir.Expr) -> object:
    match expr:
        case ir.Const():
            return expr.value
        case ir.FieldValue():
            return expr.field.name
        case ir.Arith():
            return expr.op, _structure(expr.left), _structure(expr.right)
        case ir.Negate():
            return expr.op, _structure(expr.value)
        case ir.Cut():
            return expr.to.name, _structure(expr.value)
        case ir.Slice():
            return expr.high, expr.low, _structure(expr.value)
        case ir.Cat():
            return tuple((_structure(part), width) for part, width in expr.parts)
        case _:
            raise TypeError(type(expr).__name__)


def _by_number(index: ir.Expr) -> bool:
    return all(isinstance(part, _BY_NUMBER) for part in every(index))


def entries(state: State) -> int:
    """How many registers a state has."""
    return state.shape[0] if state.shape else 1


def _any(state: State) -> Registers:
    return Registers(state.name, 0, -1)


def _registers(access: StateAccess, state: State, fields: Mapping[str, int]) -> Registers | None:
    """The registers of an access; None where they are not there, or always hold the same."""
    if not access.index:
        return Registers(state.name, 0, 0)
    index = known_value(access.index[0], fields) if _by_number(access.index[0]) else None
    if index is None:
        return _any(state)
    own, viewed = entries(state), entries(access.state)
    if viewed > own:  # a view of narrower elements
        first = last = index // (viewed // own)
    else:
        first = index * (own // viewed)
        last = first + own // viewed - 1
    if not 0 <= first < own or (first == last and first in state.constant):
        return None
    return Registers(state.name, first, min(last, own - 1))


class Scoreboard:
    """When the registers of an instance are there, as far as that is known: instructions that have begun wrote them."""

    def __init__(self) -> None:
        self._each: dict[tuple[str, int], int] = {}
        self._whole: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def ready(self, uses: Iterable[Registers]) -> int:
        """The tick from which on all of them are there."""
        latest = 0
        for state, first, last in uses:
            if last < 0:
                latest = max(latest, self._last.get(state, 0))
                continue
            latest = max(latest, self._whole.get(state, 0))
            for register in range(first, last + 1):
                latest = max(latest, self._each.get((state, register), 0))
        return latest

    def wrote(self, uses: Iterable[Registers], tick: int) -> None:
        """They are written by what is finished at a tick."""
        for state, first, last in uses:
            self._last[state] = max(self._last.get(state, 0), tick)
            if last < 0:
                self._whole[state] = max(self._whole.get(state, 0), tick)
            for register in range(first, last + 1):
                self._each[state, register] = tick

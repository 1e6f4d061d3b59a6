"""What an instruction's operands and effects are to a compiler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.semantics import ir

if TYPE_CHECKING:
    from collections.abc import Iterable

    from specgen.model.execution import State
    from specgen.model.isa import Instruction
    from specgen.model.memory import Memory
    from specgen.semantics import Semantics, StateAccess


@dataclass(frozen=True, slots=True)
class Roles:
    """The effects of all specialisations of an instruction together.

    ``reads`` and ``writes`` name the operands that choose an element of state; ``replaces`` those of ``writes`` whose
    element is written as a whole whatever happens. ``states_read`` and ``states_written`` are state by its root,
    ``jumps`` tells whether the program counter is written: ``always``, ``maybe`` or empty. ``outside``: it waits,
    signals, calls the host, or may raise a fault.
    """

    reads: frozenset[str]
    writes: frozenset[str]
    replaces: frozenset[str]
    states_read: tuple[State, ...]
    states_written: tuple[State, ...]
    loads: tuple[Memory, ...]
    stores: tuple[Memory, ...]
    jumps: str
    outside: bool


def roles_of(instruction: Instruction, semantics: Semantics) -> Roles:
    """Return what an instruction does."""
    effects = semantics.effects(instruction)
    bodies = semantics.programs[instruction.name].bodies
    writes = _operands(a for e in effects for a in e.writes)
    replaced = [_replaced(body) for body in bodies]
    jumps = [_jumps(body) for body in bodies]
    return Roles(
        _operands(a for e in effects for a in e.reads),
        writes,
        frozenset(name for name in writes if all(name in found for found in replaced)),
        _states(a for e in effects for a in e.reads),
        _states(a for e in effects for a in e.writes),
        _memories(m for e in effects for m in e.memories_read),
        _memories(m for e in effects for m in e.memories_written),
        "" if not any(jumps) else "always" if all(j == "always" for j in jumps) else "maybe",
        any(e.waits or e.signals or e.host or e.faults or e.commits for e in effects),
    )


def _operands(accesses: Iterable[StateAccess]) -> frozenset[str]:
    first = (a.index[0] for a in accesses if a.index)
    return frozenset(index.field.name for index in first if isinstance(index, ir.FieldValue))


def _replaced(body: ir.Body) -> set[str]:
    """The operands of register files whose element is written by a statement that is always reached."""
    found = set()
    for statement in body.statements:
        if isinstance(statement, ir.SetState) and len(statement.index) == 1:
            index = statement.index[0].value
            if isinstance(index, ir.FieldValue) and statement.state.view_of is None:
                found.add(index.field.name)
    return found


def _jumps(body: ir.Body) -> str:
    if not body.writes_pc:
        return ""
    return "always" if any(isinstance(s, ir.SetPc) for s in body.statements) else "maybe"


def _states(accesses: Iterable[StateAccess]) -> tuple[State, ...]:
    found = {}
    for access in accesses:
        state = access.state
        while state.view_of is not None:
            state = state.view_of
        found[state.name] = state
    return tuple(found.values())


def _memories(memories: Iterable[Memory]) -> tuple[Memory, ...]:
    return tuple({m.name: m for m in memories}.values())

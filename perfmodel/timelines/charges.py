"""What an operation costs, and the registers that it has to wait for: from the semantics, once for each choice of operands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.timelines.phases import constant_terms
from specgen.perfmodel.timelines.registers import Registers, registers_of
from specgen.semantics import ir
from specgen.semantics.counts import known_value

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.perfmodel.timelines.trace import Operation
    from specgen.semantics import Semantics

_MOST = (1 << 32) - 1  # cycles that a cost counts for


class TimelineError(ValueError):
    """A program that has no timeline; the message says why."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Cycles of ``issue``, ``occupancy`` and ``latency``; what is awaited at issue and at the begin, and what is written.

    Of occupancy and latency ``fixed_...`` does not depend on operands. ``engine`` is where it runs, None for a processor's
    own; ``prelude`` what it waits for; ``ordered``: it waits or signals; ``commits``: a fault does not give back what it
    waited for.
    """

    issue: int
    occupancy: int
    latency: int
    at_issue: tuple[Registers, ...] = ()
    at_begin: tuple[Registers, ...] = ()
    writes: tuple[Registers, ...] = ()
    engine: str | None = None
    prelude: tuple[ir.Prelude, ...] = ()
    ordered: bool = False
    commits: bool = False
    fixed_occupancy: int = 0
    fixed_latency: int = 0


#: What is no instruction takes a cycle.
NOTHING = Charge(1, 1, 1)


class Charges:
    """The charges of a spec's operations. Raises TimelineError where an instruction has no timing."""

    def __init__(self, architecture: Architecture, semantics: Semantics) -> None:
        self._semantics = semantics
        self._files = _written_files(architecture, semantics)
        self._known: dict[tuple[str, int, tuple[int, ...]], Charge] = {}
        for one in architecture.instructions.values():
            if one.timing is None:
                message = f"{architecture.name} has no time: {one.name} has no timing: {{issue, occupancy, latency}}"
                raise TimelineError(message)

    def of(self, operation: Operation) -> Charge:
        """The charge of an operation."""
        if not operation.name:
            return NOTHING
        key = operation.name, operation.body, operation.operands
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._charge(operation)
        return found

    def _charge(self, operation: Operation) -> Charge:
        program = self._semantics.programs[operation.name]
        body, costs = program.bodies[operation.body], program.costs[operation.body]
        instruction = program.instruction
        assert costs is not None
        fields = {f.name: value for f, value in zip(instruction.operands, operation.operands, strict=True)}
        uses = registers_of(body, fields, self._files)
        return Charge(
            issue=_cycles(costs.issue, fields, operation),
            occupancy=_cycles(costs.occupancy, fields, operation),
            latency=_cycles(costs.latency, fields, operation),
            at_issue=tuple(use.registers for use in uses if use.at_issue),
            at_begin=tuple(use.registers for use in uses if not use.at_issue),
            writes=tuple(use.registers for use in uses if use.writes),
            engine=instruction.engine.name if instruction.engine is not None else None,
            prelude=body.prelude,
            ordered=_ordered(body),
            commits=any(isinstance(one, ir.Commit) for one in _statements(body)),
            fixed_occupancy=constant_terms(costs.occupancy),
            fixed_latency=constant_terms(costs.latency),
        )


def _cycles(cost: ir.Expr, fields: dict[str, int], operation: Operation) -> int:
    value = known_value(cost, fields)
    if value is None:
        raise TimelineError(f"the timing of {operation.name} is not known from its operands")
    return min(value, _MOST)


def _statements(body: ir.Body) -> list[ir.Stmt]:
    from specgen.semantics.walk import statements

    return list(statements(body.statements))


def _ordered(body: ir.Body) -> bool:
    """Whether an instruction of a processor waits or signals."""
    return bool(body.prelude) or any(isinstance(one, ir.Signal) for one in _statements(body))


def _written_files(architecture: Architecture, semantics: Semantics) -> frozenset[State]:
    """The states that some instruction writes: only they have registers that come late."""
    from specgen.semantics.effects import effects_of
    from specgen.semantics.facts import root

    bodies = (body for program in semantics.programs.values() for body in program.bodies)
    written = {root(access.state) for body in bodies for access in effects_of(body).writes}
    return frozenset(state for state in architecture.state.values() if state in written)

"""What the time of one instruction is made of: what it costs whatever its size is, what its data cost, and the way out.

A cost is a sum, as the spec writes it: ``8 + ceildiv(length, bandwidth)``. Its constant terms are the start-up of an
occupancy and the latency of a memory; the others grow with the operands: the data that stream through, and, behind the
last of them, what a pipeline still holds, such as the ``k + n`` cycles in which a systolic array fills and drains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.perfmodel.timelines.charges import Charge


class Phases(NamedTuple):
    """Cycles of a unit: ``start_up`` and ``streaming`` occupy it, ``latency`` and ``drain`` follow until it is finished."""

    start_up: int
    streaming: int
    latency: int
    drain: int


def phases_of(charge: Charge) -> Phases:
    """Divide what an instruction costs the unit that runs it."""
    start_up = min(charge.fixed_occupancy, charge.occupancy)
    behind = max(charge.latency - charge.occupancy, 0)
    latency = min(charge.fixed_latency, behind)
    return Phases(start_up, charge.occupancy - start_up, latency, behind - latency)


def constant_terms(cost: ir.Expr) -> int:
    """Return the sum of the constant terms of a cost; of a quotient that is rounded up, in whole units of it."""
    match cost:
        case ir.Const():
            return cost.value
        case ir.Arith(op="add"):
            return constant_terms(cost.left) + constant_terms(cost.right)
        case ir.Arith(op="sub", right=ir.Const()):
            return constant_terms(cost.left) - constant_terms(cost.right)
        case ir.Divide(op="floordiv", right=ir.Const()):
            bottom = constant_terms(cost.right)
            return max(constant_terms(cost.left) - (bottom - 1), 0) // bottom if bottom > 0 else 0
        case _:
            return 0

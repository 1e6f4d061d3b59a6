"""Which rule speaks for a difference in behaviour: what a run shows, and what the typed forms of both sides differ in."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model.numerics import decode
from specgen.model.types import FloatType
from specgen.semantics import ir
from specgen.semantics.walk import expressions

if TYPE_CHECKING:
    from specgen.review.behaviour.pair import Difference
    from specgen.review.behaviour.study import Behaviour, Study

RESULT = "SEM_RESULT_CHANGED"
_POLICIES = {
    "rounding": "SEM_ROUNDING_CHANGED",
    "overflow": "SEM_OVERFLOW_POLICY",
    "subnormals": "SEM_SUBNORMAL_POLICY",
    "nans": "SEM_NAN_POLICY",
}


def classified(study: Study, behaviour: Behaviour) -> str:
    """The id of the rule that speaks for a behaviour that differs."""
    assert behaviour.case is not None
    found = behaviour.case.difference
    if found.place == "ends":
        return _ended(found)
    if "#" in found.place:
        return "SEM_ORDERING_WEAKENED"
    for blind, rule in _POLICIES.items():
        if study.same(behaviour.instruction, blind):
            return rule
    return _summed(study, behaviour, found)


def _ended(found: Difference) -> str:
    old, new = found.old, found.new
    if "waits" in (old.how, new.how):
        return "SEM_ORDERING_WEAKENED"
    if new.how == "fault" and old.how != "fault":
        return "SEM_TRAP_ADDED"
    if old.how == "fault" and new.how != "fault":
        return "SEM_TRAP_REMOVED"
    return RESULT


def _summed(study: Study, behaviour: Behaviour, found: Difference) -> str:
    """Whether a float is a little different because it was summed in another type, another order, or rounded elsewhere."""
    old, new = (_Floats(one) for one in study.bodies(behaviour.instruction))
    if not old.operations or not new.operations:
        return RESULT
    close = _close(study, found)
    if old.formats != new.formats and (close or old.operations.keys() == new.operations.keys()):
        return "SEM_ACC_WIDTH_CHANGED"
    if not close or old.constants != new.constants:
        return RESULT
    return "SEM_ACC_ORDER_CHANGED" if old.single == new.single else "SEM_ROUNDING_CHANGED"


class _Floats:
    """The float operations of some bodies that round, their formats, and what is read beside operands."""

    def __init__(self, bodies: tuple[ir.Body, ...]) -> None:
        nodes = [one for body in bodies for one in expressions(body.statements)]
        rounded = [n for n in nodes if isinstance(n, ir.FloatOp) and n.op not in ("neg", "abs")]
        self.operations = Counter(one.op for one in rounded)
        self.formats = {one.type.format.name for one in rounded if isinstance(one.type, ir.FloatValue)}
        self.single = {op: n for op, n in self.operations.items() if op not in ("add", "sub", "fma")}
        self.constants = {
            n.value for n in nodes if isinstance(n, ir.Const) and isinstance(n.type, ir.FloatValue)
        } | {
            n.array.values
            for n in nodes
            if isinstance(n, ir.ArrayRead) and not isinstance(n.array, ir.LocalArray)
        }


def _close(study: Study, found: Difference) -> bool:
    """Whether two finite floats differ by less than half of their bits tell."""
    name = found.place.partition("[")[0]
    state = study.new.state.get(name)
    if state is None or not isinstance(state.type, FloatType):
        return False
    a, b = (decode(state.type, int(raw, 16)) for raw in (found.before, found.after))
    if not isinstance(a, Fraction) or not isinstance(b, Fraction):
        return False
    return abs(a - b) <= max(abs(a), abs(b)) / (1 << max(state.type.precision // 2, 1))

"""Whether a claim holds: both sides, and by how much."""

from __future__ import annotations

import operator
from collections.abc import Callable

from specgen.model.expressions import ExpressionError
from specgen.model.units import said
from specgen.perfmodel.claims.evaluation import as_amount, evaluate
from specgen.perfmodel.claims.language import Comparison, Name, Node, parse_claim
from specgen.perfmodel.claims.results import Outcome
from specgen.perfmodel.claims.values import (
    BYTES,
    BYTES_PER_SECOND,
    CYCLES,
    HERTZ,
    JOULES,
    OPERATIONS_PER_SECOND,
    PLAIN,
    SECONDS,
    WATTS,
    Amount,
    Scope,
    Value,
    Word,
    shown,
)
from specgen.source import did_you_mean

_EQUAL = 1e-9  # how far two floats that are meant to be one number may lie apart
_TESTS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_EXAMPLES = {
    SECONDS: "2 ms",
    BYTES: "4 MiB",
    JOULES: "0.5 J",
    BYTES_PER_SECOND: "2 TB/s",
    OPERATIONS_PER_SECOND: "400 TFLOPS",
    WATTS: "300 W",
    CYCLES: "100 cycles",
    HERTZ: "2 GHz",
}


def compute(text: str, scope: Scope) -> Outcome:
    """Compute a claim. Raises ExpressionError, with the place in ``text``, where it means nothing."""
    claim = parse_claim(text)
    left, right = _sides(claim, scope)
    if isinstance(left, Word) and isinstance(right, Word):
        if claim.operator not in ("==", "!="):
            message = "words are compared by == and !="
            raise ExpressionError("claim-units", message, claim.offset, claim.length)
        holds = (left.text == right.text) is (claim.operator == "==")
        return Outcome(text, holds, shown(left), shown(right), None)
    first, second = as_amount(claim.left, left), as_amount(claim.right, right)
    if first.exponents != second.exponents:
        raise _mismatch(claim, first, second)
    holds, margin = _judged(claim, first.value, second.value)
    return Outcome(text, holds, shown(first), _limit(claim, second), margin)


def _limit(claim: Comparison, second: Amount) -> str:
    within = f" within {claim.tolerance:.3g}" if claim.operator == "within" else ""
    return shown(second) + within


def _sides(claim: Comparison, scope: Scope) -> tuple[Value, Value]:
    """Both sides; a bare name that means nothing else is one of the words that the other side may be."""
    if _is_word(claim.right, scope):
        left = evaluate(claim.left, scope)
        return left, _word(claim.right, left, scope)
    right = evaluate(claim.right, scope)
    if _is_word(claim.left, scope):
        return _word(claim.left, right, scope), right
    return evaluate(claim.left, scope), right


def _is_word(node: Node, scope: Scope) -> bool:
    return isinstance(node, Name) and node.name not in scope


def _word(node: Node, other: Value, scope: Scope) -> Value:
    if not isinstance(other, Word) or not isinstance(node, Name):
        return evaluate(node, scope)
    if other.choices and node.name not in other.choices:
        hint = did_you_mean(node.name, other.choices) or f"it is one of {', '.join(other.choices)}"
        raise ExpressionError("claim-unknown", f"it is never {node.name!r}", node.offset, node.length, hint)
    return Word(node.name)


def _judged(claim: Comparison, left: float, right: float) -> tuple[bool, float | None]:
    near = abs(left - right) <= _EQUAL * max(abs(left), abs(right))
    apart = (left - right) / abs(right) if right else None
    match claim.operator:
        case "==":
            return near, None if apart is None else -abs(apart) if not near else 0.0
        case "!=":
            return not near, None if apart is None else abs(apart)
        case "within":
            return (
                abs(left - right) <= claim.tolerance * abs(right) * (1 + _EQUAL),
                None if apart is None else claim.tolerance - abs(apart),
            )
    holds = _TESTS[claim.operator](left, right) or (near and "=" in claim.operator)
    upwards = claim.operator.startswith(">")
    return holds, None if apart is None else apart if upwards else -apart


def _mismatch(claim: Comparison, left: Amount, right: Amount) -> ExpressionError:
    message = f"a comparison of {said(left.exponents)} and {said(right.exponents)}"
    bare = right if right.exponents == PLAIN else left
    other = left if bare is right else right
    example = _EXAMPLES.get(other.exponents) if bare.exponents == PLAIN else None
    hint = f"write a unit, such as {example}" if example else None
    return ExpressionError("claim-units", message, claim.offset, claim.length, hint)

"""Timings as numbers."""

from __future__ import annotations

from specgen.model.expressions import ExpressionError, parse_expression
from specgen.review.changes import Change, Kind
from specgen.review.subject import Review


def same_cycles(review: Review, change: Change) -> bool:
    """Whether two timings come to one number in every variant: neither asks for an operand, and parameters are as they are."""
    if (
        change.kind is not Kind.CHANGED
        or not isinstance(change.before, str)
        or not isinstance(change.after, str)
    ):
        return False
    try:
        before, after = parse_expression(change.before), parse_expression(change.after)
        return all(
            before.evaluate(review.old.architectures[was].constants)
            == after.evaluate(review.new.architectures[now].constants)
            for now, was in review.pairs.items()
        )
    except ExpressionError:
        return False

"""What instructions do: the rules of their results, faults, order and time."""

from specgen.review.rules.semantics import results

__all__ = ["results"]

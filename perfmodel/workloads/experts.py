"""How many experts a step touches, and how the tokens spread over them."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from specgen.perfmodel.counting import Count, maximum, minimum


def touched(tokens: Count, count: int, chosen: int, skew: float = 0.0) -> Any:
    """Return the expected number of experts that at least one of ``tokens`` is routed to.

    Each token takes ``chosen`` different ones, independently of the others: an expert that a token takes with
    probability p stays untouched with (1 - p)^tokens. With uniform routing p = chosen / count for all.
    """
    if not skew:
        return count * (1 - (1 - chosen / count) ** tokens)
    return sum(1 - (1 - p) ** tokens for p in shares(count, chosen, skew))


def busiest(tokens: Count, count: int, chosen: int, skew: float = 0.0) -> Any:
    """Return how many tokens the most wanted expert gets, and at least one: what expert parallelism waits for."""
    return maximum(minimum(tokens, 1), tokens * shares(count, chosen, skew)[0])


def shares(count: int, chosen: int, skew: float) -> tuple[float, ...]:
    """Return with which probability a token takes each expert, most wanted first; they add up to ``chosen``.

    Popularity falls as rank^-skew (a power law); where that would be above 1, the expert is taken by every token and
    the others share the rest.
    """
    weights = [(rank + 1) ** -skew for rank in range(count)]
    after = list(accumulate(reversed(weights)))[::-1]  # of each rank, its weight and those of all after it
    sure = 0
    while sure < chosen and (chosen - sure) * weights[sure] >= after[sure]:
        sure += 1
    rest = [(chosen - sure) * one / after[sure] if sure < chosen else 0.0 for one in weights[sure:]]
    return (1.0,) * sure + tuple(rest)

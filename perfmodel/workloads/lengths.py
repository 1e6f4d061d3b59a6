"""Distributions of lengths: of prompts, of answers, of what is cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.errors import WorkloadError


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths and the share of the sequences that each of them has; shares add up to 1."""

    values: tuple[Any, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, counts: Mapping[int, float]) -> Lengths:
        """Return the distribution of a histogram: how often there is each length.

        Raises:
            WorkloadError: it is empty, or a length or a count is not positive.
        """
        total = sum(counts.values())
        if not counts or min(counts) < 1 or not min(counts.values()) > 0:
            raise WorkloadError("a distribution of lengths is positive lengths with positive weights")
        return cls(tuple(counts), tuple(one / total for one in counts.values()))

    @classmethod
    def between(cls, low: int, high: int, parts: int = 16) -> Lengths:
        """Return lengths that are spread evenly from ``low`` to ``high``, as the middles of equal parts.

        Raises:
            WorkloadError: the range is empty, or not of positive lengths.
        """
        if not 1 <= low <= high or parts < 1:
            raise WorkloadError(f"lengths go from 1 up, not from {low} to {high} in {parts} parts")
        step = (high - low) / parts
        return cls(tuple(low + step * (n + 0.5) for n in range(parts)), (1 / parts,) * parts)

    def expected(self, of: Callable[[Any], Any]) -> Any:
        """Return the mean of a function of the length."""
        return sum(share * of(value) for value, share in zip(self.values, self.shares, strict=True))

    @property
    def mean(self) -> Any:
        """The mean length."""
        return self.expected(lambda value: value)

    @property
    def met(self) -> Any:
        """The mean length of the sequence that a token is in: long ones have more of the tokens."""
        return self.expected(lambda value: value * value) / self.mean

    def __add__(self, more: Any) -> Lengths:
        """Every length and ``more``, a length or further lengths independent of these."""
        if not isinstance(more, Lengths):
            return Lengths(tuple(value + more for value in self.values), self.shares)
        pairs = [(a + b, p * q) for a, p in self._pairs() for b, q in more._pairs()]
        return Lengths(tuple(value for value, _ in pairs), tuple(share for _, share in pairs))

    def _pairs(self) -> list[tuple[Any, float]]:
        return list(zip(self.values, self.shares, strict=True))


def mean(length: Count | Lengths) -> Any:
    """Return a length, or the mean of a distribution."""
    return length.mean if isinstance(length, Lengths) else length

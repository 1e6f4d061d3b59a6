"""Spans: sequences of a step that are alike, and how many pairs of query and key their attention looks at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from specgen.perfmodel.counting import Count, minimum
from specgen.perfmodel.workloads.lengths import Lengths


@dataclass(frozen=True, slots=True)
class Span:
    """``sequences`` of which each brings ``queries`` new tokens after ``past`` ones whose keys and values are cached.

    ``logits`` is of how many tokens of each sequence the next one is asked for; ``absorbed`` ones attend to latent keys
    as they are cached; ``name`` tells spans of a step apart.
    """

    sequences: Count
    queries: Count
    past: Count | Lengths
    logits: Count = 1
    absorbed: bool = False
    name: str = ""

    @property
    def tokens(self) -> Any:
        """New tokens of all sequences."""
        return self.sequences if _is(self.queries, 1) else self.sequences * self.queries

    def keys(self, window: int = 0) -> Any:
        """Keys that a sequence reads: all that any of its queries looks at.

        With a window of w, the last query looks at w keys and each before it at one more that lies before.
        """
        if isinstance(self.past, Lengths):
            return self.past.expected(lambda past: replace(self, past=past).keys(window))
        keys = self.past + self.queries
        return minimum(keys, window - 1 + self.queries) if window else keys

    def pairs(self, window: int = 0) -> Any:
        """Pairs of query and key of a sequence where query i (from 1) looks at the last ``window`` of past + i keys.

        The sum over i of past + i up to where that reaches the window, and of the window from there on.
        """
        if isinstance(self.past, Lengths):
            return self.past.expected(lambda past: replace(self, past=past).pairs(window))
        if not window:
            return _triangle(self.queries, self.past)
        if _is(self.queries, 1):
            return minimum(self.past + 1, window)
        rising = minimum(self.queries, -minimum(self.past - window, 0))
        return _triangle(rising, self.past) + (self.queries - rising) * window


def _triangle(count: Any, past: Any) -> Any:
    """The sum of past + i for i from 1 to ``count``."""
    return past + 1 if _is(count, 1) else count * (past + (count + 1) / 2)


def _is(value: Any, number: int) -> bool:
    return isinstance(value, int) and value == number

"""Spans: sequences of a step that are alike, and how many pairs of query and key their attention looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.counting import Count, minimum


@dataclass(frozen=True, slots=True)
class Span:
    """``sequences`` of which each brings ``queries`` new tokens after ``past`` ones whose keys and values are cached.

    ``logits`` is of how many tokens of each sequence the next one is asked for; ``name`` tells spans of a step apart.
    """

    sequences: Count
    queries: Count
    past: Count
    logits: Count = 1
    name: str = ""

    @property
    def tokens(self) -> Any:
        """New tokens of all sequences."""
        return self.sequences * self.queries

    def keys(self, window: Count = 0) -> Any:
        """Keys that a sequence reads: all that any of its queries looks at (with a window, that many and no more)."""
        keys = self.past + self.queries
        return minimum(keys, window + (self.queries - 1)) if _given(window) else keys

    def pairs(self, window: Count = 0) -> Any:
        """Pairs of query and key of a sequence where query i (from 1) looks at the last ``window`` of past + i keys.

        The sum over i of past + i up to where that reaches the window, and of the window from there on.
        """
        if not _given(window):
            return _triangle(self.queries, self.past)
        rising = minimum(self.queries, _positive(window - self.past))
        return _triangle(rising, self.past) + (self.queries - rising) * window


def _triangle(count: Any, past: Any) -> Any:
    """The sum of past + i for i from 1 to ``count``."""
    if isinstance(count, int) and count == 1:
        return past + 1
    return count * past + count * (count + 1) / 2


def _positive(value: Any) -> Any:
    return -minimum(-value, 0)


def _given(window: Any) -> bool:
    return not (isinstance(window, int) and window == 0)

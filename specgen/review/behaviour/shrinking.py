"""Makes a case small: zero what does not matter, then give what does the simplest values that still show it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.review.behaviour.elements import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from specgen.review.behaviour.pair import Difference, Pair
    from specgen.review.behaviour.situation import Situation

RUNS = 240
"""Runs that shrinking may take."""
SIMPLE = (1, 2, 3)
WIDEST = 64
"""Bits of a value that is tried bit by bit."""


class Shrinker:
    """Shrinks situations of one pair."""

    def __init__(self, pair: Pair, wanted: Callable[[Difference], bool]) -> None:
        self._pair, self._wanted, self._left = pair, wanted, RUNS

    def shrunk(self, situation: Situation) -> Situation:
        """A situation, no larger, on which the sides still differ in the way that is wanted."""
        kept = self._fewer(situation, "state")
        kept = self._fewer(kept, "memory")
        kept = self._fewer(
            self._operands(kept), "state"
        )  # an operand that is 0 now may have named what was kept
        kept = self._simpler(kept, "state")
        return self._simpler(kept, "memory") if len(kept.memory) <= 16 else kept

    def _holds(self, situation: Situation) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        try:
            found = self._pair.run(situation)
        except Refused:
            return False
        return found is not None and self._wanted(found)

    def _fewer(self, situation: Situation, part: str) -> Situation:
        """Leave out blocks of what is set, of half the size each round."""
        items: list[Any] = sorted(getattr(situation, part).items())
        size = len(items)
        while size >= 1 and items:
            at = 0
            while at < len(items):
                rest = items[:at] + items[at + size :]
                changed = _with(situation, part, dict(rest))
                if self._holds(changed):
                    items, situation = rest, changed
                else:
                    at += size
            size //= 2
        return situation

    def _operands(self, situation: Situation) -> Situation:
        for name, value in situation.operands.items():
            if value and self._holds(smaller := replace(situation, operands=situation.operands | {name: 0})):
                situation = smaller
        return situation

    def _simpler(self, situation: Situation, part: str) -> Situation:
        for key, value in sorted(getattr(situation, part).items()):
            for simple in self._tried(value):
                changed = _with(situation, part, getattr(situation, part) | {key: simple})
                if self._holds(changed):
                    situation = changed
                    break
            situation = self._fewer_bits(situation, part, key)
        return situation

    def _fewer_bits(self, situation: Situation, part: str, key: Any) -> Situation:
        """Clear the bits of a value that do not matter, the highest first."""
        value = getattr(situation, part)[key]
        for bit in reversed(range(value.bit_length() if value.bit_length() <= WIDEST else 0)):
            if value >> bit & 1 and value != 1 << bit:
                changed = _with(situation, part, getattr(situation, part) | {key: value ^ 1 << bit})
                if self._holds(changed):
                    situation, value = changed, value ^ 1 << bit
        return situation

    def _tried(self, value: int) -> Sequence[int]:
        """Values simpler than one: small ones, its highest bits alone."""
        top = value.bit_length()
        cut = [value >> n << n for n in (max(top - 1, 0), max(top - 12, 0), max(top - 24, 0))]
        return [one for one in dict.fromkeys((*SIMPLE, *cut)) if 0 < one < value]


def _with(situation: Situation, part: str, held: dict[Any, int]) -> Situation:
    return replace(situation, state=held) if part == "state" else replace(situation, memory=held)

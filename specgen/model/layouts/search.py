"""Digits whose weighted sum lies in an interval, by branch and bound over weights in descending order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from math import gcd

MOST_STEPS = 1 << 15


class Undecided(Exception):
    """A search took too many steps."""


class Search:
    """Looks for digits, each between ``lows`` and ``highs``, whose sum by ``weights`` is from ``least`` to ``most``.

    Every digit is bounded by what the smaller weights can still add or take away, and where the sum is one number, by
    the greatest common divisor of them.
    """

    def __init__(
        self, weights: Sequence[int], lows: Sequence[int], highs: Sequence[int], least: int, most: int
    ) -> None:
        common = gcd(*weights) or 1
        self.weights = [weight // common for weight in weights]
        self.lows, self.highs = lows, highs
        self.least, self.most = -(-least // common), most // common
        self.below = _after(low * w for low, w in zip(lows, self.weights, strict=True))
        self.above = _after(high * w for high, w in zip(highs, self.weights, strict=True))
        self.common = list(accumulate(reversed(self.weights), gcd, initial=0))[::-1]
        self.steps = 0

    def solutions(self) -> Iterator[list[int]]:
        """Yield all, each the same list. Raises Undecided after many steps."""
        return self._below(0, 0, [0] * len(self.weights), mirrored=False)

    def differences(self) -> Iterator[list[int]]:
        """Yield those that are not zero and whose first digit is positive: of two that differ in sign one."""
        for found in self._below(0, 0, [0] * len(self.weights), mirrored=True):
            if any(found):
                yield found

    def _below(self, level: int, total: int, chosen: list[int], *, mirrored: bool) -> Iterator[list[int]]:
        if level == len(chosen):
            if self.least <= total <= self.most:
                yield chosen
            return
        for digit in self._choices(level, total, mirrored=mirrored):
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise Undecided
            chosen[level] = digit
            at = total + digit * self.weights[level]
            yield from self._below(level + 1, at, chosen, mirrored=mirrored and not digit)

    def _choices(self, level: int, total: int, *, mirrored: bool) -> Iterable[int]:
        """What a digit may be, so that the smaller weights can bring the total into the interval."""
        weight, divisor = self.weights[level], self.common[level + 1]
        low = max(self.lows[level], -((total + self.above[level + 1] - self.least) // weight))
        high = min(self.highs[level], (self.most - total - self.below[level + 1]) // weight)
        if mirrored:
            low = max(low, 0)
        if self.least != self.most or not divisor:
            return range(low, high + 1)
        # what is missing after this digit has to be a multiple of what the smaller weights have in common
        missing, shared = self.most - total, gcd(weight, divisor)
        if missing % shared:
            return ()
        step = divisor // shared
        first = missing // shared * pow(weight // shared, -1, step) % step
        return range(low + (first - low) % step, high + 1, step)


def _after(parts: Iterable[int]) -> list[int]:
    """The sums of what comes after each part."""
    return list(accumulate(reversed(list(parts)), initial=0))[::-1]

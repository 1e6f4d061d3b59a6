"""Whole numbers in JSON that a script reads exactly."""

from __future__ import annotations

EXACT = 1 << 53


def number(value: int) -> int | str:
    """Return a number, as a text of digits where a double would not hold it."""
    return value if -EXACT < value < EXACT else str(value)

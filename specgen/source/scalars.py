"""What a plain scalar of a spec means: YAML as an engineer reads it.

| spelling | value |
|---|---|
| nothing, `~`, `null` | None |
| `true`, `false` | a boolean; `yes`, `no`, `on`, `off`, `True` are text |
| `12`, `1_000`, `-3` | an integer |
| `0x40`, `0b1`, `0o17`, `1e3`, `2.0` | an integer that keeps its spelling |
| `1.5`, `2e-3` | a float that keeps its spelling, so that `exact` recovers the decimal |
| `010`, `0b12`, `0X1F`, `1e9999` | refused |
| all else, `12:30`, `.inf`, `2024-01-02`, `1.2.3` among it, and whatever is quoted | text |
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

type_of_scalar = None | bool | int | float | str
MAX_BITS = 4096
MAX_DIGITS = 1200
MAX_EXPONENT = 1200


class SpelledInt(int):
    """An integer that remembers how it was written (`0x40`); otherwise an int in every way."""

    spelling: str

    def __new__(cls, value: int, spelling: str) -> SpelledInt:
        made = super().__new__(cls, value)
        made.spelling = spelling
        return made

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override]
        return (int(self), self.spelling)


class SpelledFloat(float):
    """A float that remembers how it was written (`1.10`); otherwise a float in every way."""

    spelling: str

    def __new__(cls, value: float, spelling: str) -> SpelledFloat:
        made = super().__new__(cls, value)
        made.spelling = spelling
        return made

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        return (float(self), self.spelling)


def spelling_of(value: int | float) -> str:
    """Return a number as its spec wrote it, where that is known."""
    return value.spelling if isinstance(value, SpelledInt | SpelledFloat) else str(value)


def exact(value: int | float) -> Fraction:
    """Return the number that the spec wrote, with no binary rounding: `0.1` is one tenth."""
    if isinstance(value, SpelledFloat):
        return Fraction(value.spelling.replace("_", ""))
    return Fraction(value)

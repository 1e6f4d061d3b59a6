"""Integer division of scalars and arrays; a zero divisor gives what the instruction says, and no lane traps."""

from __future__ import annotations

from typing import Any

import numpy as np


def _divided(operate: Any, a: Any, b: Any, zero: Any) -> Any:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) or isinstance(zero, np.ndarray):
        nothing = b == 0
        safe = np.where(nothing, 1, b) if isinstance(b, np.ndarray) else b or 1
        return np.where(nothing, zero, operate(a, safe))
    return operate(a, b) if b else zero


def _quot(a: Any, b: Any) -> Any:
    floor, rest = a // b, a % b
    # The floor lies one below C's quotient where the signs differ and something is left.
    return floor + ((rest != 0) & ((a < 0) != (b < 0)))


def _rem(a: Any, b: Any) -> Any:
    rest = a % b
    return rest - b * ((rest != 0) & ((a < 0) != (b < 0)))


def quot(a: Any, b: Any, zero: Any) -> Any:
    """The quotient cut toward zero."""
    return _divided(_quot, a, b, zero)


def rem(a: Any, b: Any, zero: Any) -> Any:
    """What is left after ``quot``: it has the sign of ``a``."""
    return _divided(_rem, a, b, zero)


def floordiv(a: Any, b: Any, zero: Any) -> Any:
    """The quotient rounded down."""
    return _divided(lambda x, y: x // y, a, b, zero)


def mod(a: Any, b: Any, zero: Any) -> Any:
    """What is left after ``floordiv``: it has the sign of ``b``."""
    return _divided(lambda x, y: x % y, a, b, zero)

"""Arithmetic that is the same for one number, for a NumPy array of them, and for one that is not known yet.

So a formula serves a point, a sweep, and whoever wants the formula itself. NumPy is not imported unless a caller brings
arrays.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Count: TypeAlias = int | float | NDArray[np.float64] | NDArray[np.int64]
else:
    Count: TypeAlias = Any


class Unknown(ABC):
    """A number that is not known yet: what is done with it is remembered. Python's operators are its own to define."""

    __slots__ = ()

    @property
    @abstractmethod
    def whole(self) -> bool:
        """Whether it is a whole number, whatever it is."""

    @abstractmethod
    def greater(self, other: Any) -> Any:
        """Return the greater of the two."""

    @abstractmethod
    def lesser(self, other: Any) -> Any:
        """Return the lesser of the two."""

    @abstractmethod
    def choice(self, yes: Any, no: Any) -> Any:
        """Return ``yes`` where it holds, which is then a condition, and ``no`` elsewhere."""


def ceil_div(a: Any, b: Any) -> Any:
    """Return the least whole number not below ``a / b``, for whole ``a`` and positive whole ``b``."""
    return -(-a // b)


def maximum(first: Any, *others: Any) -> Any:
    """Return the greatest, element by element where any is an array."""
    for one in others:
        if isinstance(first, Unknown) or isinstance(one, Unknown):
            first = first.greater(one) if isinstance(first, Unknown) else one.greater(first)
        else:
            first = _numpy().maximum(first, one) if _is_array(first) or _is_array(one) else max(first, one)
    return first


def minimum(first: Any, *others: Any) -> Any:
    """Return the least, element by element where any is an array."""
    for one in others:
        if isinstance(first, Unknown) or isinstance(one, Unknown):
            first = first.lesser(one) if isinstance(first, Unknown) else one.lesser(first)
        else:
            first = _numpy().minimum(first, one) if _is_array(first) or _is_array(one) else min(first, one)
    return first


def where(condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` where ``condition`` holds and ``no`` elsewhere."""
    if isinstance(condition, Unknown):
        return condition.choice(yes, no)
    if _is_array(condition):
        return _numpy().where(condition, yes, no)
    return yes if condition else no


def is_whole(value: Any) -> bool:
    """Return whether something counts: a whole number, known or not. An array is of expectations."""
    return isinstance(value, int) or (isinstance(value, Unknown) and value.whole)


def _is_array(value: object) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def _numpy() -> Any:
    return sys.modules["numpy"]

"""Arithmetic that is the same for one number and for a NumPy array of them, so that a formula serves a point and a sweep.

NumPy is not imported unless a caller brings arrays.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Count: TypeAlias = int | float | NDArray[np.float64] | NDArray[np.int64]
else:
    Count: TypeAlias = Any


def ceil_div(a: Any, b: Any) -> Any:
    """Return the least whole number not below ``a / b``, for whole ``a`` and positive whole ``b``."""
    return -(-a // b)


def maximum(first: Any, *others: Any) -> Any:
    """Return the greatest, element by element where any is an array."""
    for one in others:
        first = _numpy().maximum(first, one) if _is_array(first) or _is_array(one) else max(first, one)
    return first


def minimum(first: Any, *others: Any) -> Any:
    """Return the least, element by element where any is an array."""
    for one in others:
        first = _numpy().minimum(first, one) if _is_array(first) or _is_array(one) else min(first, one)
    return first


def where(condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` where ``condition`` holds and ``no`` elsewhere."""
    if _is_array(condition):
        return _numpy().where(condition, yes, no)
    return yes if condition else no


def _is_array(value: object) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def _numpy() -> Any:
    return sys.modules["numpy"]

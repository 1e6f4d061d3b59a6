"""The kernels, called with the model's formats."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from specgen.generators.numerics.numpy.formats import number
from specgen.generators.numerics.numpy.kernels import decoding, encoding
from specgen.generators.numerics.numpy.kernels.formats import Array
from specgen.model.types import NumberType


def value_dtype(of: NumberType) -> np.dtype[Any]:
    """Return float32 where it holds every value of the format, else float64. Raises ValueError where neither does."""
    return decoding.value_dtype(number(of))


def decode(of: NumberType, codes: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> Array:
    """Return the values of codes, an array of the same shape.

    ``dtype`` None is `value_dtype`'s; in a shorter one, values are rounded to the nearest, ties to even. Raises
    ValueError for what is no code of the format, and where float64 does not hold every value.
    """
    return decoding.decode(number(of), codes, dtype)


def encode(
    to: NumberType,
    values: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return codes, rounded once, in the modes of the format where none are given: an array of the same shape.

    ``values`` are floats of up to 64 bits or integers. ``random``: integers of ``random_bits`` (0 to 63) bits, one a
    value or one for all, which stochastic roundings need. Raises ValueError for unknown modes, TypeError for
    what is no number.
    """
    return encoding.encode(number(to), values, rounding, overflow, random, random_bits)


def round_to(
    to: NumberType,
    values: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return the values that numbers have in a format: what `decode` gives of the codes that `encode` gives."""
    return encoding.round_to(number(to), values, rounding, overflow, random, random_bits)


def convert(
    source: NumberType,
    to: NumberType,
    codes: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return codes of one format as codes of another: as `encode` has it, from what float64 holds of ``source``."""
    return encoding.convert(number(source), number(to), codes, rounding, overflow, random, random_bits)

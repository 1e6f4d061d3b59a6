"""The kernels, called with the model's formats."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from specgen.generators.numerics.numpy.formats import block, number
from specgen.generators.numerics.numpy.kernels import blocks, decoding, encoding
from specgen.generators.numerics.numpy.kernels.blocks import Quantised
from specgen.generators.numerics.numpy.kernels.formats import Array
from specgen.model.types import BlockType, ElementType


def value_dtype(of: ElementType) -> np.dtype[Any]:
    """Return float32 where it holds every value of the format, else float64. Raises ValueError where neither does."""
    return decoding.value_dtype(number(of))


def decode(of: ElementType, codes: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> Array:
    """Return the values of codes, an array of the same shape.

    ``dtype`` None is `value_dtype`'s; in a shorter one, values are rounded to the nearest, ties to even. Raises
    ValueError for what is no code of the format, and where float64 does not hold every value.
    """
    return decoding.decode(number(of), codes, dtype)


def encode(
    to: ElementType,
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
    to: ElementType,
    values: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return the values that numbers have in a format: what `decode` gives of the codes that `encode` gives."""
    return encoding.round_to(number(to), values, rounding, overflow, random, random_bits)


def convert(
    source: ElementType,
    to: ElementType,
    codes: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return codes of one format as codes of another: as `encode` has it, from what float64 holds of ``source``."""
    return encoding.convert(number(source), number(to), codes, rounding, overflow, random, random_bits)


def quantise(
    of: BlockType, values: npt.ArrayLike, axis: int | None = None, tensor_scale: float | None = None
) -> Quantised:
    """Return a tensor in a block-scaled format; the last block along ``axis`` (default: the format's) may be short.

    ``tensor_scale`` None is found from the tensor where the format has one, else it is 1. Raises TypeError for what is
    no number, ValueError for integers beyond 2^53 and for a tensor scale that is not positive or too long.
    """
    return blocks.quantise(block(of), values, axis, tensor_scale)


def dequantise(of: BlockType, given: Quantised, dtype: npt.DTypeLike = np.float32) -> Array:
    """Return the values of a tensor: tensor scale * scale * element, rounded once to ``dtype``.

    Raises ValueError for what is no code, and where shapes of elements and scales do not belong together.
    """
    return blocks.dequantise(block(of), given, dtype)

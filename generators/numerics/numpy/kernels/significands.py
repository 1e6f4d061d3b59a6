"""Numbers taken apart: sign, exponent of the first digit, and 64 significant bits from the top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specgen.generators.numerics.numpy.kernels.formats import Array

#: Less than any exponent.
_OF_ZERO = -(1 << 20)


@dataclass(frozen=True, slots=True)
class Parts:
    """Finite numbers: value = (-1)^negative * significand * 2^(exponent - 63), bit 63 set unless it is zero.

    ``nan`` and ``infinite`` mark what is no number; its significand means nothing.
    """

    negative: Array
    significand: Array
    exponent: Array
    nan: Array
    infinite: Array


def parts(values: Array) -> Parts:
    """Take apart floats of up to 64 bits or integers of any width. Raises TypeError for anything else."""
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind == "b" or (kind in "iu" and size <= 4):
        return _of_floats(values.astype(np.float64))
    if kind in "iu":
        return _of_integers(values)
    if kind == "f" and size <= 8:
        with np.errstate(invalid="ignore"):  # a signalling NaN
            return _of_floats(values.astype(np.float64))
    raise TypeError(f"no numbers that can be rounded: {values.dtype}")


def _of_floats(values: Array) -> Parts:
    bits = values.view(np.uint64)
    magnitude = bits & np.uint64((1 << 63) - 1)
    exponent = (magnitude >> np.uint64(52)).astype(np.int64) - 1023
    significand = (magnitude << np.uint64(11)) | np.uint64(1 << 63)
    (small,) = np.nonzero(exponent == -1023)  # zeros and subnormals
    if small.size:
        fractions, powers = np.frexp(np.abs(values[small]))
        significand[small] = (fractions * 2.0**53).astype(np.uint64) << np.uint64(11)
        exponent[small] = np.where(fractions == 0, _OF_ZERO, powers - 1)
    special = magnitude >= np.uint64(0x7FF << 52)
    infinite = magnitude == np.uint64(0x7FF << 52)
    return Parts(bits >> np.uint64(63) != 0, significand, exponent, special & ~infinite, infinite)


def _of_integers(values: Array) -> Parts:
    negative = values < 0
    magnitude = values.astype(np.uint64)
    magnitude = np.where(negative, ~magnitude + np.uint64(1), magnitude)
    _, length = np.frexp(magnitude.astype(np.float64))  # one too long where this rounds up to a power of two
    length = length.astype(np.int64)
    length -= (magnitude >> np.maximum(length - 1, 0).astype(np.uint64) == 0) & (length > 0)
    significand = magnitude << (64 - length).astype(np.uint64)
    neither = np.zeros(values.shape, bool)
    return Parts(negative, significand, np.where(length == 0, _OF_ZERO, length - 1), neither, neither)

"""Arithmetic of exact fractions, rounded where a sentence says so and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np

BF16 = ml_dtypes.bfloat16
F32_MAX = Fraction(2) ** 128 - Fraction(2) ** 104


def rounded(value: Fraction, mantissa: int = 23, lowest: int = -126) -> Fraction:
    """Round to nearest even, to a float of so many bits (by default f32) whose exponents begin at ``lowest``."""
    if not value:
        return value
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    exponent -= Fraction(2) ** exponent > abs(value)
    step = Fraction(2) ** (max(exponent, lowest) - mantissa)
    return round(value / step) * step


def bf16(value: Fraction) -> Fraction:
    """Round to bf16."""
    return rounded(value, 7)


def summed(terms: Iterable[Fraction], start: Fraction = Fraction(0)) -> Fraction:
    """Add in order, with one rounding to f32 per term."""
    for term in terms:
        start = rounded(start + term)
    return start


def fractions(values: Any) -> Any:
    """An array of floats as exact fractions."""
    return np.vectorize(lambda value: Fraction(float(value)), otypes=[object])(values)


def floats(values: Any) -> Any:
    """An array of fractions, each of them an f32, as f32."""
    return np.asarray(values, dtype=object).astype(np.float64).astype(np.float32)


def spread(generator: np.random.Generator, *shape: int, bits: int = 10) -> Any:
    """Floats of many magnitudes, so that the order of a sum shows."""
    return generator.choice([-1.0, 1.0], shape) * np.exp2(generator.uniform(-bits, bits, shape))


def same_bits(found: Any, wanted: Any) -> bool:
    """Whether two arrays of floats are equal bit by bit, so that -0 is not +0."""
    first, second = np.asarray(found, np.float32), np.asarray(wanted, np.float32)
    return bool(np.array_equal(first.view(np.uint32), second.view(np.uint32)))

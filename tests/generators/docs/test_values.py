"""Numbers of a format as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from specgen.generators.docs.numbers.values import real
from specgen.model.numerics import Real, Special, decode
from specgen.model.types import F32, F64


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(448), "448"),
        (Fraction(-3, 8), "−0.375"),
        (Fraction(0), "0"),
        (Fraction(1, 3), "≈ 0.3333333"),
        (Fraction(2) ** 127, "2<sup>127</sup>"),
        (-(Fraction(2) ** -30), "−2<sup>−30</sup>"),
        (decode(F32, F32.max_code), "≈ 3.402823 × 10<sup>38</sup>"),
        (decode(F64, F64.max_code), "≈ 1.797693 × 10<sup>308</sup>"),
        (decode(F64, 1), "2<sup>−1074</sup>"),
        (Fraction(3) * Fraction(2) ** 5000, "≈ 2<sup>5001</sup>"),
        (Special.NEGATIVE_ZERO, "−0"),
    ],
)
def test_values_are_exact_or_say_so(value: Real, text: str) -> None:
    assert real(value) == text

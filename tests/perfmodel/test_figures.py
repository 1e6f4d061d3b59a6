"""Figures in three digits, with metric prefixes."""

from __future__ import annotations

import pytest

from specgen.perfmodel.figures import figure_text, plain, rate


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0486e15, "1.05 PX"), (999, "999 X"), (1e3, "1 kX"), (0.5, "0.5 X"), (25.6e9, "25.6 GX")],
)
def test_rates_are_short(value: float, text: str) -> None:
    assert rate(value, "X") == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.00123, "s", "1.23 ms"), (4.56e-6, "s", "4.56 µs"), (-2e3, "W", "-2 kW"), (0, "B", "0 B"), (12.5, "%", "12.5 %"),
        (3e-18, "s", "0.003 fs"), (1020.4, "", "1020"),
    ],
)  # fmt: skip
def test_quantities_take_the_prefix_that_brings_them_above_one(value: float, unit: str, text: str) -> None:
    assert figure_text(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1020.4, "1020"), (1e-4, "0.0001"), (1.5e-5, "1.5e-05"), (2.5e6, "2500000"), (2.5e9, "2.5e+09")],
)
def test_exponents_are_for_numbers_far_from_one(value: float, text: str) -> None:
    assert plain(value) == text

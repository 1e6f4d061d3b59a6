"""Bands of times by physical models."""

from __future__ import annotations

from fractions import Fraction

import pytest

from specgen.model.quantity import Confidence, Dimension, Quantity
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.physical import GEMM
from specgen.perfmodel.uncertainty import banded_seconds, parameter_inputs

DIMS = {"groups": 1, "m": 4096, "n": 4096, "k": 4096}
CHIP = library_chip("h100_sxm")


def known(**more: object) -> dict[str, Quantity]:
    """All parameters of the model, calibrated to its first guesses."""
    return {
        one.name: Quantity(Fraction(one.start), Dimension.NUMBER, str(one.start), **more)  # type: ignore[arg-type]
        for one in GEMM.parameters
    }


def test_parameters_that_were_not_calibrated_lie_where_it_is_plausible() -> None:
    inputs = {one.name: one for one in parameter_inputs(GEMM)}
    for one in GEMM.parameters:
        found = inputs[f"model.{one.name}"]
        assert (found.low, found.value, found.high, found.why) == (one.low, one.start, one.high, "plausible")


def test_a_calibration_leaves_the_chip_and_the_error_of_the_model() -> None:
    guessed = banded_seconds(GEMM, DIMS, "bf16", CHIP)
    exact = banded_seconds(GEMM, DIMS, "bf16", CHIP, known())
    within = banded_seconds(GEMM, DIMS, "bf16", CHIP, known(), error=0.05)
    assert exact.value == guessed.value == within.value == GEMM.seconds(DIMS, "bf16", CHIP, GEMM.defaults)
    assert any(one.input.name.startswith("model.") for one in guessed.drivers)
    assert not any(one.input.name.startswith("model") for one in exact.drivers)
    assert within.widest[0] == "model"
    assert exact.high - exact.low < within.high - within.low < guessed.high - guessed.low


def test_an_error_is_what_a_draw_is_off_in_the_mean() -> None:
    (error,) = (
        one.input
        for one in banded_seconds(GEMM, DIMS, "bf16", CHIP, known(), error=0.05).drivers
        if one.input.name == "model"
    )
    # A triangle of half-width w is off by w / 3 in the mean.
    assert (error.low, error.value, error.high) == pytest.approx((0.85, 1, 1.15))


def test_a_calibrated_parameter_may_have_a_range_of_its_own() -> None:
    inputs = parameter_inputs(GEMM, known(confidence=Confidence.ESTIMATED, low=None, high=None))
    assert all(one.why == "estimated" for one in inputs)

"""Chips with other numbers, and which of their numbers may be off."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from specgen.model.quantity import Confidence, Dimension, Quantity
from specgen.perfmodel.chips import Chip, dimension, library_chip, library_chips, numbers, varied
from specgen.perfmodel.uncertainty import DEFAULT_RANGES, banded, chip_inputs, range_of, tied_inputs


@pytest.mark.parametrize("name", library_chips())
def test_every_number_can_be_another(name: str) -> None:
    chip = library_chip(name)
    assert varied(chip, {}) == chip
    for path in numbers(chip):
        other = varied(chip, {path: 7.25})
        assert {p for p, n in numbers(other).items() if n != numbers(chip)[p]} == {path}
        assert numbers(other)[path] == 7.25
        assert isinstance(dimension(path), Dimension)


@pytest.mark.parametrize("name", library_chips())
def test_what_a_number_rests_on_is_of_a_number_and_measures_the_same(name: str) -> None:
    chip = library_chip(name)
    per_cycle = {Dimension.BYTES_PER_CYCLE, Dimension.CYCLES}
    for path, quantity in chip.basis.items():
        assert path in numbers(chip)
        assert quantity.dimension in {dimension(path), *per_cycle}


def test_no_number_is_made_up() -> None:
    with pytest.raises(KeyError, match=r"levels\.l9\.size"):
        varied(library_chip("h100_sxm"), {"levels.l9.size": 1.0})


def test_inputs_are_the_numbers_that_may_be_off() -> None:
    found = {one.name: one for one in chip_inputs(library_chip("h100_sxm"))}
    assert "levels.hbm.size" not in found
    assert "units" not in found
    given = found["levels.hbm.bandwidth"]
    assert (given.low, given.high, given.why) == (3.072e12, 3.65e12, "range given")
    peak = found["peaks.matrix.bf16"]
    assert (peak.low, peak.high) == pytest.approx((peak.value * 0.97, peak.value * 1.03))


def quantity(confidence: Confidence | None, **ends: int) -> Quantity:
    limits = {name: Fraction(end) for name, end in ends.items()}
    return Quantity(Fraction(100), Dimension.POWER, "100 W", None, confidence, **limits)


def test_a_given_range_stands_before_that_of_the_confidence() -> None:
    assert range_of(quantity(Confidence.ASSUMED, low=90, high=150)) == (0.9, 1.5)
    assert range_of(quantity(Confidence.ASSUMED)) == (0.7, 1.3)
    assert range_of(quantity(Confidence.MEASURED, low=100, high=100)) is None
    assert range_of(quantity(None)) is None
    assert list(DEFAULT_RANGES) == list(Confidence)


def test_a_figure_of_a_chip_has_a_band() -> None:
    chip = library_chip("h100_sxm")
    found = banded(lambda one: 1e12 / one.level("hbm").bandwidth, chip)
    assert found.interval == pytest.approx((1 / 3.65, 1 / 3.072))
    assert 1 / 3.65 < found.low < found.value < found.high < 1 / 3.072
    assert found.widest == ("levels.hbm.bandwidth",)
    assert found.drivers[0].share == pytest.approx(1, abs=0.01)


def test_numbers_may_be_arrays() -> None:
    chip = varied(library_chip("h100_sxm"), {"levels.hbm.bandwidth": np.array([1e12, 2e12])})
    assert np.array_equal(chip.level("hbm").bandwidth, [1e12, 2e12])


def test_rates_of_one_source_move_together() -> None:
    chip = library_chip("h100_sxm")
    tied = {one.input.name: one for one in tied_inputs(chip)}
    rates = tied["peaks.*"]
    assert {"peaks.matrix.bf16", "peaks.matrix.e4m3", "peaks.vector.f32"} <= set(rates.paths)
    assert "clock" in tied
    assert "levels.hbm.bandwidth" in tied
    faster = rates.numbers(chip, rates.input.value * 2)
    assert faster["peaks.matrix.e4m3"] == 2 * chip.peaks["matrix", "e4m3"]
    paths = [path for one in tied_inputs(chip) for path in one.paths]
    assert sorted(paths) == sorted(one.name for one in chip_inputs(chip))


def test_a_derived_chip_hangs_on_its_clock() -> None:
    clock = Quantity(Fraction(2 * 10**9), Dimension.FREQUENCY, "2 GHz", "A plan.", Confidence.ASSUMED)
    rate = Quantity(
        Fraction(10**15), Dimension.OPERATIONS_PER_SECOND, "1 PFLOPS", "A plan.", Confidence.ASSUMED
    )
    chip = Chip("own", 8.0, 2e9, {("matrix", "bf16"): 1e15, ("vector", "f32"): 1e13}, (),
                basis={"clock": clock, "peaks.matrix.bf16": rate, "peaks.vector.f32": rate})  # fmt: skip
    (tied,) = tied_inputs(chip)
    assert tied.paths == ("clock", "peaks.matrix.bf16", "peaks.vector.f32")
    found = banded(lambda one: 1e15 / one.peaks["matrix", "bf16"] + 1e13 / one.peaks["vector", "f32"], chip)
    assert found.widest == ("clock",)
    assert found.interval == pytest.approx((2 / 1.3, 2 / 0.7))

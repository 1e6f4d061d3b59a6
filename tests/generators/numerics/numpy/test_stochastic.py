"""Stochastic roundings: over all random numbers exactly as often up as they should be, over drawn ones about as often."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, sqrt

import numpy as np
import pytest

from specgen.generators.numerics import decode, encode
from specgen.model.types import F16, STOCHASTIC, FloatType
from tests.generators.interpreter.formats import BF16, E2M1, E4M3

BITS = 6


def _ups(share: Fraction, rounding: str) -> int:
    """How many of the random numbers round up a value whose ``share`` of the last place is cut off."""
    scaled = share * (1 << BITS)
    low, tie = floor(scaled), scaled - floor(scaled) == Fraction(1, 2)
    match rounding:
        case "stochastic":
            return low
        case "stochastic_centred":
            return floor(scaled + Fraction(1, 2))
        case "stochastic_even":
            return low + low % 2 if tie else round(scaled)
    return low + 1 - low % 2 if tie else round(scaled)


@pytest.mark.parametrize("rounding", STOCHASTIC)
@pytest.mark.parametrize("to", [E4M3, E2M1, F16], ids=lambda to: to.name)
def test_all_random_numbers_together_round_by_what_is_cut_off(to: FloatType, rounding: str) -> None:
    draws = np.arange(1 << BITS)
    low, high = decode(to, [5, 6], np.float64)
    for step in range(1 << (BITS + 2)):
        share = Fraction(step, 1 << (BITS + 2))
        value = low + float(share) * (high - low)
        for number in (value, -value):
            codes = encode(to, np.full(draws.size, number), rounding, random=draws, random_bits=BITS)
            assert int((codes & 7 == 6).sum()) == _ups(share, rounding)


@pytest.mark.parametrize("to", [E4M3, BF16], ids=lambda to: to.name)
@pytest.mark.parametrize("rounding", STOCHASTIC)
def test_drawn_numbers_round_without_bias(to: FloatType, rounding: str) -> None:
    dice = np.random.default_rng(20)
    values, each, bits = dice.uniform(1, 64, 400).astype(np.float32), 1000, 24
    below = decode(to, encode(to, values, "toward_zero"), np.float64)
    gaps = decode(to, encode(to, values, "away"), np.float64) - below
    share = (values - below)[gaps > 0] / gaps[gaps > 0]
    drawn = encode(
        to,
        np.repeat(values, each),
        rounding,
        random=dice.integers(0, 1 << bits, values.size * each),
        random_bits=bits,
    )
    ups = (decode(to, drawn, np.float64) > np.repeat(below, each)).reshape(-1, each).sum(axis=1)[gaps > 0]
    chi_square = ((ups - each * share) ** 2 / (each * share * (1 - share))).sum()
    assert abs(chi_square - share.size) < 4 * sqrt(2 * share.size)
    error = (decode(to, drawn, np.float64) - np.repeat(values, each)).mean()
    assert abs(error) < 4 * sqrt(float((gaps**2).mean()) / 4 / (values.size * each))


def test_more_random_bits_than_there_are_digits() -> None:
    value, bits = np.float32(1.03125), 40
    edge = ceil((1 << bits) * Fraction(3, 4))
    draws = np.array([0, edge - 1, edge, (1 << bits) - 1])
    codes = encode(E4M3, np.full(4, value), "stochastic", random=draws, random_bits=bits)
    assert decode(E4M3, codes).tolist() == [1, 1, 1.125, 1.125]

"""Every code of every small format against ml_dtypes, and conversions against their definition.

``tests/peers`` compares conversions with other implementations.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.model import F16, F32, F64, FloatType
from specgen.model.numerics import Real, Special, canonical_nan, decode, encode, infinity, is_nan
from specgen.model.types import DETERMINISTIC, ROUNDINGS


def made(name: str, exponent: int, mantissa: int, bias: int, **rest: Any) -> FloatType:
    return FloatType(name=name, exponent=exponent, mantissa=mantissa, bias=bias, **rest)


FNUZ: dict[str, Any] = {"infinities": False, "nans": "negative_zero", "overflow": "nan"}
FINITE: dict[str, Any] = {"infinities": False, "nans": "none", "overflow": "saturate"}
E8M0 = made(
    "e8m0", 8, 0, 127, signed=False, infinities=False, nans="all_ones", subnormals=False, overflow="nan"
)
FORMATS = {
    "float8_e4m3fn": made("e4m3", 4, 3, 7, infinities=False, nans="all_ones", overflow="nan"),
    "float8_e5m2": made("e5m2", 5, 2, 15),
    "float8_e4m3fnuz": made("e4m3fnuz", 4, 3, 8, **FNUZ),
    "float8_e5m2fnuz": made("e5m2fnuz", 5, 2, 16, **FNUZ),
    "float8_e4m3b11fnuz": made("e4m3b11", 4, 3, 11, **FNUZ),
    "float8_e3m4": made("e3m4", 3, 4, 3),
    "float8_e4m3": made("e4m3ieee", 4, 3, 7),
    "float8_e8m0fnu": E8M0,
    "float4_e2m1fn": made("e2m1", 2, 1, 1, **FINITE),
    "float6_e2m3fn": made("e2m3", 2, 3, 1, **FINITE),
    "float6_e3m2fn": made("e3m2", 3, 2, 3, **FINITE),
    "bfloat16": made("bf16", 8, 7, 127),
}
E4M3, E5M2 = FORMATS["float8_e4m3fn"], FORMATS["float8_e5m2"]
E2M1 = FORMATS["float4_e2m1fn"]
BINARY8P4 = made("binary8p4se", 4, 3, 8, nans="negative_zero")
BINARY8P3U = made("binary8p3ue", 6, 2, 32, signed=False, nans="all_ones")


def real(value: float) -> Real:
    """A float64 as the exact number that it is."""
    if value != value:
        return Special.NAN
    if value in (float("inf"), float("-inf")):
        return Special.INFINITY if value > 0 else Special.NEGATIVE_INFINITY
    return Special.NEGATIVE_ZERO if value == 0 and np.signbit(value) else Fraction(value)


@pytest.mark.parametrize("name", FORMATS)
def test_every_code_means_what_ml_dtypes_says(name: str) -> None:
    of = FORMATS[name]
    codes = np.arange(1 << of.width, dtype=np.uint8 if of.width <= 8 else np.uint16)
    with np.errstate(all="ignore"):
        values = codes.view(getattr(ml_dtypes, name)).astype(np.float64).tolist()
    assert [decode(of, code) for code in range(1 << of.width)] == [real(value) for value in values]


def test_every_half_means_what_numpy_says() -> None:
    values = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float64).tolist()
    assert [decode(F16, code) for code in range(1 << 16)] == [real(value) for value in values]


@pytest.mark.parametrize("of", [*FORMATS.values(), F16], ids=lambda of: of.name)
def test_codes_survive_a_round_trip_in_every_rounding(of: FloatType) -> None:
    step = 1 if of.width <= 8 else 97
    for code in range(0, 1 << of.width, step):
        value = decode(of, code)
        expected = canonical_nan(of) if value is Special.NAN else code
        assert {encode(of, value, rounding, random_bits=4) for rounding in ROUNDINGS} == {expected}


@given(
    st.floats(width=64, allow_nan=False),
    st.sampled_from((E4M3, E5M2, BINARY8P4)),
    st.sampled_from(DETERMINISTIC),
)
def test_rounding_to_odd_first_changes_nothing(value: float, to: FloatType, rounding: str) -> None:
    if rounding != "odd":
        between = decode(F32, encode(F32, real(value), "odd"))
        assert encode(to, between, rounding) == encode(to, real(value), rounding)


@given(st.floats(width=32, allow_nan=False), st.sampled_from(ROUNDINGS[:5]))
def test_roundings_bracket_the_value(value: float, rounding: str) -> None:
    exact, code = real(value), encode(E5M2, real(value), rounding, "infinity")
    below, above = encode(E5M2, exact, "down"), encode(E5M2, exact, "up")
    assert code in (below, above)
    if rounding == "toward_zero":
        assert code == (above if value < 0 or str(value) == "-0.0" else below)


def test_ties_go_to_even_away_and_odd() -> None:
    tie = Fraction(17, 16)  # between 1.0 (0x38) and 1.125 (0x39)
    codes = [encode(E4M3, tie, r) for r in DETERMINISTIC]
    assert dict(zip(DETERMINISTIC, codes, strict=True)) == {
        "nearest_even": 0x38,
        "nearest_away": 0x39,
        "toward_zero": 0x38,
        "away": 0x39,
        "up": 0x39,
        "down": 0x38,
        "odd": 0x39,
    }
    assert encode(E4M3, -tie, "up") == 0xB8
    assert encode(E4M3, -tie, "down") == 0xB9


def test_a_format_of_one_digit_breaks_ties_upwards() -> None:
    assert encode(E8M0, Fraction(3, 2)) == 128
    assert encode(E8M0, Fraction(3)) == 129
    assert encode(E8M0, Fraction(1, 1 << 200)) == 0
    assert encode(E8M0, Fraction(0)) == 0
    assert encode(E8M0, Fraction(-1)) == 0xFF
    assert encode(E8M0, Fraction(-1), overflow="saturate") == 0


def test_a_format_of_one_digit_and_a_zero_breaks_ties_to_the_even_code() -> None:
    of = made("binary8p1se", 7, 0, 64, nans="negative_zero")
    assert [encode(of, 3 * Fraction(2) ** n) for n in (-2, -1, 0, 1)] == [64, 64, 66, 66]
    assert encode(of, Fraction(1, 1 << 64)) == 0
    assert encode(of, Fraction(3, 1 << 65)) == 1


def test_infinities_stand_beside_any_nans() -> None:
    unmarked = made("unmarked", 3, 2, 3, nans="none")
    for of, infinite in ((BINARY8P4, 0x7F), (BINARY8P3U, 0xFE), (unmarked, 0x1F), (E5M2, 0x7C)):
        assert infinity(of) == of.max_code + 1 == infinite
        assert decode(of, infinite) is Special.INFINITY
        assert not is_nan(of, infinite)
        assert isinstance(decode(of, of.max_code), Fraction)
    assert decode(BINARY8P4, 0xFF) is Special.NEGATIVE_INFINITY
    assert decode(BINARY8P4, 0x80) is Special.NAN
    assert decode(BINARY8P3U, 0xFF) is Special.NAN


@pytest.mark.parametrize("value", [Fraction(-1), Fraction(-1, 1 << 60), Special.NEGATIVE_INFINITY])
def test_negative_values_have_no_place_in_unsigned_formats(value: Real) -> None:
    codes = [encode(BINARY8P3U, value, overflow=o) for o in ("saturate", "propagate", "infinity", "nan")]
    assert codes == [0, 0, 0xFF, 0xFF]
    assert encode(BINARY8P3U, Special.NEGATIVE_ZERO) == 0


@pytest.mark.parametrize(
    ("to", "overflow", "finite", "infinite"),
    [
        (E4M3, "propagate", 0x7E, 0x7E),
        (E5M2, "propagate", 0x7B, 0x7C),
        (E2M1, "propagate", 0x7, 0x7),
        (BINARY8P4, "saturate", 0x7E, 0x7E),
        (BINARY8P4, "propagate", 0x7E, 0x7F),
        (BINARY8P4, "infinity", 0x7F, 0x7F),
        (BINARY8P4, "nan", 0x80, 0x7F),
        (E4M3, "saturate", 0x7E, 0x7E),
        (E4M3, "nan", 0x7F, 0x7F),
        (E4M3, "infinity", 0x7F, 0x7F),
        (E5M2, "saturate", 0x7B, 0x7B),
        (E5M2, "infinity", 0x7C, 0x7C),
        (E5M2, "nan", 0x7E, 0x7C),
        (E2M1, "nan", 0x7, 0x7),
    ],
)
def test_overflow(to: FloatType, overflow: str, finite: int, infinite: int) -> None:
    huge = Fraction(10) ** 30
    assert encode(to, huge, overflow=overflow) == finite
    assert encode(to, Special.INFINITY, overflow=overflow) == infinite
    assert encode(to, huge, "toward_zero", overflow) == to.max_code
    assert encode(to, huge, "down", overflow) == to.max_code
    assert encode(to, huge, "up", overflow) == finite
    assert encode(to, huge, "away", overflow) == finite
    assert encode(to, -huge, "up", overflow) == to.max_code | 1 << (to.width - 1)


def test_nearest_stays_below_half_a_step_beyond_the_greatest() -> None:
    assert encode(E4M3, Fraction(464)) == 0x7E
    assert encode(E4M3, Fraction(465)) == 0x7F


def test_stochastic_rounding_goes_up_as_often_as_the_part_cut_off() -> None:
    value = 1 + Fraction(3, 8) * Fraction(1, 8)
    codes = [encode(E4M3, value, "stochastic", random=r, random_bits=3) for r in range(8)]
    assert codes == [0x38] * 5 + [0x39] * 3
    assert encode(E4M3, value, "stochastic") == 0x38


@pytest.mark.parametrize(
    ("rounding", "share"),
    [("stochastic", 5), ("stochastic_centred", 6), ("stochastic_even", 6), ("stochastic_odd", 5)],
)
def test_random_bits_too_few_for_the_part_that_is_cut_off(rounding: str, share: int) -> None:
    value = 1 + Fraction(11, 16) * Fraction(1, 8)  # 5.5 of 8 draws
    codes = [encode(E4M3, value, rounding, random=r, random_bits=3) for r in range(8)]
    assert codes == [0x38] * (8 - share) + [0x39] * share
    exactly = [encode(E4M3, Fraction(1), rounding, random=r, random_bits=3) for r in range(8)]
    assert exactly == [0x38] * 8


def test_centred_draws_are_unbiased_where_truncated_ones_are_not() -> None:
    """Over all fractions that a format of 8 more bits has, with 3 random bits."""
    rests = [Fraction(n, 256) for n in range(256)]
    means = {}
    for rounding in ("stochastic", "stochastic_centred"):
        ups = sum(
            encode(E4M3, 1 + rest / 8, rounding, random=r, random_bits=3) - 0x38
            for rest in rests
            for r in range(8)
        )
        means[rounding] = Fraction(ups, 8 * 256) - sum(rests) / 256
    assert means["stochastic"] == Fraction(-1, 16) + Fraction(1, 512)
    assert abs(means["stochastic_centred"]) == Fraction(1, 512)


def test_zeros_keep_their_sign_where_there_are_two() -> None:
    fnuz = FORMATS["float8_e4m3fnuz"]
    assert encode(E4M3, Special.NEGATIVE_ZERO) == 0x80
    assert encode(E4M3, Fraction(-1, 1 << 40)) == 0x80
    assert encode(fnuz, Special.NEGATIVE_ZERO) == 0
    assert encode(fnuz, Fraction(-1, 1 << 40)) == 0
    assert decode(E4M3, 0x80) is Special.NEGATIVE_ZERO


def test_without_subnormals_exponent_zero_counts_on_and_zero_remains() -> None:
    of = made("x", 3, 2, 3, subnormals=False, infinities=False, nans="none")
    values = [decode(of, code) for code in range(3)]
    assert values == [0, Fraction(5, 32), Fraction(6, 32)]
    assert [encode(of, value) for value in values] == [0, 1, 2]
    assert encode(of, Fraction(5, 64)) == 0
    assert encode(of, Fraction(11, 128)) == 1


def test_canonical_nans() -> None:
    assert [canonical_nan(of) for of in (F16, F32, F64)] == [0x7E00, 0x7FC00000, 0x7FF8 << 48]
    assert [canonical_nan(FORMATS[n]) for n in ("float8_e4m3fn", "float8_e4m3fnuz")] == [0x7F, 0x80]
    assert canonical_nan(E2M1) is None
    assert canonical_nan(made("x", 5, 2, 15, canonical_nan=0xFF)) == 0xFF


def test_a_code_that_is_too_wide_is_refused() -> None:
    with pytest.raises(ValueError, match="no code of e4m3"):
        decode(E4M3, 256)
    with pytest.raises(ValueError, match="no rounding"):
        encode(E4M3, Fraction(1), "sideways")

"""Block-scaled and fixed-point formats, by their definitions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.model import F32
from specgen.model.numerics import (
    Real,
    Special,
    decode,
    dequantise_block,
    encode,
    greatest,
    quantise_block,
    tensor_scale,
)
from specgen.model.types import DETERMINISTIC, BlockType, FixedType, FloatType, IntegerType

E8M0 = FloatType(
    name="e8m0", exponent=8, mantissa=0, bias=127, signed=False, infinities=False, nans="all_ones",
    subnormals=False, overflow="nan",
)  # fmt: skip
E4M3 = FloatType(
    name="e4m3", exponent=4, mantissa=3, bias=7, infinities=False, nans="all_ones", overflow="nan"
)
E2M1 = FloatType(
    name="e2m1", exponent=2, mantissa=1, bias=1, infinities=False, nans="none", overflow="saturate"
)
INT8 = FixedType(name="int8_6", width=8, fraction=6, symmetric=True)
MXFP4 = BlockType(name="mxfp4", element=E2M1, scale=E8M0, block=4)
MXINT8 = BlockType(name="mxint8", element=INT8, scale=E8M0, block=4)
NVFP4 = BlockType(name="nvfp4", element=E2M1, scale=E4M3, block=4, scale_rule="amax", tensor_scale=F32)


def numbers(*values: float | Fraction) -> list[Real]:
    return [Fraction(v) for v in values]


@pytest.mark.parametrize(
    ("rule", "amax", "power"),
    [
        ("floor", Fraction(6), 0),
        ("floor", Fraction(7), 0),
        ("floor", Fraction(8), 1),
        ("ceil", Fraction(6), 0),
        ("ceil", Fraction(25, 4), 1),
        ("ceil", Fraction(12), 1),
        ("nearest", Fraction(27, 4), 0),  # 1.6875 * 4 rounds to 1.5 * 4
        ("nearest", Fraction(7), 1),  # 1.75 * 4, a tie, goes to 2 * 4
        ("nearest", Fraction(8), 1),
    ],
)
def test_rules_of_scales(rule: str, amax: Fraction, power: int) -> None:
    of = replace(MXFP4, scale_rule=rule)
    scale, elements = quantise_block(of, numbers(amax, 0, -amax, Fraction(1, 4)))
    assert scale == 127 + power
    assert elements[0] == encode(E2M1, amax / Fraction(2) ** power, overflow="saturate")
    assert elements[2] == elements[0] | 8


def test_scales_end_with_their_format() -> None:
    assert quantise_block(MXFP4, numbers(Fraction(1, 1 << 200)))[0] == 0
    assert quantise_block(MXFP4, numbers(Fraction(1 << 200))) == (254, [7])
    coarse = replace(MXFP4, scale=E4M3)
    assert decode(E4M3, quantise_block(coarse, numbers(Fraction(1, 1 << 200)))[0]) == Fraction(1, 512)
    assert decode(E4M3, quantise_block(coarse, numbers(Fraction(1 << 200)))[0]) == 256


def test_zeros_keep_their_sign_and_have_the_least_scale() -> None:
    zeros: list[Real] = [Fraction(0), Special.NEGATIVE_ZERO]
    assert quantise_block(MXFP4, zeros) == (0, [0, 8])
    assert quantise_block(NVFP4, zeros) == (0, [0, 0])
    assert dequantise_block(MXFP4, 0, [0, 8]) == zeros


def test_nan_and_infinity_in_a_block() -> None:
    one_nan: list[Real] = [Fraction(1), Special.NAN]
    assert quantise_block(MXFP4, one_nan) == (0xFF, [0, 0])
    assert quantise_block(replace(MXFP4, element=E4M3), one_nan) == (0xFF, [0x7F, 0x7F])
    assert dequantise_block(MXFP4, 0xFF, [0, 3]) == [Special.NAN, Special.NAN]
    without = replace(MXFP4, scale=replace(E8M0, nans="none", overflow="saturate"))
    assert quantise_block(without, one_nan) == (125, [6, 7])
    infinite: list[Real] = [Fraction(4), Special.NEGATIVE_INFINITY]
    assert quantise_block(MXFP4, infinite) == (127, [6, 15])


def test_two_levels_of_scales() -> None:
    values = numbers(1, -2, Fraction(3, 128), 672)
    tensor = tensor_scale(NVFP4, values)
    assert tensor == Fraction(1, 4)
    scale, elements = quantise_block(NVFP4, values, tensor)
    assert decode(E4M3, scale) == 448
    assert elements == [0, 8, 0, 7]
    assert dequantise_block(NVFP4, scale, elements, tensor) == [
        Fraction(0),
        Special.NEGATIVE_ZERO,
        Fraction(0),
        Fraction(672),
    ]
    assert tensor_scale(NVFP4, numbers(0, 0)) == 1
    assert tensor_scale(MXFP4, numbers(5)) == 1
    assert tensor_scale(NVFP4, [Fraction(1, 1 << 200)]) == Fraction(1, 1 << 149)
    assert tensor_scale(NVFP4, [Special.NAN, Special.INFINITY, Fraction(672)]) == Fraction(1, 4)


def test_rounding_of_a_scale() -> None:
    values = numbers(Fraction(61, 10))
    for rounding, steps in (("down", 0), ("up", 1), ("nearest_even", 0)):
        of = replace(NVFP4, scale_rounding=rounding, tensor_scale=None)
        assert quantise_block(of, values)[0] == 0x38 + steps


def test_fixed_point_elements() -> None:
    scale, elements = quantise_block(MXINT8, numbers(1, -1.99609375, Fraction(3, 128), Fraction(1, 128)))
    assert scale == 127
    assert elements == [64, 0x81, 2, 0]  # ties to even; -2 is left out
    assert dequantise_block(MXINT8, 128, [0x40, 0x80, 0xFF, 1]) == numbers(2, -4, -1 / 32, 1 / 32)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 4 values, not 5"):
        quantise_block(MXFP4, numbers(1, 2, 3, 4, 5))
    with pytest.raises(ValueError, match="not 0"):
        quantise_block(MXFP4, [])


def test_greatest_values() -> None:
    of = (E2M1, INT8, IntegerType(8, signed=True), IntegerType(8, signed=False), E8M0)
    assert [greatest(one) for one in of] == [6, Fraction(127, 64), 127, 255, 1 << 127]


@given(
    st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1, max_size=4),
    st.sampled_from([MXFP4, MXINT8, replace(MXFP4, element=E4M3), replace(MXFP4, scale_rule="ceil")]),
)
def test_an_element_is_off_by_half_a_step_or_saturates(values: list[float], of: BlockType) -> None:
    exact = [Fraction(v) for v in values]
    code, elements = quantise_block(of, exact)
    scale = decode(of.scale, code)
    assert isinstance(scale, Fraction)
    for value, element in zip(exact, elements, strict=True):
        assert element == encode(of.element, value / scale, overflow="saturate")
    if of.scale_rule == "ceil" and code:
        assert max(map(abs, exact)) <= scale * greatest(of.element)


@pytest.mark.parametrize("rounding", DETERMINISTIC)
def test_fixed_point_rounds_as_integers_do(rounding: str) -> None:
    whole = IntegerType(8, signed=True)
    for numerator in range(-70, 70):
        value = Fraction(numerator, 16)
        assert encode(INT8, value / 64, rounding) == encode(whole, value, rounding)


def test_fixed_point_saturates() -> None:
    unsigned = FixedType(name="u", width=4, fraction=2, signed=False)
    assert [encode(INT8, v) for v in numbers(2, -2, 100, -100)] == [0x7F, 0x81, 0x7F, 0x81]
    assert encode(replace(INT8, symmetric=False), Fraction(-2)) == 0x80
    assert [encode(unsigned, v) for v in numbers(4, -1, Fraction(3, 8))] == [15, 0, 2]
    specials = (Special.NAN, Special.INFINITY, Special.NEGATIVE_INFINITY, Special.NEGATIVE_ZERO)
    assert [encode(INT8, v) for v in specials] == [0, 0x7F, 0x81, 0]
    assert [decode(INT8, code) for code in (0x40, 0x80, 0xFF)] == numbers(1, -2, -1 / 64)
    with pytest.raises(ValueError, match="no overflow but saturate"):
        encode(INT8, Fraction(1), overflow="nan")
    with pytest.raises(ValueError, match="no rounding"):
        encode(INT8, Fraction(1), "sideways")

"""Vectorised block quantisation beside exact rationals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from specgen.generators.numerics import numpy as vectorised
from specgen.model import numerics
from specgen.model.types import F16, F32, F64, BlockType, FixedType, FloatType, IntegerType
from tests.generators.interpreter.formats import BF16, E2M1, E2M3, E4M3, E5M2, E8M0, TF32
from tests.generators.numerics.numpy.numbers import POWERS, WITHOUT, exact

S8 = FixedType(name="s8.6", width=8, fraction=6, symmetric=True)
AWAY = FloatType(name="away", exponent=4, mantissa=3, bias=7, rounding="away")
THREES = FloatType(
    name="threes",
    exponent=1,
    mantissa=1,
    bias=0,
    signed=False,
    nans="all_ones",
    infinities=True,
    subnormals=False,
)
RULES = ("floor", "ceil", "nearest", "amax")


def block(
    element: Any, scale: FloatType = E8M0, rule: str = "floor", size: int = 8, **more: Any
) -> BlockType:
    return BlockType(
        name=f"{element.name}_{scale.name}_{rule}_{size}",
        element=element,
        scale=scale,
        block=size,
        scale_rule=rule,
        **more,
    )


FORMATS = (
    *(block(element, rule=rule) for element in (E4M3, E5M2, E2M1, S8) for rule in RULES),
    *(block(element, E4M3, rule) for element in (E2M1, E2M3, IntegerType(4, True)) for rule in RULES),
    *(block(E2M1, E4M3, rule, 16, tensor_scale=F32) for rule in RULES),
    block(E4M3, WITHOUT, "amax"),
    block(AWAY),
    block(AWAY, POWERS, "ceil", 5),
    block(BF16, F16, "amax", 3),
    block(TF32, F32, "nearest", 4, scale_rounding="up"),
    block(E4M3, E4M3, "amax", scale_rounding="up", tensor_scale=BF16),
    block(F32, E8M0, "floor"),
    block(E4M3, THREES, "floor"),
)


def named(of: BlockType) -> str:
    return of.name


def tensor(dice: np.random.Generator, dtype: Any, count: int) -> np.ndarray:
    """Numbers of many sizes, with zeros and what is no number; a block of each kind."""
    spread = {np.float16: 3, np.float32: 14, np.float64: 60}[dtype]
    sizes = np.repeat(dice.normal(0, spread, -(-count // 16)), 16)[:count]
    with np.errstate(over="ignore"):
        found = (dice.normal(size=count) * 10.0**sizes).astype(dtype)
    found[::7] = 2.0 ** dice.integers(-8, 8, len(found[::7]))
    found[16:48:3] = 0
    found[64:96] = 0
    found[96:112] = -0.0
    found[112], found[130], found[150], found[151] = np.inf, -np.inf, np.nan, np.inf
    return found


def expected(of: BlockType, given: np.ndarray, scale: float) -> tuple[list[int], list[int]]:
    scales, elements = [], []
    for start in range(0, given.size, of.block):
        values = [exact(value) for value in given[start : start + of.block]]
        code, found = numerics.quantise_block(of, values, Fraction(scale))
        scales.append(code)
        elements += found
    return scales, elements


@pytest.mark.parametrize("of", FORMATS, ids=named)
def test_blocks_are_quantised_as_exact_rationals_are(of: BlockType) -> None:
    dice = np.random.default_rng(len(of.name))
    for dtype in (np.float32, np.float64, np.float16):
        given = tensor(dice, dtype, 205)
        got = vectorised.quantise(of, given)
        assert got.tensor_scale == numerics.tensor_scale(of, [exact(value) for value in given])
        scales, elements = expected(of, given, got.tensor_scale)
        assert got.scales.tolist() == scales
        assert got.elements.tolist() == elements


@pytest.mark.parametrize("of", FORMATS[::5], ids=named)
def test_a_tensor_scale_may_be_given(of: BlockType) -> None:
    given = tensor(np.random.default_rng(1), np.float32, 205)
    got = vectorised.quantise(of, given, tensor_scale=0.3125)
    assert (got.scales.tolist(), got.elements.tolist()) == expected(of, given, 0.3125)


@pytest.mark.parametrize("of", [of for of in FORMATS if of.element is not F32], ids=named)
def test_values_come_back_rounded_once(of: BlockType) -> None:
    dice = np.random.default_rng(9)
    scales = dice.integers(0, 1 << of.scale.width, 12).astype(np.uint32)
    elements = dice.integers(0, 1 << of.element.width, 12 * of.block).astype(np.uint32)
    scale = 0.7109375 if of.tensor_scale else 1.0
    found = {
        dtype: vectorised.dequantise(of, vectorised.Quantised(elements, scales, scale, 0), dtype)
        for dtype in (np.float32, np.float64)
    }
    for at, code in enumerate(scales.tolist()):
        part = slice(at * of.block, (at + 1) * of.block)
        real = numerics.dequantise_block(of, code, elements[part].tolist(), Fraction(scale))
        for type_, dtype in ((F32, np.float32), (F64, np.float64)):
            codes = np.array([numerics.encode(type_, value) for value in real], np.uint64)
            expected_values = vectorised.decode(type_, codes)
            np.testing.assert_array_equal(found[dtype][part], expected_values)
            assert (np.signbit(found[dtype][part]) == np.signbit(expected_values))[
                ~np.isnan(expected_values)
            ].all()


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_blocks_lie_along_any_axis(axis: int) -> None:
    of = block(E4M3, size=4)
    given = np.random.default_rng(4).normal(size=(5, 6, 7)).astype(np.float32)
    got = vectorised.quantise(of, given, axis)
    assert got.elements.shape == given.shape
    last = vectorised.quantise(of, np.moveaxis(given, axis, -1))
    np.testing.assert_array_equal(np.moveaxis(got.elements, axis, -1), last.elements)
    np.testing.assert_array_equal(np.moveaxis(got.scales, axis, -1), last.scales)
    back = vectorised.dequantise(of, got)
    np.testing.assert_array_equal(np.moveaxis(back, axis, -1), vectorised.dequantise(of, last))
    assert abs(back - given).max() < 0.3


def test_wide_tensors_are_taken_in_parts() -> None:
    of = block(E2M1, E4M3, "amax", size=4)
    given = np.random.default_rng(6).normal(size=(9, 20_000)).astype(np.float32)
    got = vectorised.quantise(of, given, 0)
    turned = vectorised.quantise(of, given.T)
    np.testing.assert_array_equal(got.elements, turned.elements.T)
    np.testing.assert_array_equal(got.scales, turned.scales.T)
    np.testing.assert_array_equal(vectorised.dequantise(of, got), vectorised.dequantise(of, turned).T)


def test_short_last_blocks_end_each_line() -> None:
    of = block(E2M1, size=4)
    given = np.random.default_rng(4).normal(size=(3, 6)).astype(np.float32)
    got = vectorised.quantise(of, given)
    assert got.scales.shape == (3, 2)
    for line in range(3):
        assert (got.scales[line].tolist(), got.elements[line].tolist()) == expected(of, given[line], 1.0)


def test_numbers_of_every_kind() -> None:
    of = block(E4M3, size=4)
    given = np.array([1.0, -2, 3, 100, 7])
    whole = vectorised.quantise(of, given)
    for dtype in (np.float16, np.float32, np.int8, np.int16, np.int64, np.dtype(">f4"), np.dtype(">f8")):
        np.testing.assert_array_equal(vectorised.quantise(of, given.astype(dtype)).elements, whole.elements)


def test_many_blocks_and_none() -> None:
    of = block(E4M3, size=32)
    given = np.random.default_rng(4).normal(size=(64, 2048)).astype(np.float32)
    whole = vectorised.quantise(of, given)
    for line in (0, 33, 63):
        alone = vectorised.quantise(of, given[line])
        np.testing.assert_array_equal(whole.elements[line], alone.elements)
        np.testing.assert_array_equal(whole.scales[line], alone.scales)
    empty = vectorised.quantise(of, np.zeros((3, 0), np.float32))
    assert (empty.elements.shape, empty.scales.shape) == ((3, 0), (3, 0))
    assert vectorised.dequantise(of, empty).shape == (3, 0)
    nothing = vectorised.quantise(of, np.zeros((0, 40), np.float32))
    assert (nothing.elements.shape, nothing.scales.shape) == ((0, 40), (0, 2))
    assert vectorised.dequantise(of, nothing).shape == (0, 40)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda of: vectorised.quantise(of, 1.0), "no axis -1 of 0"),
        (lambda of: vectorised.quantise(of, [1.0], 1), "no axis 1 of 1"),
        (lambda of: vectorised.quantise(of, [1j]), "complex128"),
        (lambda of: vectorised.quantise(of, [1 << 54]), "end at 2\\^53"),
        (lambda of: vectorised.quantise(of, [1.0], tensor_scale=0.0), "positive"),
        (lambda of: vectorised.quantise(of, [1.0], tensor_scale=np.inf), "finite"),
        (lambda of: vectorised.quantise(of, [1.0], tensor_scale=0.1), "more digits"),
        (lambda of: vectorised.quantise(block(F32, E8M0), [1.0], tensor_scale=1 + 2.0**-40), "more digits"),
        (
            lambda of: vectorised.dequantise(
                of, vectorised.Quantised(np.zeros(9, int), np.zeros(3, int), 1.0, 0)
            ),
            "2 blocks of .* have 3 scales",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=says):
        call(block(E2M1, E4M3, "amax"))

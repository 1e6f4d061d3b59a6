"""Vectorised conversions beside exact rationals, code by code and mode by mode."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from specgen.generators.numerics import numpy as vectorised
from specgen.model import numerics
from specgen.model.types import F16, F32, F64, OVERFLOWS, ROUNDINGS, STOCHASTIC, FloatType, IntegerType
from tests.generators.interpreter.formats import BF16, E4M3, E8M0, FLUSHED, TF32
from tests.generators.numerics.numpy.numbers import DTYPES, FORMATS, exact, numbers

MODES = list(product(ROUNDINGS, OVERFLOWS))


def named(of: FloatType) -> str:
    return of.name


@pytest.mark.parametrize("to", FORMATS, ids=named)
def test_every_mode_rounds_as_exact_rationals_do(to: FloatType) -> None:
    dice = np.random.default_rng(to.width)
    for number, (rounding, overflow) in enumerate(MODES):
        given = numbers(DTYPES[number % len(DTYPES)], to, 24, dice)
        bits = int(dice.integers(0, 40)) if rounding in STOCHASTIC else 0
        draws = dice.integers(0, 1 << bits, given.size)
        got = vectorised.encode(to, given, rounding, overflow, draws, bits)
        for value, draw, code in zip(given, draws.tolist(), got.tolist(), strict=True):
            expected = numerics.encode(to, exact(value), rounding, overflow, draw, bits)
            assert code == expected, (value, rounding, overflow)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_kind_of_number_is_rounded(dtype: Any) -> None:
    dice = np.random.default_rng(5)
    for to in (E4M3, BF16, F16, F32, F64, FLUSHED):
        given = numbers(dtype, to, 60, dice)
        expected = [numerics.encode(to, exact(value)) for value in given]
        assert vectorised.encode(to, given).tolist() == expected, to.name


@pytest.mark.parametrize("of", [of for of in FORMATS if of.width <= 9], ids=named)
def test_every_code_has_its_value(of: FloatType) -> None:
    values = vectorised.decode(of, np.arange(1 << of.width, dtype=np.uint16))
    assert [exact(value) for value in values] == [numerics.decode(of, code) for code in range(1 << of.width)]


@pytest.mark.parametrize("of", [of for of in FORMATS if of.width > 9], ids=named)
def test_codes_of_long_formats_have_their_values(of: FloatType) -> None:
    dice = np.random.default_rng(2)
    codes = dice.integers(0, 1 << min(of.width, 63), 200, dtype=np.uint64) | (
        dice.integers(0, 2, 200, dtype=np.uint64) << np.uint64(of.width - 1)
    )
    assert [exact(value) for value in vectorised.decode(of, codes)] == [
        numerics.decode(of, code) for code in codes.tolist()
    ]


@pytest.mark.parametrize(("source", "to"), [(E4M3, F16), (TF32, E4M3), (E8M0, BF16), (F64, E4M3)])
def test_codes_become_codes_of_another_format(source: FloatType, to: FloatType) -> None:
    dice = np.random.default_rng(3)
    codes = dice.integers(0, 1 << min(source.width, 62), 100)
    expected = [numerics.encode(to, numerics.decode(source, code)) for code in codes.tolist()]
    assert vectorised.convert(source, to, codes).tolist() == expected
    got = vectorised.convert(source, to, codes, "stochastic", "saturate", 5, 3)
    assert got.tolist() == [
        numerics.encode(to, numerics.decode(source, code), "stochastic", "saturate", 5, 3)
        for code in codes.tolist()
    ]


def test_integers_saturate() -> None:
    given = np.array([-np.inf, -129, -128.5, -127.5, -0.5, 0.5, 1.5, 126.5, 127.5, np.inf, np.nan])
    codes = vectorised.encode(IntegerType(8, True), given)
    assert codes.view(np.int8).tolist() == [-128, -128, -128, -128, 0, 0, 2, 126, 127, 127, 0]
    assert vectorised.decode(IntegerType(8, True), codes).tolist() == codes.view(np.int8).tolist()
    assert vectorised.encode(IntegerType(4, False), [-1, 3, 99], "up").tolist() == [0, 3, 15]


@pytest.mark.parametrize("width", [1, 4, 8, 31, 32, 53, 63, 64])
@pytest.mark.parametrize("signed", [False, True])
def test_integers_of_every_width_end_where_they_end(width: int, signed: bool) -> None:
    to = IntegerType(width, signed)
    ends = [sign * (2.0**power + more) for sign in (1, -1) for power in range(66) for more in (-0.75, 0, 0.5)]
    given = np.array(ends)
    for rounding in ("nearest_even", "toward_zero", "away", "odd", "up"):
        expected = [numerics.encode(to, exact(value), rounding) for value in given]
        assert vectorised.encode(to, given, rounding).tolist() == expected
        expected = [numerics.encode(to, exact(value), rounding) for value in given.astype(np.float32)]
        assert vectorised.encode(to, given.astype(np.float32), rounding).tolist() == expected


def test_shapes_and_strides_are_kept() -> None:
    given = np.arange(24, dtype=np.float32).reshape(2, 3, 4)[:, ::2, ::-1]
    codes = vectorised.encode(E4M3, given)
    assert codes.shape == given.shape
    assert (codes == vectorised.encode(E4M3, given.copy())).all()
    assert vectorised.decode(E4M3, codes[:, 0]).tolist() == vectorised.round_to(E4M3, given)[:, 0].tolist()
    assert vectorised.encode(E4M3, 1.0).shape == ()
    for of in (E4M3, BF16, TF32):
        assert vectorised.decode(of, 5).shape == ()
    foreign = given.astype(given.dtype.newbyteorder())
    assert (vectorised.encode(E4M3, foreign) == codes).all()
    assert vectorised.encode(E4M3, np.zeros((0, 3))).shape == (0, 3)


def test_more_numbers_than_are_handled_at_a_time() -> None:
    given = np.random.default_rng(0).normal(size=100_000).astype(np.float32)
    for to in (E4M3, F16):
        whole = vectorised.encode(to, given)
        parts = [vectorised.encode(to, part) for part in np.array_split(given, 7)]
        assert (whole == np.concatenate(parts)).all()
    draws = np.random.default_rng(1).integers(0, 256, given.size)
    whole = vectorised.encode(E4M3, given, "stochastic", random=draws, random_bits=8)
    last = vectorised.encode(E4M3, given[-5:], "stochastic", random=draws[-5:], random_bits=8)
    assert (whole[-5:] == last).all()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: vectorised.encode(E4M3, 1.0, "sideways"), "no rounding 'sideways'"),
        (lambda: vectorised.encode(E4M3, 1.0, overflow="wrap"), "overflow 'wrap'"),
        (lambda: vectorised.encode(E4M3, 1.0, "stochastic"), "needs random bits"),
        (lambda: vectorised.encode(E4M3, 1.0, "stochastic", random=8, random_bits=3), "of 3 bits"),
        (lambda: vectorised.encode(E4M3, 1.0, "stochastic", random=8, random_bits=64), "0 to 63"),
        (lambda: vectorised.encode(E4M3, 1j), "complex128"),
        (lambda: vectorised.decode(E4M3, [256]), "codes beyond"),
        (lambda: vectorised.decode(E4M3, [-1]), "negative"),
        (lambda: vectorised.decode(TF32, [1 << 19]), "codes beyond"),
        (lambda: vectorised.decode(E4M3, [1.0]), "float64"),
        (lambda: vectorised.convert(E4M3, F16, [256]), "codes beyond"),
        (lambda: vectorised.encode(IntegerType(65, True), 1.0), "65 bits"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=says):
        call()

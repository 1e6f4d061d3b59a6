"""The runtime's numerics beside exact rationals and ``ml_dtypes``."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from specgen.generators.interpreter.python import runtime
from specgen.model import numerics
from specgen.model.types import (
    DETERMINISTIC,
    F16,
    F32,
    F64,
    OVERFLOWS,
    ROUNDINGS,
    STOCHASTIC,
    FloatType,
    IntegerType,
)
from tests.generators.interpreter.formats import (
    ALL,
    BF16,
    E4M3,
    E4M3_FNUZ,
    E8M0,
    TF32,
    TWINS,
    codes,
    raw,
    values,
)
from tests.semantics import reals

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

SOURCES = (E4M3, E4M3_FNUZ, TF32, F32, F64)


def named(of: FloatType) -> str:
    return of.name


@pytest.mark.parametrize("to", ALL, ids=named)
@pytest.mark.parametrize("source", SOURCES, ids=named)
def test_conversions(source: FloatType, to: FloatType) -> None:
    dice = np.random.default_rng(7)
    given = codes(source, 24, dice)
    exact = [numerics.decode(source, c) for c in given.tolist()]
    for number, rounding in enumerate(ROUNDINGS):
        overflow = OVERFLOWS[(number + to.mantissa) % len(OVERFLOWS)]
        bits = (3, 11, 63)[to.mantissa % 3] if rounding in STOCHASTIC else 0
        draws = dice.integers(0, 1 << bits, given.size)
        convert = runtime.converter(source, to, rounding, overflow, bits)
        got = convert(values(given, source), draws) if bits else convert(values(given, source))
        expected = [
            numerics.encode(to, x, rounding, overflow, draw, bits)
            for x, draw in zip(exact, draws.tolist(), strict=True)
        ]
        assert raw(got, to).tolist() == expected, rounding


@pytest.mark.parametrize("of", TWINS, ids=named)
def test_every_short_code_as_f32(of: FloatType) -> None:
    given = np.arange(1 << of.width).astype(f"u{of.bytes}")
    got = runtime.converter(of, F32, "nearest_even", "infinity")(given)
    np.testing.assert_array_equal(got, given.view(TWINS[of]).astype(np.float32))


@pytest.mark.parametrize("of", TWINS, ids=named)
def test_every_upper_half_of_f32_rounds_as_ml_dtypes_has_it(of: FloatType) -> None:
    dice = np.random.default_rng(3)
    bits = np.arange(1 << 16, dtype=np.uint32) << 16 | dice.choice([0, 1, 0x7FFF, 0x8000, 0x8001], 1 << 16)
    given = bits.astype(np.uint32).view(np.float32)
    if of is E8M0:  # ml_dtypes has its own mind about the least scale.
        given = given[given >= 2.0**-126]
    got = runtime.converter(F32, of, "nearest_even", of.overflow)(given)
    back = runtime.converter(of, F32, "nearest_even", "infinity")(got)
    twin = given.astype(TWINS[of]).astype(np.float32)
    if not of.has_nan:
        twin = np.where(np.isnan(given), back, twin)
    np.testing.assert_array_equal(back, twin)
    np.testing.assert_array_equal(np.signbit(back[back == 0]), np.signbit(twin[back == 0]))


@pytest.mark.parametrize("op", ["add", "sub", "mul", "div", "sqrt", "fma"])
@pytest.mark.parametrize("of", ALL, ids=named)
def test_arithmetic(of: FloatType, op: str) -> None:
    dice = np.random.default_rng(5)
    count = {"fma": 3, "sqrt": 1}.get(op, 2)
    for daz, ftz in ((False, False), (False, True), (True, False)):
        operands = [codes(of, 60, dice) for _ in range(count)]
        got = runtime.operation(op, of, daz=daz, ftz=ftz)(*(values(o, of) for o in operands))
        lanes = zip(*(o.tolist() for o in operands), strict=True)
        assert raw(got, of).tolist() == [reals.operate(of, op, list(lane), daz, ftz) for lane in lanes], (
            daz,
            ftz,
        )


@pytest.mark.parametrize("of", [of for of in ALL if of.signed], ids=named)
def test_signs(of: FloatType) -> None:
    given = codes(of, 60, np.random.default_rng(6))
    given[:4] = [0, 1 << (of.width - 1), 1, of.max_code]
    for op in ("neg", "abs"):
        got = raw(runtime.sign(op, of)(values(given, of)), of).tolist()
        assert got == [reals.operate(of, op, [code], False, False) for code in given.tolist()], op


@pytest.mark.parametrize("of", ALL, ids=named)
def test_one_value_is_computed_as_many(of: FloatType) -> None:
    dice = np.random.default_rng(9)
    a, b = values(codes(of, 20, dice), of), values(codes(of, 20, dice), of)
    for op in ("add", "mul", "div"):
        operate = runtime.operation(op, of)
        many = raw(operate(a, b), of).tolist()
        single = [operate(x, y) for x, y in zip(a, b, strict=True)]
        assert [int(raw(np.asarray(s), of)) for s in single] == many


@pytest.mark.parametrize("of", ALL, ids=named)
def test_minimum_and_maximum(of: FloatType) -> None:
    dice = np.random.default_rng(11)
    a, b = codes(of, 80, dice), codes(of, 80, dice)
    b[::8] = a[::8] ^ a.dtype.type(1 << (of.width - 1))
    for op in ("minimum", "maximum", "minimum_number", "maximum_number"):
        got = raw(runtime.minmax(op, of)(values(a, of), values(b, of)), of).tolist()
        assert got == [reals.extreme(of, op, x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)], op


@pytest.mark.parametrize("of", ALL, ids=named)
def test_powers_of_two(of: FloatType) -> None:
    dice = np.random.default_rng(13)
    given = codes(of, 60, dice)
    powers = np.where(dice.random(60) < 0.8, dice.integers(-40, 40, 60), dice.integers(-5000, 5000, 60))
    got = raw(runtime.scaling(of)(values(given, of), powers), of).tolist()
    assert got == [reals.scale(of, c, p) for c, p in zip(given.tolist(), powers.tolist(), strict=True)]


@pytest.mark.parametrize("rounding", DETERMINISTIC)
@pytest.mark.parametrize("of", [E4M3, F16, F32, F64], ids=named)
def test_to_integers(of: FloatType, rounding: str) -> None:
    given = codes(of, 100, np.random.default_rng(17))
    for to in (
        IntegerType(8, True),
        IntegerType(5, False),
        IntegerType(64, True),
        IntegerType(64, False),
        IntegerType(100, True),
    ):
        got = runtime.to_integer(of, to, rounding, 3)(values(given, of)).tolist()
        assert got == [reals.to_integer(of, c, rounding, to.low, to.high, 3) for c in given.tolist()], to.name


@pytest.mark.parametrize("to", ALL, ids=named)
def test_from_integers(to: FloatType) -> None:
    dice = np.random.default_rng(19)
    wide = np.array([(1 << 100) + (1 << 76), (1 << 100) + (1 << 76) + 1, -(1 << 99) - 5, 0, 7], object)
    arrays = (
        dice.integers(-(1 << 63), 1 << 63, 20, dtype=np.int64),
        dice.integers(0, 1 << 64, 20, dtype=np.uint64, endpoint=False),
        dice.integers(-300, 300, 20).astype(np.int32),
        wide,
    )
    for rounding in ("nearest_even", "toward_zero", "down", "odd"):
        convert = runtime.from_integer(to, rounding, to.overflow)
        for given in arrays:
            expected = [numerics.encode(to, Fraction(int(x)), rounding) for x in given]
            assert raw(convert(given), to).tolist() == expected, rounding
            assert int(raw(np.asarray(convert(int(given[0]))), to)) == expected[0]


def test_products_of_few_bits_need_no_care() -> None:
    """The cheap fused multiply-adds equal the careful one where what they assume holds."""
    dice = np.random.default_rng(23)
    c = codes(F32, 20_000, dice).view(np.float32)
    careful = runtime.operation("fma", F32)
    for of, cheap in ((E4M3, runtime.fma32_exact_product), (BF16, runtime.fma32_short_product)):
        widen = runtime.converter(of, F32, "nearest_even", "infinity")
        a, b = widen(codes(of, 20_000, dice)), widen(codes(of, 20_000, dice))
        near = np.where(dice.random(20_000) < 0.3, -(a * b), c).astype(np.float32)
        np.testing.assert_array_equal(raw(cheap(a, b, near), F32), raw(careful(a, b, near), F32))

"""Floats: one format at a time, one rounding at a time; the reference against NumPy and the host."""

from __future__ import annotations

import math
import random
import struct

import pytest

from specgen.model.types import FloatType
from specgen.semantics import ir, print_body
from tests.semantics import reals
from tests.semantics.conftest import Try
from tests.semantics.evaluator import Machine, execute


@pytest.mark.parametrize(
    ("semantics", "printed"),
    [
        ("f[1] = f[2] * 0.5", "f[1] = mul.f32(f[2], f32:0x3f000000)"),
        ("f[1] = -f[2] + abs(f[3])", "f[1] = add.f32(neg.f32(f[2]), abs.f32(f[3]))"),
        ("f[1] = f32(0.1)", "f[1] = f32:0x3dcccccd"),
        ("f[1] = -0.0", "f[1] = f32:0x80000000"),
        ("f[1] = 1.0 / 4.0", "f[1] = f32:0x3e800000"),
        ("f[1] = f32(bf16(f[2])) * f32(e4m3(f[3]))", None),
        ("f[1] = fma(f[2], f[3], 1.0)", "f[1] = fma.f32(f[2], f[3], f32:0x3f800000)"),
        ('f[1] = add(f[2], f[3], daz=true, ftz="after_rounding")', "f[1] = add.f32(f[2], f[3], daz, ftz)"),
        ("f[1] = maximum_number(f[2], 0.0)", "f[1] = maximum_number(f[2], f32:0x0)"),
        ("x[1] = to_int(s32, f[2], nan=-1)", "x[1] = u32(to_int(s32, f[2], nearest_even, nan=-1))"),
        ("f[1] = f32(s8(x[1]))", "f[1] = convert(f32/8, s8(x[1]), nearest_even, infinity)"),
        ("f[1] = f32(f[2])", "f[1] = f[2]"),
        ("f[1] = 1.0 if f[2] < f[3] else f[2]", "f[1] = select(lt(f[2], f[3]), f32:0x3f800000, f[2])"),
        ("x[1] = bits(e4m3(f[2]))", "x[1] = bits(convert(e4m3, f[2], nearest_even, nan))"),
        ("f[1] = ldexp(f[2], s8(x[1]))", "f[1] = ldexp(f[2], s8(x[1]))"),
        (
            'x[1] = bits(convert(bf16, f[1], round="stochastic", random=x[2][15:0]))',
            "x[1] = bits(convert(bf16, f[1], stochastic, infinity, random=x[2][15:0]))",
        ),
    ],
)
def test_as_text(tried: Try, semantics: str, printed: str | None) -> None:
    expected = printed or (
        "f[1] = mul.f32/12(convert(f32/8, convert(bf16, f[2], nearest_even, infinity), nearest_even, infinity),"
        " convert(f32/4, convert(e4m3, f[3], nearest_even, nan), nearest_even, infinity))"
    )
    assert print_body(tried(semantics).body).splitlines()[0] == expected


@pytest.mark.parametrize(
    ("semantics", "rule"),
    [
        ("f[1] = f[2] + 1", "sem-type-mix"),
        ("f[1] = f[2] + bf16(f[3])", "sem-type-mix"),
        ("f[1] = bf16(f[3])", "sem-type-mix"),
        ("x[1] = f[2]", "sem-type-mix"),
        ("f[1] = x[2]", "sem-type-mix"),
        ("f[1] = f[2] & f[3]", "sem-type-mix"),
        ("f[1] = x[2] / x[3]", "sem-unsupported"),
        ("n = 0.5\nf[1] = n", "sem-literal"),
        ("x[1] = bits(0.5)", "sem-literal"),
        ("f[1] = f32(1e999999999)", "sem-literal"),
        ("f[1] = min(f[1], f[2])", "sem-type-mix"),
        ("f[1] = convert(f32, f[1], round=up)", "sem-option"),
        ('x[1] = bits(convert(e4m3, f[1], overflow="infinity"))', "sem-option"),
        ('x[1] = bits(convert(bf16, f[1], round="stochastic"))', "sem-option"),
        ("f[1] = from_bits(f32, y[1])", "sem-type-mix"),
        ("x[1] = to_int(s8, f[1], nan=128)", "sem-option"),
        ("f[1] = add(f[1], f[2], daz=1)", "sem-option"),
        ("f[1] = saturate(f32, x[1])", "sem-type-mix"),
        ("if f[1]:\n    x[1] = 1", "sem-condition"),
        ("f[1] = f[2] if x[1] == 0 else 0.1", "sem-literal"),
    ],
)
def test_refused(tried: Try, semantics: str, rule: str) -> None:
    assert tried(semantics).rules == [rule]


def host(code: int) -> float:
    return float(struct.unpack("f", struct.pack("I", code))[0])


def code(value: float) -> int:
    try:
        return int(struct.unpack("I", struct.pack("f", value))[0])
    except OverflowError:
        return 0x7F800000 | (0x80000000 if value < 0 else 0)


NASTY = (
    0,
    0x80000000,
    1,
    0x80000001,
    0x7FFFFF,
    0x800000,
    0x3F800000,
    0x7F7FFFFF,
    0x7F800000,
    0xFF800000,
    0x7FC00001,
)


def test_the_reference_rounds_like_the_host(tried: Try) -> None:
    """Sums, differences and products of f32 are exact in f64 up to one innocuous rounding."""
    f32 = tried("f[1] = f[2]").architecture.types["f32"]
    source = random.Random(3)
    for _ in range(300):
        a, b = (source.choice((source.choice(NASTY), source.getrandbits(32))) for _ in "ab")
        p, q = host(a), host(b)
        for op, expected in (("add", p + q), ("sub", p - q), ("mul", p * q)):
            canonical = 0x7FC00000 if math.isnan(expected) else code(expected)
            assert reals.operate(f32, op, [a, b], False, False) == canonical, (op, hex(a), hex(b))


def test_roots_and_quotients_round_like_the_host(tried: Try) -> None:
    f32 = tried("f[1] = f[2]").architecture.types["f32"]
    source = random.Random(4)
    for _ in range(100):
        a, b = source.getrandbits(31), source.getrandbits(31) | 1
        assert (math.isnan(host(a))) or reals.operate(f32, "sqrt", [a], False, False) == code(
            math.sqrt(host(a))
        )
        if not any(math.isnan(host(v)) or math.isinf(host(v)) for v in (a, b)):
            assert reals.operate(f32, "div", [a, b], False, False) == code(host(a) / host(b))


@pytest.fixture(name="f32")
def _f32(tried: Try) -> FloatType:
    return tried("f[1] = f[2]").architecture.types["f32"]


def test_fma_rounds_once(f32: FloatType) -> None:
    a, c = 0x3F800001, 0xBF800002
    assert reals.operate(f32, "fma", [a, a, c], False, False) == 0x28800000
    assert reals.operate(f32, "add", [reals.operate(f32, "mul", [a, a], False, False), c], False, False) == 0


def test_flushing_happens_after_rounding(f32: FloatType) -> None:
    just_below, half = 0x00FFFFFF, 0x3F000000
    assert reals.operate(f32, "mul", [just_below, half], False, False) == 0x00800000
    assert reals.operate(f32, "mul", [just_below, half], False, True) == 0
    assert reals.operate(f32, "fma", [0x0D800000, 0xA4800000, 0x00800000], False, True) == 0x00800000
    assert reals.operate(f32, "add", [0x80000001, 0x80000001], True, False) == 0x80000000


@pytest.mark.parametrize(
    ("op", "a", "b", "result"),
    [
        ("minimum", 0, 0x80000000, 0x80000000),
        ("maximum", 0x80000000, 0, 0),
        ("minimum", 0x3F800000, 0x7FC00001, 0x7FC00000),
        ("minimum_number", 0x3F800000, 0x7FC00001, 0x3F800000),
        ("maximum_number", 0xFFC00001, 0x7FC00001, 0x7FC00000),
        ("maximum", 0xFF800000, 0xBF800000, 0xBF800000),
    ],
)
def test_extremes(f32: FloatType, op: str, a: int, b: int, result: int) -> None:
    assert reals.extreme(f32, op, a, b) == result


@pytest.mark.parametrize(
    ("value", "rounding", "result"),
    [
        (2.5, "nearest_even", 2), (2.5, "nearest_away", 3), (-2.5, "toward_zero", -2), (-2.5, "down", -3),
        (2.25, "up", 3), (2.25, "odd", 3), (3.25, "odd", 3), (-2.25, "odd", -3), (1e30, "up", 127), (-1e30, "up", -128),
    ],
)  # fmt: skip
def test_to_int(f32: FloatType, value: float, rounding: str, result: int) -> None:
    assert reals.to_integer(f32, code(value), rounding, -128, 127, 5) == result


def test_nan_and_comparisons(tried: Try) -> None:
    t = tried("x[1] = cat(u1(f[1] < f[2]), u1(f[1] != f[2]), u1(is_nan(f[1])), u1(is_infinite(f[2])))")
    machine = Machine.reset(t.architecture)
    machine.state["f"][1:3] = [0x7FC00000, 0xFF800000]
    after = execute(machine, t.program, {"rd": 0, "rs1": 0, "rs2": 0, "imm": 0}).machine
    assert after.state["x"][1] == 0b0111


def test_a_reduction_keeps_its_order(tried: Try) -> None:
    semantics = "total: f32 = 0.0\nfor i in range(3):\n    total = total + f[i]\nf[4] = total"
    t = tried(semantics)
    loop = t.body.statements[1]
    assert isinstance(loop, ir.Loop)
    machine = Machine.reset(t.architecture)
    machine.state["f"][0:3] = [0x4B800000, 0x3F800000, 0xCB800000]
    after = execute(machine, t.program, {"rd": 0, "rs1": 0, "rs2": 0, "imm": 0}).machine
    assert host(after.state["f"][4]) == 0.0

"""Integers: intervals, cuts, demanded bits, and what they compute."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from specgen.semantics import ir, print_body
from tests.semantics.conftest import Try
from tests.semantics.evaluator import Machine, execute

M32 = (1 << 32) - 1


def s32(value: int) -> int:
    return (value & M32) - ((value & M32) >> 31 << 32)


SCALAR: dict[str, Callable[[int, int], int]] = {
    "x[rd] = x[rs1] + x[rs2]": lambda a, b: a + b,
    "x[rd] = x[rs1] - x[rs2]": lambda a, b: a - b,
    "x[rd] = (s32(x[rs1]) * s32(x[rs2])) >> 32": lambda a, b: s32(a) * s32(b) >> 32,
    "x[rd] = (s32(x[rs1]) * x[rs2]) >> 32": lambda a, b: s32(a) * b >> 32,
    "x[rd] = x[rs1] << x[rs2][4:0]": lambda a, b: a << (b & 31),
    "x[rd] = s32(x[rs1]) >> x[rs2][4:0]": lambda a, b: s32(a) >> (b & 31),
    "x[rd] = x[rs1] >> x[rs2]": lambda a, b: a >> min(b, 64),
    "x[rd] = quot(s32(x[rs1]), s32(x[rs2]), zero=-1)": lambda a, b: (
        -1 if not b else int(abs(s32(a)) // abs(s32(b))) * (-1 if (s32(a) < 0) != (s32(b) < 0) else 1)
    ),
    "x[rd] = mod(s32(x[rs1]), s32(x[rs2]), zero=x[rs1])": lambda a, b: a if not b else s32(a) % s32(b),
    "x[rd] = x[rs1] // 7 + x[rs2] % 9": lambda a, b: a // 7 + b % 9,
    "x[rd] = u1(s32(x[rs1]) < s32(x[rs2]))": lambda a, b: int(s32(a) < s32(b)),
    "x[rd] = ~x[rs1] ^ (x[rs2] & 0xff00) | 3": lambda a, b: (~a ^ (b & 0xFF00)) | 3,
    "x[rd] = cat(x[rs1][7:0], x[rs2][31:16], u8(3))": lambda a, b: (a & 255) << 24 | b >> 16 << 8 | 3,
    "x[rd] = saturate(s8, s32(x[rs1]) - s32(x[rs2]))": lambda a, b: min(max(s32(a) - s32(b), -128), 127),
    "x[rd] = abs(s32(x[rs1])) + min(x[rs1], x[rs2], 100)": lambda a, b: abs(s32(a)) + min(a, b, 100),
    "x[rd] = x[rs1] if x[rs1] > x[rs2] else x[rs2] + 1": lambda a, b: a if a > b else b + 1,
    "t: u16 = x[rs1] * x[rs2]\nt[7:0] = t[15:8]\nx[rd] = t": lambda a, b: (
        (a * b & 0xFF00) | (a * b >> 8 & 0xFF)
    ),
    "n: u32 = 1\nfor i in range(5):\n    n = n * x[rs1] + x[rs2]\nx[rd] = n": lambda a, b: (
        a**5 + b * (a**4 + a**3 + a**2 + a + 1)
    ),
}


@pytest.mark.parametrize("semantics", SCALAR)
def test_it_computes_what_it_says(tried: Try, semantics: str) -> None:
    t = tried(semantics)
    assert not t.diagnostics.errors
    machine = Machine.reset(t.architecture)
    source = random.Random(1)
    for _ in range(20):
        a, b = (
            source.choice((0, 1, M32, 1 << 31, source.getrandbits(32), source.getrandbits(5))) for _ in "ab"
        )
        machine.state["x"][2:4] = [a, b]
        after = execute(machine, t.program, {"rd": 1, "rs1": 2, "rs2": 3, "imm": 0})
        assert after.fault is None
        assert after.machine.state["x"][1] == SCALAR[semantics](a, b) & M32
        assert after.machine.pc == 4


def value_of(t_body: ir.Body) -> ir.Expr:
    last = t_body.statements[-1]
    assert isinstance(last, ir.SetState)
    return last.value


@pytest.mark.parametrize(
    ("semantics", "printed"),
    [
        ("y[1] = y[2] + y[3]", "y[1] = u64(add~64(y[2], y[3]))"),
        ("y[1] = y[2] * y[3] + 1", "y[1] = u64(add~64(mul~64(y[2], y[3]), 1))"),
        ("y[1] = y[2] << y[3][5:0]", "y[1] = u64(shl~64(y[2], y[3][5:0]))"),
        ("y[1] = (y[2] * y[3]) >> 64", "y[1] = shr(mul(y[2], y[3]), 64)"),
        ("y[1] = (y[2] + y[3])[7:0]", "y[1] = add~8(y[2], y[3])[7:0]"),
        ("y[1] = (y[2] - y[3]) & 0xff", "y[1] = and(sub~8(y[2], y[3]), 255)"),
        ("y[1] = u8(x[1] + 3)", "y[1] = u8(add~8(x[1], 3))"),
        ("x[1] = x[2]", "x[1] = x[2]"),
        ("x[1] = s32(x[2])", "x[1] = x[2]"),
        ("x[1] = 2 + 3 * LANES", "x[1] = 14"),
    ],
)
def test_only_the_bits_that_matter_are_computed(tried: Try, semantics: str, printed: str) -> None:
    assert print_body(tried(semantics).body).splitlines()[0] == printed


@pytest.mark.parametrize(
    ("semantics", "printed"),
    [
        ("t = y[2] + y[3]\ny[1] = t", "t: 64 bits = u64(add~64(y[2], y[3]))"),
        ("t = y[2] + y[3]\nx[1] = t[7:0] + t", "t: 32 bits = u32(add~32(y[2], y[3]))"),
        ("t = y[2] + y[3]\ny[1] = t >> 1", "t: 65 bits = add(y[2], y[3])"),
        ("t = y[2] + y[3]\nu = t * 3\ny[1] = u", "t: 64 bits = u64(add~64(y[2], y[3]))"),
        ("t = y[2] + y[3]\nif t > 9:\n    y[1] = t", "t: 65 bits = add(y[2], y[3])"),
    ],
)
def test_locals_are_no_wider_than_their_uses_need(tried: Try, semantics: str, printed: str) -> None:
    assert print_body(tried(semantics).body).splitlines()[0] == printed


def test_a_chosen_side_is_cut_by_itself(tried: Try) -> None:
    value = value_of(tried("y[1] = y[2] + 1 if flag == 1 else y[3] * 2").body)
    assert isinstance(value, ir.Select)
    assert isinstance(value.type, ir.IntValue)
    assert value.type.high == (1 << 64) - 1


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        ("x[1][7:0] + 1", 1, 256),
        ("x[1][3:0] - x[2][3:0]", -15, 15),
        ("s8(x[1]) * s8(x[2])", -16256, 16384),
        ("-s8(x[1])", -127, 128),
        ("~x[1][3:0]", -16, -1),
        ("s8(x[1]) & 15", 0, 15),
        ("x[1][3:0] | x[2][1:0]", 0, 15),
        ("s8(x[1]) ^ x[2][7:0]", -256, 255),
        ("rem(s8(x[1]), 10)", -9, 9),
        ("mod(s8(x[1]), 10)", 0, 9),
        ("quot(s8(x[1]), s8(x[2]), zero=0)", -128, 128),
        ("floordiv(x[1][7:0], 16)", 0, 15),
        ("squares[x[1][1:0]]", 0, 9),
        ("rows[0] + imm", -512, 515),
        ("max(s8(x[1]), 5)", 5, 127),
        ("1 << x[1][2:0]", 1, 128),
        ("s8(x[1]) >> 3", -16, 15),
        ("abs(s8(x[1]))", 0, 128),
    ],
)
def test_intervals(tried: Try, expression: str, low: int, high: int) -> None:
    body = tried(f"n = {expression}\nx[1] = n").body
    first = body.statements[0]
    assert isinstance(first, ir.SetLocal)
    assert first.value.type == ir.IntValue(low, high)

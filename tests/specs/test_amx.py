"""Tiles: configuration and its faults, loads and stores, products against NumPy and exact rationals."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine import Result, Simulator

SPEC = Path(__file__).with_name("amx")
CONFIG, A, B, C, OUT = 0x1000, 0x2000, 0x3000, 0x4000, 0x5000
SETUP = f"""
 li x1, {CONFIG}
 ldtilecfg 0(x1)
 li x2, {A}
 li x3, {B}
 li x4, {C}
 li x5, {OUT}
 li x6, 64
 tileloadd tmm1, 0(x2, x6)
 tileloadd tmm2, 0(x3, x6)
 tileloadd tmm0, 0(x4, x6)
"""
END = "\n tilestored 0(x5, x6), tmm0\n li x7, 0\n exit x7\n"


@pytest.fixture(scope="module")
def amx() -> Accelerator:
    return specgen.load(SPEC)


def configuration(tiles: dict[int, tuple[int, int]], palette: int = 1) -> bytes:
    """The 64 bytes of a configuration: rows and bytes per row by tile."""
    made = bytearray(64)
    made[0] = palette
    for number, (rows, columns) in tiles.items():
        made[16 + 2 * number : 18 + 2 * number] = columns.to_bytes(2, "little")
        made[48 + number] = rows
    return bytes(made)


def run(amx: Accelerator, text: str, memory: dict[int, bytes]) -> tuple[Simulator, Result]:
    sim = amx.simulator()
    sim.load(amx.assemble(text))
    for address, data in memory.items():
        sim.memory["ram"].write(address, data)
    return sim, sim.run(max_steps=1000)


def rows_of(array: np.ndarray[Any, Any]) -> bytes:
    """Rows of an array, 64 bytes apart."""
    raw = np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)
    return np.pad(raw, ((0, 0), (0, 64 - raw.shape[1]))).tobytes()


@pytest.mark.parametrize("name", ["tdpbssd", "tdpbsud", "tdpbusd", "tdpbuud"])
@pytest.mark.parametrize(("m", "k", "n"), [(16, 16, 16), (3, 5, 7), (1, 1, 1)])
def test_integer_products_are_those_of_numpy(amx: Accelerator, name: str, m: int, k: int, n: int) -> None:
    rnd = np.random.default_rng(5)
    kinds = [np.int8 if letter == "s" else np.uint8 for letter in name[4:6]]
    a = rnd.integers(0, 256, (m, 4 * k), np.uint8).view(kinds[0])
    b = rnd.integers(0, 256, (k, 4 * n), np.uint8).view(kinds[1])
    c = rnd.integers(-(1 << 31), 1 << 31, (m, n)).astype(np.int32)
    tiles = {0: (m, 4 * n), 1: (m, 4 * k), 2: (k, 4 * n)}
    memory = {CONFIG: configuration(tiles), A: rows_of(a), B: rows_of(b), C: rows_of(c)}
    sim, result = run(amx, SETUP + f" {name} tmm0, tmm1, tmm2" + END, memory)
    assert result.exit_code == 0
    # B holds quads: byte 4n + i of row k is the element (4k + i, n) of the matrix.
    matrix = b.reshape(k, n, 4).transpose(0, 2, 1).reshape(4 * k, n).astype(np.int64)
    expected = (c + a.astype(np.int64) @ matrix).astype(np.int32)
    stored = sim.memory["ram"].read(OUT, dtype="s32", shape=(m, 16))
    assert np.array_equal(stored[:, :n], expected)
    assert np.array_equal(sim.state["tile_s32"][0][:m, :n], expected)
    assert not sim.state["tile_s32"][0][m:].any()
    assert not sim.state["tile_s32"][0][:, n:].any()


def value(code: int) -> Fraction:
    """A finite f32, subnormals read as zero."""
    exponent, mantissa = code >> 23 & 255, code & 0x7FFFFF
    assert exponent < 255
    sign = -1 if code >> 31 else 1
    return (
        Fraction(0)
        if exponent == 0
        else sign * Fraction(mantissa | 1 << 23) * Fraction(2) ** (exponent - 150)
    )


def rounded(exact: Fraction, sign_of_zero: int) -> int:
    """The code of the f32 nearest to a number, flushed to zero where that, with an unbounded exponent, is subnormal."""
    if exact == 0:
        return sign_of_zero << 31
    sign, size = int(exact < 0), abs(exact)
    exponent = 0
    while size >= Fraction(2) ** (exponent + 1):
        exponent += 1
    while size < Fraction(2) ** exponent:
        exponent -= 1
    units = size / Fraction(2) ** (exponent - 23)
    whole = units.numerator // units.denominator
    rest = units - whole
    whole += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole & 1)
    if whole == 1 << 24:
        whole, exponent = 1 << 23, exponent + 1
    if exponent < -126:
        return sign << 31
    return (
        sign << 31 | 0x7F800000 if exponent > 127 else sign << 31 | exponent + 127 << 23 | whole - (1 << 23)
    )


def fused(a: int, b: int, c: int) -> int:
    """The sum of a product and an addend, codes of f32, rounded once."""
    product, addend = value(a) * value(b), value(c)
    sign = (a ^ b) >> 31
    if product == 0 and addend == 0:
        return rounded(Fraction(0), sign & c >> 31)
    return rounded(product + addend, 0)


def test_bf16_products_are_those_of_exact_rationals(amx: Accelerator) -> None:
    m, k, n = 5, 4, 6
    rnd = np.random.default_rng(9)

    def halves(shape: tuple[int, int]) -> np.ndarray[Any, Any]:
        exponents = rnd.choice([0, 1, 2, 60, 64, 66, 127, 128, 130, 190], shape)
        return (rnd.integers(0, 2, shape) << 15 | exponents << 7 | rnd.integers(0, 128, shape)).astype(
            np.uint16
        )

    a, b = halves((m, 2 * k)), halves((k, 2 * n))
    c = (rnd.integers(0, 2, (m, n)) << 31 | rnd.integers(0, 1 << 25, (m, n))).astype(np.uint32)
    tiles = {0: (m, 4 * n), 1: (m, 4 * k), 2: (k, 4 * n)}
    memory = {CONFIG: configuration(tiles), A: rows_of(a), B: rows_of(b), C: rows_of(c)}
    sim, result = run(amx, SETUP + " tdpbf16ps tmm0, tmm1, tmm2" + END, memory)
    assert result.exit_code == 0
    one = 127 << 23
    stored = sim.memory["ram"].read(OUT, dtype="u32", shape=(m, 16))
    for i in range(m):
        for j in range(n):
            parts = [0, 0]
            for q in range(k):
                for half in range(2):
                    left, right = int(a[i, 2 * q + half]) << 16, int(b[q, 2 * j + half]) << 16
                    parts[half] = fused(left, right, parts[half])
            both = fused(parts[0], one, parts[1])
            assert stored[i, j] == fused(int(c[i, j]), one, both), (i, j)
    assert struct.unpack("<f", struct.pack("<I", rounded(Fraction(1, 3), 0)))[0] == np.float32(1 / 3)


@pytest.mark.parametrize(
    ("config", "text", "fault", "carried"),
    [
        (configuration({0: (17, 64)}), "", "general_protection", 17),
        (configuration({0: (4, 65)}), "", "general_protection", 65),
        (configuration({0: (4, 0)}), "", "general_protection", 3),
        (configuration({}, palette=2), "", "general_protection", 2),
        (configuration({}, palette=0), "tilezero tmm0", "undefined", 0),
        (configuration({0: (4, 16), 1: (4, 16), 2: (4, 16)}), "tdpbssd tmm0, tmm1, tmm1", "undefined", 0),
        (configuration({0: (4, 16), 1: (4, 16), 2: (3, 16)}), "tdpbssd tmm0, tmm1, tmm2", "undefined", 2),
        (configuration({0: (4, 64)}), "li x2, 262080\n tileloadd tmm0, 0(x2, x6)", "page_fault", 262144),
    ],
)
def test_faults_leave_all_as_it_was(
    amx: Accelerator, config: bytes, text: str, fault: str, carried: int
) -> None:
    program = f" li x1, {CONFIG}\n li x6, 64\n ldtilecfg 0(x1)\n {text}\n"
    good = configuration({0: (2, 8), 3: (1, 4)})
    sim = amx.simulator()
    sim.load(amx.assemble(f" li x1, {CONFIG}\n ldtilecfg 0(x1)\n" + program))
    sim.memory["ram"].write(CONFIG, good)
    sim.run(max_steps=2)
    sim.memory["ram"].write(CONFIG, config)
    before = None
    while True:
        state = [sim.state[name] for name in ("rows", "colsb", "configured")] + [sim.state["tile"].copy()]
        result = sim.run(max_steps=1)
        if result.fault is not None:
            break
        before = state
    assert (result.fault.name, result.fault.value) == (fault, carried)
    after = [sim.state[name] for name in ("rows", "colsb", "configured")] + [sim.state["tile"]]
    assert before is not None
    assert all(np.array_equal(x, y) for x, y in zip(state, after, strict=True))

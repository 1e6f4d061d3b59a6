"""``<name>_numerics.h`` beside exact rationals and the NumPy functions, which are measured by them too."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.generators import Request
from specgen.generators import numerics as vectorised
from specgen.generators.numerics import generate
from specgen.generators.numerics.c.header import header_of
from specgen.generators.numerics.c.header.numbers import Number
from specgen.model import numerics
from specgen.model.types import F32, OVERFLOWS, ROUNDINGS, STOCHASTIC, BlockType, ElementType, FloatType
from tests.generators.interpreter.formats import E2M1, E4M3
from tests.generators.numerics.c.headers import BLOCKS, FIXED, NUMBERS, WARNINGS, Compiled
from tests.generators.numerics.numpy.numbers import exact
from tests.generators.numerics.numpy.numbers import numbers as some
from tests.generators.numerics.numpy.test_blocks import tensor

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

BUILDS = {
    "gcc": ("gcc", "-O1"),
    "clang": ("clang", "-O1"),
    "undefined": (
        "gcc",
        "-O1",
        "-fsanitize=undefined,float-cast-overflow",
        "-fno-sanitize-recover=all",
        "-lubsan",
    ),
}
LANGUAGES = {"c11": ("gcc", "clang"), "c++17": ("g++", "clang++")}
BITS = (1, 3, 11, 31, 32)


def named(of: ElementType | BlockType) -> str:
    return of.name


@cache
def compiled(build: str) -> Compiled:
    """Each build has a share of the formats, and what its blocks are made of."""
    turn = [*BUILDS].index(build)
    blocks = BLOCKS[turn :: len(BUILDS)]
    parts: list[ElementType] = [part for of in blocks for part in (of.element, of.scale) if part is not F32]
    return Compiled([*dict.fromkeys([*NUMBERS[turn :: len(BUILDS)], *parts])], blocks, *BUILDS[build])


def with_number(of: ElementType) -> Compiled:
    return compiled([*BUILDS][NUMBERS.index(of) % len(BUILDS)])


def with_block(of: BlockType) -> Compiled:
    return compiled([*BUILDS][BLOCKS.index(of) % len(BUILDS)])


@pytest.mark.parametrize("of", NUMBERS, ids=named)
def test_every_mode(of: ElementType) -> None:
    c, dice = with_number(of), np.random.default_rng(len(of.name))
    for dtype in (np.float32, np.float64):
        given = some(dtype, of if isinstance(of, FloatType) else E4M3, 200, dice)
        for rounding in ROUNDINGS:
            bits = int(dice.choice(BITS)) if rounding in STOCHASTIC else 0
            drawn = dice.integers(0, 1 << bits, given.size).astype(np.uint32)
            for overflow in OVERFLOWS if isinstance(of, FloatType) else OVERFLOWS[:1]:
                expected = vectorised.encode(of, given, rounding, overflow, drawn if bits else None, bits)
                got = c.encode(of, given, rounding, overflow, drawn, bits)
                np.testing.assert_array_equal(got, expected, f"{of.name} {rounding} {overflow} {bits}")
        np.testing.assert_array_equal(c.variant(of, given, ""), vectorised.encode(of, given))


@pytest.mark.parametrize("of", NUMBERS, ids=named)
def test_modes_beside_exact_rationals(of: ElementType) -> None:
    c, dice = with_number(of), np.random.default_rng(5)
    given = some(np.float32, of if isinstance(of, FloatType) else E4M3, 40, dice)
    for number, rounding in enumerate(ROUNDINGS):
        bits = BITS[number % len(BITS)] if rounding in STOCHASTIC else 0
        drawn = dice.integers(0, 1 << bits, given.size).astype(np.uint32)
        overflow = OVERFLOWS[number % len(OVERFLOWS)] if isinstance(of, FloatType) else "saturate"
        got = c.encode(of, given, rounding, overflow, drawn, bits).tolist()
        modes = (rounding, overflow)
        assert got == [
            numerics.encode(of, exact(x), *modes, r, bits) for x, r in zip(given, drawn.tolist(), strict=True)
        ]


@pytest.mark.parametrize("of", NUMBERS, ids=named)
def test_every_code_is_decoded(of: ElementType) -> None:
    c, dice = with_number(of), np.random.default_rng(6)
    few = np.arange(1 << of.width) if of.width <= 10 else dice.integers(0, 1 << of.width, 500)
    codes = few.astype(Number(of).code.removesuffix("_t"))
    for source, _ in Number(of).decoders:
        dtype: Any = np.dtype("f4" if source.bits == 32 else "f8")
        got = c.decode(of, codes, dtype)
        assert [exact(x) for x in got] == [numerics.decode(of, code) for code in codes.tolist()]
        quiet = np.isnan(got)
        assert (got.view(f"u{dtype.itemsize}")[quiet] == int(source.quiet[:-1], 16)).all()


def test_a_saturating_function_is_there_where_the_format_does_not_saturate() -> None:
    c = with_number(E4M3)
    given = np.array([1e30, -1e30, np.inf, np.nan, 448, 464, 465], np.float32)
    assert c.variant(E4M3, given, "_saturate").tolist() == [0x7E, 0xFE, 0x7E, 0x7F, 0x7E, 0x7E, 0x7E]
    assert c.variant(E4M3, given, "").tolist() == [0x7F, 0x7F, 0x7F, 0x7F, 0x7E, 0x7E, 0x7F]


@pytest.mark.parametrize("of", BLOCKS, ids=named)
def test_blocks(of: BlockType) -> None:
    c, dice = with_block(of), np.random.default_rng(of.block)
    for count in (1, of.block - 1, 20 * of.block + 3):
        given = np.ascontiguousarray(tensor(dice, np.float32, count + 300)[-count:])
        expected = vectorised.quantise(of, given)
        scale = float(expected.tensor_scale)
        if of.tensor_scale is not None:
            assert c.tensor_scale(of, given) == scale
        elements, scales = c.quantise(of, given, scale)
        np.testing.assert_array_equal(elements, expected.elements)
        np.testing.assert_array_equal(scales, expected.scales)
        np.testing.assert_array_equal(
            c.dequantise(of, elements, scales, scale), vectorised.dequantise(of, expected).astype(np.float32)
        )


@pytest.mark.parametrize("of", BLOCKS, ids=named)
def test_a_block_beside_exact_rationals(of: BlockType) -> None:
    c = with_block(of)
    given = np.random.default_rng(9).normal(0, 300, of.block).astype(np.float32)
    second = Fraction(1)
    if of.tensor_scale is not None:
        second = numerics.tensor_scale(of, [exact(x) for x in given])
    elements, scales = c.quantise(of, given, float(second))
    assert (scales[0], elements.tolist()) == numerics.quantise_block(of, [exact(x) for x in given], second)
    values = c.dequantise(of, elements, scales, float(second))
    products = numerics.dequantise_block(of, int(scales[0]), elements.tolist(), second)
    assert values.view(np.uint32).tolist() == [numerics.encode(F32, product) for product in products]


@pytest.mark.parametrize("width", [3, 4, 6])
def test_short_codes_are_packed_without_gaps(width: int) -> None:
    short = next(of for of in NUMBERS if of.width == width)
    c, dice = with_number(short), np.random.default_rng(10)
    for count in range(20):
        codes = dice.integers(0, 1 << width, count).astype(np.uint8)
        packed = c.pack(width, codes)
        np.testing.assert_array_equal(packed, vectorised.pack_bits(codes, width))
        np.testing.assert_array_equal(c.unpack(width, packed, count), codes)


EXACT_ARRAYS = """\
#include "chip_numerics.h"
#include <stdlib.h>

int main(void)
{
    for (size_t n = 1; n < 70; n++) {
        float *x = (float *)calloc(n, sizeof *x);
        uint8_t *codes = (uint8_t *)malloc(n), *scales = (uint8_t *)malloc((n + 15) / 16);
        uint8_t *bytes = (uint8_t *)malloc((n + 1) / 2), *more = (uint8_t *)malloc((3 * n + 7) / 8);
        chip_f32_to_e4m3_n(x, codes, n);
        chip_e4m3_to_f32_n(codes, x, n);
        chip_quantise_scaled(x, n, chip_tensor_scale_scaled(x, n), codes, scales);
        chip_dequantise_scaled(codes, scales, n, 1, x);
        chip_pack_4(codes, n, bytes);
        chip_unpack_4(bytes, n, codes);
        chip_pack_3(codes, n, more);
        chip_unpack_3(more, n, codes);
        free(x), free(codes), free(scales), free(bytes), free(more);
    }
    return 0;
}
"""


def test_nothing_beyond_arrays_is_touched(tmp_path: Path) -> None:
    scaled = BlockType(name="scaled", element=E2M1, scale=E4M3, block=16, scale_rule="amax", tensor_scale=F32)
    short = next(of for of in NUMBERS if of.width == 3)
    text = header_of("chip", "a test", [E4M3, E2M1, short], [scaled])
    (tmp_path / "chip_numerics.h").write_text(text, encoding="utf-8")
    (tmp_path / "arrays.c").write_text(EXACT_ARRAYS, encoding="utf-8")
    flags = ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    for compiler in ("gcc", "clang"):
        command = [compiler, "-std=c11", *WARNINGS, *flags, "-o", "arrays", "arrays.c"]
        subprocess.run(command, check=True, cwd=tmp_path)
        subprocess.run(["./arrays"], check=True, cwd=tmp_path)


@pytest.mark.parametrize("spec", ["hostile", "reference"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_compiles_without_a_warning(
    spec: str, language: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    asked: Request = request.getfixturevalue(spec)
    one = asked.default
    name = f"{one.name}_numerics.h"
    (tmp_path / name).write_text(str(generate(asked)[f"{one.variant}/{name}"]), encoding="utf-8")
    source = tmp_path / ("user.c" if language == "c11" else "user.cc")
    source.write_text(
        f'#include "{name}"\n#include "{name}"\nint main(void) {{ return 0; }}\n', encoding="utf-8"
    )
    for compiler in LANGUAGES[language]:
        command = [compiler, f"-std={language}", *WARNINGS, "-O2", "-o", tmp_path / "user", source]
        subprocess.run([str(part) for part in command], check=True)


def test_lines_fit_a_screen() -> None:
    lines = header_of("chip", "a test", NUMBERS, BLOCKS).splitlines()
    assert not [line for line in lines if len(line) > 120 or line != line.rstrip()]


def test_what_is_too_long_for_c_is_named() -> None:
    long = FloatType(name="long_one", exponent=15, mantissa=40, bias=16383)
    two = BlockType(
        name="two_scales", element=FIXED[0], scale=F32, block=16, scale_rule="amax", tensor_scale=F32
    )
    text = header_of("chip", "a test", [long, E4M3, FIXED[0]], [two])
    assert "Not here, as they need more than float and double have: long_one, two_scales." in text
    assert "chip_f32_to_e4m3" in text
    assert "chip_f32_to_long_one" not in text
    assert "chip_quantise_two_scales" not in text

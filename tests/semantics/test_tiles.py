"""Tiles, specialisation by a field's type, grids over them; against plain loops."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from specgen.model import numerics
from specgen.semantics import ir, print_program
from tests.semantics.conftest import Tried, Try
from tests.semantics.evaluator import Machine, execute
from tests.semantics.reals import number

MATMUL = """\
for i, j in grid(LANES, LANES):
    total: f32 = acc[slot, i, j]
    for k in range(LANES):
        if is_float(dtype):
            total = fma(f32(a[i, k]), f32(b[k, j]), total)
        else:
            total = total + f32(a[i, k] * b[k, j])
    acc[slot, i, j] = total
"""
TILES = """\
operands:
  a: {kind: tile, memory: sram, base: base, layout: row_major, shape: [LANES, LANES], element: dtype, pitch: "pitch"}
  b: {kind: tile, memory: sram, base: "0x200", layout: column_major, shape: [LANES, LANES], element: dtype}
"""


@pytest.fixture(name="matmul")
def _matmul(tried: Try) -> Tried:
    return tried(MATMUL, format="t", engine="matrix", more=TILES)


def test_one_body_for_every_type(matmul: Tried) -> None:
    assert [body.when for body in matmul.program.bodies] == [{"dtype": 0}, {"dtype": 2}, {"dtype": 5}]
    assert [tile.element.name for tile in matmul.body.tiles] == ["e4m3", "e4m3"]


def test_as_text(matmul: Tried) -> None:
    text = print_program(matmul.program)
    assert "fma.f32(convert(f32/4, a[i, k], nearest_even, infinity), convert(f32/4, b[k, j]" in text
    assert "fma.f32(convert(f32/8, a[i, k], nearest_even, infinity)" in text
    assert "add.f32(total, convert(f32/15, mul(a[i, k], b[k, j]), nearest_even, infinity))" in text
    assert "tile a: reads e4m3[4 x 4] of sram at base, pitch pitch, row_major" in text
    assert "tile b: reads e4m3[4 x 4] of sram at 512, pitch 4, column_major" in text
    assert "grid i, j in 4, 4 parallel:" in text


def test_it_multiplies(matmul: Tried) -> None:
    machine = Machine.reset(matmul.architecture)
    source, sram = random.Random(2), machine.memories["sram"]
    kinds = matmul.architecture.types
    for at in range(0x100):
        sram[at] = source.choice((0x38, 0xB4, 0x41, 0x00))
    fields = {"dtype": 0, "slot": 1, "base": 0x110, "pitch": 8}
    after = execute(machine, matmul.program, fields).machine
    e4m3, f32 = kinds["e4m3"], kinds["f32"]
    for i in range(4):
        for j in range(4):
            left = [numerics.decode(e4m3, sram[0x10 + 8 * i + k]) for k in range(4)]
            right = [numerics.decode(e4m3, sram[0x100 + 4 * j + k]) for k in range(4)]
            exact = sum((number(a) * number(b) for a, b in zip(left, right, strict=True)), Fraction())
            assert after.state["acc"][16 + 4 * i + j] == numerics.encode(f32, exact)


@pytest.mark.parametrize(
    ("fields", "fault", "value"),
    [
        ({"base": 0x110, "pitch": 8}, None, 0),
        ({"base": 0x0FE, "pitch": 8}, "bad_address", 0x0FE),
        ({"base": 0x10F6, "pitch": 8}, "bad_address", 0x10F6),
        ({"base": 0x111, "pitch": 8}, "misaligned", 0x111),
        ({"base": 0x110, "pitch": 7}, "misaligned", 0x110),
        ({"base": 0x110, "pitch": 0}, None, 0),
    ],
)
def test_tiles_are_checked_whole(
    matmul: Tried, fields: dict[str, int], fault: str | None, value: int
) -> None:
    machine = Machine.reset(matmul.architecture)
    done = execute(machine, matmul.program, {"dtype": 2, "slot": 0, **fields})
    assert (done.fault, done.value) == (fault, value)


DYNAMIC = """\
operands:
  a: {kind: tile, memory: sram, base: base, layout: row_major, shape: ["rows[0]", "rows[1]"], element: u8, pitch: "16"}
  c: {kind: tile, memory: sram, base: "base + 64", layout: row_major, shape: ["rows[0]", "rows[1]"], element: u8, pitch: "16"}
"""


@pytest.mark.parametrize(
    ("semantics", "rules"),
    [
        ("for i, j in grid(rows[0], rows[1]):\n    c[i, j] = a[i, j]", []),
        ("m = rows[0]\nn = rows[1]\nfor i, j in grid(m, n):\n    c[i, j] = a[i, j]", []),
        ("for i, j in grid(min(rows[0], 2), rows[1]):\n    c[i, j] = a[i, j]", []),
        ("for i, j in grid(rows[0], rows[0]):\n    c[i, j] = a[i, j]", ["sem-index"]),
        ("for i, j in grid(4, 4):\n    c[i, j] = a[i, j]", ["sem-index"]),
        ("rows[0] = 4\nfor i, j in grid(rows[0], rows[1]):\n    c[i, j] = a[i, j]", ["sem-index"]),
        (
            "for n in range(2):\n    for i, j in grid(rows[0], rows[1]):\n        c[i, j] = n\n    rows[0] = 4",
            ["sem-index"],
        ),
        ("if 0 < rows[0] and 0 < rows[1]:\n    c[0, 0] = 3", []),
        ("for i, j in grid(rows[0], rows[1]):\n    c[0, j] = a[i, j]", ["sem-index"]),
    ],
)
def test_indices_are_below_the_shape(tried: Try, semantics: str, rules: list[str]) -> None:
    assert tried(semantics, format="t", more=DYNAMIC).rules == rules


BLOCKED = """\
operands:
  c: {kind: tile, memory: sram, base: base, layout: row_major, shape: ["4 * rows[0]", "4 * rows[1]"], element: u8}
"""


@pytest.mark.parametrize(
    ("index", "rules"),
    [
        ("4 * i + q, 4 * j + 3", []),
        ("q + (i << 2), 4 * j", ["sem-index"]),
        ("4 * i + q + 1, j", ["sem-index"]),
        ("4 * j + q, 4 * i", ["sem-index"]),
        ("i, j", []),
    ],
)
def test_blocks_of_a_tile_are_inside(tried: Try, index: str, rules: list[str]) -> None:
    semantics = f"for i, j in grid(rows[0], rows[1]):\n    for q in range(4):\n        c[{index}] = q"
    found = [rule for rule in tried(semantics, format="t", more=BLOCKED).rules if rule != "sem-grid-conflict"]
    assert found == rules


def test_reading_and_writing_one_memory_needs_a_snapshot(tried: Try) -> None:
    grid = tried(
        "for i, j in grid(rows[0], rows[1]):\n    c[i, j] = a[i, j]", format="t", more=DYNAMIC
    ).body.statements[0]
    assert isinstance(grid, ir.Grid)
    assert grid.parallel
    assert [memory.name for memory in grid.snapshot] == ["sram"]
    same = tried(
        "for i, j in grid(rows[0], rows[1]):\n    c[i, j] = c[i, j] + 1", format="t", more=DYNAMIC
    ).body.statements[0]
    assert isinstance(same, ir.Grid)
    assert not same.snapshot


def test_a_grid_reads_what_was_there_before(tried: Try) -> None:
    more = DYNAMIC.replace("base + 64", "base + 1")
    t = tried("for i, j in grid(rows[0], rows[1]):\n    c[i, j] = a[i, j]", format="t", more=more)
    machine = Machine.reset(t.architecture)
    machine.state["rows"] = [1, 4]
    machine.memories["sram"][0:5] = bytes((1, 2, 3, 4, 5))
    after = execute(machine, t.program, {"dtype": 0, "slot": 0, "base": 0x100, "pitch": 0}).machine
    assert after.memories["sram"][0:5] == bytes((1, 1, 2, 3, 4))


def test_rows_of_a_written_tile_do_not_overlap(tried: Try) -> None:
    more = DYNAMIC.replace('pitch: "16"', "pitch: pitch")
    t = tried("for i, j in grid(rows[0], rows[1]):\n    c[i, j] = a[i, j]", format="t", more=more)
    machine = Machine.reset(t.architecture)
    machine.state["rows"] = [2, 4]
    fields = {"dtype": 0, "slot": 0, "base": 0x100}
    assert execute(machine, t.program, {**fields, "pitch": 4}).fault is None
    done = execute(machine, t.program, {**fields, "pitch": 3})
    assert (done.fault, done.value) == ("bad_address", 0x140)


def test_two_tiles_of_one_memory_are_not_written_in_one_grid(tried: Try) -> None:
    t = tried(
        "for i, j in grid(rows[0], rows[1]):\n    c[i, j] = 1\n    a[i, j] = 2", format="t", more=DYNAMIC
    )
    assert t.rules == ["sem-grid-conflict"]


def test_branches_that_a_type_decides_are_not_typed(tried: Try) -> None:
    semantics = """\
if dtype == mm_type.s8:
    x[1] = s8(7)
elif is_float(dtype):
    x[1] = bits(dtype(2.0))
x[2] = size(dtype)
"""
    t = tried(semantics, format="t")
    assert not len(t.diagnostics)
    values = [
        [getattr(s.value, "value", None) for s in b.statements if isinstance(s, ir.SetState)]
        for b in t.program.bodies
    ]
    assert values == [[0x40, 1], [0x4000, 2], [7, 1]]


def test_what_is_wrong_with_several_types_is_said_once(tried: Try) -> None:
    t = tried("x[2] = dtype(1.0) + 1", format="t")
    assert [found.message for found in t.diagnostics] == [
        "this mixes an integer in [1, 1] with a float (with dtype = e4m3)",
        "s8(v) cuts integers, and this is a float (with dtype = s8)",
    ]

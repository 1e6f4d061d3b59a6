"""Memories, tiles and precise faults, beside the evaluator."""

from __future__ import annotations

import random

import pytest

from tests.generators.interpreter.conftest import MakeBench
from tests.semantics.evaluator import Machine

ADDRESSES = "p = x[1]\n"

ACCESSES = [
    "x[rd] = sram.read(u32, x[1])\nx[2] = sram.read(s8, x[2])",
    "sram.write(u16, x[1], x[2])\nfree.write(u64, x[3], y[1])",
    "x[2] = back.read(u32, 8)\nback.write(u16, 33, x[1])\nf[1] = back.read(f32, 40)\nback.write(f32, 44, f[2])",
    "x[2] = free.read(u12, x[3])\nfree.write(s20, 12, s32(x[1]))\nx[5] = free.read(s20, 12)\nw[1] = free.read(u100, 64)",
    "free.write(u100, 64, w[1])\nfree.write(u24, 1, x[1])\nx[3] = free.read(u24, 2)\nt4[1] = free.read(e2m1, 9)",
    "b[1] = sram.read(bf16, 256 + 2 * n[0])\nsram.write(bf16, 512, b[2])\nf[1] = free.read(f32, 13)\nfree.write(f64, 3, d[1])",
    "for i in grid(8):\n    f[i] = sram.read(f32, u32(x[1] + 4 * i))",
    "p = x[1]\nfor i in grid(8):\n    f[i] = sram.read(f32, u32(p + 4 * i))",
    "p = 300 + 4 * n[0]\nfor i in grid(8):\n    f[i] = sram.read(f32, p + 4 * i)",
    "p = 300 + n[0]\nfor i in grid(8):\n    x[8 + i] = free.read(u16, p + 3 * i)",
    "p = 300 + n[0]\nfor i, j in grid(4, 8):\n    v[i, j] = free.read(f32, p + 36 * i + 4 * j)",
    "p = 300 + n[0]\nfor i, j in grid(8, 4):\n    v[j, i] = free.read(f32, p + 36 * j + 4 * i)",
    "p = 256 + 4 * n[0]\nfor i, j in grid(4, 8):\n    sram.write(f32, p + 64 * i + 4 * j, v[i, j])",
    "p = 256 + 4 * n[0]\nfor i, j in grid(4, 8):\n    sram.write(bf16, p + 2 * i + 8 * j, bf16(v[i, j]))",
    "for i in grid(8):\n    if x[i] > 9:\n        free.write(u8, 10 + 2 * i, x[i])\n        y[i] = back.read(u8, 11 + 2 * i)",
    "for i in grid(8):\n    x[8 + i] = free.read(u8, x[i] & 1023)\n    y[i] = back.read(u16, 3 * i)",
    (
        "for i in grid(8):\n    free.write(u12, 2 * i, x[i])\n"
        "    free.write(e2m1, 100 + i, t4[i])\n    back.write(u32, 4 * i, x[i])"
    ),
    "for i in grid(8):\n    free.write(u100, 16 * i, w[i])",
    (
        "for i in grid(8):\n    w[i] = free.read(u100, 13 * i)\n"
        "    t4[i] = free.read(e2m1, 300 + i)\n    s[i] = free.read(s20, 3 * i)"
    ),
    'for i in grid(8, conflict="last"):\n    free.write(u16, 2 * (x[i] & 3), i)',
    'for i in grid(8, conflict="add"):\n    free.write(u16, 2 * (x[i] & 3), 500 * i)\n    free.write(u16, 2 * i, 1)',
    'for i in grid(8, conflict="first"):\n    free.write(f32, 4 * (x[i] & 3), f[i])',
    "p = 40 + n[0]\nfor i in grid(8):\n    x[8 + i] = free.read(u8, p)",
]

FAULTS = [
    "x[2] = 4\nif x[1] == 5 and guarded[x[3]] > 2 or guarded[x[4]] == 1:\n    x[5] = 1",
    "f[1] = 1.0\nx[3] = guarded[x[1]]",
    "x[2] = 5\nif x[3] > 7:\n    raise plain\nx[4] = 6\nraise bad_address(x[1])",
    "for i in range(8):\n    x[i] = i\n    sram.write(u32, u32(x[20] + 4 * i), i)",
    "for i in grid(8):\n    x[8 + i] = guarded[x[i]]",
    "for i in grid(8):\n    x[8 + i] = 1\n    y[i] = guarded[x[i]]",
    "for i in grid(8):\n    f[i] = 0.0\n    if x[i] > 12:\n        raise bad_index(i)\n    if x[i] == 3:\n        raise plain",
    "for i in grid(8):\n    y[i] = sram.read(u32, x[i])\n    d[i] = 0.0",
    "for i in grid(8):\n    for j in range(3):\n        y[i] = y[i] + guarded[x[i] + j]",
    "for i in grid(8):\n    f[i] = free.read(f32, u32(x[20] + 4 * i))\n    sram.write(f32, u32(x[21] + 4 * i), f[i])",
    "x[1] = 1\ncommit()\nx[2] = 2\nx[3] = guarded[x[4]]",
    "for i in range(4):\n    x[8 + i] = i\n    commit()\n    x[12 + i] = guarded[x[i]]",
    "for i, j in grid(3, 4):\n    a[i, j] = guarded[x[4 * i + j]] + guarded[x[j]]",
    'for i in grid(8, conflict="fault", fault=bad_address):\n    x[x[8 + i][3:0]] = i',
    'for i in grid(8, conflict="last"):\n    x[x[8 + i][3:0]] = guarded[x[i]]',
    "for i in grid(n[0]):\n    x[8 + i] = guarded[x[1]]",
    "for i in grid(8):\n    t: u8[2]\n    t[i & 1] = guarded[x[i]]\n    x[8 + i] = t[0]",
    "for i in grid(8):\n    y[i] = guarded[x[i]] if x[i] < 20 else guarded[n[0]]",
    "for i in grid(8):\n    if x[i] < 20:\n        y[i] = 1\n        s[i] = guarded[x[i] + i]",
    'for i in grid(8, conflict="last"):\n    guarded[x[i]] = i',
    'for i in grid(8, conflict="last"):\n    guarded[x[8 + i]] = guarded[x[i]]',
    'for i in grid(8, conflict="fault", fault=plain):\n    guarded[x[8 + i]] = guarded[x[i]]',
    'y[1] = 5\nfor i in grid(8, conflict="fault", fault=plain):\n    s[x[i] & 7] = 1',
]

TILES = """\
operands:
  left: {{kind: tile, memory: {memory}, base: "x[20]", layout: {one}, shape: [4, "n[0]"], element: {element}, pitch: "x[21]"}}
  right: {{kind: tile, memory: {memory}, base: "x[22]", layout: {other}, shape: ["n[0]", 8], element: {element}, align: 8}}
  out: {{kind: tile, memory: sram, base: "x[23]", layout: row_major, shape: [4, 8], element: f32, pitch: "s32(x[24])"}}
"""

MATMUL = """\
for i, j in grid(4, 8):
    total: f32 = v[i, j]
    for l in range(n[0]):
        total = fma(f32(left[i, l]), f32(right[l, j]), total)
    v[i, j] = total
    out[i, j] = total
"""


def near_the_edges(machine: Machine, dice: random.Random) -> None:
    """Registers hold small numbers and good addresses, now and then a bad one."""
    for at in range(1, 20):
        machine.state["x"][at] = dice.randrange(12)
    for at in range(1, 4):
        machine.state["x"][at] = dice.choice([256, 260, 264, 300, 1000, 261, 40000])
    for at in range(20, 25):
        machine.state["x"][at] = dice.choice([256, 512, 1024, 1024, 2000, 2041, 4328, 4332])
    machine.state["x"][21] = dice.choice([32, 64, 32, 20])
    machine.state["x"][24] = dice.choice([32, 64, 36, 48, 8, 34, (1 << 32) - 32])


@pytest.mark.parametrize("semantics", ACCESSES)
def test_accesses(bench: MakeBench, semantics: str) -> None:
    bench(semantics).agree(10, near_the_edges)


@pytest.mark.parametrize("semantics", FAULTS)
def test_faults_are_precise(bench: MakeBench, semantics: str) -> None:
    met = bench(semantics).agree(24, near_the_edges)
    assert any(met)


@pytest.mark.parametrize(
    ("memory", "one", "other", "element"),
    [
        ("sram", "row_major", "column_major", "e4m3"),
        ("sram", "column_major", "row_major", "bf16"),
        ("free", "row_major", "row_major", "f32"),
        ("back", "column_major", "column_major", "f32"),
        ("free", "row_major", "column_major", "e2m1"),
        ("free", "column_major", "row_major", "s12"),
        ("back", "row_major", "column_major", "u24"),
    ],
)
def test_tiles(bench: MakeBench, memory: str, one: str, other: str, element: str) -> None:
    more = TILES.format(memory=memory, one=one, other=other, element=element)
    met = bench(MATMUL, more=more).agree(30, near_the_edges)
    assert "" in met
    assert any(met)

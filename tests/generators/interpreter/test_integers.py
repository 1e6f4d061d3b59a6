"""Integers of every width, one at a time and over grids, beside the evaluator."""

from __future__ import annotations

import pytest

from tests.generators.interpreter.conftest import MakeBench

SCALARS = [
    "w[n[0] & 7] = wide[flag] + 3",
    "x[rd] = x[rs1] + x[rs2]",
    "x[rd] = (s32(x[rs1]) * s32(x[rs2])) >> 32",
    "x[rd] = quot(s32(x[rs1]), s32(x[rs2]), zero=-1)\nx[1] = rem(s32(x[rs1]), s32(x[rs2]), zero=s32(x[rs1]))",
    "x[rd] = floordiv(s32(x[rs1]), s32(x[rs2]), zero=5)\nx[2] = mod(s32(x[rs1]), s32(x[rs2]), zero=6)",
    "x[rd] = saturate(s8, s32(x[rs1]) - imm)",
    "x[rd] = cat(x[rs1][7:0], x[rs2][15:8], u4(imm))\nx[3] = -x[rs1]\nx[4] = ~x[rs2]\nx[5] = abs(s32(x[rs1]))",
    "w[1] = w[2] * 3 + w[3]\nx[rd] = w[1][99:80]",
    "y[1] = y[2] << x[rs1][5:0]\ns[1] = s[2] >> x[rs1][5:0]",
    "x[rd] = x[rs1] if x[rs1] < x[rs2] else imm",
    "x[rd] = squares[x[rs1][2:0]] + u32(wide[flag])",
    "x[rd] = u1(1 < n[0] <= 7 and not (x[rs1] == x[rs2] or flag == 1))",
    "n1: u16 = x[rs1]\nn1[7:4] = imm\nx[rd] = n1",
    "t: u8[4]\nt[1] = x[rs1]\nfor i in range(n[0]):\n    t[i & 3] = t[1] + i\nx[rd] = t[3]",
    "k9: u32 = 0\nwhile limit(k9 < n[1], 5):\n    k9 = k9 + 1\nx[rd] = k9",
    "if x[rs1] > x[rs2]:\n    pc = pc + 4 * imm\nelif flag == 1:\n    x[rd] = pc\nelse:\n    x[rd] = next_pc",
    "pc = x[rs1]\nx[rd] = pc",
    "x[rd] = instruction[31:0]",
    "x[rd] = twice(x[rs1])",
    "x[rd] = ask(x[rs1])",
    "signal(ready[1], n[1])\nx[rd] = 1",
    "g = guarded[x[rs1]]\nx[rd] = g\nguarded[n[0]] = imm",
    "x[rd] = min(s32(x[rs1]), imm)\nx[6] = max(x[rs1], x[rs2])",
    "a[n[0] & 7, imm & 7] = a[1, 2] * 3\nx[rd] = vi[1, 2]\nvi[1, 3] = imm",
]

GRIDS = [
    "for i in grid(8):\n    if x[i] > 100:\n        m9 = x[i]\n    else:\n        m9 = y[i] + 1\n    s[i] = m9",
    (
        "for i in grid(8):\n    if flag == 1:\n        m9 = i\n    elif x[i] > 40:\n        m9 = 1\n"
        "    else:\n        m9 = 2\n    x[i] = m9"
    ),
    "for i in grid(2):\n    w[i] = wide[i] + wide[1]",
    "for i in grid(32):\n    x[31 - i] = x[31 - i] + 1",
    "for i, j in grid(8, 8):\n    a[i, j] = a[i, j] * 3 - i + j",
    "for i, j in grid(8, 8):\n    a[i, j] = saturate(s8, a[i, j] * 3)",
    "for i in grid(8):\n    y[i] = y[i] * y[i] + i",
    "for i in grid(8):\n    s[i] = (s[i] * s[i]) >> 40",
    "for i in grid(8):\n    w[i] = w[i] * 5 + y[i]",
    "for i in grid(8):\n    w[7 - i] = ~w[7 - i]",
    "for i in grid(8):\n    y[i] = y[i] << (x[i] & 63)\n    s[i] = s[i] >> (x[i] & 127)",
    "for i in grid(8):\n    s[i] = quot(s[i], s32(x[i]), zero=-1) + rem(s32(x[i]), 7)\n    y[i] = mod(y[i], y[i] >> 60, zero=3)",
    "for i in grid(8):\n    s[i] = floordiv(s[i], -3) + mod(s[i], 5) - (s[i] // 16) % 3",
    "for i in grid(8):\n    y[i] = cat(u8(x[i]), y[i][11:3], u1(s[i] < 0), x[i][31:20])",
    "for i in grid(8):\n    s[i] = s12(y[i]) + s32(x[i]) + u5(s[i]) - abs(s32(x[i]))",
    (
        "for i in grid(8):\n    if s[i] > 0:\n        y[i] = x[i]\n"
        "    elif x[i] > 5:\n        y[i] = y[i] ^ 0xff\n    else:\n        x[i] = 3"
    ),
    "for i in grid(8):\n    p = x[i] & 7\n    q1 = p if p < 4 else 7 - p\n    s[i] = squares[q1] + a[q1, i]",
    "for i in grid(8):\n    m9: u32 = 0\n    for j in range(i + 1):\n        m9 = m9 + squares[j]\n    x[8 + i] = m9",
    "for i in grid(8):\n    m9: u16 = x[i]\n    while limit(m9 > 3, 20):\n        m9 = m9 >> 1\n    x[8 + i] = m9",
    "for i, j, l in grid(4, 4, 4):\n    cube[l, i, j] = cube[l, i, j] + i + 4 * j",
    "for i, j in grid(4, 4):\n    cube[1, j, i] = cube[2, 3, i] + cube[3, j, 1]",
    "for i in grid(4):\n    cube[i, 2 * (i & 1), 1] = cube[i, i, i]",
    "for i in grid(n[0]):\n    x[8 + i] = x[16 + i]",
    "for i, j in grid(n[0], n[1]):\n    a[i, j] = a[i, j] + 1",
    "for i in grid(4):\n    t: u32[4]\n    t[i] = x[i]\n    t[3 - i] = t[i] + 1\n    x[8 + i] = t[0] + t[i]",
    "t: s32[8]\nfor i in grid(8):\n    t[i] = s32(x[i])\nfor i in grid(8):\n    s[i] = t[7 - i]",
    "for i in grid(8):\n    if i + n[0] < 8:\n        s[i] = a[i + n[0], i]",
    "for i in grid(8):\n    s[i] = a[x[i] & 7, 1] if x[i] < 8 else -1",
    "for i in grid(8):\n    if x[i] != 0:\n        y[i] = quot(y[i], x[i])",
    "for i in grid(8):\n    if n[2] != 0 and x[i] > 9:\n        y[i] = quot(y[i], n[2])",
    "for i in grid(8):\n    v1 = x[i]\n    x[i] = y[i]\n    y[i] = v1",
    "for i in grid(8):\n    x[1 + i] = min(s[i], x[1 + i]) + max(a[i, i], 0)",
    "for i in grid(8):\n    y[i] = -u32(x[i]) & 0xfff0\n    s[i] = ~s[i] | 1",
    "for i in grid(8):\n    vi[1, i] = vi[2, i] + 1",
    "for i in grid(8):\n    y[i] = u1(x[i] < y[i]) + u1(not (s[i] < x[i])) + u1(s[i] == y[i])",
    'for i in grid(8, conflict="last"):\n    x[x[8 + i][2:0]] = i',
    'for i in grid(8, conflict="first"):\n    x[x[8 + i][2:0]] = i\n    x[y[i][1:0]] = 9',
    'for i in grid(8, conflict="add"):\n    a[x[i][1:0], 1] = s[i]\n    a[i & 3, 1] = 1',
    'for i in grid(31, conflict="last"):\n    x[i + 1] = x[i]',
    'for i in grid(8, conflict="last"):\n    if x[i] > 7:\n        x[rd] = i',
    'for i in grid(8, conflict="add"):\n    w[x[i][1:0]] = w[i]',
    "for i in grid(8):\n    y[i] = y[i] >> (x[i] & 127)\n    x[i] = u64(s[i]) >> 108",
    "for i in grid(4):\n    w[i] = u40(mod(s32(-229), s64(n[i]), zero=-1))[39:8]",
    "for i in grid(8):\n    y[i] = x[i] if flag == 1 else s[i] >> 1\n    w[i] = a[i, 1] & 7 if d[1] < d[2] else y[i]",
    "for i in grid(n[0]):\n    if s[i] & 3 == -1:\n        raise plain",
    'for i in grid(8, conflict="last"):\n    y[1] = u8(x[i])\n    y[x[i] & 7] = y[3]',
    'for i in grid(8, conflict="last"):\n    for j in range(2):\n        x[(x[i] + j)[2:0]] = i + 10 * j',
]


@pytest.mark.parametrize("semantics", SCALARS)
def test_one_at_a_time(bench: MakeBench, semantics: str) -> None:
    bench(semantics).agree()


@pytest.mark.parametrize("semantics", GRIDS)
def test_over_a_grid(bench: MakeBench, semantics: str) -> None:
    bench(semantics).agree()


def test_issue_captures_what_the_processor_holds(bench: MakeBench) -> None:
    made = bench("for i in grid(4):\n    own[i] = own[i] + x[rs1] + x[(rs2 + 1)[4:0]]", engine="unit")
    assert made.source().issues
    made.agree()

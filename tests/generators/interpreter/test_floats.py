"""Floats of every format, one at a time and over grids, beside the evaluator."""

from __future__ import annotations

import pytest

from tests.generators.interpreter.conftest import MakeBench

SCALARS = [
    "lone = lone * f[1]\nx[1] = bits(lone)",
    "f[0] = f[1] + f[2]\nf[3] = f[1] * f[2]\nf[4] = f[1] / f[2]\nf[5] = sqrt(f[1])\nf[6] = -f[1]\nf[7] = abs(f[2])",
    "d[0] = d[1] - d[2]\nd[3] = fma(d[1], d[2], d[4])\nd[5] = sqrt(d[6])\nd[7] = f64(f[1])",
    "b[0] = b[1] + b[2]\nb[3] = fma(b[1], b[2], b[4])\nb[5] = b[1] / b[2]\nb[6] = -b[1]\nb[7] = sqrt(b[2])",
    "e[0] = e[1] + e[2]\ne[3] = e[1] * e[2]\ne[4] = fma(e[1], e[2], e[5])\nq[0] = q[1] * q[2]\nz[0] = z[1] - z[2]\nz[1] = -z[2]",
    "t19[0] = t19[1] * t19[2]\nt4[0] = t4[1] + t4[2]\nt19[3] = tf32(f[1])\nt4[4] = e2m1(f[2])",
    "f[0] = fma(f[1], f[2], f[3])\nf[4] = fma(f32(b[1]), f32(b[2]), f[5])\nf[6] = fma(f32(e[1]), f32(e[2]), f[7])",
    (
        'f[0] = add(f[1], f[2], daz=true, ftz="after_rounding")\n'
        'f[3] = mul(f[4], f[5], ftz="after_rounding")\n'
        'f[6] = fma(f[1], f[2], f[3], daz=true, ftz="after_rounding")'
    ),
    (
        "f[0] = minimum(f[1], f[2])\nf[3] = maximum_number(f[1], f[2])\nb[0] = maximum(b[1], b[2])\n"
        "e[0] = minimum_number(e[1], e[2])"
    ),
    "f[0] = ldexp(f[1], s32(x[rs1]))\nb[0] = ldexp(b[1], imm)\nd[0] = ldexp(d[1], imm)",
    "x[1] = u1(f[1] < f[2])\nx[2] = u1(b[1] >= b[2])\nx[3] = u1(e[1] != e[1])\nx[4] = u1(is_nan(f[1]) or is_infinite(b[1]))",
    "x[1] = bits(f[1])\nf[2] = from_bits(f32, x[rs1])\nb[1] = from_bits(bf16, x[rs2][15:0])\nx[2] = bits(e[1])",
    (
        'f[0] = f32(s32(x[rs1]))\nb[0] = convert(bf16, s32(x[rs1]), round="toward_zero")\ne[0] = e4m3(imm)\n'
        "f[1] = convert(f32, w[1])"
    ),
    (
        'x[1] = to_int(s32, f[1], round="toward_zero", nan=7)\n'
        'y[1] = to_int(u64, d[1], round="nearest_even", nan=0)\ns[1] = to_int(s16, b[1], round="up", nan=-1)'
    ),
    'e[0] = convert(e4m3, f[1], round="stochastic", random=x[rs1][7:0], overflow="saturate")',
    "f[0] = f[1] if f[2] < 0.5 else halves[1]\nb[0] = b[1] if flag == 1 else b[2]",
    "total: f32 = 0.0\nfor i in range(8):\n    total = total + f[i]\nf[0] = total",
    "v[1, 2] = v[n[0] & 3, imm & 7] + 1.5\nx[1] = bits(v[1, 2])",
    (
        'f[0] = convert(f32, d[1], round="odd")\n'
        'b[0] = convert(bf16, d[2], round="down", overflow="saturate")\n'
        'k[0] = convert(e8m0, f[2], round="up")'
    ),
    (
        'b[0] = convert(bf16, f[1], round="away", overflow="propagate")\n'
        'e[0] = convert(e4m3, s32(x[rs1]), round="stochastic_even", random=x[rs2][4:0])\n'
        'x[1] = to_int(s32, f[2], round="away")'
    ),
]

GRIDS = [
    "for i in grid(8):\n    f[i] = f[i] + f32(b[i])",
    "for i in grid(8):\n    b[i] = b[i] * b[i] + bf16(f[i])",
    "for i in grid(8):\n    e[i] = e4m3(f[i])\n    q[i] = e5m2(f[i])\n    z[i] = fnuz(f[i])\n    t4[i] = e2m1(f[i])",
    "for i in grid(8):\n    f[i] = f32(e[i]) * f32(q[i]) + f32(z[i])\n    d[i] = f64(k[i]) - f64(t4[i])",
    (
        "for i in grid(8):\n    e[i] = e[i] + e[i]\n    q[i] = fma(q[i], q[i], q[i])\n"
        "    z[i] = z[i] / z[i]\n    t19[i] = sqrt(t19[i])"
    ),
    "for i in grid(8):\n    b[i] = -b[i]\n    e[i] = abs(e[i])\n    z[i] = -z[i]\n    d[i] = abs(d[i])",
    "for i, j in grid(4, 8):\n    v[i, j] = fma(v[i, j], 2.0, f[j])",
    (
        "for i, j in grid(8, 8):\n    total: f32 = acc[0, i, j]\n    for l in range(8):\n"
        "        total = fma(f32(a[i, l]), f32(a[l, j]), total)\n    acc[1, i, j] = total"
    ),
    "for i in grid(8):\n    m9: f32 = v[0, i]\n    for j in range(1, 4):\n        m9 = maximum(m9, v[j, i])\n    f[i] = m9",
    "for i in grid(8):\n    f[i] = f[i] if f[i] > 0.0 else 0.0\n    b[i] = b[i] if is_nan(b[i]) else from_bits(bf16, 0x7fc1)",
    (
        "for i in grid(8):\n    if f[i] > 1.0:\n        d[i] = f64(f[i])\n"
        "    elif is_nan(f[i]) or f[i] < -1.0:\n        f[i] = -f[i]\n    else:\n"
        "        f[i] = ldexp(f[i], s32(x[i])[4:0])"
    ),
    "for i in grid(8):\n    x[i] = bits(f[i])\n    y[i] = bits(d[i]) + 1\n    s[i] = bits(b[i])",
    (
        "for i in grid(8):\n    f[i] = from_bits(f32, x[i] ^ 1)\n    b[i] = from_bits(bf16, y[i][15:0])\n"
        "    d[i] = from_bits(f64, y[i])"
    ),
    (
        'for i in grid(8):\n    x[i] = to_int(u8, f[i], round="nearest_even", nan=3)\n'
        '    s[i] = to_int(s64, d[i], round="down", nan=0)'
    ),
    (
        'for i in grid(8):\n    f[i] = f32(s[i])\n    b[i] = convert(bf16, y[i], round="odd")\n'
        "    d[i] = f64(a[i, 0])\n    e[i] = e4m3(s32(x[i]))"
    ),
    'for i in grid(8):\n    e[i] = convert(e4m3, f[i], round="stochastic", random=x[i][10:0], overflow="saturate")',
    'for i in grid(8):\n    b[i] = convert(bf16, f[0], round="stochastic", random=x[i][3:0])',
    (
        'for i in grid(8):\n    e[i] = convert(e4m3, f[i], round="away", overflow="propagate")\n'
        '    q[i] = convert(e5m2, d[i], round="stochastic_centred", overflow="propagate", random=x[i][4:0])\n'
        '    b[i] = convert(bf16, f[i], round="stochastic_even", random=y[i][61:0])\n'
        '    z[i] = convert(fnuz, d[i], round="stochastic_odd", overflow="nan", random=x[i][2:0])'
    ),
    (
        "for i in grid(8):\n    f[i] = minimum(f[i], 0.0)\n    d[i] = maximum_number(d[i], d[i])\n"
        "    b[i] = minimum_number(b[i], bf16(f[i]))"
    ),
    (
        'for i in grid(8):\n    f[i] = mul(f[i], f[i], daz=true, ftz="after_rounding")\n'
        '    b[i] = mul(b[i], b[i], ftz="after_rounding")'
    ),
    "for i in grid(8):\n    x[i] = u1(f[i] == f[i]) + u1(b[i] < bf16(f[i])) + u1(is_infinite(d[i]))",
    "for i in grid(8):\n    p: bf16[3]\n    p[1] = b[i]\n    p[i % 3] = bf16(f[i])\n    b[i] = p[1]",
    "for i in grid(8):\n    saved = f[i]\n    f[i] = v[0, i]\n    v[0, i] = saved",
    'for i in grid(8, conflict="add"):\n    f[x[i][1:0]] = v[1, i]',
    'for i in grid(8, conflict="add"):\n    b[x[i][1:0]] = b[i]',
    'for i in grid(8, conflict="last"):\n    e[x[i][2:0]] = e[i]',
    "for i in grid(8):\n    total: f32 = 0.0\n    for j in range(n[0]):\n        total = total + v[i & 3, j]\n    f[i] = total",
]


@pytest.mark.parametrize("semantics", SCALARS)
def test_one_at_a_time(bench: MakeBench, semantics: str) -> None:
    bench(semantics).agree()


@pytest.mark.parametrize("semantics", GRIDS)
def test_over_a_grid(bench: MakeBench, semantics: str) -> None:
    bench(semantics).agree()


def test_a_type_from_a_field(bench: MakeBench) -> None:
    bench(
        "for i in grid(8):\n    f[i] = f32(sram.read(dtype, 256 + size(dtype) * i))\nx[1] = width(dtype)",
        typed=True,
    ).agree()

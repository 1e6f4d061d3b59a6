"""State seen by elements of other widths: what one writes the other reads, element 0 in the low bits."""

from __future__ import annotations

import pytest

from tests.generators.interpreter.conftest import MakeBench

TEXTS = [
    "shorts[1, 3] = 5\nx[1] = rows[1, 1]\nx[2] = octets[1, 7]\ny[1] = twins[1, 0]",
    "twins[2, 3] = -2\noctets[2, 31] = x[rs1]\nx[rd] = rows[2, 7]",
    "for i in grid(8):\n    rows[1, i] = cat(u16(shorts[1, 2 * i]), u16(shorts[1, 2 * i + 1]))",
    "for i, j in grid(4, 16):\n    shorts[i, j] = octets[i, 2 * j] * octets[i, 2 * j + 1]",
    "for i, j in grid(4, 4):\n    twins[i, j] = twins[i, j] + rows[i, 2 * j + 1]",
    "for i in grid(8):\n    if rows[0, i] & 1 == 1:\n        shorts[1, i] = octets[2, i]",
    """
one = rs1[1:0]
two = rs2[1:0]
if one == two:
    raise bad_index(one)
for i in grid(16):
    brains[one, i] = convert(bf16, from_bits(f32, rows[two, i[3:1]]))
""",
    'for i in grid(8, conflict="last"):\n    octets[1, rows[0, i][4:0]] = i',
    'for i in grid(8, conflict="add"):\n    shorts[1, rows[0, i][3:0]] = i',
    "rows[0, 0] = 7\nshorts[0, 1] = 9\nif x[rs1] > 100:\n    raise bad_index(1)\noctets[0, 3] = 1",
    "for i in range(16):\n    shorts[3, i] = shorts[3, 15 - i] + rows[3, i >> 1]",
]


@pytest.mark.parametrize("text", TEXTS)
def test_views_of_other_widths(bench: MakeBench, text: str) -> None:
    bench(text).agree()

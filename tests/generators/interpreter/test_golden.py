"""The emitted text of a few instructions, whole: it is to be read by people too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.generators.interpreter.conftest import MakeBench
from tests.generators.interpreter.test_memory import MATMUL, TILES

GOLDEN = Path(__file__).with_name("golden")

RELU = """\
for i in grid(8):
    if f[i] > 0.0 or is_nan(f[i]):
        b[i] = bf16(f[i])
    else:
        b[i] = 0.0
"""

COPY = """\
p = x[rs1]
for i, j in grid(4, n[0]):
    sram.write(u8, u32(p + 64 * i + j), free.read(u8, u32(x[rs2] + 100 * i + j)))
"""

CASES = {
    "matmul": (MATMUL, TILES.format(memory="sram", one="row_major", other="column_major", element="e4m3")),
    "relu": (RELU, ""),
    "copy": (COPY, ""),
}


@pytest.mark.parametrize("name", CASES)
def test_reads_as_written_by_hand(bench: MakeBench, name: str) -> None:
    semantics, more = CASES[name]
    text = bench(semantics, more=more).source().text
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")

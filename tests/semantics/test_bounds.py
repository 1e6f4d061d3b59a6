"""Indices that are sums of products, below extents that are no constants."""

from __future__ import annotations

import pytest

from tests.semantics.conftest import Try

TILE = """\
operands:
  a: {{kind: tile, memory: sram, base: base, layout: row_major, shape: [4, "{extent}"], element: f32}}
"""
LOOPS = """\
for i in range(pitch):
    for j in range({width}):
        acc[slot, 0, 0] = a[0, {index}]
"""


@pytest.mark.parametrize(
    ("extent", "width", "index"),
    [
        ("32 * pitch", 32, "32 * i + j"),
        ("pitch * 32", 32, "j + i * 32"),
        ("32 * pitch + 1", 32, "32 * i + j + 1"),
        ("pitch * slot + 3", 3, "i * slot + j"),
        ("(pitch - 1) * 5 + 7", 7, "5 * i + j"),
    ],
)
def test_proven(tried: Try, extent: str, width: int, index: str) -> None:
    found = tried(
        LOOPS.format(width=width, index=index), format="t", engine="matrix", more=TILE.format(extent=extent)
    )
    assert found.rules == []


@pytest.mark.parametrize(
    ("extent", "width", "index"),
    [
        ("32 * pitch", 33, "32 * i + j"),
        ("32 * pitch + 2", 35, "32 * i + j"),
        ("31 * pitch", 32, "32 * i + j"),
        ("pitch * slot + 2", 3, "i * slot + j"),
        ("pitch * slot", 1, "i * 2 + j"),
        ("32 * pitch", 32, "32 * (i + 1) + j"),
    ],
)
def test_not_proven(tried: Try, extent: str, width: int, index: str) -> None:
    found = tried(
        LOOPS.format(width=width, index=index), format="t", engine="matrix", more=TILE.format(extent=extent)
    )
    assert set(found.rules) == {"sem-index"}

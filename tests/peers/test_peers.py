"""Exact conversions beside ``gfloat`` and ``ml_dtypes``; ``tests/campaigns/formats.py`` has all of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from gfloat import decode_ndarray, quantize_block
from gfloat.block import compute_scale_amax

from specgen.model import numerics
from specgen.model.types import BlockType, FloatType
from tests.peers import POLICIES, comparisons, difference, exact, gfloat_formats, ml_dtypes_formats, standard
from tests.peers.formats import gfloat_blocks

EDGES = [
    0.0,
    -0.0,
    float("inf"),
    float("-inf"),
    float("nan"),
    1.5 * 2**-126,
    1.25 * 2**-127,
    2.0**-128,
    12.0,
    -1.5,
    -3.0,
]


@pytest.mark.parametrize("name", gfloat_formats())
def test_every_code_means_what_gfloat_says(name: str) -> None:
    of = standard()[name]
    assert not isinstance(of, BlockType)
    codes = np.arange(1 << of.width, dtype=np.int64)
    values = decode_ndarray(gfloat_formats()[name], codes).tolist()
    assert [numerics.decode(of, code) for code in codes.tolist()] == [exact(value) for value in values]


@pytest.mark.parametrize("name", ml_dtypes_formats())
def test_every_code_means_what_ml_dtypes_says(name: str) -> None:
    of = standard()[name]
    assert isinstance(of, FloatType)
    every = range(1 << of.width)
    with np.errstate(all="ignore"):
        codes = np.array(every, np.uint8 if of.width <= 8 else np.uint16)
        values: list[float] = codes.view(ml_dtypes_formats()[name]).astype(np.float64).tolist()
    assert [numerics.decode(of, code) for code in every] == [exact(value) for value in values]


def test_conversions_differ_only_where_a_policy_says_so() -> None:
    dice = np.random.default_rng(11)
    seen: Counter[str] = Counter()
    for one in comparisons():
        bits = dice.integers(0, 1 << 16, 24).astype(np.uint32) << 16
        with np.errstate(all="ignore"):  # signalling NaNs
            brief = bits.view(np.float32).astype(np.float64)
        near = (2.0 ** dice.integers(-6, 7, 16) * (1 + dice.integers(0, 64, 16) / 64)).astype(np.float64)
        values = np.concatenate([brief, near, -near[:8], EDGES])
        draws = dice.integers(0, 1 << one.random_bits, values.size)
        found = difference(one, values, draws)
        assert not found.wrong, found.wrong[:5]
        seen += found.explained
    assert {f"{p.peer}/{p.name}" for p in POLICIES} == set(+seen)


def test_the_page_tells_every_policy(root: Path) -> None:
    page = " ".join((root / "site" / "pages" / "numerics.md").read_text("utf-8").split())
    for policy in POLICIES:
        assert policy.ours in page, policy.name
        assert policy.theirs in page, policy.name


@pytest.mark.parametrize("name", gfloat_blocks())
def test_blocks_are_quantised_as_gfloat_does(name: str) -> None:
    of, theirs = standard()[name], gfloat_blocks()[name]
    assert isinstance(of, BlockType)
    dice = np.random.default_rng(17)
    for number in range(20):
        values = dice.standard_normal(of.block) * 2.0 ** dice.integers(-20, 20)
        if number % 4 == 0:
            values[number % of.block] *= 64
        values = values.astype(np.float32).astype(np.float64)
        codes = numerics.quantise_block(of, [exact(v) for v in values.tolist()])
        ours = numerics.dequantise_block(of, *codes)
        expected = quantize_block(theirs, values, compute_scale_amax)
        if name == "mxint8":  # ours end at -127/64 (policy least-of-mxint8)
            scale = compute_scale_amax(0, values)
            expected = np.maximum(expected, -127 / 64 * scale)
        assert ours == [exact(v) for v in expected.tolist()]

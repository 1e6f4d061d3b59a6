"""The attention oracle by itself: its inputs, its arithmetic, and its distance from float64."""

from __future__ import annotations

import hashlib
import math
from fractions import Fraction

import numpy as np
import pytest

from examples.kernels import inputs, oracle

CASES = ("fp8", "bf16", "overflow")


def test_inputs_are_the_committed_ones() -> None:
    digest = hashlib.sha256()
    for name in CASES:
        for codes in inputs.case(name, tiles=2).values():
            digest.update(codes.tobytes())
    assert digest.hexdigest()[:16] == "e233efb3abb36d09"


@pytest.mark.parametrize("name", ["fp8", "bf16"])
def test_inputs_have_outliers(name: str) -> None:
    values = oracle.wide(inputs.case(name, tiles=8)["q"])
    share = float((np.abs(values) > 15).mean())
    assert 0.0005 < share < 0.002
    assert np.abs(values).max() == 20.0


@pytest.mark.parametrize("name", CASES)
def test_result_is_within_the_bound_and_the_bound_is_tight(name: str) -> None:
    for tile in range(2):
        q, k, v = (inputs.case(name, tiles=2)[m][tile] for m in "qkv")
        result = (oracle.attention_bf16 if name == "bf16" else oracle.attention_fp8)(q, k, v)
        ratio = np.abs(oracle.wide(result.o) - oracle.exact(q, k, v)) / oracle.bound(q, k, v)
        assert 0.25 < ratio.max() < 1.0


def test_overflow_follows_its_policy() -> None:
    q, k, v = (inputs.case("overflow", tiles=1)[m][0] for m in "qkv")
    held = oracle.attention_fp8(q, k, v, 8.0, saturate=True).o8
    strict = oracle.attention_fp8(q, k, v, 8.0, saturate=False).o8
    assert held is not None
    assert strict is not None
    beyond = strict & 0x7F == 0x7F
    assert beyond.sum() > 50
    assert not (held & 0x7F == 0x7F).any()
    assert (held[beyond] & 0x7F == 0x7E).all()
    assert (held[~beyond] == strict[~beyond]).all()


def test_fma_rounds_once() -> None:
    generator = np.random.default_rng(7)
    a, b, c = (generator.normal(size=2000).astype(np.float32) for _ in range(3))
    c[::2] = -(a[::2] * b[::2])
    c[1::4] *= np.float32(2.0**-30)
    got = oracle.fma(a, b, c)
    for x, y, z, r in zip(a, b, c, got, strict=True):
        exact = Fraction(float(x)) * Fraction(float(y)) + Fraction(float(z))
        near = (r, np.nextafter(r, np.float32(math.inf)), np.nextafter(r, np.float32(-math.inf)))
        best = min(abs(Fraction(float(n)) - exact) for n in near)
        assert abs(Fraction(float(r)) - exact) == best

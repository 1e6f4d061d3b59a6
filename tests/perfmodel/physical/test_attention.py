"""Attention: what is counted, that causes add up and arrays agree with numbers, and which way times move."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.physical import Model, attention_model, latent_model
from specgen.perfmodel.physical.attention import Shape, missing
from specgen.perfmodel.physical.decode import DecodeKernel, decode, is_vector
from specgen.perfmodel.physical.prefill import FlashKernel, _visits, prefill

H100 = library_chip("h100_sxm")
SETTINGS = settings(max_examples=30, deadline=None)
MODELS = {
    "prefill trtllm": attention_model("prefill", "trtllm 1", "bf16"),
    "prefill vllm": attention_model("prefill", "vllm 0", "bf16"),
    "decode trtllm": attention_model("decode", "trtllm 1", "bf16"),
    "decode trtllm e4m3": attention_model("decode", "trtllm 1", "e4m3"),
    "decode vllm": attention_model("decode", "vllm 0", "bf16"),
    "latent prefill": latent_model("mla_prefill", "trtllm 1", "e4m3", "h100_sxm"),
    "latent decode": latent_model("mla_decode", "vllm 0", "bf16", "h100_sxm"),
}
POWER = st.integers(0, 6).map(lambda n: 1 << n)


@st.composite
def calls(draw: st.DrawFn) -> dict[str, int]:
    kv_heads, group, queries = draw(POWER), draw(st.integers(1, 48)), draw(st.integers(1, 3000))
    return {
        "batch": draw(st.integers(1, 300)),
        "heads": kv_heads * group,
        "kv_heads": kv_heads,
        "head_dim": draw(st.sampled_from((64, 128, 192, 256))),
        "queries": queries,
        "keys": queries + draw(st.integers(0, 5000)),
        "window": draw(st.sampled_from((0, 0, 128, 1000))),
    }


def of(name: str, dims: dict[str, Any]) -> dict[str, Any]:
    """The dims as decoding has them: one query."""
    return dims | {"queries": 1} if "decode" in name else dims


def values(model: Model, shares: list[float]) -> dict[str, float]:
    pairs = zip(model.parameters, shares, strict=False)
    return {one.name: one.low + (one.high - one.low) * share for one, share in pairs}


@pytest.mark.parametrize("name", MODELS)
def test_parameters_are_few_and_say_what_they_are(name: str) -> None:
    parameters = MODELS[name].parameters
    assert len({one.name for one in parameters}) == len(parameters) <= 8
    for one in parameters:
        assert one.low <= one.start <= one.high
        assert one.meaning and one.unit in ("s", "1", "B/s")


@SETTINGS
@given(st.sampled_from(sorted(MODELS)), calls(), st.lists(st.floats(0, 1), min_size=8, max_size=8))
def test_the_causes_add_up_to_the_time(name: str, dims: dict[str, int], shares: list[float]) -> None:
    model = MODELS[name]
    drawn = values(model, shares)
    parts = model.causes(of(name, dims), "bf16", H100, drawn)
    time = model.seconds(of(name, dims), "bf16", H100, drawn)
    assert next(iter(parts)) == "ideal"
    assert sum(parts.values()) == pytest.approx(time, rel=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_arrays_have_the_times_of_their_numbers(name: str) -> None:
    draw = np.random.default_rng(5)
    kv_heads = 1 << draw.integers(0, 5, 60)
    queries = draw.integers(1, 4000, 60)
    dims = {
        "batch": draw.integers(1, 200, 60),
        "heads": kv_heads * draw.integers(1, 50, 60),
        "kv_heads": kv_heads,
        "head_dim": draw.choice((64, 128), 60),
        "queries": queries,
        "keys": queries + draw.integers(0, 100, 60),
        "window": draw.choice((0, 128), 60),
    }
    model = MODELS[name]
    together = np.asarray(model.seconds(of(name, dims), "bf16", H100, model.defaults))
    for n in range(60):
        one = of(name, {key: int(column[n]) for key, column in dims.items()})
        assert model.seconds(one, "bf16", H100, model.defaults) == pytest.approx(together[n], rel=1e-12)


@SETTINGS
@given(st.integers(1, 60), st.integers(0, 60), st.sampled_from((0, 1, 7, 40, 200)))
def test_pairs_are_those_that_a_mask_leaves(queries: int, past: int, window: int) -> None:
    sizes = {"batch": 1, "heads": 1, "kv_heads": 1, "head_dim": 1, "queries": queries, "keys": queries + past}
    shape = Shape.of(sizes | {"window": window}, "bf16", "bf16")
    seen = [min(past + n + 1, window or past + queries) for n in range(queries)]
    assert shape.pairs == sum(seen)
    assert shape.operations == 4 * sum(seen)


@pytest.mark.parametrize("rows, keys", [(128, 128), (64, 64), (128, 64)])
@pytest.mark.parametrize("queries, past", [(128, 0), (1024, 0), (512, 1024), (128, 4096)])
def test_visits_are_those_of_causal_tiles(rows: int, keys: int, queries: int, past: int) -> None:
    sizes = {
        "batch": 1,
        "heads": 1,
        "kv_heads": 1,
        "head_dim": 64,
        "queries": queries,
        "keys": queries + past,
    }
    tiles, visits, longest = _visits(Shape.of(sizes, "bf16", "bf16"), FlashKernel("bf16", rows, keys))
    each = [ceil((past + (n + 1) * rows) / keys) for n in range(queries // rows)]
    assert (tiles, visits, longest) == (len(each), sum(each), max(each))


def test_a_window_bounds_the_visits() -> None:
    sizes = {"batch": 1, "heads": 1, "kv_heads": 1, "head_dim": 64, "queries": 4096, "keys": 4096}
    kernel = FlashKernel("bf16")
    whole = _visits(Shape.of(sizes, "bf16", "bf16"), kernel)
    cut = _visits(Shape.of(sizes | {"window": 256}, "bf16", "bf16"), kernel)
    assert whole[1:] == (32 * 33 / 2, 32)
    assert cut[1:] == (1 + 2 + 30 * 3, 3)
    assert _visits(Shape.of(sizes | {"window": 4096}, "bf16", "bf16"), kernel) == whole


@SETTINGS
@given(calls(), st.sampled_from((16, 64)))
def test_no_prompt_is_quicker_than_its_products(dims: dict[str, int], grain: int) -> None:
    model = prefill(FlashKernel("bf16", grain=grain))
    best = model.defaults | {"matrix_efficiency": 1.0, "overlap": 1.0, "launch": 0.0}
    roof = Shape.of(dims, "bf16", "bf16").operations / H100.peaks["matrix", "bf16"]
    assert model.seconds(dims, "bf16", H100, best) >= roof * (1 - 1e-9)


@SETTINGS
@given(calls())
def test_a_cache_beyond_the_last_cache_takes_the_memorys_time(dims: dict[str, int]) -> None:
    model = attention_model("decode", "trtllm 1", "bf16")
    large = dims | {"queries": 1, "window": 0, "batch": 256, "keys": 65536}
    time = model.seconds(large, "bf16", H100, model.defaults | {"memory_efficiency": 1.0})
    assert time >= Shape.of(large, "bf16", "bf16").roofline(H100, "bf16") * (1 - 1e-3)


@SETTINGS
@given(
    st.sampled_from(("prefill trtllm", "prefill vllm")),
    calls(),
    st.sampled_from(("batch", "heads", "length")),
)
def test_a_longer_or_wider_prompt_takes_no_less(name: str, dims: dict[str, int], more: str) -> None:
    model = MODELS[name]
    start = dims | {"queries": max(dims["queries"], 2), "keys": max(dims["queries"], 2)}
    change = (
        ("heads", "kv_heads") if more == "heads" else ("queries", "keys") if more == "length" else (more,)
    )
    after = start | {one: 2 * start[one] for one in change}
    times = [model.seconds(one, "bf16", H100, model.defaults) for one in (start, after)]
    assert times[1] >= times[0] * (1 - 1e-12)


@SETTINGS
@given(calls(), st.sampled_from(("batch", "keys")))
def test_four_times_the_cache_takes_no_less(dims: dict[str, int], more: str) -> None:
    model = decode(DecodeKernel("bf16", fallback=False))
    start = dims | {"queries": 1, "window": 0, "keys": dims["keys"] + 4096, "batch": dims["batch"] + 8}
    times = [
        model.seconds(one, "bf16", H100, model.defaults) for one in (start, start | {more: 4 * start[more]})
    ]
    assert times[1] >= times[0]


def test_which_heads_are_taken_by_themselves() -> None:
    kernel = DecodeKernel("bf16")

    def vector(heads: int, kv_heads: int, batch: int, keys: int, kernel: DecodeKernel = kernel) -> bool:
        sizes = {"batch": batch, "heads": heads, "kv_heads": kv_heads, "head_dim": 128, "keys": keys}
        return bool(is_vector(Shape.of(sizes, "bf16", "bf16"), H100, kernel))

    assert vector(32, 32, 64, 4096), "no heads share keys"
    assert vector(64, 1, 64, 4096), "more heads share them than a kernel has rows"
    assert vector(32, 1, 16, 256), "32 blocks of keys, for 132 units"
    assert not vector(32, 1, 17, 256)
    assert not vector(32, 1, 16, 256, DecodeKernel("bf16", fallback=False))
    assert not vector(32, 32, 64, 4096, DecodeKernel("bf16", vector=False))


def test_splitting_a_long_cache_spreads_it_over_the_units() -> None:
    sizes = {"batch": 1, "heads": 8, "kv_heads": 1, "head_dim": 128, "queries": 1, "keys": 65536}
    times = {}
    for part in (256, 65536):
        model = decode(DecodeKernel("bf16", part=part, fallback=False))
        times[part] = model.seconds(sizes, "bf16", H100, model.defaults)
    assert times[256] < times[65536] / 10


def test_what_fits_the_cache_is_not_missing() -> None:
    shares = missing(np.array([1e6, 2 / 3 * 50 * 2**20, 1e9]), H100)
    assert shares == pytest.approx([0, 0.5, 1], abs=0.01)


def test_eight_bits_an_element_halve_what_a_long_cache_takes() -> None:
    sizes = {"batch": 64, "heads": 32, "kv_heads": 8, "head_dim": 128, "queries": 1, "keys": 32768}
    times = [
        (model := decode(DecodeKernel(cache))).seconds(sizes, "bf16", H100, model.defaults)
        for cache in ("bf16", "e4m3")
    ]
    assert times[0] / times[1] == pytest.approx(2, rel=0.05)

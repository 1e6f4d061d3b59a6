"""Experts, collectives, projections on arrays, operators on rows: what they count, and that causes add up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.physical import (
    PROJECTION,
    RAGGED,
    Model,
    collective_model,
    expert_model,
    streaming_model,
)
from specgen.perfmodel.physical.collective import sent
from specgen.perfmodel.physical.experts import loads

SETTINGS = settings(max_examples=30, deadline=None)
EXPERTS: dict[str, Any] = {"hidden": 4096, "intermediate": 1536, "chosen": 8, "experts": 128, "tokens": 256}
CASES: dict[str, tuple[Model, str, str, dict[str, Any]]] = {
    "experts": (expert_model("bf16", "x"), "h100_sxm", "bf16", EXPERTS | {"expert": 4, "skew": 0}),
    "skewed": (expert_model("e4m3", "nongated"), "h100_sxm", "e4m3", EXPERTS | {"expert": 4, "skew": 1.2}),
    "all_reduce": (
        collective_model("all_reduce", "nccl", "h100_sxm"),
        "h100_sxm",
        "f16",
        {"ranks": 8, "bytes": 1 << 20},
    ),
    "custom": (
        collective_model("all_reduce_vllm_custom_graph", "vllm", "a100_sxm"),
        "a100_sxm",
        "bf16",
        {"ranks": 4, "bytes": 1 << 14},
    ),
    "limited": (
        collective_model("all_reduce_trtllm", "trtllm", "a100_sxm"),
        "a100_sxm",
        "bf16",
        {"ranks": 8, "bytes": 1 << 21},
    ),
    "projection": (PROJECTION, "tpu_v6e", "bf16", {"m": 100, "n": 14336, "k": 4096}),
    "ahead": (PROJECTION, "tpu_v6e", "bf16", {"m": 100, "n": 4096, "k": 4096, "ahead": 1, "products": 2}),
    "ragged": (
        RAGGED,
        "tpu_v6e",
        "bf16",
        {"batch": 3, "heads": 32, "kv_heads": 8, "head_dim": 128, "queries": 32},
    ),
    "softmax": (streaming_model("softmax", ""), "h100_sxm", "f32", {"rows": 4096, "columns": 1024}),
    "quantise": (streaming_model("quantise", "scale_matrix"), "h100_sxm", "e4m3", {"m": 512, "k": 7168}),
    "elementwise": (streaming_model("elementwise", ""), "h100_sxm", "bf16", {"elements": 1 << 22}),
}
SIZES = {
    "experts": "tokens",
    "skewed": "tokens",
    "all_reduce": "bytes",
    "custom": "bytes",
    "limited": "bytes",
    "projection": "m",
    "ahead": "m",
    "ragged": "keys",
    "softmax": "rows",
    "quantise": "m",
    "elementwise": "elements",
}


@pytest.mark.parametrize("name", CASES)
def test_parameters_are_few_and_say_what_they_are(name: str) -> None:
    parameters = CASES[name][0].parameters
    assert len({one.name for one in parameters}) == len(parameters) <= 8
    for one in parameters:
        assert one.low <= one.start <= one.high
        assert one.meaning and one.unit in ("s", "1", "B")


@SETTINGS
@given(
    st.sampled_from(sorted(CASES)), st.integers(1, 1 << 20), st.lists(st.floats(0, 1), min_size=8, max_size=8)
)
def test_the_causes_add_up_to_the_time(name: str, size: int, shares: list[float]) -> None:
    model, chip, form, dims = CASES[name]
    drawn = {
        one.name: one.low + (one.high - one.low) * share
        for one, share in zip(model.parameters, shares, strict=False)
    }
    asked = dims | {SIZES[name]: size}
    parts = model.causes(asked, form, library_chip(chip), drawn)
    assert next(iter(parts)) == "ideal"
    assert sum(parts.values()) == pytest.approx(
        model.seconds(asked, form, library_chip(chip), drawn), rel=1e-9
    )


@pytest.mark.parametrize("name", CASES)
def test_arrays_have_the_times_of_their_numbers_and_more_takes_no_less(name: str) -> None:
    model, chip, form, dims = CASES[name]
    sizes = np.unique(np.geomspace(64, 1 << 18, 50).astype(int))
    together = model.seconds(dims | {SIZES[name]: sizes}, form, library_chip(chip), model.defaults)
    apart = [
        model.seconds(dims | {SIZES[name]: int(one)}, form, library_chip(chip), model.defaults)
        for one in sizes
    ]
    assert together == pytest.approx(apart, rel=1e-12)
    assert all(np.diff(together) >= -1e-12)


def test_even_choices_fill_experts_one_after_the_other() -> None:
    touched = [loads(EXPERTS | {"tokens": tokens}) for tokens in (1, 4, 16, 1000)]
    assert touched == [(8, 8), (32, 32), (128, 128), (128, 8000)]
    assert loads(EXPERTS | {"tokens": 1000, "expert": 16}) == (8, 500)


@pytest.mark.parametrize("skew", [1.01, 1.2])
@pytest.mark.parametrize("tokens", [64, 512, 8192])
def test_skewed_choices_are_those_of_the_law(skew: float, tokens: int) -> None:
    count, choices = EXPERTS["experts"], tokens * EXPERTS["chosen"]
    at = (np.arange(count) + 0.5) / count
    low, high = 1.0, (0.8 * tokens) ** (1 - skew)
    drawn = (low + at * (high - low)) ** (1 / (1 - skew))
    rows = choices * drawn / drawn.sum()
    touched, held = loads(EXPERTS | {"tokens": tokens, "skew": skew})
    assert held == choices
    assert touched == pytest.approx((rows >= 0.5).sum(), rel=0.05)
    busiest = loads(EXPERTS | {"tokens": tokens, "skew": skew, "expert": count})[1]
    assert busiest == pytest.approx(min(rows.max(), tokens), rel=0.1)


@pytest.mark.parametrize(
    "algorithm, bytes_", [("all_reduce", 14), ("all_gather", 7), ("reduce_scatter", 7), ("alltoall", 7)]
)
def test_what_a_chip_sends(algorithm: str, bytes_: int) -> None:
    assert sent(algorithm, 8, 8) == bytes_
    assert sent(algorithm, 8, 1) == 0


def test_the_quickest_protocol_is_taken() -> None:
    model, chip, form, dims = CASES["all_reduce"]
    small, large = (dims | {"bytes": size} for size in (1 << 10, 1 << 30))
    quick = model.defaults | {"eager_efficiency": 0.6, "bulk_start": 1e-3}
    assert model.seconds(small, form, library_chip(chip), quick) < 1e-4
    slow = model.defaults | {"eager_efficiency": 1e-3, "flagged_efficiency": 1e-2}
    assert model.seconds(large, form, library_chip(chip), slow) == pytest.approx(
        14 / 8 * (1 << 30) / (450e9 * 0.8 * (1 - 0.5 / 8)), rel=0.02
    )


def test_a_library_of_its_own_kernels_ends_at_its_limit() -> None:
    model, chip, form, dims = CASES["custom"]
    times = [
        model.seconds(dims | {"bytes": size}, form, library_chip(chip), model.defaults | {"bulk_start": 1e-4})
        for size in ((8 << 20) - 1, 8 << 20)
    ]
    assert times[1] > times[0] + 5e-5


def test_weights_brought_ahead_are_not_waited_for() -> None:
    chip = library_chip("tpu_v6e")
    dims = {"m": 1, "n": 4096, "k": 4096}
    waited, ahead = (
        PROJECTION.seconds(dims | {"ahead": flag}, "bf16", chip, PROJECTION.defaults) for flag in (0, 1)
    )
    assert waited > 2 * 4096 * 4096 / 1.64e12
    assert ahead < waited / 2


def test_a_row_that_is_not_kept_is_read_again() -> None:
    model, chip, form, _ = CASES["softmax"]
    times = [
        model.seconds(
            {"rows": (1 << 30) // columns, "columns": columns}, form, library_chip(chip), model.defaults
        )
        for columns in (4096, 16384)
    ]
    assert times[1] == pytest.approx(1.25 * times[0], rel=0.02)


def test_one_chip_and_a_chip_without_a_network_wait_for_no_bytes() -> None:
    model, chip, form, dims = CASES["all_reduce"]
    alone = model.seconds(dims | {"ranks": 1}, form, library_chip(chip), model.defaults | {"sharing": 1.0})
    assert alone == pytest.approx(model.defaults["launch"])
    unjoined = replace(library_chip(chip), networks=())
    assert 0 < model.seconds(dims, form, unjoined, model.defaults) < 1e-4

"""Lengths that are distributed, prompts beside answers, drafts that propose tokens."""

from __future__ import annotations

import random
from typing import Any

import pytest

from specgen.perfmodel.workloads import (
    Lengths,
    Role,
    Span,
    Transformer,
    WorkloadError,
    accepted,
    library_model,
    speculative,
    transformer,
)
from tests.perfmodel.workloads.reading import matrix, of, read


def decoder(name: str) -> Transformer:
    found = library_model(name)
    assert isinstance(found, Transformer)
    return found


LLAMA, DRAFT, OSS = decoder("llama_3_1_70b"), decoder("llama_3_2_1b"), decoder("gpt_oss_20b")
SOME = Lengths.of({10: 1, 200: 2, 3000: 1})


def test_distributions() -> None:
    assert SOME.mean == (10 + 2 * 200 + 3000) / 4
    assert SOME.met == (100 + 2 * 40_000 + 9_000_000) / (10 + 2 * 200 + 3000)
    assert (SOME + 5).mean == SOME.mean + 5
    assert (SOME + SOME).mean == pytest.approx(2 * SOME.mean)
    even = Lengths.between(100, 300)
    assert even.mean == pytest.approx(200) and min(even.values) > 100 and max(even.values) < 300
    for wrong in ({}, {0: 1}, {5: 0}, {5: -1}):
        with pytest.raises(WorkloadError, match="positive lengths"):
            Lengths.of(wrong)
    with pytest.raises(WorkloadError, match="not from 9 to 3"):
        Lengths.between(9, 3)


@pytest.mark.parametrize("model", [LLAMA, OSS])
def test_expected_step_is_the_mean_of_steps(model: Transformer) -> None:
    steps = {n: transformer(model, "decode", batch=7, context=n) for n in SOME.values}
    graph = transformer(model, "decode", batch=7, context=SOME)
    assert matrix(graph) == pytest.approx(SOME.expected(lambda n: matrix(steps[n])))
    assert read(graph, Role.CACHE) == pytest.approx(SOME.expected(lambda n: read(steps[n], Role.CACHE)))
    assert of(graph, "qkv").operations == of(steps[10], "qkv").operations


def test_prompts_of_many_lengths() -> None:
    each = {n: transformer(LLAMA, "prefill", batch=1, context=n) for n in SOME.values}
    graph = transformer(LLAMA, "prefill", batch=100, context=SOME)
    assert graph.facts["tokens"] == 100 * SOME.mean
    assert of(graph, "qkv").operations == pytest.approx(
        100 * SOME.expected(lambda n: of(each[n], "qkv").operations)
    )
    seen = 100 * SOME.expected(lambda n: of(each[n], "attention").operations)
    assert of(graph, "attention").operations == pytest.approx(seen)
    assert of(graph, "logits").dims["m"] == pytest.approx(100)


def test_serving_replaces_what_ends() -> None:
    graph = transformer(LLAMA, "serving", batch=64, context=1000, new=250)
    assert graph.facts["prompt_tokens"] == 64 * 1000 / 250 == 256  # 64 answers of 250 end every 250 steps
    assert graph.facts["tokens"] == 64
    assert of(graph, "qkv").dims["m"] == 64 + 256
    assert of(graph, "attention.decode").dims["keys"] == 1000 + 249 / 2
    chunk = of(graph, "attention.prefill")
    assert (chunk.dims["batch"], chunk.dims["queries"], chunk.dims["keys"]) == (
        1,
        256,
        (1000 - 256) / 2 + 256,
    )
    assert of(graph, "logits").dims["m"] == pytest.approx(64 + 256 / 1000)
    # per prompt token as many pairs as when the whole prompt is taken in at once
    whole = of(transformer(LLAMA, "prefill", batch=1, context=1000), "attention").operations
    assert chunk.operations / 256 == pytest.approx(whole / 1000)


def test_serving_is_what_a_simulation_sees() -> None:
    """Sequences start one after the other and are joined by the next when they end; keys are counted over many steps."""
    drawn = random.Random(3)
    prompts, answers = Lengths.of({100: 1, 900: 1}), Lengths.of({50: 3, 450: 1})
    alive = [[_drawn(drawn, prompts), _drawn(drawn, answers), 0] for _ in range(20)]
    keys = started = 0
    steps = 120_000
    for _ in range(steps):
        for one in alive:
            one[2] += 1
            keys += one[0] + one[2] - 1
            if one[2] == one[1]:
                started += one[0]
                one[:] = [_drawn(drawn, prompts), _drawn(drawn, answers), 0]
    graph = transformer(LLAMA, "serving", batch=20, context=prompts, new=answers)
    assert of(graph, "attention.decode").dims["keys"] * 20 == pytest.approx(keys / steps, rel=0.04)
    assert graph.facts["prompt_tokens"] == pytest.approx(started / steps, rel=0.04)


def _drawn(drawn: random.Random, lengths: Lengths) -> int:
    (found,) = drawn.choices(lengths.values, lengths.shares)
    return int(found)


def test_a_chunk_that_is_given() -> None:
    graph = transformer(LLAMA, "serving", batch=8, context=100, new=10, chunk=512)
    chunk = of(graph, "attention.prefill")
    assert chunk.dims["batch"] == 5.12 and chunk.dims["queries"] == chunk.dims["keys"] == 100
    with pytest.raises(WorkloadError, match="chunk must be from 1"):
        transformer(LLAMA, "serving", chunk=0)


def test_latent_keys_are_absorbed_in_decode_alone() -> None:
    graph = transformer(decoder("deepseek_v3"), "serving", batch=64, context=2048, new=256)
    assert of(graph, "absorb.keys").dims["m"] == 64
    assert of(graph, "attention.decode").dims["kv_heads"] == 1
    assert of(graph, "attention.prefill").dims["kv_heads"] == 128
    assert of(graph, "compress").dims["m"] == 64 + 512


@pytest.mark.parametrize("window", [0, 1, 7, 20, 40])
def test_pairs_one_by_one(window: int) -> None:
    for queries in (1, 2, 9, 25):
        for past in (0, 1, 6, 13, 50):
            span = Span(1, queries, past)
            places = range(past + 1, past + queries + 1)
            reach = window or past + queries
            looked: set[int] = set()
            for place in places:
                looked |= set(range(max(0, place - reach), place))
            assert span.pairs(window) == sum(min(place, reach) for place in places)
            assert span.keys(window) == len(looked)


def test_tokens_of_a_draft() -> None:
    assert accepted(4, 0.8) == pytest.approx((1 - 0.8**5) / (1 - 0.8))
    assert accepted(3, 1) == 4
    assert accepted(3, 0) == 1
    drawn = random.Random(11)
    kept = [next((n for n in range(4) if drawn.random() > 0.6), 4) + 1 for _ in range(20_000)]
    assert sum(kept) / len(kept) == pytest.approx(accepted(4, 0.6), rel=0.02)


def test_a_step_with_a_draft() -> None:
    graph = speculative(LLAMA, draft=DRAFT, batch=2, context=500, proposed=3, acceptance=0.7)
    assert of(graph, "qkv").dims["m"] == of(graph, "logits").dims["m"] == 2 * 4
    assert of(graph, "attention").operations == 2 * 64 * (500 + 501 + 502 + 503) * 4 * 128
    own = of(graph, "draft.qkv")
    assert own.dims["m"] == 2 and own.times == 3 * 16
    assert of(graph, "draft.attention").dims["keys"] == 501
    assert graph.facts["tokens"] == pytest.approx(2 * (1 + 0.7 + 0.49 + 0.343))
    assert graph.facts["parameters"] == 70_553_706_496 + 1_235_814_400
    plain = transformer(LLAMA, "decode", batch=2, context=500)
    weights = read(graph, Role.WEIGHT) - 3 * read(
        transformer(DRAFT, "decode", batch=2, context=501), Role.WEIGHT
    )
    assert weights == pytest.approx(read(plain, Role.WEIGHT), rel=1e-5)  # the large model is read once a step


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"acceptance": 1.2}, "acceptance is a probability"),
        ({"acceptance": -0.1}, "acceptance must be from 0"),
        ({"proposed": 0}, "proposed must be from 1"),
        ({"proposed": 1.5}, "whole number up to 64"),
        ({"draft": decoder("qwen3_8b")}, "qwen3_8b proposes tokens of 151936"),
    ],
)
def test_wrong_drafts(how: dict[str, Any], said: str) -> None:
    with pytest.raises(WorkloadError, match=said):
        speculative(LLAMA, **({"draft": DRAFT} | how))

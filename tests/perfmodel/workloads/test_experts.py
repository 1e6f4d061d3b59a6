"""Mixtures of experts and latent attention."""

from __future__ import annotations

import random

import pytest

from specgen.perfmodel.workloads import (
    Kind,
    Role,
    Transformer,
    busiest,
    library_model,
    shares,
    touched,
    transformer,
)
from tests.perfmodel.workloads.reading import matrix, of, read


def decoder(name: str) -> Transformer:
    found = library_model(name)
    assert isinstance(found, Transformer)
    return found


def test_experts_touched_in_closed_form() -> None:
    assert touched(1, 8, 2) == pytest.approx(2)
    assert touched(2, 8, 2) == pytest.approx(8 * (1 - (6 / 8) ** 2))
    assert touched(10_000, 8, 2) == pytest.approx(8)
    assert touched(5, 4, 4) == 4


def test_experts_touched_as_drawn() -> None:
    drawn, rounds = random.Random(7), 4000
    for tokens in (1, 3, 9):
        seen = [len({e for _ in range(tokens) for e in drawn.sample(range(16), 3)}) for _ in range(rounds)]
        assert sum(seen) / rounds == pytest.approx(touched(tokens, 16, 3), rel=0.02)


def test_popular_experts() -> None:
    assert shares(8, 2, 0) == pytest.approx([0.25] * 8)
    for skew in (0.3, 1, 3):
        found = shares(64, 6, skew)
        assert sum(found) == pytest.approx(6)
        assert max(found) <= 1
        assert list(found) == sorted(found, reverse=True)
        assert touched(32, 64, 6, skew) < touched(32, 64, 6)
    assert touched(32, 64, 6, 1e-9) == pytest.approx(touched(32, 64, 6))
    assert shares(4, 4, 2) == (1, 1, 1, 1)
    assert shares(300, 2, 1e6) == (1, 1) + (0,) * 298
    assert busiest(100, 8, 2) == pytest.approx(25)
    assert busiest(1, 8, 2) == 1
    assert busiest(100, 8, 2, 5) == 100


def test_mixtral_decodes() -> None:
    graph = transformer(decoder("mixtral_8x7b"), "decode", batch=4, context=100)
    met = 8 * (1 - (6 / 8) ** 4)
    up, down = of(graph, "experts.up"), of(graph, "experts.down")
    assert up.operations == pytest.approx(2 * 4 * 2 * 4096 * 2 * 14336)  # 4 tokens with 2 experts each
    assert up.inputs[1].bytes == pytest.approx(met * 4096 * 28672 * 2)
    assert up.dims["groups"] == pytest.approx(met)
    assert up.dims["m"] == pytest.approx(8 / met)
    assert up.bytes_written == 8 * 28672 * 2
    assert down.operations == pytest.approx(2 * 8 * 14336 * 4096)
    assert of(graph, "router").operations == 2 * 4 * 4096 * 8
    assert of(graph, "dispatch").bytes_written == 8 * 4096 * 2
    assert of(graph, "combine").operations == 8 * 4096 * 2
    assert {one.name for one in graph.operators} >= {"choose"}
    assert not [one for one in graph.operators if one.name == "up"]


def test_a_long_prompt_reads_every_expert_once() -> None:
    graph = transformer(decoder("mixtral_8x7b"), "prefill", batch=1, context=4096)
    embedding = 32000 * 4096 * 2
    norms = (2 * 32 + 1) * 4096 * 2
    every = (
        graph.facts["weight_bytes"] - embedding - norms + 4096 * 4096 * 2
    )  # rows of the embedding are gathered
    assert read(graph, Role.WEIGHT) == pytest.approx(every)


def test_gpt_oss_keeps_experts_in_four_bits() -> None:
    graph = transformer(decoder("gpt_oss_120b"), "decode", batch=1, context=1000)
    up = of(graph, "experts.up")
    assert up.inputs[1].bytes == pytest.approx(4 * 2880 * 5760 * 4.25 / 8)
    assert up.inputs[2].bytes == pytest.approx(4 * 5760 * 2)  # biases stay in the activations' format
    assert up.format == "bf16"
    assert graph.facts["weight_bytes"] == pytest.approx(65.2e9, rel=0.01)  # published checkpoint: 60.8 GiB


# DeepSeek-V3: 61 layers, 128 heads; ranks 1536 and 512, 128 + 64 wide keys, 128 wide values
def test_latent_attention_decodes_absorbed() -> None:
    graph = transformer(decoder("deepseek_v3"), "decode", batch=8, context=4096)
    assert read(graph, Role.CACHE) == 8 * 4096 * (512 + 64) * 2 * 61
    seen = of(graph, "attention")
    assert seen.dims["kv_heads"] == 1 and seen.dims["head_dim"] == 576 and seen.dims["value_dim"] == 512
    assert seen.operations == 8 * 128 * 4096 * 2 * (576 + 512)
    assert of(graph, "compress").operations == 2 * 8 * 7168 * (1536 + 576)
    assert of(graph, "query").operations == 2 * 8 * 1536 * 128 * 192
    keys, values = of(graph, "absorb.keys"), of(graph, "absorb.values")
    assert keys.dims == {"groups": 128, "m": 8, "k": 128, "n": 512}
    assert keys.operations == values.operations == 2 * 8 * 128 * 128 * 512
    assert keys.inputs[1].bytes + values.inputs[1].bytes == 512 * 128 * (
        128 + 128
    )  # the expansion's weights in E4M3
    assert of(graph, "out").dims["k"] == 128 * 128
    written = [t.bytes for t in of(graph, "rope").outputs if t.role is Role.CACHE]
    assert written == [8 * 576 * 2]


def test_latent_attention_takes_prompts_in_expanded() -> None:
    graph = transformer(decoder("deepseek_v3"), "prefill", batch=2, context=1000, past=500)
    assert (
        of(graph, "expand").operations == 2 * 2 * 1500 * 512 * 128 * 256
    )  # earlier tokens' keys are expanded too
    seen = of(graph, "attention")
    pairs = 1000 * 500 + 1000 * 1001 // 2
    assert seen.operations == 2 * 128 * pairs * 2 * (192 + 128)
    assert seen.dims["kv_heads"] == 128
    assert not [one for one in graph.operators if one.name.startswith("absorb")]


def test_experts_of_deepseek() -> None:
    graph = transformer(decoder("deepseek_v3"), "decode", batch=1, context=1)
    assert of(graph, "up").times == 3 and of(graph, "experts.up").times == of(graph, "shared.up").times == 58
    assert of(graph, "experts.up").inputs[1].bytes == pytest.approx(8 * 7168 * 4096)
    assert of(graph, "shared.up").inputs[1].bytes == 7168 * 4096
    assert matrix(graph) / 2 == pytest.approx(
        37.55e9 - 129280 * 7168, rel=0.002
    )  # 37 billion active ones, a product each
    assert len(list(graph.of_kind(Kind.ATTENTION))) == 1

"""The models that come with specgen: their parameters and their work are those that are published."""

from __future__ import annotations

import pytest

from specgen.perfmodel.workloads import (
    Kind,
    Role,
    Transformer,
    WorkloadError,
    active,
    build,
    declared_models,
    library_model,
    library_models,
    phases,
    total,
)
from tests.perfmodel.workloads.reading import matrix

# Exact counts are those of the published weights, the others of model cards and papers, as precisely as they say it.
PARAMETERS = {
    "gpt3_175b": 175e9, "llama_2_7b": 6_738_415_616, "llama_2_70b": 68_976_648_192, "llama_3_1_8b": 8_030_261_248,
    "llama_3_1_70b": 70_553_706_496, "llama_3_1_405b": 405_853_388_800, "llama_3_2_1b": 1_235_814_400,
    "mistral_7b": 7_241_732_096, "qwen3_8b": 8_190_735_360, "qwen3_32b": 32_762_123_264,
    "mixtral_8x7b": 46_702_792_704, "deepseek_v3": 671.0e9, "kimi_k2": 1_026e9, "kimi_k2_5": 1_026e9,
    "qwen3_30b_a3b": 30_532_122_624,
    "qwen3_235b_a22b": 235_093_634_560, "gpt_oss_20b": 20_914_757_184, "gpt_oss_120b": 116_829_156_672,
    "llama_4_maverick": 400.7e9, "minimax_m2": 228.7e9, "resnet_50": 25_557_032, "resnet_101": 44_549_160,
    "vit_b_16": 86_567_656, "vit_l_16": 304_326_632, "yolov8_n": 3.16e6, "yolov8_s": 11.2e6, "yolov8_m": 25.9e6,
    "yolov8_l": 43.7e6, "yolov8_x": 68.2e6, "sdxl": 2_567_463_684, "flux_1_dev": 11_901_408_320,
    "qwen2_5_7b": 7_615_616_512, "qwen2_5_72b": 72_706_203_648, "llama_3_2_3b": 3_212_749_824, "phi_4": 14_659_507_200,
    "mistral_large_2": 122_610_069_504, "mixtral_8x22b": 140_630_071_296, "qwen3_0_6b": 596_049_920,
    "qwen3_4b": 4_022_468_096, "qwen3_14b": 14_768_307_200, "llama_4_scout": 107.77e9,
    "deepseek_v2_lite": 15_706_484_224, "whisper_large_v3": 1_543_490_560, "dlrm_dcnv2": 204_184_588 * 128 + 16_044_545,
}  # fmt: skip

# Parameters that a token meets, in billions. gpt-oss leaves one of its embeddings out, DeepSeek-V2-Lite both: added here.
ACTIVE = {
    "mixtral_8x22b": 39, "llama_4_scout": 17, "deepseek_v2_lite": 2.4 + 2 * 0.105,
    "mixtral_8x7b": 12.9, "deepseek_v3": 37, "kimi_k2": 32, "kimi_k2_5": 32, "qwen3_30b_a3b": 3.3, "qwen3_235b_a22b": 22,
    "gpt_oss_20b": 3.61 + 0.579, "gpt_oss_120b": 5.13 + 0.579, "llama_4_maverick": 17, "minimax_m2": 10,
}  # fmt: skip


def test_every_model_is_compared() -> None:
    assert set(PARAMETERS) == set(library_models())
    assert len(PARAMETERS) >= 40


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters(name: str) -> None:
    found = build(library_model(name)).facts["parameters"]
    assert found == pytest.approx(PARAMETERS[name], rel=0 if isinstance(PARAMETERS[name], int) else 3e-3)


@pytest.mark.parametrize("name", ACTIVE)
def test_parameters_of_a_token(name: str) -> None:
    model = library_model(name)
    assert isinstance(model, Transformer)
    assert active(model) / 1e9 == pytest.approx(ACTIVE[name], rel=0.11)
    assert active(model) < total(model)


@pytest.mark.parametrize("name", library_models())
def test_every_model_says_where_its_sizes_are_published(name: str) -> None:
    declared = declared_models()[name]
    assert declared.source.startswith("https://")
    assert declared.summary.endswith(".")


@pytest.mark.parametrize("name", library_models())
def test_every_model_builds_in_all_its_phases(name: str) -> None:
    model = library_model(name)
    for phase in phases(model):
        how = {"draft": model} if phase == "speculative" else {}
        graph = build(model, phase, batch=2, **how)
        names = [one.name for one in graph.operators]
        assert len(set(names)) == len(names)
        assert graph.operators or graph.unsupported
        assert {"tokens", "batch", "steps", "parameters"} <= graph.facts.keys()
        for one in graph.operators:
            assert one.operations >= 0 and one.bytes > 0 and one.times >= 1, one.name


# Multiply-adds of one input (an image, a segment, one step) as they are published, and how far ours are from them.
# timm counts additions of residuals and normalisations (4.11 against 4.09 of torchvision). The U-Net's 2.99e12 leave out
# products of queries, keys and values, which are 0.39e12. FLUX counts text and image tokens together.
PRODUCTS = {
    "resnet_50": (4.09e9, 1e-3), "resnet_101": (7.80e9, 1e-3), "vit_l_16": (61.6e9, 2e-3), "vit_b_16": (17.58e9, 2e-3),
    "sdxl": (2.99e12 + 0.39e12, 5e-3),
}  # fmt: skip


@pytest.mark.parametrize("name", PRODUCTS)
def test_products(name: str) -> None:
    published, tolerance = PRODUCTS[name]
    assert matrix(build(library_model(name))) / 2 == pytest.approx(published, rel=tolerance)


def test_totals_alone() -> None:
    graph = build(library_model("yolov8_m"), batch=4)
    assert graph.facts["operations"] == 4 * 79.3e9
    assert graph.operators == () and "only the totals are published" in graph.unsupported[0]


@pytest.mark.parametrize(
    ("name", "phase", "how", "said"),
    [
        ("resnet_50", "decode", {}, "no phase of resnet_50 'decode': there are forward"),
        ("llama_2_7b", "prefil", {}, "did you mean 'prefill'"),
        ("vit_b_16", "", {"context": 4}, "no option 'context': there are batch"),
        ("vit_b_16", "", {"batch": 0}, "batch must be from 1"),
        ("vit_b_16", "", {"formats": "e4m3s"}, "did you mean 'e4m3'"),
        ("llama_2_7b", "speculative", {}, "draft is missing"),
        ("whisper_large_v3", "decode", {"context": 449}, "has 448 positions of text"),
        ("whisper_large_v3", "prefill", {}, "there are decode, encode"),
    ],
)
def test_wrong_questions(name: str, phase: str, how: dict[str, object], said: str) -> None:
    with pytest.raises(WorkloadError, match=said):
        build(library_model(name), phase, **how)


def test_no_such_model() -> None:
    with pytest.raises(WorkloadError, match="did you mean 'llama_3_1_70b'"):
        library_model("llama_3_1_7b0")


DECODERS = [name for name in library_models() if isinstance(library_model(name), Transformer)]


@pytest.mark.parametrize("name", DECODERS)
def test_a_long_prompt_reads_every_parameter_once(name: str) -> None:
    """Parameters are counted in one place and operators made in another: what they read must add up to the same."""
    model = library_model(name)
    assert isinstance(model, Transformer)
    graph = build(model, "prefill", batch=64, context=8192)
    met = sum(
        tensor.elements * one.times
        for one in graph.operators
        for tensor in one.inputs
        if tensor.role is Role.WEIGHT and one.kind is not Kind.GATHER
    )
    vectors = (
        2 * model.layers + 1
    ) * model.hidden + model.positions * model.hidden  # norms, and learned positions
    latent = model.latent
    vectors += model.layers * (latent.query_rank + latent.cache_rank if latent else 0)
    vectors += model.layers * (model.heads if model.sinks else 0)
    heads = {"head": 2, "all": model.heads + model.kv_heads, "": 0}[model.query_norm]
    vectors += model.layers * heads * model.head_dim
    gathered = 0 if model.tied else model.vocabulary * model.hidden
    assert met == pytest.approx(total(model) - vectors - gathered, abs=1, rel=1e-12)


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.parametrize("phase", ["prefill", "decode", "serving"])
def test_operators_take_what_others_made(name: str, phase: str) -> None:
    graph = build(library_model(name), phase, batch=4, new=8)
    made = {tensor.name for one in graph.operators for tensor in one.outputs}
    taken = {t.name for one in graph.operators for t in one.inputs if t.role is Role.ACTIVATION}
    assert taken - made == {"layer"}  # what the layer before adds: its attention's or its network's result

"""Workloads that a spec declares."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from specgen import api
from specgen.checks.examples import write_example
from specgen.model import Architecture, load_fragment
from specgen.perfmodel.workloads import Role, build_workload, declared_models, library_model, transformer
from specgen.source import SourceFile
from tests.pages import page_of
from tests.perfmodel.workloads.reading import of, read

SMALL = """
models:
  small:
    kind: transformer
    sizes: {layers: 2, hidden: 64, heads: 8, kv_heads: 4, head_dim: 16, ffn: 128, vocabulary: 1000}
"""

CROSS = "dense: 4, embedding: 8, looked_up: [1], cross_layers: 1, cross_rank: 2, top: [1]"
TEXT = "middle: 1, head_dim: 8, context: 8, tokens: 7, vector: 0"


def architecture(text: str) -> Architecture:
    return load_fragment(SourceFile("own.yaml", text)).architecture()


@pytest.fixture(scope="module")
def page(root: Path) -> Architecture:
    text = page_of(root, "language-performance")
    blocks = [textwrap.dedent(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return architecture("".join(one for one in blocks if one.startswith(("models:", "workloads:"))))


def test_workloads_of_the_page_are_built(page: Architecture) -> None:
    made = {name: build_workload(one, page.models) for name, one in page.workloads.items()}
    llama = library_model("llama_3_1_8b")
    how = {"weights": "e4m3", "cache": "e4m3"}
    asked = transformer(llama, "decode", batch=16, context=2048, new=128, formats=how)  # type: ignore[arg-type]
    assert made["chat"] == asked
    mixed = made["mixed"]
    assert mixed.facts["context"] == (3 * 512 + 2048) / 4
    assert of(mixed, "experts.up").inputs[1].format == "mxfp4"
    assert of(mixed, "experts.up").density == 0.5
    assert of(mixed, "attention.window.decode.scores").dims["groups"] == 64 * 4
    uniform = transformer(page.models["small"].network, "decode", batch=64)  # type: ignore[arg-type]
    assert of(mixed, "experts.up").dims["groups"] < 32
    assert of(uniform, "experts.up").dims["groups"] == pytest.approx(32, rel=1e-3)
    assert made["guessed"].facts["tokens"] == pytest.approx(4 * (1 + 0.7 + 0.49 + 0.343))


def test_what_is_asked_takes_the_place_of_what_is_declared(page: Architecture) -> None:
    other = build_workload(page.workloads["chat"], page.models, "prefill", batch=2, new=1, formats={})
    assert other.facts["tokens"] == 2 * 2048
    assert other.name == "llama_3_1_8b.prefill"


def test_a_spec_has_its_own_models() -> None:
    own = architecture(
        SMALL + "workloads: {w: {model: small, phase: decode, numbers: {batch: 3, context: 7}}}\n"
    )
    graph = build_workload(own.workloads["w"], own.models)
    assert read(graph, Role.CACHE) == 3 * 7 * 2 * 4 * 16 * 2 * 2
    assert graph.facts["parameters"] == 2 * (64 * 256 + 128 * 64 + 3 * 64 * 128 + 2 * 64) + 64 + 2 * 64_000


@pytest.mark.parametrize(
    ("workload", "message", "hint"),
    [
        ("{model: smal, phase: decode}", "there is no model 'smal'", "did you mean 'small'?"),
        ("{model: resnet_5, phase: decode}", "there is no model 'resnet_5'", "did you mean 'resnet_50'?"),
        (
            "{model: small, phase: decoed}",
            "there is no phase of small 'decoed'",
            "did you mean 'decode'?",
        ),
        ("{model: small, numbers: {sequences: 4}}", "there is no option 'sequences'", None),
        ("{model: small, formats: {cache: e4m3s}}", "there is no format 'e4m3s'", "did you mean 'e4m3'?"),
        ('{model: small, sparsity: "3:2"}', "sparsity is dense, n:m", None),
        (
            "{model: small, phase: speculative, draft: llama_2_7b}",
            "llama_2_7b proposes tokens of 32000",
            None,
        ),
    ],
)
def test_workloads_that_cannot_be_built(
    tmp_path: Path, workload: str, message: str, hint: str | None
) -> None:
    found = list(api.check(write_example(f"{SMALL}workloads: {{w: {workload}}}\n", tmp_path)))
    (one,) = [each for each in found if each.rule == "workload-built"]
    assert one.message.startswith(message)
    assert one.at.line == 6
    assert hint is None or one.hint == hint


@pytest.mark.parametrize(
    ("sizes", "rule", "message"),
    [
        ("layers: 2, hidden: 64, heads: 6, kv_heads: 4, head_dim: 16, ffn: 128, vocabulary: 9", "model-sizes", "6 heads"),
        ("layers: 2, hidden: 64, heads: 6, kv_heads: 3, head_dim: 16, ffn: 128", "schema-missing-key", "'vocabulary'"),
        ("layers: 2, hiden: 64", "schema-unknown-key", "unknown key 'hiden'"),
        ("layers: two", "expr-unknown-name", "two"),
        ("layers: 0", "spec-number-range", "at least 1"),
        ("layers: 2, tied: maybe", "schema-type", "tied: expected yes or no"),
        ("layers: 2, bias: qkv", "schema-type", "bias: expected a list of words"),
        ("layers: 2, experts: 8", "schema-type", "experts: expected keys"),
        ("layers: 2, experts: {count: 8, chosen: 2, ffn: 9, layer: 2}", "schema-unknown-key", "unknown key 'layer'"),
    ],
)  # fmt: skip
def test_sizes_that_are_wrong(tmp_path: Path, sizes: str, rule: str, message: str) -> None:
    found = api.check(write_example(f"models: {{m: {{kind: transformer, sizes: {{{sizes}}}}}}}\n", tmp_path))
    assert any(one.rule == rule and message in one.message for one in found), [
        str(one.message) for one in found
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("window: 8", "window is of windowed_layers"),
        ("window: 8, windowed_layers: 3", "of the 2 layers"),
        ("bias: [qv]", "'qv' is none of qkv, out, ffn"),
        ("query_norm: row", "neither head nor all"),
        ("experts: {count: 4, chosen: 5, ffn: 8, layers: 1}", "5 experts are not chosen of 4"),
        ("experts: {count: 100000, chosen: 2, ffn: 8, layers: 2}", "at most 65536 experts"),
        ("experts: {count: 4, chosen: 2, ffn: 8, layers: 3}", "there are 2 layers"),
    ],
)
def test_sizes_that_do_not_go_together(tmp_path: Path, change: str, message: str) -> None:
    text = SMALL.replace("vocabulary: 1000", f"vocabulary: 1000, {change}")
    found = [one for one in api.check(write_example(text, tmp_path)) if one.rule == "model-sizes"]
    assert len(found) == 1 and message in found[0].message


@pytest.mark.parametrize(
    ("kind", "sizes", "message"),
    [
        ("residual_network", "blocks: [1, 1000000000]", "at most 1000 blocks"),
        ("diffusion_unet", f"channels: 32, multipliers: [1], depths: [0], blocks: 9999, {TEXT}", "at most 1000 blocks"),
        ("vision_transformer", "layers: 1, hidden: 64, heads: 3, ffn: 64", "not divided among 3 heads"),
        ("vision_transformer", "layers: 1, hidden: 64, heads: 2, ffn: 64, patch: 15", "patches of 15"),
        ("residual_network", "blocks: [1, 1], image: 100", "not halved 3 times"),
        ("recommender", f"bottom: [8], tables: [9, 9], {CROSS}", "2 tables have 1 numbers of look-ups"),
        ("recommender", f"bottom: [4], tables: [9], {CROSS}", "as wide as an embedding, 8"),
        ("diffusion_unet", f"channels: 32, multipliers: [1, 2], depths: [0], blocks: 1, {TEXT}", "2 levels, and 1 depths"),
    ],
)  # fmt: skip
def test_sizes_of_other_kinds(tmp_path: Path, kind: str, sizes: str, message: str) -> None:
    text = f"models: {{m: {{kind: {kind}, sizes: {{{sizes}}}}}}}\n"
    found = [one for one in api.check(write_example(text, tmp_path)) if one.rule == "model-sizes"]
    assert len(found) == 1 and message in found[0].message


def test_the_rule_has_examples(tmp_path: Path) -> None:
    rule = api.rules()["workload-built"]
    for text, expected in ((rule.wrong, 1), (rule.right, 0)):
        found = api.check(write_example(text, tmp_path / str(expected)))
        assert sum(one.rule == rule.id for one in found) == expected


def test_models_of_the_library_can_be_included(tmp_path: Path) -> None:
    text = 'include: ["std:models/*.yaml"]\nworkloads: {w: {model: phi_4, summary: One., phase: decode}}\n'
    assert [one.message for one in api.check(write_example(text, tmp_path))] == []
    assert set(declared_models()) <= set(api.load_spec(tmp_path).architecture().models)

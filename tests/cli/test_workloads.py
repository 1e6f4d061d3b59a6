"""`specgen perf workload` and `specgen perf models`: what they show and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import specgen

SPEC = """
name: own
version: 0.1.0
models:
  small:
    kind: transformer
    summary: A small one.
    sizes: {layers: 2, hidden: 64, heads: 8, kv_heads: 4, head_dim: 16, ffn: 128, vocabulary: 1000}
workloads:
  chat: {model: small, phase: decode, numbers: {batch: 3, context: 7}, summary: Three at once.}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def test_a_table_of_operators() -> None:
    shown = specgen(
        "perf", "workload", "llama_3_1_8b", "--phase", "decode", "--batch", "16", "--context", "2048"
    )
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[0] == "llama_3_1_8b.decode"
    assert "cache_bytes 4.29 GB" in lines[1]
    (seen,) = [line for line in lines if line.startswith("  attention ")]
    assert "16 x 32/8 heads of 128, 1 x 2048" in seen and "4.29 GB" in seen
    assert "reads 15 GB of weights, 4.29 GB of cache" in lines[-1]


def test_numbers_in_full() -> None:
    shown = specgen("perf", "workload", "llama_3_1_8b", "--phase", "decode", "--batch", "16", "--context", "2048",
                    "--formats", "weights=e4m3, cache=e4m3", "--format", "json")  # fmt: skip
    found = json.loads(shown.stdout)
    assert found["totals"]["read"]["cache"] == 16 * 2048 * 32 * 2048
    assert found["facts"]["tokens"] == 16
    by_name = {one["name"]: one for one in found["operators"]}
    assert by_name["up"]["dims"] == {"groups": 1, "m": 16, "k": 4096, "n": 28672}
    assert by_name["up"]["format"] == "e4m3" and by_name["up"]["read"]["weight"] == 32 * 4096 * 28672
    sums = sum(one["operations"] for one in found["operators"] if one["unit"] == "matrix")
    assert found["totals"]["matrix"] == sums


def test_models_and_workloads_of_a_spec(own: Path) -> None:
    shown = specgen("perf", "workload", "chat", "--spec", own, "--batch", "5", "--format", "json")
    assert json.loads(shown.stdout)["facts"]["cache_bytes"] == 5 * 7 * 2 * 128 * 2
    direct = specgen("perf", "workload", "small", "--spec", own, "--phase", "speculative", "--draft", "small")
    assert direct.exit_code == 0 and "draft.qkv" in direct.stdout
    listed = specgen("perf", "models", "--spec", own).stdout.splitlines()
    assert listed[0].startswith("small") and listed[0].endswith("parameters. A small one.")


def test_models_are_listed() -> None:
    shown = specgen("perf", "models").stdout.splitlines()
    assert len(shown) >= 20
    assert any(
        one.startswith("deepseek_v3 ") and "671 billion parameters, 37.6 billion of them" in one
        for one in shown
    )
    found = {one["name"]: one for one in json.loads(specgen("perf", "models", "--format", "json").stdout)}
    assert found["resnet_50"]["parameters"] == 25_557_032
    assert found["whisper_large_v3"]["phases"] == ["encode", "decode"]
    assert found["llama_3_1_8b"]["source"].startswith("https://huggingface.co/")


def test_totals_alone_are_shown() -> None:
    shown = specgen("perf", "workload", "yolov8_n", "--batch", "2").stdout
    assert "operations 17.8 G" in shown and "not analysed: the operators" in shown


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["lama_3_1_8b"], "there is no model or workload 'lama_3_1_8b': did you mean 'llama_3_1_8b'?"),
        (["llama_3_1_8b", "--phase", "decod"], "did you mean 'decode'?"),
        (["llama_3_1_8b", "--batch", "0"], "batch must be from 1 to 1e+15, not 0"),
        (["llama_3_1_8b", "--context", "-4"], "context must be from 1 to 1e+15, not -4"),
        (["llama_3_1_8b", "--formats", "weights=fp9"], "there is no format 'fp9'"),
        (["llama_3_1_8b", "--formats", "weight=bf16"], "did you mean 'weights'?"),
        (["llama_3_1_8b", "--formats", "bf16"], "--formats is NAME=VALUE"),
        (["llama_3_1_8b", "--sparse", "4:2"], "not '4:2'"),
        (["resnet_50", "--context", "5"], "there is no option 'context'"),
        (["llama_3_1_8b", "--phase", "speculative"], "draft is missing"),
        (["llama_3_1_8b", "--phase", "speculative", "--draft", "nobody"], "there is no model 'nobody'"),
        (["llama_3_1_8b", "--spec", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_what_is_refused(options: list[str], said: str) -> None:
    result = specgen("perf", "workload", *options)
    assert result.exit_code == 2
    assert said in result.stderr and "Traceback" not in result.output


def test_experts_and_work_are_written_in_three_digits() -> None:
    text = specgen("perf", "workload", "deepseek_v3", "--phase", "decode", "--batch", "64").stdout
    assert "222 of 2.3 x 7168 x 4096" in text
    assert "1.74 Top" in text

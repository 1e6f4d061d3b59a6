"""The sample of measurements that the reference spec carries, by the calibrations of the library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from specgen.perfmodel.chips import library_chip, library_chips
from specgen.perfmodel.measured import Dataset, errors, gap, keys_of, library_values, model_of, read_rows
from specgen.source import Diagnostics, SourceFile

FOLDER = Path(__file__).parents[3] / "spec" / "performance" / "measurements"
MOST = {
    "a100_sxm_prefill_bf16_bf16_128_vllm": 0.12,
    "h100_sxm_prefill_bf16_bf16_128_trtllm": 0.12,
    "h100_sxm_prefill_e4m3_e4m3_64_trtllm": 0.12,
    "a100_sxm_decode_bf16_bf16_128_vllm": 0.15,
    "h100_sxm_decode_bf16_bf16_128_trtllm": 0.15,
    "h100_sxm_decode_bf16_e4m3_128_trtllm": 0.15,
    "tpu_v6e_projection_bf16": 0.12,
    "h100_sxm_experts_e4m3_block_moe_torch_flow_cutlass_trtllm": 0.2,
    "h100_sxm_collective_f16_all_reduce_nccl": 0.1,
    "a100_sxm_collective_bf16_all_reduce_vllm_custom_graph_vllm": 0.1,
}
OPERATORS = ("projection", "prefill", "decode", "experts", "collective")


def sample(name: str) -> Dataset:
    """A table of the sample, with what the spec says of it."""
    operator = next(one for one in OPERATORS if f"_{one}_" in name)
    chip, rest = name.split(f"_{operator}_")
    if operator == "projection":
        labels = (chip, operator, rest, "", "vllm-tpu", "kernel")
    else:
        form, _, scheme = rest.rpartition("_")[0].partition("_")
        labels = (chip, operator, form, scheme, rest.rpartition("_")[2], "graph_replay")
    given = dict(zip(("chip", "operator", "format", "scheme", "backend", "protocol"), labels, strict=True))
    diagnostics = Diagnostics()
    file = SourceFile(name, (FOLDER / f"{name}.csv").read_text("utf-8"))
    (data,) = read_rows(file, library_chips(), given, diagnostics)
    return data


@pytest.mark.parametrize("name", MOST)
def test_calibrations_of_the_library_meet_the_sample(name: str) -> None:
    data = sample(name)
    model, known = model_of(data), library_values(data)
    assert model and set(known) == {one.name for one in model.parameters}
    for one in model.parameters:
        assert one.low * 0.999 <= known[one.name] <= one.high * 1.001
    chip = library_chip(data.chip)
    found = errors(np.asarray(model.seconds(data.columns, data.format, chip, known)), data.seconds)
    assert found.count >= 20
    assert found.mape < MOST[name]
    ideal = np.asarray(model.causes(data.columns, data.format, chip, known)["ideal"])
    assert errors(ideal, data.seconds).mape > 2 * found.mape


def test_the_gap_of_a_sample_is_told_by_cause() -> None:
    data = sample("h100_sxm_decode_bf16_bf16_128_trtllm")
    found = gap(data, library_chip(data.chip), known=library_values(data))
    assert found and [one.name for one in found.stages] == ["roofline", "before", "library"]
    assert sum(found.causes.values()) == pytest.approx(1)
    assert {"bandwidth ramp", "cache residency", "wave quantisation", "launch overhead"} <= set(found.causes)


def test_keys_of_attention_are_heads_and_a_bucket_of_the_length() -> None:
    data = sample("h100_sxm_decode_bf16_bf16_128_trtllm")
    heads, kv_heads, keys = (data.columns[name][0] for name in ("heads", "kv_heads", "keys"))
    assert keys_of(data)[0] == f"{heads},{kv_heads},128,{int(keys).bit_length() - 1}"


def test_a_scheme_that_names_no_format_leaves_the_cache_in_that_of_the_queries() -> None:
    data = replace(sample("h100_sxm_decode_bf16_bf16_128_trtllm"), scheme="mine")
    model = model_of(data)
    assert model
    times = np.asarray(model.seconds(data.columns, data.format, library_chip(data.chip), model.defaults))
    assert np.isfinite(times).all()
    assert model_of(replace(data, format="f11")) is None

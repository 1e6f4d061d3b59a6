"""Published layouts, in small: every unit, name and shape that a reader translates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from specgen.perfmodel.measured import Dataset, MissingExtraError, read_folder


def written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def only(folder: Path) -> Dataset:
    (found,) = read_folder(folder)
    return found


def upstream(folder: Path, where: str, columns: Mapping[str, Any]) -> None:
    path = folder / "aiconfigurator" / where
    path.parent.mkdir(parents=True)
    parquet.write_table(pa.table(dict(columns)), path)


def test_products_of_several_formats_and_their_power(tmp_path: Path) -> None:
    columns = {
        "kernel_source": ["vllm_default"] * 3,
        "gemm_dtype": ["bfloat16", "fp8_block", "bfloat16"],
        "m": [1, 2, 3],
        "n": [64, 64, 128],
        "k": [32, 32, 32],
        "latency": [0.5, 0.25, 1.0],
        "power": [300.0, None, 400.0],
    }
    upstream(tmp_path, "h200_sxm/gemm/vllm/0.22.0/gemm_perf.parquet", columns)
    block, plain = sorted(read_folder(tmp_path), key=lambda one: len(one))
    assert (plain.chip, plain.backend, plain.operator, plain.format) == (
        "h200_sxm",
        "vllm 0.22.0",
        "gemm",
        "bf16",
    )
    assert plain.seconds.tolist() == [0.5e-3, 1e-3]
    assert plain.columns["n"].tolist() == [64, 128]
    assert plain.watts is not None
    assert plain.watts.tolist() == [300.0, 400.0]
    assert (block.format, block.scheme, block.protocol) == ("e4m3", "block", "host_bound")
    assert "aiconfigurator" in block.source


def test_attention_has_the_keys_that_it_attends_to(tmp_path: Path) -> None:
    columns = {
        "attn_dtype": ["bfloat16"], "kv_cache_dtype": ["fp8"], "batch_size": [4], "isl": [1], "step": [1023],
        "num_heads": [32], "num_key_value_heads": [8], "head_dim": [128], "latency": [0.01],
    }  # fmt: skip
    upstream(tmp_path, "h100_sxm/attention/trtllm/1/generation_attention_perf.parquet", columns)
    found = only(tmp_path)
    assert found.operator == "decode"
    assert found.columns["keys"].tolist() == [1024]
    assert "e4m3" in found.scheme


def test_products_as_lines_of_text(tmp_path: Path) -> None:
    where = tmp_path / "llmcompass/ae/figure5/ab/real_hardware/matmul_A100.csv"
    written(where, "64, 12288, 4096, 0.1900ms, 101.7124Tflops\n128, 12288, 4096, 0.2003ms, 193.0Tflops\n")
    found = only(tmp_path)
    assert (found.chip, found.format, found.protocol) == ("a100_sxm", "f16", "launches")
    assert found.seconds.tolist() == pytest.approx([0.19e-3, 0.2003e-3])
    assert [found.columns[axis].tolist() for axis in "mnk"] == [[64, 128], [12288] * 2, [4096] * 2]


def test_operators_of_several_devices(tmp_path: Path) -> None:
    header = "OPName,Latency,Device,Kernel Name,B,M,N,K\n"
    rows = 'bmm,0.5,Tesla T4,"k, a",8,1,2,3\nbmm,0.25,Tesla V100-PCIE-32GB,k,4,5,6,7\n'
    written(tmp_path / "neusight/bmm.csv", header + rows)
    written(tmp_path / "neusight/softmax.csv", "OPName,Latency,Device,B,H\nsoftmax,2,Tesla T4,16,512\n")
    tables = {(one.chip, one.operator): one for one in read_folder(tmp_path)}
    assert set(tables) == {("t4", "gemm"), ("v100_pcie", "gemm"), ("t4", "softmax")}
    assert tables["t4", "gemm"].columns["groups"].tolist() == [8]
    assert tables["t4", "softmax"].seconds.tolist() == [2e-3]
    assert [one.chip for one in read_folder(tmp_path, "gemm", "t4")] == ["t4"]


def test_layers_of_a_model_become_products(tmp_path: Path) -> None:
    layers = ("attn_pre_proj", "attn_post_proj", "mlp_up_proj", "mlp_down_proj")
    names = [
        *(f"time_stats.{one}.median" for one in layers),
        "n_head",
        "n_kv_head",
        "n_embd",
        "n_expanded_embd",
    ]
    header = ",".join([*names, "num_tokens", "num_tensor_parallel_workers"])
    rows = "0.1,0.2,0.3,0.4,32,8,4096,14336,128,2\n0.1,,0.3,0.4,32,8,4096,14336,256,2\n"
    written(tmp_path / "vidur/data/profiling/compute/a100/meta-llama/M-8B/mlp.csv", header + "\n" + rows)
    found = only(tmp_path)
    assert len(found) == 7  # a time that is not there is no row
    shapes = list(zip(found.columns["n"].tolist(), found.columns["k"].tolist(), strict=True))
    assert shapes[0] == ((32 + 2 * 8) * 128 // 2, 4096)
    assert (4096, 2048) in shapes
    assert (14336, 4096) in shapes
    assert (4096, 7168) in shapes
    assert found.columns["m"].tolist()[:2] == [128, 256]


def test_a_folder_without_any_has_none(tmp_path: Path) -> None:
    assert read_folder(tmp_path) == []


def test_without_the_library_parquet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"gemm_dtype": ["bfloat16"], "m": [1], "n": [1], "k": [1], "latency": [1.0]}
    upstream(tmp_path, "h100_sxm/gemm/trtllm/1/gemm_perf.parquet", columns)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"specgen\[performance\]"):
        read_folder(tmp_path)


def test_rows_are_chosen_with_all_that_belongs_to_them(tmp_path: Path) -> None:
    columns = {
        "gemm_dtype": ["bfloat16"] * 3,
        "m": [1, 2, 3],
        "n": [4] * 3,
        "k": [5] * 3,
        "latency": [1.0, 2.0, 3.0],
    }
    upstream(tmp_path, "h100_sxm/gemm/trtllm/1/gemm_perf.parquet", columns)
    part = only(tmp_path).rows(np.array([True, False, True]))
    assert part.columns["m"].tolist() == [1, 3]
    assert part.seconds.tolist() == [1e-3, 3e-3]

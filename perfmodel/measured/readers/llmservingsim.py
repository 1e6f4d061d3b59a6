"""Measurements of casys-kaist/LLMServingSim: the layers of Llama-3.1-8B on a TPU v6e, in nanoseconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.measured.readers.csvs import columns_of
from specgen.perfmodel.measured.table import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOURCE = "github.com/casys-kaist/LLMServingSim 5daddb2, MIT"
_ROOT = "llmservingsim/profiler/v0/perf_models"

# Weights of a layer, k x n, from the model's public configuration.
LAYERS = {
    "q_proj": (4096, 4096),
    "o_proj": (4096, 4096),
    "gate_proj": (4096, 14336),
    "up_proj": (4096, 14336),
    "down_proj": (14336, 4096),
    "lm_head": (4096, 128256),
}
HEADS = {"heads": 32, "kv_heads": 8, "head_dim": 128}


def read(folder: Path, operator: str | None = None, chip: str | None = None) -> Iterator[Dataset]:
    """Yield a table of projections, and one of attention (operator ``ragged_attention``)."""
    if chip not in (None, "tpu_v6e"):
        return
    for path in sorted((folder / _ROOT).glob("TPU-v6e-1/meta-llama/Llama-3.1-8B/tp1/*.csv")):
        if path.name == "layers.csv" and operator in (None, "projection"):
            yield _layers(path)
        elif path.name == "attention.csv" and operator in (None, "ragged_attention"):
            yield _attention(path)


def _layers(path: Path) -> Dataset:
    """All projections in one table.

    Where there is no row of the second of two that read the same, its work is in a neighbour's: two ``products``. The
    weights of the projection that follows attention are brought ahead.
    """
    import numpy as np

    columns = columns_of(path)
    names = np.array(columns["layer_name"])
    sizes, times = (np.array(columns[one], dtype=float) for one in ("input", "latency(ns)"))
    mask = np.isin(names, list(LAYERS))
    names, m = names[mask], sizes[mask].astype(np.int64)
    second = np.isin(m, m[names == "up_proj"])
    shape = np.array([LAYERS[str(name)] for name in names], dtype=np.int64)
    kept = {
        "m": m,
        "n": shape[:, 1],
        "k": shape[:, 0],
        "projection": names,
        "products": np.where((names == "down_proj") & ~second & (m > 1), 2, 1),
        "ahead": (names == "o_proj").astype(np.int64),
    }
    return _dataset("projection", kept, times[mask] / 1e9)


def _attention(path: Path) -> Dataset:
    import numpy as np

    columns = columns_of(path)
    names = {"prefill_chunk_size": "queries", "kv_cache_size": "past", "batch_size": "batch"}
    kept = {new: np.array(columns[old], dtype=np.int64) for old, new in names.items()}
    kept["queries"] = np.maximum(kept["queries"], 1)  # a step of decoding has one
    kept["keys"] = kept["past"] + kept["queries"]
    kept |= {name: np.full_like(kept["keys"], size) for name, size in HEADS.items()}
    return _dataset("ragged_attention", kept, np.array(columns["mean_ns"], dtype=float) / 1e9)


def _dataset(operator: str, columns: dict[str, NDArray[Any]], seconds: NDArray[Any]) -> Dataset:
    return Dataset(
        name=f"tpu_v6e_{operator}_bf16",
        chip="tpu_v6e",
        backend="vllm-tpu",
        operator=operator,
        format="bf16",
        protocol="kernel",
        source=SOURCE,
        columns=columns,
        seconds=seconds,
    )

"""Writes what the repository carries of published measurements: samples of a few hundred rows, and calibrations.

    python scripts/measurements.py DATA spec/performance/measurements specgen/std/calibrations [FILE...]

DATA is a folder of published sets. Samples are drawn by the keys of the hold-out, evenly over their sizes; calibrations
are fitted on the rows that are not held out, and written to all files of `FILES`, or to those that are named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from specgen.perfmodel.chips import library_chip, library_chips
from specgen.perfmodel.measured import (
    Calibration,
    Dataset,
    Entry,
    as_yaml,
    calibrate,
    is_held_out,
    keys_of,
    model_of,
    read_folder,
    split,
)

FILES = {
    "gemm": ("gemm",),
    "attention": ("prefill", "decode"),
    "projections": ("projection", "ragged_attention"),
    "latent": ("mla_prefill", "mla_decode"),
    "experts": ("experts",),
    "collectives": ("collective",),
    "rows": ("normalisation", "softmax", "quantise"),
}
SAMPLES = {
    "h100_sxm_gemm_bf16_trtllm": 120,
    "h100_sxm_gemm_e4m3_trtllm": 100,
    "h200_sxm_gemm_bf16_vllm": 100,
    "a100_sxm_gemm_bf16_vllm": 120,
    "tpu_v6e_projection_bf16": 20,
    "a100_sxm_prefill_bf16_bf16_128_vllm": 40,
    "h100_sxm_prefill_bf16_bf16_128_trtllm": 40,
    "h100_sxm_prefill_e4m3_e4m3_64_trtllm": 40,
    "a100_sxm_decode_bf16_bf16_128_vllm": 40,
    "h100_sxm_decode_bf16_bf16_128_trtllm": 40,
    "h100_sxm_decode_bf16_e4m3_128_trtllm": 40,
    "h100_sxm_experts_e4m3_block_moe_torch_flow_cutlass_trtllm": 40,
    "h100_sxm_collective_f16_all_reduce_nccl": 40,
    "a100_sxm_collective_bf16_all_reduce_vllm_custom_graph_vllm": 30,
}
WHAT = {
    "gemm": "Products",
    "projection": "Projections",
    "ragged_attention": "Attention of any lengths",
    "prefill": "Attention of prompts",
    "decode": "Attention of one token",
    "mla_prefill": "Latent attention of prompts",
    "mla_decode": "Latent attention of one token",
    "experts": "Layers of experts",
    "collective": "Collectives",
    "normalisation": "Normalisations",
    "softmax": "Softmax",
    "quantise": "Conversions to FP8",
}
PER_KEY = 5  # rows drawn of a shape


def main(data: Path, samples: Path, calibrations: Path, files: list[str]) -> None:
    """Write both."""
    for name in files or FILES:
        tables = [one for operator in FILES[name] for one in read_folder(data, operator)]
        for one in tables:
            if one.name in SAMPLES:
                (samples / f"{one.name}.csv").write_text(sampled(one, SAMPLES[one.name]), encoding="utf-8")
        (calibrations / f"{name}.yaml").write_text(calibrated(tables), encoding="utf-8")


def calibrated(tables: Iterable[Dataset]) -> str:
    """The calibrations of tables on chips of the library, as a file of a spec."""
    made = []
    for one in tables:
        train = split(one)[0]
        if one.chip in library_chips() and model_of(one) and one.protocol != "launches" and len(train):
            print(one.name, flush=True)
            made.append(entry(one, calibrate(train, library_chip(one.chip))))
    return as_yaml(made)


def sampled(data: Dataset, rows: int) -> str:
    """A table of so many rows: keys in the order of their longest times, every few of them, sizes drawn.

    A quarter of the keys are held out.
    """
    draw = np.random.default_rng(len(data))
    keys = np.array(keys_of(data))
    each = min(PER_KEY, int(np.unique(keys, return_counts=True)[1].min()))
    ordered = sorted(set(keys.tolist()), key=lambda key: (size_of(data, keys == key), key))
    sides = [[key for key in ordered if is_held_out(key) is held] for held in (False, True)]
    count = rows // each
    chosen = [*evenly(sides[0], count - count // 4), *evenly(sides[1], count // 4)]
    picked = [np.sort(draw.choice(np.flatnonzero(keys == key), each, replace=False)) for key in chosen]
    part = data.rows(np.concatenate(picked))
    head = f"# {data.chip}, {data.format}, {data.backend}; drawn from {data.source}.\n"
    names = [*part.columns, "latency_us", *(["power_w"] if part.watts is not None else [])]
    columns = [*part.columns.values(), np.round(part.seconds * 1e6, 3)]
    if part.watts is not None:
        columns.append(np.round(part.watts, 1))
    lines = [",".join(str(cell) for cell in row) for row in zip(*columns, strict=True)]
    return head + ",".join(names) + "\n" + "\n".join(lines) + "\n"


def size_of(data: Dataset, mask: NDArray[np.bool_]) -> float:
    """What keys are ordered by: the size of products, else the longest time."""
    if "n" in data.columns:
        return float(data.columns["n"][mask][0]) * float(data.columns["k"][mask][0])
    return float(data.seconds[mask].max())


def evenly(names: list[str], count: int) -> list[str]:
    """So many of them at most, from the first to the last."""
    picked = {round(at) for at in np.linspace(0, len(names) - 1, min(count, len(names)))}
    return [names[at] for at in sorted(picked)]


def entry(data: Dataset, found: Calibration) -> Entry:
    """A calibration as a spec says it."""
    return Entry(
        name=data.name,
        summary=f"{WHAT[data.operator]} of {data.format} by {data.backend} on {data.chip}.",
        model=found.model,
        error=found.errors.mape,
        judged="the rows that it was fitted to",
        labels={
            name: getattr(data, name)
            for name in ("chip", "operator", "format", "backend", "scheme", "protocol")
        },
        rows=found.rows,
        source=f'"{data.source}."',
        values=found.values,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])

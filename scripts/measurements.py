"""Writes what the repository carries of published measurements: samples of a few hundred rows, and calibrations.

    python scripts/measurements.py DATA spec/performance/measurements specgen/std/calibrations

DATA is a folder of published sets. Samples are drawn by the keys of the hold-out, evenly over their sizes; calibrations
are fitted on the rows that are not held out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from specgen.perfmodel.chips import library_chip, library_chips
from specgen.perfmodel.measured import (
    Calibration,
    Dataset,
    calibrate,
    is_held_out,
    keys_of,
    model_of,
    read_folder,
    split,
)

SAMPLES = {
    "h100_sxm_gemm_bf16_trtllm": 120,
    "h100_sxm_gemm_e4m3_trtllm": 100,
    "h200_sxm_gemm_bf16_vllm": 100,
    "a100_sxm_gemm_bf16_vllm": 120,
}
PER_KEY = 5  # rows drawn of a shape


def main(data: Path, samples: Path, calibrations: Path) -> None:
    """Write both."""
    tables = read_folder(data, "gemm")
    for one in tables:
        if one.name in SAMPLES:
            (samples / f"{one.name}.csv").write_text(sampled(one, SAMPLES[one.name]), encoding="utf-8")
    lines = ["calibrations:"]
    for one in tables:
        if one.chip in library_chips() and model_of(one) and one.protocol != "launches":
            print(one.name, flush=True)
            lines += told(one, calibrate(split(one)[0], library_chip(one.chip)))
    (calibrations / "gemm.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def sampled(data: Dataset, rows: int) -> str:
    """A table of so many rows: keys in the order of their products' sizes, every few of them, sizes drawn.

    A quarter of the keys are held out.
    """
    draw = np.random.default_rng(len(data))
    keys = np.array(keys_of(data))
    work = data.columns["n"].astype(float) * data.columns["k"]
    ordered = sorted(set(keys.tolist()), key=lambda key: (float(work[keys == key][0]), key))
    sides = [[key for key in ordered if is_held_out(key) is held] for held in (False, True)]
    count = rows // PER_KEY
    chosen = [*evenly(sides[0], count - count // 4), *evenly(sides[1], count // 4)]
    picked = [np.sort(draw.choice(np.flatnonzero(keys == key), PER_KEY, replace=False)) for key in chosen]
    part = data.rows(np.concatenate(picked))
    head = f"# {data.chip}, {data.format}, {data.backend}; drawn from {data.source}.\n"
    names = ["m", "n", "k", "latency_us", *(["power_w"] if part.watts is not None else [])]
    columns = [part.columns["m"], part.columns["n"], part.columns["k"], np.round(part.seconds * 1e6, 3)]
    if part.watts is not None:
        columns.append(np.round(part.watts, 1))
    lines = [",".join(str(cell) for cell in row) for row in zip(*columns, strict=True)]
    return head + ",".join(names) + "\n" + "\n".join(lines) + "\n"


def evenly(names: list[str], count: int) -> list[str]:
    """So many of them, from the first to the last."""
    return [names[round(at)] for at in np.linspace(0, len(names) - 1, count)]


def told(data: Dataset, found: Calibration) -> list[str]:
    """A calibration as a spec says it."""
    units = {one.name: "" if one.unit == "1" else f" {one.unit}" for one in found.model.parameters}
    parameters = [f"      {name}: {value:.4g}{units[name]}" for name, value in found.values.items()]
    return [
        f"  {data.name}:",
        f"    summary: Products of {data.format} by {data.backend} on {data.chip}.",
        f"    description: Off by {100 * found.errors.mape:.1f} % in the mean on the rows that it was fitted to.",
        f"    chip: {data.chip}",
        f"    operator: {data.operator}",
        f"    format: {data.format}",
        f"    backend: {data.backend}",
        *([f"    scheme: {data.scheme}"] if data.scheme else []),
        f"    protocol: {data.protocol}",
        f"    rows: {found.rows}",
        f'    source: "{data.source}."',
        "    parameters:",
        *parameters,
    ]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))

"""How far calibrated models are from published measurements, on the rows that they were not fitted on.

    SPECGEN_MEASURED=DIR python benchmarks/gap.py [OPERATOR...]

DIR is a folder of published sets. Prints a Markdown table per operator: mean, median and signed mean of the relative
error of each table of measurements, for the plain roofline, the model before and after calibration, and the model with
the table of measured utilisations on top.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from specgen.perfmodel.chips import library_chip, library_chips
from specgen.perfmodel.measured import SUBJECTS, Dataset, Errors, Gap, Pool, errors, gap, pooled, read_folder
from specgen.perfmodel.physical import GEMM

DATA = Path(os.environ.get("SPECGEN_MEASURED", ""))
LAUNCH = 21e-6  # of LLMCompass's A100, by its smallest products' times
STAGES = ("roofline", "before", "calibrated", "utilisation")
PEERS = """Published by others: LLMCompass 10.9 % of operators (A100, MI210, TPU v3); NeuSight 14 to 20 % of matrix products,
against 26 to 55 % of its roofline; plain rooflines on the first tables here 46 % (H100) and 55 % (A100)."""


def main(operators: list[str]) -> None:
    """Print the tables."""
    for operator in operators or list(SUBJECTS):
        gaps = [found for one in read_folder(DATA, operator) if (found := judged(one))]
        print(f"\n## {operator}\n")
        print("| table | model | fitted | judged | roofline | before | calibrated | with utilisation |")
        print("|---|---|--:|--:|--:|--:|--:|--:|")
        for one in gaps:
            print(row(one), flush=True)
        for together in pooled(gaps):
            if together.tables > 1:
                print(whole(together))
        for one in gaps:
            for stage in one.energy:
                print(f"\n{one.name}, {stage.name}: {cell(stage.errors)} on {stage.errors.count} rows")
        if operator == "gemm":
            print("\n".join(("", *carried_over(gaps))))
    print(f"\n{PEERS}")


def carried_over(gaps: list[Gap]) -> Iterator[str]:
    """What a calibration of replayed launches says of rows with launches of their own, as it is and with theirs."""
    (calibrated,) = (one for one in gaps if one.name == "a100_sxm_gemm_bf16_vllm")
    values = {parameter.name: value for parameter, value in calibrated.parameters}
    (data,) = (
        one for one in read_folder(DATA, "gemm", "a100_sxm") if one.name == "a100_sxm_gemm_f16_llmcompass"
    )
    for launch in (values["launch"], LAUNCH):
        predicted = GEMM.seconds(
            data.columns, data.format, library_chip(data.chip), {**values, "launch": launch}
        )
        yield f"{data.name} by {calibrated.name}, launch {launch:.3g} s: {cell(errors(np.asarray(predicted), data.seconds))}"


def judged(data: Dataset) -> Gap | None:
    """The gap of a table on a chip of the library."""
    if data.chip not in library_chips():
        return None
    print(data.name, file=sys.stderr, flush=True)
    return gap(data, library_chip(data.chip), calibrated=True)


def row(one: Gap) -> str:
    """A line of a table."""
    found = {stage.name: stage.errors for stage in one.stages}
    cells = [cell(found[name]) if name in found else "" for name in STAGES]
    return " | ".join((f"| {one.name}", one.model, str(one.fitted), str(one.judged), *cells)) + " |"


def whole(one: Pool) -> str:
    """A line for tables of one file, whose kernels are calibrated each by itself: mean and bias alone."""
    label = f"{one.chip}, {one.backend}, {one.format}: {one.tables} tables"
    cells = [
        f"{100 * one.stages[name][0]:.1f} ({100 * one.stages[name][1]:+.1f})" if name in one.stages else ""
        for name in STAGES
    ]
    return " | ".join((f"| {label}", "", str(one.fitted), str(one.judged), *cells)) + " |"


def cell(found: Errors) -> str:
    """Mean, median and bias in percent."""
    return f"{100 * found.mape:.1f} ({100 * found.median:.1f}, {100 * found.bias:+.1f})"


if __name__ == "__main__":
    if not DATA.is_dir() or "SPECGEN_MEASURED" not in os.environ:
        sys.exit("set SPECGEN_MEASURED to a folder of published sets")
    main(sys.argv[1:])

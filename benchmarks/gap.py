"""How far calibrated models are from published measurements, on the rows that they were not fitted on.

    SPECGEN_MEASURED=DIR python benchmarks/gap.py [OPERATOR...]

DIR is a folder of published sets. Prints a Markdown table per operator: mean, median and signed mean of the relative
error of each table of measurements, for the plain roofline, the model before and after calibration, and the model with
the table of measured utilisations on top.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from specgen.perfmodel.chips import library_chip, library_chips
from specgen.perfmodel.measured import SUBJECTS, Dataset, Errors, Gap, gap, read_folder

STAGES = ("roofline", "before", "calibrated", "utilisation")
PEERS = """Published by others: LLMCompass 10.9 % of operators (A100, MI210, TPU v3); NeuSight 14 to 20 % of matrix products,
against 26 to 55 % of its roofline; plain rooflines on the first tables here 46 % (H100) and 55 % (A100)."""


def main(data: Path, operators: list[str]) -> None:
    """Print the tables."""
    for operator in operators or list(SUBJECTS):
        gaps = [found for one in read_folder(data, operator) if (found := judged(one))]
        print(f"\n## {operator}\n")
        print("| table | model | fitted | judged | roofline | before | calibrated | with utilisation |")
        print("|---|---|--:|--:|--:|--:|--:|--:|")
        for one in gaps:
            print(row(one), flush=True)
        for one in gaps:
            for stage in one.energy:
                print(f"\n{one.name}, {stage.name}: {cell(stage.errors)} on {stage.errors.count} rows")
    print(f"\n{PEERS}")


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


def cell(errors: Errors) -> str:
    """Mean, median and bias in percent."""
    return f"{100 * errors.mape:.1f} ({100 * errors.median:.1f}, {100 * errors.bias:+.1f})"


if __name__ == "__main__":
    main(Path(os.environ["SPECGEN_MEASURED"]), sys.argv[1:])

"""Closed forms of systolic arrays: every cycle count of SCALE-Sim in LLMCompass's look-up tables.

The tables lie below the folder that ``SPECGEN_MEASURED`` names; without it, the committed sample is checked.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

from specgen.perfmodel.timelines import systolic
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.perfmodel.timelines.test_systolic import sample

_NAMES = ("m", "n", "k", "rows", "columns")


@cache
def _counts() -> list[tuple[int, ...]]:
    folder = os.environ.get("SPECGEN_MEASURED")
    if folder is None:
        return [(*(row[name] for name in _NAMES), row["cycles"]) for row in sample()]
    tables = sorted(Path(folder).glob("llmcompass/systolic_array_model/look_up_table_*.csv"))
    rows = [row for table in tables for row in csv.reader(table.read_text(encoding="utf-8").splitlines())]
    return [(*map(int, row[:5]), int(row[6])) for row in rows]


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a row; past the last one there is nothing."""
    for case in chunk.cases():
        if case < len(_counts()):
            *sizes, expected = _counts()[case]
            report.count("rows")
            found = systolic.output_stationary(*sizes)
            if found != expected:
                report.wrong(f"{dict(zip(_NAMES, sizes, strict=True))}: {found}, not {expected}")


CAMPAIGN = Campaign(
    "output-stationary arrays take the cycles that SCALE-Sim counts",
    check,
    count=36_042,
    sample=150,
    chunk=36_042,
)

"""Measurements of PrincetonUniversity/LLMCompass: lines of text per operator, on an A100 and an MI210.

A launch (about 21 us on the A100) is part of every matrix product's time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from specgen.perfmodel.measured.table import Dataset

SOURCE = "github.com/PrincetonUniversity/LLMCompass 2e015fd, BSD-3-Clause"
CHIPS = {"A100": "a100_sxm", "MI210": "mi210"}


def read(folder: Path, operator: str | None = None, chip: str | None = None) -> Iterator[Dataset]:
    """Yield the matrix products under ``llmcompass/``: lines ``m, n, k, 0.1900ms, 101.7Tflops`` of f16."""
    del operator, chip  # small files
    import numpy as np

    for path in sorted((folder / "llmcompass").glob("ae/figure5/ab/real_hardware/matmul_*.csv")):
        rows = [line.split(",") for line in path.read_text("utf-8").splitlines() if line.strip()]
        sizes = np.array([[int(cell) for cell in row[:3]] for row in rows], dtype=np.int64)
        chip = CHIPS[path.stem.removeprefix("matmul_")]
        yield Dataset(
            name=f"{chip}_gemm_f16_llmcompass",
            chip=chip,
            backend="torch",
            operator="gemm",
            format="f16",
            protocol="launches",
            source=SOURCE,
            columns=dict(zip("mnk", sizes.T, strict=True)),
            seconds=np.array([float(row[3].strip().removesuffix("ms")) for row in rows]) / 1e3,
        )

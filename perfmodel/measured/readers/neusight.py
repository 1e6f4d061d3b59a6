"""Measurements of sitar-lab/NeuSight: operators in f32 on a V100, a T4 and two A100, with the kernel's name and grid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from specgen.perfmodel.measured.readers.csvs import columns_of
from specgen.perfmodel.measured.table import Dataset

SOURCE = "github.com/sitar-lab/NeuSight 6945927, MIT"
CHIPS = {
    "Tesla V100-PCIE-32GB": "v100_pcie",
    "Tesla T4": "t4",
    "NVIDIA A100-PCIE-40GB": "a100_pcie_40gb",
    "NVIDIA A100 80GB PCIe": "a100_pcie",
}
_SIZES = {"B": "groups", "M": "m", "N": "n", "K": "k"}
_ROWS = {"B": "rows", "H": "columns"}
_FILES = {
    "linear": ("gemm", _SIZES),
    "bmm": ("gemm", _SIZES),
    "softmax": ("softmax", _ROWS),
    "ln": ("normalisation", _ROWS),
}


def read(folder: Path, operator: str | None = None, chip: str | None = None) -> Iterator[Dataset]:
    """Yield a table per file and device, ``scheme`` the file's name."""
    import numpy as np

    for stem, (kind, sizes) in _FILES.items():
        path = folder / "neusight" / f"{stem}.csv"
        if operator not in (None, kind) or not path.is_file():
            continue
        columns = columns_of(path)
        devices = np.array(columns["Device"])
        for device, ours in CHIPS.items():
            mask = devices == device
            if chip in (None, ours) and mask.any():
                yield Dataset(
                    name=f"{ours}_{kind}_f32_{stem}_torch",
                    chip=ours,
                    backend="torch 2.1.0",
                    operator=kind,
                    format="f32",
                    protocol="kernel",
                    source=SOURCE,
                    columns={new: np.array(columns[old], dtype=np.int64)[mask] for old, new in sizes.items()},
                    seconds=np.array(columns["Latency"], dtype=float)[mask] / 1e3,
                    scheme=stem,
                )

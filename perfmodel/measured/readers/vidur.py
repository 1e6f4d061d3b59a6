"""Statistics of microsoft/vidur: the layers of Llama models on A100 and H100, by tokens and tensor parallelism.

The medians include five to seven microseconds of launch.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.measured.readers.csvs import columns_of
from specgen.perfmodel.measured.table import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOURCE = "github.com/microsoft/vidur 7d47513, MIT"
CHIPS = {"a100": "a100_sxm", "h100": "h100_sxm", "h100_dgx": "h100_sxm", "a100_dgx": "a100_sxm"}


def read(folder: Path, operator: str | None = None, chip: str | None = None) -> Iterator[Dataset]:
    """Yield a table of matrix products (f16) per file, ``scheme`` the model, and one of all-reduces."""
    root = folder / "vidur" / "data" / "profiling"
    for path in sorted(root.glob("compute/*/*/*/mlp.csv")):
        ours = CHIPS[path.parts[-4]]
        if operator in (None, "gemm") and chip in (None, ours):
            yield _products(path, ours)
    for path in sorted(root.glob("network/*/all_reduce.csv")):
        ours = CHIPS[path.parts[-2]]
        if operator in (None, "collective") and chip in (None, ours):
            yield _reductions(path, ours)


def _products(path: Path, chip: str) -> Dataset:
    """The four projections of a layer: n and k of each from the columns that give the model's sizes."""
    import numpy as np

    columns = columns_of(path)

    def whole(name: str) -> NDArray[Any]:
        return np.array(columns[name], dtype=float).astype(np.int64)

    heads, kv_heads, hidden, inner = map(whole, ("n_head", "n_kv_head", "n_embd", "n_expanded_embd"))
    tokens, ranks = whole("num_tokens"), whole("num_tensor_parallel_workers")
    head = hidden // heads
    shapes = {
        "attn_pre_proj": ((heads + 2 * kv_heads) * head // ranks, hidden),
        "attn_post_proj": (hidden, hidden // ranks),
        "mlp_up_proj": (2 * inner // ranks, hidden),
        "mlp_down_proj": (hidden, inner // ranks),
    }
    times = [
        np.array([float(cell or "nan") for cell in columns[f"time_stats.{one}.median"]]) for one in shapes
    ]
    seconds = np.concatenate(times) / 1e3
    n, k = (np.concatenate([shape[axis] for shape in shapes.values()]) for axis in (0, 1))
    data = Dataset(
        name=f"{chip}_gemm_f16_{path.parts[-2].lower()}_vidur",
        chip=chip,
        backend="torch",
        operator="gemm",
        format="f16",
        protocol="launches",
        source=SOURCE,
        columns={"m": np.tile(tokens, 4), "n": n, "k": k},
        seconds=seconds,
        scheme=path.parts[-2],
    )
    return data.rows(seconds > 0)


def _reductions(path: Path, chip: str) -> Dataset:
    import numpy as np

    columns = columns_of(path)
    ranks, size = (np.array(columns[name], dtype=np.int64) for name in ("num_workers", "size"))
    seconds = np.array(columns["time_stats.all_reduce.median"], dtype=float) / 1e3
    return Dataset(
        name=f"{chip}_collective_f16_all_reduce_vidur",
        chip=chip,
        backend="nccl",
        operator="collective",
        format="f16",
        protocol="launches",
        source=SOURCE,
        columns={"ranks": ranks, "bytes": size},
        seconds=seconds,
        scheme="all_reduce",
    )

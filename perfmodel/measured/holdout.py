"""Which rows a model may be fitted on, and which it is judged on.

A row is held out where the CRC-32 of its key divides by five, so that all rows of one key are on one side. The keys:
GEMM and projections ``n,k``; attention ``heads,kv_heads,head_dim,bucket`` of the length; mixture of experts the expert's shape
``hidden,intermediate``; collectives ``ranks,bucket`` of the bytes. A bucket is the floor of the base-2 logarithm.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.measured.table import Dataset

KEYS = {
    "gemm": ("n", "k"),
    "projection": ("n", "k"),
    "prefill": ("heads", "kv_heads", "head_dim", "log2 keys"),
    "decode": ("heads", "kv_heads", "head_dim", "log2 keys"),
    "ragged_attention": ("heads", "kv_heads", "head_dim", "log2 keys"),
    "mla_prefill": ("heads", "kv_heads", "head_dim", "log2 keys"),
    "mla_decode": ("heads", "kv_heads", "head_dim", "log2 keys"),
    "experts": ("hidden", "intermediate"),
    "collective": ("ranks", "log2 bytes"),
    "normalisation": ("columns",),
    "softmax": ("columns",),
    "elementwise": ("log2 elements",),
    "quantise": ("k",),
}


def is_held_out(key: str) -> bool:
    """Return whether rows of that key are held out."""
    return zlib.crc32(key.encode()) % 5 == 0


def keys_of(dataset: Dataset) -> list[str]:
    """Return the key of every row; an operator without a rule of its own is split by all its columns."""
    names = KEYS.get(dataset.operator) or tuple(dataset.columns)
    columns = [_column(dataset, name) for name in names]
    return [",".join(str(value) for value in row) for row in zip(*columns, strict=True)]


def held_out(dataset: Dataset) -> NDArray[np.bool_]:
    """Return the mask of the rows that a model is judged on."""
    import numpy as np

    keys, back = np.unique(np.array(keys_of(dataset)), return_inverse=True)
    return np.array([is_held_out(str(key)) for key in keys])[back]


def split(dataset: Dataset) -> tuple[Dataset, Dataset]:
    """Return the rows to fit on, and those to judge on."""
    mask = held_out(dataset)
    return dataset.rows(~mask), dataset.rows(mask)


def folds(dataset: Dataset, count: int, seed: int) -> NDArray[np.int64]:
    """Return the number of the fold of each row, rows of one key together: cross-validation inside the rows to fit on."""
    import numpy as np

    keys, back = np.unique(np.array(keys_of(dataset)), return_inverse=True)
    of_key = np.random.default_rng(seed).permutation(len(keys)) % count
    return np.asarray(of_key[back], dtype=np.int64)


def _column(dataset: Dataset, name: str) -> list[int | str]:
    if name.startswith("log2 "):
        return [int(value).bit_length() - 1 for value in dataset.columns[name.removeprefix("log2 ")]]
    values: list[int | str] = dataset.columns[name].tolist()
    return values

"""Which measurements are faster than the chip can be: points above the roof.

The roof is that of a warm start, so that a cache explains nothing: what of the operands fits into the last cache need not
come from memory, and every number of the chip is taken at the fast end of its range.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import maximum, minimum, where
from specgen.perfmodel.parallel import collective_seconds
from specgen.perfmodel.workloads import FORMATS, bits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured.table import Dataset

TOLERANCE = 0.05
"""By how much a measurement may be faster than the roof: clocks above the one of the data sheet, rounded times."""


_WEIGHTS = {"int4_weights": 4, "int8_weights": 8}
"""Bits of a weight, in tables whose weights are of other bits than their activations."""

_COLLECTIVES = (
    ("all_reduce", "all_reduce"),
    ("all_gather", "all_gather"),
    ("reduce_scatter", "reduce_scatter"),
    ("alltoall", "all_to_all"),
)
"""How the scheme of a table begins that is of a collective."""


def roof_seconds(data: Dataset, chip: Chip) -> Any:
    """Return the least seconds of each row of a table of products, attention or collectives; None of anything else."""
    if data.format in {form for _, form in chip.peaks}:
        if data.operator == "gemm":
            return _products(data, chip)
        if data.operator in ("prefill", "decode"):
            return _attention(data, chip)
    if data.operator == "collective" and chip.networks:
        known = (one for start, one in _COLLECTIVES if data.scheme.startswith(start))
        collective = next(known, None)
        return None if collective is None else _messages(data, chip, collective)
    return None


def _products(data: Dataset, chip: Chip) -> Any:
    m, n, k = (data.columns[name].astype(float) for name in ("m", "n", "k"))
    width = bits(data.format)
    moved = (m * k * width + k * n * _WEIGHTS.get(data.scheme, width)) / 8 + m * n * 2
    return _slowest(data, chip, 2 * m * n * k, moved)


def _attention(data: Dataset, chip: Chip) -> Any:
    """Scores and weighted values of the keys that are not masked; those of a window, where there is one."""
    names = ("batch", "heads", "kv_heads", "head_dim", "queries", "keys")
    batch, heads, kv_heads, size, queries, keys = (data.columns[name].astype(float) for name in names)
    window = data.columns.get("window")
    most = keys if window is None else where(window > 0, minimum(window * 1.0, keys), keys)
    before = keys - queries
    growing = minimum(maximum(most - before, 0.0), queries)  # queries that see all keys up to themselves
    pairs = growing * before + growing * (growing + 1) / 2 + (queries - growing) * most
    cached = data.scheme.split("_")[0]
    width = bits(cached) if cached in FORMATS else bits(data.format)
    moved = 2 * batch * kv_heads * size * minimum(keys, most + queries) * width / 8
    return _slowest(data, chip, 4 * batch * heads * size * pairs, moved)


def _slowest(data: Dataset, chip: Chip, operations: Any, moved: Any) -> Any:
    """The longest of the arithmetic, of what no cache can have held, and of each cache of the whole chip."""
    compute = operations / _fastest(chip, f"peaks.matrix.{data.format}", chip.peak("matrix", data.format))
    memory, *inner = chip.levels
    kept = sum(one.size for one in inner if not one.per_unit) or (inner[0].size if inner else 0)
    outer = maximum(moved - kept, 0.0) / _fastest(chip, f"levels.{memory.name}.bandwidth", memory.bandwidth)
    crossing = [
        moved / _fastest(chip, f"levels.{one.name}.bandwidth", one.bandwidth)
        for one in inner
        if not one.per_unit
    ]
    return maximum(compute, outer, *crossing)


def _messages(data: Dataset, chip: Chip, collective: str) -> Any:
    """Within the first network alone, whose switch may add on the way; 0 for rows of more ranks."""
    first, path = chip.networks[0], f"networks.{chip.networks[0].name}"
    latency = chip.basis.get(f"{path}.latency")
    fast = replace(
        first,
        bandwidth=_fastest(chip, f"{path}.bandwidth", first.bandwidth),
        latency=float(latency.low) if latency is not None and latency.low is not None else first.latency,
    )
    n, p = data.columns["bytes"].astype(float), data.columns["ranks"]
    adding = ("in_network",) if collective == "all_reduce" and first.topology == "switch" else ()
    least = minimum(*(collective_seconds(collective, n, p, fast, way) for way in (None, *adding)))
    return where(p <= first.ranks, least, 0.0)


def above_roof(data: Dataset, chip: Chip) -> NDArray[np.bool_] | None:
    """Return which rows of a table are faster than the roof; None where it is of nothing that has one here."""
    roof = roof_seconds(data, chip)
    if roof is None:
        return None
    found: NDArray[np.bool_] = data.seconds * (1 + TOLERANCE) < roof
    return found


def _fastest(chip: Chip, path: str, value: Any) -> Any:
    number = chip.basis.get(path)
    return value if number is None or number.high is None else max(float(value), float(number.high))

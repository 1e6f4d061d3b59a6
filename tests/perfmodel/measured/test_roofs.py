"""Points above the roof: which rows are faster than a chip can be, caches warm and all numbers at their best."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.api import rules
from specgen.perfmodel.chips import library_chip, library_chips
from specgen.perfmodel.measured import Dataset, read_folder, read_rows
from specgen.perfmodel.measured.roofs import above_roof, roof_seconds
from specgen.source import Diagnostics, SourceFile


def _table(seconds: list[float], m: int = 4096, **other: Any) -> Dataset:
    count = len(seconds)
    columns = {name: np.full(count, size) for name, size in (("m", m), ("n", 4096), ("k", 4096))}
    labels: dict[str, Any] = {"chip": "h100_sxm", "operator": "gemm", "format": "bf16", "scheme": ""} | other
    return Dataset(
        name="x", backend="", protocol="", source="", columns=columns, seconds=np.array(seconds), **labels
    )


def test_the_roof_is_that_of_a_warm_start() -> None:
    """One row: 33.6 MB of weights fit into the cache of 52.4 MB, so they cross it alone, at the 8.99 TB/s of its best."""
    h100 = library_chip("h100_sxm")
    moved = (4096 * 4096 + 4096) * 2 + 4096 * 2
    assert roof_seconds(_table([1.0], m=1), h100)[0] == pytest.approx(moved / 8.99e12)
    assert roof_seconds(_table([1.0]), h100)[0] == pytest.approx(2 * 4096**3 / 989.4e12)


def test_rows_faster_than_the_roof() -> None:
    found = above_roof(_table([174e-6, 139e-6, 130e-6]), library_chip("h100_sxm"))
    assert found is not None
    assert found.tolist() == [False, False, True]


def test_weights_of_other_bits_move_less() -> None:
    a100 = library_chip("a100_sxm")
    whole = roof_seconds(_table([1.0], m=1, chip="a100_sxm"), a100)[0]
    small = roof_seconds(_table([1.0], m=1, chip="a100_sxm", scheme="int4_weights"), a100)[0]
    assert small == pytest.approx(whole / 4, rel=0.01)


@pytest.mark.parametrize("other", [{"operator": "softmax"}, {"format": "f8"}])
def test_other_tables_have_no_roof(other: dict[str, Any]) -> None:
    assert above_roof(_table([1e-9], **other), library_chip("h100_sxm")) is None


def test_a_table_with_such_rows_is_told_of() -> None:
    rule = rules()["data-above-roof"]
    for text, told in ((rule.wrong, ["data-above-roof"]), (rule.right, [])):
        diagnostics = Diagnostics()
        assert read_rows(SourceFile("x.csv", text.strip()), library_chips(), {}, diagnostics)
        assert [one.rule for one in diagnostics] == told


def test_collectives_have_a_roof_whose_switch_adds() -> None:
    columns = {"ranks": np.array([8, 2, 16]), "bytes": np.array([4.5e8, 4.5e8, 4.5e8])}
    table = replace(_table([1.0] * 3), operator="collective", scheme="all_reduce", columns=columns)
    found = roof_seconds(table, library_chip("h100_sxm"))
    assert found == pytest.approx([1e-3 + 2 * 0.47e-6, 1e-3 + 2 * 0.47e-6, 0.0])
    gathered = roof_seconds(replace(table, scheme="all_gather"), library_chip("h100_sxm"))
    assert gathered[0] == pytest.approx(7 / 8 * 1e-3 + 3 * 0.47e-6)
    assert roof_seconds(replace(table, scheme="broadcast"), library_chip("h100_sxm")) is None


NAMED = re.compile(r"(\w+?)_(gemm|collective|prefill|decode)_(\w+)")


def _read(file: Path) -> list[Dataset]:
    named = NAMED.fullmatch(file.stem)
    assert named is not None
    chip, operator, rest = named.groups()
    labels = {"chip": chip, "operator": operator, "format": rest.split("_")[0]}
    if operator != "gemm":
        labels["scheme"] = rest.partition("_")[2]
    source = SourceFile(file.name, file.read_text(encoding="utf-8"))
    return read_rows(source, library_chips(), labels, Diagnostics())


KNOWN = {"a100_sxm_decode_bf16_bf16_128_trtllm", "h100_sxm_prefill_bf16_e4m3_256_trtllm"}
"""Published tables of attention with some rows whose cache no memory of that bandwidth can have delivered."""


def test_nothing_measured_lies_above_the_roof_of_its_chip(root: Path) -> None:
    """All products, attention and collectives of a folder of public data where one is given, else of the sample."""
    given = os.environ.get("SPECGEN_MEASURED")
    sample = sorted((root / "spec" / "performance" / "measurements").glob("*.csv"))
    files = [one for one in sample if NAMED.fullmatch(one.stem)]
    tables = read_folder(Path(given)) if given else [one for file in files for one in _read(file)]
    rows, above = 0, {}
    for table in tables:
        found = above_roof(table, library_chip(table.chip)) if table.chip in library_chips() else None
        if found is not None:
            rows += len(found)
            above[table.name] = int(found.sum())
    assert rows > 100
    assert {name for name, count in above.items() if count} <= KNOWN
    assert sum(above.values()) < rows / 1000


def test_attention_has_the_roof_of_what_is_not_masked() -> None:
    names = ("batch", "heads", "kv_heads", "head_dim", "queries", "keys", "window")
    rows = [(64, 16, 8, 128, 1, 16384, 0), (1, 32, 8, 128, 4096, 4096, 0), (1, 32, 8, 128, 4096, 4096, 128)]
    columns = {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    table = replace(_table([1.0] * 3, chip="a100_sxm"), operator="decode", scheme="bf16_128", columns=columns)
    a100 = library_chip("a100_sxm")
    kept = sum(one.size for one in a100.levels[1:] if not one.per_unit)
    cache = (2 * 64 * 8 * 128 * 16384 * 2 - kept) / 2.039e12
    whole = 4 * 32 * 128 * (4096 * 4097 / 2) / 312e12
    window = 4 * 32 * 128 * (128 * 129 / 2 + (4096 - 128) * 128) / 312e12
    assert roof_seconds(table, a100) == pytest.approx([cache, whole, window])
    halved = roof_seconds(replace(table, scheme="e4m3_128"), a100)
    assert halved[0] == pytest.approx((2 * 64 * 8 * 128 * 16384 - kept) / 2.039e12)

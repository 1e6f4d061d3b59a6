"""Files that ask, and files that tell."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.perfmodel.sweeps import (
    Here,
    Objective,
    SpecShelf,
    Sweep,
    SweepError,
    Words,
    as_data,
    designs_of,
    encoded,
    front_rows,
    objectives_of,
    read_request,
    require_format,
    run,
    write_results,
)
from specgen.source import SpecError

SPACE = """\
chip: h100_sxm
workloads:
  prefill: {model: llama_3_1_8b, phase: prefill, context: 4096}
  decode: {model: llama_3_1_8b, phase: decode, formats: {cache: e4m3}, skew: 0.5}
axes:
  hbm.bandwidth: {from: 1 TB/s, to: 8 TB/s, scale: log, steps: 4}
  decode.batch: [1, 16, 256]
  formats.weights: [bf16, e4m3]
maximise: [decode.tokens_per_s]
minimise: [hbm.bandwidth]
metrics: [prefill.utilisation]
"""


def asked(folder: Path, text: str = SPACE) -> Sweep:
    path = folder / "space.yaml"
    path.write_text(text)
    request = read_request(path, SpecShelf())
    return Sweep(designs_of(request, SpecShelf(), 10**6), objectives_of(request), points=True, form="csv")


def test_a_file_asks_for_a_space(tmp_path: Path) -> None:
    sweep = asked(tmp_path)
    assert sweep.model.space.size == 24
    assert sweep.objectives == (Objective("decode.tokens_per_s", True), Objective("hbm.bandwidth"))
    assert sweep.model.metrics[-1] == "prefill.utilisation"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("chip:", "chp:", "space.yaml:1:1: there is no key 'chp'; did you mean 'chip'"),
        ("chip: h100_sxm", "chip: [h100_sxm]", "space.yaml:1:7: chip: a name is needed here"),
        ("phase: prefill", "phse: prefill", "space.yaml:3:34: .*did you mean 'phase'"),
        ("model: llama_3_1_8b, phase: prefill, ", "", "space.yaml:3:3: the workload prefill has no model"),
        ("steps: 4", "steps: 0", "space.yaml:6:18: axis hbm.bandwidth: steps"),
        ("to: 8 TB/s", "to: 8 TBs", "space.yaml:6:18: .*no unit is called"),
        ("[1, 16, 256]", "{}", "space.yaml:7:17: axis decode.batch"),
        ("context: 4096", "context: none", "space.yaml:3:59: axis context: a plain number"),
        ("cache: e4m3", "cahce: e4m3", "did you mean 'cache'"),
        ("axes:", "axes: 3\nx:", "did you mean|there is no key|a mapping"),
        ("[hbm.bandwidth]", "[1]", "minimise are names"),
        ("[hbm.bandwidth]", "[hbm.bandwith]", "did you mean 'hbm.bandwidth'"),
    ],
)
def test_wrong_files_are_told_with_the_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SPACE
    with pytest.raises(SweepError, match=message):
        asked(tmp_path, SPACE.replace(old, new, 1))


@pytest.mark.parametrize("text", ["axes: [1", "axes: &a 1", "chip: a\nchip: b"])
def test_files_that_are_no_yaml_are_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SpecError):
        asked(tmp_path, text)


@pytest.mark.parametrize("text", ["[]", "3", "chip: h100_sxm"])
def test_files_that_ask_for_nothing_are_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SweepError):
        asked(tmp_path, text)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text())))


def test_results_hold_every_point_and_the_front(tmp_path: Path) -> None:
    sweep = asked(tmp_path)
    summary = run(sweep, Here(), tmp_path / "out")
    write_results(sweep, summary, tmp_path / "out")
    points = rows_of(tmp_path / "out/parts/000000.csv")
    assert [int(one["point"]) for one in points] == list(range(24))
    told = json.loads((tmp_path / "out/summary.json").read_text())
    assert told == json.loads(json.dumps(as_data(sweep, summary)))
    front = rows_of(tmp_path / "out/front.csv")
    assert len(front) == len(told["front"]) == len(summary.front.numbers) > 1
    for row, data, found in zip(front, told["front"], front_rows(sweep, summary), strict=True):
        point = points[found.number]
        assert row.items() <= point.items()
        assert float(row["decode.time"]) == data["decode.time"] == found.metrics["decode.time"]
        assert row["decode.qkv"] == data["bounds"]["decode.qkv"] == found.bounds["decode.qkv"]
        assert found.values["hbm.bandwidth"] == float(row["hbm.bandwidth"])
    rates = [float(one["decode.tokens_per_s"]) for one in front]
    assert rates == sorted(rates, reverse=True)
    assert sum(count for *_, count in told["spread"]["decode.time"]) == told["fitting"]
    assert all(sum(parts.values()) == pytest.approx(1) for parts in told["bounds"].values())


@pytest.mark.parametrize("form", ["parquet", "arrow", "csv"])
def test_tables_come_back(form: str) -> None:
    columns: dict[str, Any] = {
        "point": np.arange(3),
        "time": np.array([0.1, 1e300, 3.0]),
        "fits": np.array([True, False, True]),
        "bound": Words(np.array([1, 0, 1], np.int8), ["compute", "hbm"]),
    }
    data = encoded(columns, form)
    assert data == encoded(columns, form)
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode())))
        assert [float(one["time"]) for one in rows] == [0.1, 1e300, 3.0]
        assert [one["bound"] for one in rows] == ["hbm", "compute", "hbm"]
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = pq.read_table(io.BytesIO(data)) if form == "parquet" else pa.ipc.open_file(data).read_all()
    assert found.to_pydict() == {
        "point": [0, 1, 2],
        "time": [0.1, 1e300, 3.0],
        "fits": [True, False, True],
        "bound": ["hbm", "compute", "hbm"],
    }


def test_without_pyarrow_tables_are_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    from specgen.perfmodel.sweeps import tables

    monkeypatch.setattr(tables, "find_spec", lambda _: None)
    assert tables.usual_format() == "csv"
    assert require_format("csv") == "csv"
    with pytest.raises(SweepError, match=r"pip install 'specgen\[performance\]'"):
        tables.require_format("parquet")

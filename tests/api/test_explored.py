"""What a site's page of rooflines is given, for a spec with workloads, one with peaks alone, and one with nothing to show."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.api import load_spec, request
from specgen.api.exhibits.explored import Explored
from specgen.perfmodel.chips import variant_chip
from specgen.perfmodel.formulas import projected


def _explored(path: Path) -> Explored | None:
    found: Explored | None = request(path).exhibits["explored"]
    return found


@pytest.fixture(scope="module", autouse=True)
def _own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept is this module's own, so that it is made at least once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("kept")))
        yield


@pytest.fixture(scope="module")
def reference(root: Path) -> Explored:
    found = _explored(root / "spec")
    assert found is not None
    return found


@pytest.fixture
def peaked(root: Path, tmp_path: Path) -> Path:
    """A spec with clocks and bandwidths, and no workload."""
    folder = tmp_path / "peaked"
    shutil.copytree(root / "tests" / "specs" / "npu", folder)
    text = (folder / "spec.yaml").read_text(encoding="utf-8")
    clock = "clock: {value: 1 GHz, source: A guess., confidence: assumed}"
    text = text.replace("matrix: {queue: 4,", f"matrix: {{queue: 4, {clock},")
    text = text.replace("sram: {size: 64 KiB,", f"sram: {{size: 64 KiB, bandwidth: 64 B/cycle, {clock},")
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_spec_without_a_clock_has_no_such_page(root: Path) -> None:
    assert _explored(root / "tests" / "specs" / "npu") is None
    assert _explored(root / "examples" / "amx") is None


def test_peaks_alone_are_shown_with_the_designs_that_they_depend_on(peaked: Path) -> None:
    found = _explored(peaked)
    assert found is not None
    assert list(found.data) == ["index"]
    assert found.sheet.charts[0].rows[0][:2] == ("matrix e4m3", "128 Gop/s")
    assert "<svg" in found.sheet.charts[0].svg
    index = found.data["index"]
    assert [one["name"] for one in index["chips"]] == ["npu_full", "npu_lite"]
    full, lite = index["chips"]
    assert [(one["name"], one["values"], one["value"]) for one in full["choices"]] == [
        ("ARRAY_DIM", ["4", "8"], "8")
    ]
    assert full["numbers"]["peaks.matrix.e4m3"] == 2 * 8**3 / 16 * 1e9 * 2
    assert full["designs"]["8"] == {}
    assert full["designs"]["4"]["peaks.matrix.e4m3"] == lite["numbers"]["peaks.matrix.e4m3"]
    assert full["moved"] == ["clock", "units", "levels.0.bandwidth"]


def test_designs_are_what_a_variant_with_these_parameters_comes_to(reference: Explored, root: Path) -> None:
    spec = load_spec(root / "spec")
    for chip in reference.data["index"]["chips"]:
        if not chip["variant"]:
            continue
        rates = [tuple(one.split(".")) for one in chip["computes"]]
        for values in list(chip["designs"])[1::5]:
            changed = dict(
                zip((one["name"] for one in chip["choices"]), map(int, values.split(",")), strict=True)
            )
            whole = projected(variant_chip(spec.architecture(chip["variant"], changed)), rates)
            numbers = chip["numbers"] | chip["designs"][values]
            own = {f"peaks.{unit}.{form}": rate for (unit, form), rate in whole.peaks.items()}
            own |= {f"sparse.{form}": rate for form, rate in whole.sparse.items()}
            assert {name: numbers[name] for name in own} == own


def test_what_is_kept_is_what_is_made(reference: Explored, root: Path) -> None:
    again = _explored(root / "spec")
    assert again is not None
    assert json.dumps(reference.data) == json.dumps(again.data)
    assert reference.sheet.charts[0].svg == again.sheet.charts[0].svg


def test_data_are_small(reference: Explored) -> None:
    workloads = reference.data["index"]["workloads"]
    assert list(reference.data) == ["index", *(f"steps/{one['name']}" for one in workloads)]
    assert len(json.dumps(reference.data["index"])) < 150_000
    assert all(len(json.dumps(one)) < 400_000 for one in reference.data.values())

"""Specs as objects: decoded, encoded, run, looked into."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen.api import load_spec


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `specgen.start` writes, and a layout."""
    target = tmp_path_factory.mktemp("api") / "slate"
    specgen.start(target, "slate")
    layouts = "layouts: {rows: {order: row_major}, columns: {order: column_major}}\n"
    (target / "isa" / "layouts.yaml").write_text(layouts, encoding="utf-8")
    types = "include: [std:types/bf16.yaml]\n"
    (target / "isa" / "types.yaml").write_text(types, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def slate(folder: Path) -> specgen.Accelerator:
    return specgen.load(folder, variant="large")


def test_words_become_text_and_text_words(slate: specgen.Accelerator) -> None:
    word = slate.encode("add x1, x2, x3")
    decoded = slate.decode(word)
    assert decoded is not None
    assert str(decoded) == "add x1, x2, x3"
    assert decoded.operands == {"d": 1, "a": 2, "b": 3}
    assert slate.decode(0xFFFFFFFF) is None


def test_a_file_is_run_by_its_path(slate: specgen.Accelerator, folder: Path) -> None:
    machine = slate.simulator(engine="python")
    machine.load(folder / "square.s")
    machine.memory["sram"].write(0, np.full(64, 3.0, np.float32))
    result = machine.run(max_steps=1_000_000)
    assert result.exit_code == 0
    assert (machine.memory["sram"].read(0, dtype="f32", shape=(8, 8)) == 9.0).all()
    machine.load(str(folder / "square.s"))
    assert machine.run().exit_code == 0


def test_memory_reads_as_any_format_of_the_spec(slate: specgen.Accelerator) -> None:
    sram = slate.simulator().memory["sram"]
    sram.write(0, np.array([0x3F80, 0x4000], np.uint16), "bf16")
    assert sram.read(0, dtype="bf16", shape=(1, 2)).tolist() == [[0x3F80, 0x4000]]
    assert sram.read(0, dtype="u32") == 0x40003F80


def test_a_raw_image_is_run_by_its_path(slate: specgen.Accelerator, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "square.bin").write_bytes(slate.assemble_file(folder / "square.s").image)
    machine = slate.simulator()
    machine.load(tmp_path / "square.bin")
    assert machine.run().exit_code == 0


def test_programs_that_are_none_are_refused(slate: specgen.Accelerator, tmp_path: Path) -> None:
    machine = slate.simulator()
    (tmp_path / "wrong.s").write_text("addd x1\n", encoding="utf-8")
    for missing in (tmp_path / "wrong.s", tmp_path / "missing.s"):
        with pytest.raises(specgen.SpecError):
            machine.load(missing)
    with pytest.raises(ValueError, match=r"missing\.bin"):
        machine.load(tmp_path / "missing.bin")


def test_layouts_tell_addresses(slate: specgen.Accelerator) -> None:
    assert slate.layouts["rows"].address((3, 5), pitch=64, size=2) == 3 * 64 + 5 * 2
    assert slate.layouts["columns"].address((3, 5), pitch=64, size=2, base=1000) == 1000 + 5 * 64 + 3 * 2


def test_what_there_is_goes_by_name(slate: specgen.Accelerator) -> None:
    assert slate.architecture.variant == "large"
    assert {"add", "vmul"} <= slate.instructions.keys()
    assert slate.memories["sram"].size == 16384
    assert "add" in slate.semantics.programs


def test_variants_share_what_was_read(folder: Path) -> None:
    spec = load_spec(folder)
    small, large = (specgen.Accelerator(spec, name) for name in ("small", "large"))
    assert (small.architecture.state["v"].shape, large.architecture.state["v"].shape) == ((8, 4), (8, 16))


def test_what_does_not_exist_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(specgen.SpecError, match="did you mean 'large'"):
        specgen.load(folder, variant="lrage")
    with pytest.raises(ValueError, match="did you mean 'control'"):
        specgen.load(folder, processor="contrl")
    with pytest.raises(ValueError, match="there is no engine"):
        specgen.load(folder).simulator(engine="quick")
    with pytest.raises(KeyError):
        specgen.generate(folder, ["pyhton"], folder / "out")


def test_a_wrong_spec_carries_its_findings(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text("name: x\nversion: 0.1.0\nstate: {r: {type: q8}}\n", encoding="utf-8")
    with pytest.raises(specgen.SpecError) as refused:
        specgen.load(tmp_path)
    assert [one.rule for one in refused.value.diagnostics] == ["ref-unknown"]
    assert "spec.yaml:3:" in str(refused.value)
    assert [one.rule for one in specgen.check(tmp_path)] == ["ref-unknown"]


def test_targets_are_generated_and_compared(folder: Path, tmp_path: Path) -> None:
    assert specgen.compare(folder, ["c"], tmp_path) != []
    written = specgen.generate(folder, ["c"], tmp_path)
    assert written["c"].written
    assert specgen.compare(folder, ["c"], tmp_path) == []


def test_rooflines_are_charts_with_tables(folder: Path) -> None:
    names = [chart.name for chart in specgen.rooflines(folder)]
    assert names == ["roofline", "roofline-small", "roofline-large"]
    assert [chart.name for chart in specgen.rooflines(folder, "small")] == ["roofline-small"]


def test_a_run_sets_and_dumps_by_places(slate: specgen.Accelerator, folder: Path) -> None:
    run = specgen.Run(slate)
    run.load(folder / "square.s")
    run.put("sram@0=0x40000000")
    run.expect("sram@0:f32")
    assert run.go().exit_code == 0
    assert list(run.dump("sram@0:f32")) == ["sram@0:f32 = 4"]
    assert run.traced == []

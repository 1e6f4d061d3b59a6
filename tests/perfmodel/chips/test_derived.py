"""A variant as a chip: its numbers follow from the spec, and move with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from specgen.api import Accelerator, load_spec
from specgen.model.architecture import Architecture
from specgen.model.execution import Instances
from specgen.model.paths import DataPath, Links
from specgen.model.quantity import Dimension, Quantity
from specgen.perfmodel.bounds import Residence, bounds_of
from specgen.perfmodel.chips import Chip, ChipError, derived_chip
from specgen.perfmodel.workloads import build, library_model
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.docs.small import small
from tests.hand import ORIGIN


def _derived(architecture: Architecture) -> Chip:
    diagnostics = Diagnostics()
    semantics = analyse(architecture, diagnostics)
    assert not diagnostics.errors
    return derived_chip(architecture, semantics)


def test_peaks_follow_from_instructions_and_levels_from_memories() -> None:
    architecture = small()
    chip = _derived(architecture)
    instances = architecture.instances.count if architecture.instances else 1
    assert chip.name == f"{architecture.name}_{architecture.variant}"
    assert chip.units == instances == 4
    assert chip.peaks["matrix", "e4m3"] == 2 * 8**3 / 64 * 1e9 * 4
    assert [(one.name, one.size, one.bandwidth, one.per_unit) for one in chip.levels] == [
        ("hbm", 16 << 30, 1e11, False),
        ("sram", 4 * 256 << 10, 4 * 64e9, True),
    ]
    assert chip.clock == 1e9
    assert chip.basis["levels.hbm.bandwidth"].source == "Data sheet."


def test_a_memory_delivers_no_more_than_the_paths_from_it() -> None:
    architecture = small()
    memories = architecture.memories
    gigabytes = Quantity(Fraction(2 * 10**9), Dimension.BANDWIDTH, "2 GB/s", "A guess.")
    path = DataPath(
        name="load",
        source=memories["hbm"],
        target=memories["sram"],
        by="matrix",
        bandwidth=gigabytes,
        origin=ORIGIN,
    )
    chip = _derived(replace(architecture, paths={"load": path}))
    assert chip.level("hbm").bandwidth == 4 * 2e9
    assert chip.basis["levels.hbm.bandwidth"].source == "A guess."


def test_links_between_instances_are_the_fabric_of_one_chip() -> None:
    architecture = small()
    assert isinstance(architecture.instances, Instances)
    wide = Quantity(Fraction(32), Dimension.BYTES_PER_CYCLE, "32 B/cycle")
    late = Quantity(Fraction(5), Dimension.CYCLES, "5 cycles")
    links = Links(
        name="noc", between=architecture.instances, topology="mesh", shape=(2, 2), bandwidth=wide, latency=late,
        clock=architecture.engines["matrix"].clock, origin=ORIGIN,
    )  # fmt: skip
    fabric = _derived(replace(architecture, links={"noc": links})).fabric
    assert fabric is not None
    assert (fabric.bandwidth, fabric.latency, fabric.topology, fabric.ranks) == (2 * 32e9, 5e-9, "mesh", 4)


def test_a_spec_without_clocks_says_so() -> None:
    architecture = small()
    object.__setattr__(architecture.engines["matrix"], "clock", None)
    with pytest.raises(ChipError, match="no engine or processor a clock"):
        _derived(architecture)


def test_a_spec_without_bandwidths_says_so() -> None:
    architecture = small()
    semantics = analyse(architecture, Diagnostics())
    for memory in architecture.memories.values():
        object.__setattr__(memory, "bandwidth", None)
    with pytest.raises(ChipError, match="no memory a bandwidth"):
        derived_chip(architecture, semantics)


@pytest.mark.parametrize("example", ["amx", "avx512", "rv32imc", "rv64im"])
def test_examples_that_declare_no_clock(example: str) -> None:
    accelerator = Accelerator(load_spec(f"examples/{example}"))
    with pytest.raises(ChipError, match=f"^{accelerator.architecture.name} gives"):
        derived_chip(accelerator.architecture, accelerator.semantics)


@pytest.mark.parametrize(
    ("variant", "units", "bf16", "s8", "memory"),
    [
        ("large", 8, 524.288e12, 1048.576e12, 4.8e12),
        ("edge", 1, 2.048e12, 4.096e12, 25.6e9),
    ],
)
def test_the_reference_spec(variant: str, units: int, bf16: float, s8: float, memory: float) -> None:
    """Peaks are array size squared x 2 x clock x tiles, twice that in 8 bits; compressed products add no more."""
    accelerator = Accelerator(load_spec("spec"), variant)
    chip = derived_chip(accelerator.architecture, accelerator.semantics)
    array = accelerator.architecture.constants["ARRAY_DIM"]
    assert chip.units == units
    assert chip.peaks["matrix", "bf16"] == bf16 == 2 * array**2 * chip.clock * units
    assert chip.peaks["matrix", "s8"] == s8
    assert chip.level("hbm").bandwidth == memory
    assert [one.name for one in chip.levels] == ["hbm", "sram"]
    assert chip.sparse == {form: 2 * chip.peaks["matrix", form] for form in ("bf16", "e4m3", "e5m2", "s8")}
    assert ("matrix", "f32") not in chip.peaks  # pooling runs three loops, but sums no products


def test_the_roofline_moves_with_the_spec(root: Path, tmp_path: Path) -> None:
    """A quarter of the SRAM: activations of a step no longer stay in it, and blocks of products are smaller."""
    shutil.copytree(root / "spec", tmp_path / "spec")
    file = tmp_path / "spec" / "spec.yaml"
    text = file.read_text(encoding="utf-8")
    assert "SRAM_SIZE: {type: bytes, default: 4 MiB" in text
    before, graph = _variant(tmp_path / "spec"), build(library_model("llama_3_1_8b"), "prefill", context=512)
    file.write_text(text.replace("default: 4 MiB", "default: 1 MiB"), encoding="utf-8")
    after = _variant(tmp_path / "spec")
    assert after.level("sram").size == before.level("sram").size / 4
    assert bounds_of(graph, after).time > bounds_of(graph, before).time
    moved = [
        bounds_of(graph, chip, Residence.OUTERMOST, blocked=True).busy["hbm"] for chip in (before, after)
    ]
    assert moved[1] > moved[0]


def _variant(folder: Path) -> Chip:
    accelerator = Accelerator(load_spec(folder), "large")
    return derived_chip(accelerator.architecture, accelerator.semantics)

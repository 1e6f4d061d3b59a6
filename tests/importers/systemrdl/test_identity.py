"""Out to SystemRDL and in again is the identity, and the compiler of SystemRDL sees what we see."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from systemrdl.compiler import RDLCompiler
from systemrdl.node import FieldNode, RegNode

from specgen.generators.systemrdl.document import document
from specgen.model import Architecture, load
from tests.importers.systemrdl.comparing import said, there_and_back
from tests.importers.systemrdl.random_registers import write_random


@pytest.fixture(scope="module")
def reference(root: Path) -> Architecture:
    return load(root / "spec").architecture()


def test_reference_spec(reference: Architecture, tmp_path: Path) -> None:
    back, found = there_and_back(reference, tmp_path)
    assert list(found) == []
    assert said(back) == said(reference)
    assert set(back.enums) == {f.enum.name for f in _fields(reference) if f.enum}


@pytest.mark.parametrize("seed", range(20, 24))
def test_random_maps(seed: int, tmp_path: Path) -> None:
    architecture = load(write_random(tmp_path / "spec", seed)).architecture()
    back, found = there_and_back(architecture, tmp_path / "back")
    assert list(found) == []
    assert said(back) == said(architecture)
    assert _theirs(document(architecture), tmp_path) == _ours(architecture)


GAPS = """
name: chip
version: 1.0.0
summary: Blocks in the gaps of an array of blocks.
registers:
  a: {base: 0, size: 8, count: 3, stride: 32, registers: {x: {offset: 0, reset: 1}}}
  b: {base: 16, size: 8, count: 2, stride: 32, registers: {x: {offset: 4, reset: none}}}
  a_1: {base: 8, registers: {x: {offset: 0}}}
"""


def test_blocks_in_gaps_of_others(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(GAPS)
    architecture = load(tmp_path).architecture()
    back, found = there_and_back(architecture, tmp_path / "back")
    assert list(found) == []
    assert said(back) == said(architecture)
    assert _theirs(document(architecture), tmp_path) == _ours(architecture)


def test_the_compiler_sees_the_same(reference: Architecture, tmp_path: Path) -> None:
    assert _theirs(document(reference), tmp_path) == _ours(reference)


EXPORTERS = {
    "c-header": ("peakrdl_cheader.exporter", "CHeaderExporter"),
    "html": ("peakrdl_html", "HTMLExporter"),
    "ipxact": ("peakrdl_ipxact", "IPXACTExporter"),
    "uvm": ("peakrdl_uvm", "UVMExporter"),
}


@pytest.mark.parametrize("name", EXPORTERS)
def test_peakrdl_accepts_it(name: str, reference: Architecture, tmp_path: Path) -> None:
    module, exporter = EXPORTERS[name]
    target = tmp_path / name
    getattr(import_module(module), exporter)().export(_elaborated(document(reference), tmp_path), str(target))
    assert target.exists()


def test_a_block_becomes_logic(reference: Architecture, tmp_path: Path) -> None:
    (tmp_path / "map.rdl").write_text(document(reference), encoding="utf-8")
    compiler = RDLCompiler()
    for property_ in import_module("peakrdl_regblock.udps").ALL_UDPS:
        compiler.register_udp(property_)
    compiler.compile_file(str(tmp_path / "map.rdl"))
    node = compiler.elaborate(top_def_name=f"{reference.name}_interrupt")
    bus = import_module("peakrdl_regblock.cpuif.passthrough").PassthroughCpuif
    import_module("peakrdl_regblock").RegblockExporter().export(node, str(tmp_path), cpuif_cls=bus)
    assert "pending" in (tmp_path / f"{reference.name}_interrupt.sv").read_text()


def _elaborated(text: str, folder: Path) -> Any:
    path = folder / "seen.rdl"
    path.write_text(text, encoding="utf-8")
    compiler = RDLCompiler()
    compiler.compile_file(str(path))
    return compiler.elaborate().top


Seen = set[tuple[int, int, int, int, int | None]]


def _theirs(text: str, folder: Path) -> Seen:
    """(address, width, high, low, reset) of every field of every element, as the compiler has them."""
    found: Seen = set()
    for node in _elaborated(text, folder).descendants(unroll=True):
        if isinstance(node, FieldNode):
            register = node.parent
            assert isinstance(register, RegNode)
            reset: Any = node.get_property("reset")
            found.add(
                (register.absolute_address, register.get_property("regwidth"), node.high, node.low, reset)
            )
    return found


def _ours(architecture: Architecture) -> Seen:
    return {
        (
            block.base + i * block.stride + register.offset + j * register.stride,
            register.width,
            f.high,
            f.low,
            f.reset,
        )
        for block in architecture.registers.values()
        for i in range(block.count or 1)
        for register in block.registers
        for j in range(register.count or 1)
        for f in register.fields
    }


def _fields(architecture: Architecture) -> list[Any]:
    return [f for block in architecture.registers.values() for r in block.registers for f in r.fields]

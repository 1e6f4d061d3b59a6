"""Executables on a machine: what is put where, on a big-endian one with two processors and on Basalt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen.api import Run, load_spec, pack_executable
from specgen.machine.executables import ExecutableError, Opened, open_executable
from specgen.machine.executables.launching import Launch
from specgen.machine.executables.linking import patch, relocated
from specgen.machine.simulator import Simulator, SimulatorError
from specgen.model.interfaces.codec.places import Order
from tests.machine.executables.making import PETREL, architecture, form

MANIFEST = """
code:
  one: {file: one.s, processor: first}
  two: {file: two.s, processor: second}
data:
  table: {bytes: "0000002a00000007", memory: store, address: 0x200, alignment: 4}
weights:
  w: {file: w.npy, layout: by_columns, element: u16, memory: store, alignment: 4, offset: 0x300}
entries:
  go:
    code: one
    arguments: {w: {element: u16, shape: [2, 3], layout: by_columns, buffer: w, size: 2}, n: {element: u16, at: 8, size: 4}}
  gone: {code: two}
symbols: {second: {data: table, value: 4, size: 4}}
relocations:
  - {section: one, at: from, kind: back, symbol: second}
wants: {}
"""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two processors' code, a table and an array."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "one.s").write_text(
        "from: load r1, 0\ndouble r1, 0x80\nload r2, 0x100\ndouble r2, 0x84\nstop\n"
    )
    (folder / "two.s").write_text("wait\n")
    np.save(folder / "w.npy", np.array([[1, 2, 3], [4, 5, 6]], np.uint16))
    (folder / "go.yaml").write_text(MANIFEST.replace("wants: {}\n", ""))
    return pack_executable(load_spec(PETREL), folder / "go.yaml").data


@pytest.fixture
def machine() -> Simulator:
    return specgen.load(PETREL).simulator()


def test_everything_is_where_the_code_looks_for_it(packed: bytes, machine: Simulator) -> None:
    opened = open_executable(architecture("petrel"), form("petrel"), packed)
    launch = Launch(machine, opened, "go")
    launch.put("n", "0x01020304")
    assert machine.run().exit_code == 0
    store = machine.memory["store"]
    assert store.read(0x80, "u32") == 14
    assert bytes(store.read(0x300, "u8", 12)) == bytes.fromhex("000100040002000500030006")
    assert bytes(store.read(0x100, "u8", 12)) == bytes.fromhex("0300 000000000000 0304 0102")
    assert store.read(0x84, "u32") == 0x06000000
    assert launch.take("w").tolist() == [[1, 2, 3], [4, 5, 6]]
    launch.put_array("w", np.full((2, 3), 9, np.uint16))
    assert launch.take("w").tolist() == [[9] * 3] * 2


def test_the_plan_moves_with_its_base(packed: bytes, machine: Simulator) -> None:
    opened = Opened(architecture("petrel"), form("petrel"), packed)
    Launch(machine, opened, "go", {"store": 0x40})
    assert machine.memory["store"].read(0x340, "u16") == 1
    assert machine.memory["store"].read(0x100, "u16") == 0x340


def test_another_entry_point_is_of_another_processor(packed: bytes, machine: Simulator) -> None:
    Launch(machine, Opened(architecture("petrel"), form("petrel"), packed), "gone")
    assert machine.run().steps == 1
    assert (machine.state["pc1"], machine.state["pc2"]) == (0, 0x404)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("w", "9", "9"), ("m", "1", "no argument 'm'"), ("n", "many", "'many' is no u16")],
)
def test_wrong_arguments(packed: bytes, machine: Simulator, name: str, value: str, said: str) -> None:
    launch = Launch(machine, Opened(architecture("petrel"), form("petrel"), packed), "go")
    with pytest.raises(ValueError, match=said):
        launch.put(name, value)
    with pytest.raises(SimulatorError, match="has shape"):
        launch.put_array("w", np.zeros((3, 2), np.uint16))


def test_an_address_that_does_not_fit_is_refused(packed: bytes) -> None:
    opened = Opened(architecture("petrel"), form("petrel"), packed)
    with pytest.raises(ExecutableError, match="relocation"):
        relocated(opened, {s.index: 1 << 40 for s in opened.sections if s.does == "data"} | {0: 0, 1: 0})


@pytest.mark.parametrize(
    ("spec", "kind", "value", "here", "before", "after"),
    [
        ("basalt", "upper20", 0x12345678, 0, "00000000", "00503412"),
        ("basalt", "lower12", 0x12345678, 0, "20010000", "2001f00c"),
        ("basalt", "high32", 0x1_0000_0002, 0, "ffffffff", "01000000"),
        ("basalt", "branch", 0x100, 0x108, "08000000", "080fc0ff"),
        ("basalt", "branch", 0x100, 0x10A, "08000000", None),
        ("basalt", "absolute32", 1 << 32, 0, "08000000", None),
        ("basalt", "absolute32", -1, 0, "08000000", None),
        ("petrel", "byte", 1020, 0, "00", "ff"),
        ("petrel", "byte", 1024, 0, "00", None),
    ],
)
def test_places_are_patched_by_the_fields_of_instructions(
    spec: str, kind: str, value: int, here: int, before: str, after: str | None
) -> None:
    data = bytearray.fromhex(before)
    order: Order = "big" if spec == "petrel" else "little"
    assert patch(form(spec).relocations[kind], data, 0, value, here, order) == (after is not None)
    assert data.hex() == (after or before)


def test_only_executables_have_arguments(tmp_path: Path) -> None:
    run = Run(specgen.load(PETREL))
    (tmp_path / "stop.s").write_text("stop\n")
    run.load(tmp_path / "stop.s")
    with pytest.raises(ValueError, match="only executables"):
        run.argument("x=1")

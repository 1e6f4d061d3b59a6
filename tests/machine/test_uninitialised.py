"""Reads of bytes that nobody wrote: a fault where a run asks for it, and zeros where it does not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from specgen.machine import Simulator, assemble
from specgen.machine.places import put
from specgen.model.spec import load
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.cli.running import specgen
from tests.machine import test_hosts
from tests.machine.simulated import SPECS
from tests.model.specs import write_files

machine = partial(test_hosts.machine, variant="bare", check_uninitialised=True)

TILES = """
name: tiles
version: 0.1.0
summary: Tiles of a memory.
types: {bf16: {kind: float, exponent: 8, mantissa: 7, bias: 127}}
faults: {illegal: {code: 1}, fetch: {code: 2}, range: {code: 3, value: u32}, unwritten: {code: 4, value: u32}}
memories:
  code: {size: 1 KiB, address: u32, out_of_range: range}
  sram: {size: 1 KiB, address: u32, base: 0x100, out_of_range: range, uninitialised: unwritten}
layouts: {row_major: {order: row_major}}
state: {pc: {type: u32, role: program_counter}}
processors: {control: {program_counter: pc, memory: code, illegal: illegal, fetch: fetch}}
functions: {exit: {host: true, arguments: {status: u32}}}
formats: {f: {width: 32, fields: {op: "7:0", low: "19:8", skip: "20", reserved: "31:21"}}}
instructions:
  add:
    format: f
    encoding: {op: 1}
    assembly: "add {low}, {skip}"
    operands:
      a: {kind: tile, memory: sram, base: low + 256, layout: row_major, shape: [2, 4], element: bf16}
      c: {kind: tile, memory: sram, base: 512, layout: row_major, shape: [2, 4], element: bf16}
    semantics: |
      for i, j in grid(2, 4):
          if i > 0 or skip == 0:
              c[i, j] = a[i, j] + bf16(1.0)
  put:
    format: f
    encoding: {op: 3}
    assembly: "put {low}, {skip}"
    operands:
      a: {kind: tile, memory: sram, base: low + 256, layout: row_major, shape: [2, 4], element: bf16}
      c: {kind: tile, memory: sram, base: 512, layout: row_major, shape: [2, 4], element: bf16}
    semantics: |
      c[1, 0] = bf16(1.0)
      if skip == 0:
          c[1, 1] = a[0, 0]
  exit: {format: f, encoding: {op: 2, low: 0, skip: 0}, assembly: exit, semantics: "exit(0)"}
"""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("lw x1, 0x100(x0)", 0x100),
        ("sb x2, 0x100(x0)\nlb x1, 0x100(x0)\nlw x1, 0x100(x0)", 0x100),
        ("sw x2, 0x100(x0)\nlw x1, 0x101(x0)", 0x101),
        ("addi x3, x0, 0x100\ngrid x2, x3", 0x100),
        ("addi x3, x0, 0x100\nsb x2, 0x100(x0)\ngrid x2, x3", 0x101),
    ],
)
def test_what_was_never_written_is_not_read(text: str, fault: int) -> None:
    made = machine(f"{text}\nexit x0")
    made.state["x2"] = 0x200
    found = made.run(10).fault
    assert found is not None
    assert (found.name, found.value, found.pc) == ("unwritten", fault, 4 * text.count("\n"))
    assert made.state["x1"] == 0
    other = test_hosts.machine(f"{text}\nexit x0", variant="bare")
    other.state["x2"] = 0x200
    assert other.run(10).exit_code == 0


def test_what_was_written_is_read() -> None:
    text = "sw x2, 0x100(x0)\nlw x1, 0x100(x0)\nlw x3, 0(x0)\n"
    text += "lw x4, 0x300(x0)\nlw x5, 0x304(x0)\nsw x5, 0x308(x0)\nlw x6, 0x308(x0)\nexit x0"
    made = machine(text)
    made.memory["ram"].write(0x300, b"abcd")
    put(made, "ram@0x304:u32=7")
    made.state["x2"] = 5
    assert made.run(10).exit_code == 0
    assert (made.state["x1"], made.state["x6"]) == (5, 7)
    made.reset()
    made.load(assemble(made.architecture, text))
    assert str(made.run(10)).startswith("fault unwritten (value 0x300)")


def test_a_trap_takes_it() -> None:
    text = "addi x7, x0, 0x100\ncsrrw x0, vector, x7\nlw x1, 0x400(x0)\n.org 0x100\nexit x0"
    made = test_hosts.machine(text, variant="trapping", check_uninitialised=True)
    assert made.run(10).exit_code == 0
    assert (made.state["cause"], made.state["value"]) == (12, 0x400)


def tiles(tmp_path: Path, text: str) -> Simulator:
    architecture = load(write_files(tmp_path, {"spec.yaml": TILES})).architecture()
    made = Simulator(architecture, analyse(architecture, Diagnostics()), check_uninitialised=True)
    made.load(assemble(architecture, text))
    return made


def test_elements_of_tiles(tmp_path: Path) -> None:
    made = tiles(tmp_path, "add 0, 0\nexit")
    found = made.run().fault
    assert found is not None
    assert (found.name, found.value) == ("unwritten", 0x100)
    made = tiles(tmp_path, "add 0, 0\nexit")
    made.memory["sram"].write(0x100, np.zeros(6, np.uint16), "bf16")
    found = made.run().fault
    assert found is not None
    assert (found.name, found.value) == ("unwritten", 0x10C)
    assert made.memory["sram"].read(0x200, "u16", 8).tolist() == [0] * 8
    made.memory["sram"].write(0x10C, np.zeros(2, np.uint16), "bf16")
    assert made.run().exit_code == 0
    assert made.memory["sram"].read(0x200, "u16", 8).tolist() == [0x3F80] * 8


def test_elements_that_are_not_read_need_not_be_written(tmp_path: Path) -> None:
    made = tiles(tmp_path, "add 0, 1\nadd 0x100, 1\nadd 0x100, 0\nexit")
    made.memory["sram"].write(0x108, np.zeros(4, np.uint16), "bf16")
    found = made.run().fault
    assert found is not None
    assert (found.pc, found.value) == (8, 0x200)


def test_elements_that_are_written_need_not_be_before(tmp_path: Path) -> None:
    made = tiles(tmp_path, "put 0, 1\nput 8, 0\nexit")
    made.memory["sram"].write(0x100, bytes(4))
    found = made.run().fault
    assert found is not None
    assert (found.name, found.value, found.pc) == ("unwritten", 0x108, 4)
    written = made.cores[0].memory["sram"].written
    assert written is not None
    assert written.nonzero()[0].tolist() == [0, 1, 2, 3, 0x108, 0x109]


def test_marks_of_what_is_undone_are_undone(tmp_path: Path) -> None:
    made = tiles(tmp_path, "put 0, 0\nexit")
    assert made.run().fault is not None
    written = made.cores[0].memory["sram"].written
    assert written is not None
    assert not written.any()


def test_the_command_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "read.s").write_text("lw x1, 0x100(x0)\nexit x0\n", encoding="utf-8")
    words = ("run", tmp_path / "read.s", "--spec", SPECS / "system")
    assert specgen(*words).exit_code == 0
    asked = specgen(*words, "--check-uninitialised")
    assert asked.exit_code == 1
    assert "fault unwritten (value 0x100) at pc 0x0: lw x1, 256(x0)" in asked.stderr

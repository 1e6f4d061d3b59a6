"""What nobody touches costs nothing: a machine with a scratchpad of 1 GiB."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from specgen.machine import Simulator, assemble
from specgen.model.spec import load_architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics

SPEC = """
name: vast
version: 1.0.0
summary: A machine with a large scratchpad and a large register file.
faults: {illegal: {code: 1, summary: No instruction.}, fetch: {code: 2, summary: No code.}}
memories:
  code: {size: 64 KiB, address: u32, out_of_range: fetch}
  pad: {size: 1 GiB, address: u32, out_of_range: fetch}
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32, count: 8, names: "x{i}"}
  v: {type: s32, shape: [1024, 1024, 64]}
processors: {control: {program_counter: pc, memory: code, reset: 0, unit: 1, granule: 32, illegal: illegal, fetch: fetch}}
functions: {exit: {host: true, arguments: {value: u32}}}
formats:
  f:
    width: 32
    fields:
      op: "7:0"
      rd: "10:8"
      a: "13:11"
      zero: {bits: "15:14", reserved: zero}
      imm: {bits: "31:16", signed: true}
instructions:
  li: {format: f, encoding: {op: 1, a: 0}, assembly: "li {rd:x}, {imm}", summary: Loads, semantics: "x[rd] = imm << 12"}
  sw:
    format: f
    encoding: {op: 2}
    assembly: "sw {rd:x}, {imm}({a:x})"
    summary: Stores.
    semantics: pad.write(u32, u32(x[a] + imm), x[rd])
  lw:
    format: f
    encoding: {op: 3}
    assembly: "lw {rd:x}, {imm}({a:x})"
    summary: Loads.
    semantics: x[rd] = pad.read(u32, u32(x[a] + imm))
  put:
    format: f
    encoding: {op: 4, a: 0, imm: 0}
    assembly: "put {rd:x}"
    summary: Keeps.
    semantics: v[1023, 1023, 63] = x[rd]
  exit: {format: f, encoding: {op: 5, a: 0, imm: 0}, assembly: "exit {rd:x}", summary: Ends., semantics: "exit(x[rd])"}
"""
KERNEL = "li x1, 0x3fff\nli x2, 7\nsw x2, 0x100(x1)\nlw x3, 0x100(x1)\nsw x3, 0x104(x1)\nput x3\nexit x0"


def test_a_kernel_of_seven_instructions_takes_milliseconds(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    architecture, found = load_architecture(tmp_path), Diagnostics()
    machine = Simulator(architecture, analyse(architecture, found), "native")
    assert not found.errors
    program = assemble(architecture, KERNEL)
    times = []
    for _ in range(5):
        start = time.process_time()
        machine.reset()
        machine.load(program)
        result = machine.run(100)
        times.append(time.process_time() - start)
        assert (result.reason, result.steps, result.exit_code) == ("exited", 7, 0)
        assert machine.memory["pad"].read(0x3FFF104, "u32") == 7 << 12
        assert machine.state["v[1023][1023][63]"] == 7 << 12
        machine.memory["pad"].write(0x100, b"gone at reset")
    assert min(times) < 0.005
    machine.reset()
    assert machine.memory["pad"].read(0x100, "u8", 13).tolist() == [0] * 13
    with pytest.raises(ValueError, match="do not lie inside pad"):
        machine.memory["pad"].read(1 << 30)

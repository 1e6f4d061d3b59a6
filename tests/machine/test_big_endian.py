"""Words of several granules in a big-endian memory: what is assembled is what both engines execute."""

from __future__ import annotations

from pathlib import Path

import pytest

import specgen

SPEC = """
name: turned
version: 0.1.0
summary: A big-endian machine with words of two lengths.
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32, count: 16, names: "x{i}"}
memories: {rom: {size: 4 KiB, address: u32, endianness: big, out_of_range: outside}}
faults: {illegal: {code: 1, value: u32}, outside: {code: 2}}
processors: {core: {program_counter: pc, memory: rom, granule: 16, illegal: illegal, fetch: outside}}
functions: {exit: {host: true, arguments: {code: u32}}}
formats:
  short: {width: 16, fields: {opcode: "3:0", rd: "7:4", imm: "15:8"}}
  long: {width: 32, fields: {opcode: "3:0", rd: "7:4", imm: "31:8"}}
instructions:
  halt: {format: short, encoding: {opcode: 0, imm: 0}, assembly: "halt {rd:x}", semantics: "exit(x[rd])"}
  li: {format: short, encoding: {opcode: 1}, assembly: "li {rd:x}, {imm}", semantics: "x[rd] = imm"}
  lli: {format: long, encoding: {opcode: 3}, assembly: "lli {rd:x}, {imm}", semantics: "x[rd] = imm"}
  word: {format: long, encoding: {opcode: 5, imm: 0x0abcde}, assembly: "word {rd:x}", semantics: "x[rd] = instruction"}
"""


@pytest.mark.parametrize("engine", ["python", "native"])
def test_granules_come_in_order_each_high_byte_first(engine: str, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC)
    turned = specgen.load(tmp_path)
    program = turned.assemble("li x1, 5\nlli x2, 0x123456\nword x3\nhalt x1\n")
    machine = turned.simulator(engine=engine)
    machine.load(program)
    result = machine.run(10)
    assert (result.reason, result.exit_code) == ("exited", 5)
    assert [machine.state[f"x{i}"] for i in (1, 2, 3)] == [5, 0x123456, 0x0ABCDE35]

"""A fault of an instruction that has written over itself before: it is told by the word that was executed."""

from __future__ import annotations

from pathlib import Path

import specgen
from tests.machine.native.agreeing import pair, run

SPEC = """
name: over
version: 1.0.0
state:
  pc: {type: u32, role: program_counter}
memories: {ram: {size: 64, address: u32, out_of_range: outside}}
faults: {bad: {code: 1, value: u32}, outside: {code: 2, value: u32}}
processors: {core: {program_counter: pc, memory: ram, illegal: bad, fetch: bad}}
semaphores: {s: {count: 1, max: 9, producers: [core], consumer: core, initial: 3}}
formats: {f: {width: 16, fields: {opcode: "3:0", at: "15:4"}}}
instructions:
  fill:
    format: f
    encoding: {opcode: 1}
    assembly: "fill {at}"
    summary: Write bytes until there are no more.
    semantics: |
      for i in range(100):
          ram.write(u8, at + i, 0xff)
          commit()
  undo:
    format: f
    encoding: {opcode: 3}
    assembly: "undo {at}"
    summary: The same, of which nothing stays.
    semantics: |
      for i in range(100):
          ram.write(u8, at + i, 0xff)
  await:
    format: f
    encoding: {opcode: 2}
    assembly: "await {at}"
    summary: The same, once there is something.
    semantics: |
      wait(s[0], 1)
      for i in range(100):
          ram.write(u8, at + i, 0xee)
          commit()
"""


def test_both_engines_name_the_word_that_ran(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC)
    one = specgen.load(tmp_path)
    for line in ("fill 0", "await 0", "undo 0", "fill 1", "await 1", "undo 1"):
        engines = pair(one.architecture, one.semantics)
        for engine in engines:
            engine.load(one.assemble(line))
        result = run(*engines)
        assert result.fault is not None and result.fault.name == "outside" and line in str(result.fault)

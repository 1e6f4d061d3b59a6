"""A spec that `specgen new` wrote, and a machine with two processors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import specgen

DUO = """
name: duo
version: 0.1.0
summary: Two processors of two tiles.
state:
  pc: {type: u32, role: program_counter}
  side_pc: {type: u32, role: program_counter}
  tile_id: {type: u32, role: instance_index}
  x: {type: u8, count: 4, names: "x{i}"}
  wide: {type: u128, count: 2, initial: 5}
memories:
  rom: {size: 256, address: u32}
  side_rom: {size: 256, address: u32}
  huge: {size: 4 TiB, address: u64, out_of_range: bad}
faults: {bad: {code: 1, value: u64}}
processors:
  core: {program_counter: pc, memory: rom, illegal: bad, fetch: bad, granule: 8}
  side: {program_counter: side_pc, memory: side_rom, illegal: bad, fetch: bad, granule: 8}
instances: {tile: {count: 2, index: tile_id}}
semaphores: {done: {count: 1, max: 255, producers: [side], consumer: core, on_full: block}}
functions: {exit: {host: true, arguments: {code: u32}}}
formats:
  f: {width: 8, fields: {opcode: "3:0", n: "7:4"}}
instructions:
  await: {format: f, processor: core, encoding: {opcode: 1}, assembly: "await {n}", semantics: "wait(done[0], n)", summary: A.}
  leave: {format: f, processor: core, encoding: {opcode: 2}, assembly: "leave {n}", semantics: "exit(n)", summary: B.}
  store: {format: f, processor: core, encoding: {opcode: 3}, assembly: "store {n}", summary: C.,
          semantics: "huge.write(u128, n, wide[0])\\nx[1] = tile_id"}
  tell: {format: f, processor: side, encoding: {opcode: 1}, assembly: "tell {n}", semantics: "signal(done[0], n)", summary: D.}
  rest: {format: f, processor: side, encoding: {opcode: 2, n: 0}, assembly: rest, semantics: "side_pc = side_pc", summary: E.}
"""


@pytest.fixture(scope="session")
def slate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `specgen new` writes."""
    folder = tmp_path_factory.mktemp("new") / "slate"
    assert specgen("new", folder).exit_code == 0
    return folder


@pytest.fixture(scope="session")
def duo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two processors, two instances, and a program for each processor."""
    folder = tmp_path_factory.mktemp("duo")
    (folder / "spec.yaml").write_text(DUO, encoding="utf-8")
    (folder / "core.s").write_text("await 3\nstore 0\nleave 7\n", encoding="utf-8")
    (folder / "side.s").write_text("tell 3\nrest\n", encoding="utf-8")
    return folder

"""What runs reached, counted, added up and shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import specgen
from specgen.machine import Simulator, assemble
from specgen.machine.coverage import Coverage, CoverageError, Report, make_report, page, read_report
from tests.machine.simulated import spec

SPEC = """
name: covered
version: 1.0.0
state:
  pc: {type: u32, role: program_counter}
  x: {type: s32, count: 4, names: "x{i}"}
  v: {type: f32, shape: [8]}
  seen: {type: u8, count: 8}
memories: {rom: {size: 4 KiB, address: u32}, ram: {size: 64, address: u32, out_of_range: outside}}
faults: {illegal: {code: 1, value: u32}, outside: {code: 2, value: u32}, zero: {code: 3}}
functions: {exit: {host: true, arguments: {code: u32}}}
enums: {kind: {values: {half: {value: 0, type: f16}, single: {value: 1, type: f32}}}}
processors: {core: {program_counter: pc, memory: rom, illegal: illegal, fetch: illegal}}
formats:
  r: {width: 16, fields: {opcode: "3:0", a: "5:4", n: "15:6"}}
  t: {width: 16, fields: {opcode: "3:0", kind: {bits: "4:4", enum: kind}, reserved: "15:5"}}
instructions:
  set: {format: r, encoding: {opcode: 1}, assembly: "set {a:x}, {n}", semantics: "x[a] = n", summary: A.}
  sign:
    format: r
    encoding: {opcode: 2}
    assembly: "sign {a:x}, {n}"
    summary: B.
    semantics: |
      if x[a] < n:
          x[0] = 1
      elif x[a] == n:
          x[0] = 2
      if n == 999:
          raise zero
  relu:
    format: t
    encoding: {opcode: 3}
    assembly: "relu.{kind}"
    summary: C.
    semantics: |
      for i in grid(8):
          if kind(v[i]) > 1.0:
              v[i] = 1.0
          elif i >= 8 - x[1]:
              seen[i] = 1
  load: {format: r, encoding: {opcode: 4}, assembly: "load {a:x}, {n}", semantics: "x[a] = ram.read(s32, n)", summary: D.}
  leave: {format: r, encoding: {opcode: 5, a: 0, n: 0}, assembly: leave, semantics: "exit(0)", summary: E.}
"""


def _run(folder: Path, text: str) -> tuple[specgen.Accelerator, Report]:
    (folder / "spec.yaml").write_text(SPEC)
    one = specgen.load(folder)
    coverage = Coverage()
    machine = Simulator(one.architecture, one.semantics, coverage=coverage)
    machine.load(one.assemble(text))
    machine.run(1000)
    return one, make_report(one.semantics, coverage)


def _branches(report: Report, name: str) -> list[list[tuple[int, bool, bool]]]:
    (found,) = (one for one in report.instructions if one.name == name)
    return [[(b.line, b.taken, b.passed) for b in body.branches] for body in found.bodies]


def test_both_ways_of_a_branch_are_told_apart(tmp_path: Path) -> None:
    _, report = _run(tmp_path, "set x1, 5\nsign x1, 9\nsign x1, 5\nleave\n")
    assert _branches(report, "sign") == [[(1, True, True), (3, True, False), (5, False, True)]]
    assert [one.executed for one in report.instructions] == [1, 2, 0, 0, 1]


def test_inside_a_grid_any_iteration_counts(tmp_path: Path) -> None:
    _, report = _run(tmp_path, "set x1, 3\nrelu.single\nleave\n")
    half, single = _branches(report, "relu")
    assert half == [(2, False, False), (4, False, False)]
    assert single == [(2, False, True), (4, True, True)]
    assert report.summary["choices of types"] == (3, 6)


def test_faults_of_instructions_and_of_decoding_count(tmp_path: Path) -> None:
    _, report = _run(tmp_path, "load x1, 60\nload x1, 61\n")
    assert report.faults == {"illegal": 0, "outside": 1, "zero": 0}
    assert report.instructions[3].bodies[0].faults == {"outside": 1}
    _, report = _run(tmp_path, ".half 0\n")
    assert report.faults["illegal"] == 1


def test_reports_add_up_and_survive_as_json(tmp_path: Path) -> None:
    one, first = _run(tmp_path, "set x1, 5\nsign x1, 9\nleave\n")
    _, second = _run(tmp_path, "set x1, 5\nsign x1, 5\nleave\n")
    (tmp_path / "a.json").write_text(first.as_json())
    second.add(read_report(tmp_path / "a.json"))
    assert _branches(second, "sign")[0][0] == (1, True, True)
    assert second.instructions[0].executed == 2
    assert json.loads(second.as_json())["spec"] == "covered"
    text = page(one.architecture, second)
    assert "<script" not in text and "never true" in text and "sign" in text


def test_a_report_of_another_spec_is_not_added_to(tmp_path: Path) -> None:
    _, first = _run(tmp_path, "leave\n")
    first.content_hash = "0" * 64
    _, second = _run(tmp_path, "leave\n")
    with pytest.raises(CoverageError, match="start a new file"):
        second.add(first)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "[" * 100_000, '{"spec": 3}', "\x00\xff"])
def test_a_damaged_report_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "zz.json"
    path.write_text(text)
    with pytest.raises(CoverageError, match=r"zz\.json"):
        read_report(path)


@pytest.mark.parametrize("checked", [[True, False], [False, True]])
def test_faults_that_a_run_asks_for_are_added_to_those_of_others(checked: list[bool]) -> None:
    reports = []
    for asked in checked:
        architecture, semantics = spec("system", "bare")
        coverage = Coverage()
        made = Simulator(architecture, semantics, coverage=coverage, check_uninitialised=asked)
        made.load(assemble(architecture, "lw x1, 0x100(x0)\nexit x0"))
        made.run(10)
        reports.append(make_report(semantics, coverage))
    reports[0].add(reports[1])
    assert reports[0].faults["unwritten"] == 1
    assert next(one for one in reports[0].instructions if one.name == "lw").bodies[0].faults["unwritten"] == 1

"""Bank conflicts: those of the layouts' accesses, on the units that run the instructions."""

from __future__ import annotations

from pathlib import Path

from specgen.machine import assemble
from specgen.perfmodel.timelines import BankConflict, bank_conflicts, explain
from tests.machine.timing.timed import METRONOME
from tests.perfmodel.timelines.foreign import Machine
from tests.perfmodel.timelines.kernels import SPEC

_LAYOUTS = """
layouts:
  straight:
    summary: Eight rows of eight words.
    dims: {i: 8, j: 8}
    element: u32
    place: {addr: i j}
    banks: {count: 8, width: 4}
    accesses:
      column: {lanes: 8, index: {i: lane, j: k}, repeat: {k: 8}}
      row: {lanes: 8, index: {i: k, j: lane}, repeat: {k: 8}}
"""
_SWEEP = """
  sweep:
    {format: f, encoding: {op: 40, b: 0, c: 0, slot: 0, k: 0}, engine: mover, constraints: [n >= 1], summary: Clears all.,
     assembly: "sweep {a:x}, {n}", timing: {issue: 1, occupancy: "4 + n", latency: "9 + n"},
     operands: {t: {kind: tile, memory: data, base: "x[a]", layout: straight, element: u32}},
     semantics: "for i, j in grid(8, 8):\\n    t[i, j] = 0"}
"""


def test_a_column_meets_in_one_bank(tmp_path: Path) -> None:
    text = (METRONOME / "spec.yaml").read_text(encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(text + _SWEEP + _LAYOUTS, encoding="utf-8")
    machine = Machine(tmp_path, "even")
    architecture = machine.spec[0]
    assert bank_conflicts(architecture) == {"sweep": (BankConflict("t", "straight", "column", 8),)}
    simulator = machine.recording
    simulator.load(assemble(architecture, "sweep x0, 8\n sweep x0, 16\n halt x0"), instance=1)
    assert simulator.run(100).reason == "exited"
    found = explain(*machine.spec, simulator.executed)
    assert found.phases[1, "mover"].streaming == 24
    assert found.conflicts == {(1, "mover"): 7 * 24}


def test_layouts_without_banks_say_nothing() -> None:
    assert bank_conflicts(Machine(SPEC, "edge").spec[0]) == {}

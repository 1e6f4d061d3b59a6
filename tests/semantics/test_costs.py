"""Timing, effects and counts: what a performance model and a reviewer ask."""

from __future__ import annotations

import pytest

from specgen.semantics import ir, operation_counts
from specgen.semantics.printer import show
from tests.semantics.conftest import Try
from tests.semantics.evaluator import Machine, _Run
from tests.semantics.test_tiles import MATMUL, TILES


def timed(tried: Try, text: str, engine: str = "matrix") -> ir.Expr:
    t = tried("", format="t", engine=engine, more=f'timing: {{issue: 1, occupancy: "{text}", latency: 1}}')
    costs = t.program.costs[0]
    assert costs is not None
    return costs.occupancy


@pytest.mark.parametrize(
    ("text", "engine", "cycles"),
    [
        ("2 * LANES", "matrix", 8),
        ("pitch", "matrix", 100),
        ("pitch / 3", "matrix", 34),
        ("pitch // 3", "matrix", 33),
        ("ceildiv(pitch, 3) + 1", "matrix", 35),
        ("ceildiv(pitch, sram.bandwidth)", "matrix", 1),
        ("pitch / sram.bandwidth * 3", "matrix", 3),
        ("sram.bandwidth", "matrix", 128),
        ("sram.latency", "matrix", 4),
        ("2 * sram.latency", "matrix", 7),
        ("hbm.bandwidth", "matrix", 100),
        ("hbm.latency + 0.5", "matrix", 106),
        ("max(1, pitch * 0.3)", "matrix", 30),
        ("min(pitch, sram.latency)", "matrix", 4),
        ("pitch if slot == 1 else 3", "matrix", 100),
        ("pitch // max(1, base)", "matrix", 10),
        ("sram.banks + sram.size // 1024", "matrix", 5),
    ],
)
def test_cycles(tried: Try, text: str, engine: str, cycles: int) -> None:
    expr = timed(tried, text, engine)
    t = tried("", format="t")
    machine = Machine.reset(t.architecture)
    run = _Run(t.program, machine, machine, {"pitch": 100, "slot": 1, "base": 10, "dtype": 0}, lambda n, a: 0)
    assert run.value(expr) == cycles


def test_cycles_by_type(tried: Try) -> None:
    t = tried(
        "", format="t", engine="matrix", more='timing: {issue: 1, occupancy: "4 * size(dtype)", latency: 1}'
    )
    assert [show(c.occupancy) for c in t.program.costs if c is not None] == ["4", "8", "4"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("slot - 1", "sem-timing"),
        ("rom.bandwidth", "sem-timing"),
        ("pitch // slot", "sem-zero-divisor"),
        ("sram.speed", "sem-unknown-name"),
        ("x[1]", "sem-timing"),
        ("pitch +", "sem-syntax"),
        ("pitch < 3", "sem-condition"),
        ("lanes", "sem-unknown-name"),
    ],
)
def test_wrong_timing(tried: Try, text: str, rule: str) -> None:
    t = tried("", format="t", engine="matrix", more=f'timing: {{issue: 1, occupancy: "{text}", latency: 1}}')
    assert t.rules == [rule]
    found = t.diagnostics.sorted()[0]
    assert "occupancy" in found.at.file.line(found.at.line)


def test_effects(tried: Try) -> None:
    semantics = """\
drain(matrix)
if x[rs1] > 7:
    raise bad_address(x[rs1])
n = sram.read(u16, u32(x[rs1] + imm))
y[x[rs1]] = n
hbm.write(u64, 8, y[3])
signal(ready[1], 2)
pc = pc + 8
"""
    t = tried(semantics)
    (effects,) = t.semantics.effects("example")
    reads = [(a.state.name, [show(i) for i in a.index]) for a in effects.reads]
    assert reads == [("x", ["rs1"])] * 4 + [("y", ["3"])]
    assert [(a.state.name, [show(i) for i in a.index]) for a in effects.writes] == [("y", ["x[rs1]"])]
    assert [(a.memory.name, a.bytes) for a in effects.loads] == [("sram", 2)]
    assert [(a.memory.name, a.bytes, show(a.address)) for a in effects.stores] == [("hbm", 8, "8")]
    assert [fault.name for fault in effects.faults] == ["bad_address", "misaligned"]
    assert [type(wait) for wait in effects.waits] == [ir.Drain]
    assert [signal.semaphore.name for signal in effects.signals] == ["ready"]
    assert effects.reads_pc
    assert effects.writes_pc
    assert [memory.name for memory in effects.memories_written] == ["hbm"]
    assert t.semantics.effects("example") is t.semantics.effects("example")


def test_tiles_are_effects(tried: Try) -> None:
    t = tried(MATMUL, format="t", engine="matrix", more=TILES)
    effects = t.semantics.effects("example")
    assert len(effects) == 3
    assert [tile.operand.name for tile in effects[0].tiles_read] == ["a", "b"]
    assert not effects[0].tiles_written


def test_counts(tried: Try) -> None:
    t = tried(MATMUL, format="t", engine="matrix", more=TILES)
    fp8, bf16, s8 = (t.semantics.operation_counts(body) for body in t.program.bodies)
    assert fp8.operations[("fma", "f32")] == 2 * 4**3
    assert fp8.operations[("convert", "f32")] == 2 * 4**3
    assert fp8.read == {"sram": 2 * 4**2}  # each tile is fetched once
    assert bf16.read == {"sram": 4 * 4**2}
    assert s8.operations[("mul", "int")] == 4**3
    assert fp8.exact
    assert fp8.float_operations == 128
    assert t.semantics.operation_counts(t.body) is fp8


def test_counts_of_dynamic_loops(tried: Try) -> None:
    loops = "for i in range(pitch[2:0]):\n    for j in range(rows[0]):\n        hbm.write(u32, 8 * i, j)"
    t = tried(loops, format="t")
    most = t.semantics.operation_counts(t.body)
    assert (most.written, most.exact) == ({"hbm": 7 * 4 * 4}, False)
    some = t.semantics.operation_counts(t.body, {"pitch": 11})
    assert (some.written, some.exact) == ({"hbm": 3 * 4 * 4}, False)
    all_known = operation_counts(t.body, {"pitch": 11}, lambda name, index: 2)
    assert (all_known.written, all_known.exact) == ({"hbm": 3 * 2 * 4}, True)


def test_branches_count_as_the_longer_side(tried: Try) -> None:
    t = tried("if flag == 1:\n    x[rd] = x[rs1] * x[rs2] + 1\nelse:\n    x[rd] = 3")
    counts = t.semantics.operation_counts(t.body)
    assert counts.operations == {("compare", "int"): 1, ("mul", "int"): 1, ("add", "int"): 1}
    assert not counts.exact


def test_arithmetic_of_indices_is_no_work(tried: Try) -> None:
    t = tried("for i in range(4):\n    x[2 * i + 1] = x[3 * i + 2] * x[i + rs1[1:0]] + 1")
    counts = t.semantics.operation_counts(t.body)
    assert counts.operations == {("mul", "int"): 4, ("add", "int"): 4}

"""Grids: what is proven independent, what needs a word about conflicts, and what the words mean."""

from __future__ import annotations

import pytest

from specgen.semantics import ir
from tests.semantics.conftest import Try
from tests.semantics.evaluator import Machine, execute

INDEPENDENT = [
    "for i in grid(32):\n    x[i] = i",
    "for i in grid(32):\n    x[31 - i] = x[31 - i] + 1",
    "for i, j in grid(4, 8):\n    x[8 * i + j] = i",
    "for i, j in grid(8, 4):\n    x[i + (j << 3)] = i",
    "for i in grid(16):\n    x[2 * i] = 1\n    x[2 * i + 1] = 2",
    "for i in grid(16):\n    x[i] = x[i + 16]",
    "for i in grid(8):\n    x[(rs1 + i)[4:0]] = i",
    "for i in grid(8):\n    x[(rs1 + i) & 31] = i",
    "for i in grid(8):\n    n = 3 * i\n    x[n] = i",
    "for i in grid(4):\n    for k in range(8):\n        x[8 * i + k] = k",
    "for i in grid(4):\n    if i > 1:\n        raise bad_address(i)",
    "b = x[rs1]\nfor i in grid(16):\n    sram.write(u32, u32(b + 4 * i), sram.read(u32, u32(b + 4 * i)))",
    "for i in grid(4):\n    t: u32[4]\n    t[0] = i\n    x[i] = t[0]",
    "for i in grid(4):\n    t: u32[4]\n    t[i] = i\n    t[3 - i] = t[i]\n    x[i] = t[0]",
    "t: u32[4]\nfor i in grid(4):\n    t[i] = i\nfor i in grid(4):\n    x[i] = t[3 - i]",
    "for i in grid(rows[0]):\n    x[i] = 0",
    "for i, j in grid(2, 4):\n    x[i + 2 * j] = 0\n    y[4 * i + j] = 0",
    "for i in grid(1):\n    x[rs1] = i",
    "for i in grid(8):\n    wh[i, 0] = w[i, 3]",
    "for i in grid(4):\n    w[1, i] = cat(wh[1, 2 * i], wh[1, 2 * i + 1])",
    "for i in grid(8):\n    wb[1, 2 * i] = wh[1, i] >> 8",
    "for i in grid(2):\n    wh[rs1[2:0], i] = w[rs1[2:0], i + 2]",
    "for i in grid(16):\n    wb[1, i] = w[2, i[3:2]]",
    "if rs1 == rs2:\n    raise bad_address(0)\nfor i in grid(4):\n    w[rs1[2:0], i] = 0\n    x[i] = x[i + 8]",
    "if rs1[2:0] != rs2[2:0]:\n    for i in grid(4):\n        w[rs1[2:0], i] = wb[rs2[2:0], 3 - i]",
    "a: u3 = rs1[2:0]\nb: u3 = rs2[2:0]\nif a == b:\n    raise bad_address(0)\nfor i in grid(4):\n    w[a, i] = w[b, 3 - i]",
]

CONFLICTING = [
    "for i in grid(8):\n    x[rs1] = i",
    "for i, j in grid(4, 8):\n    x[7 * i + j] = i",
    "for i, j in grid(4, 8):\n    x[i] = j",
    "for i in grid(16):\n    x[2 * i] = 1\n    x[i] = 2",
    "for i in grid(16):\n    x[i] = x[i + 1]",
    "for i in grid(16):\n    x[i] = x[x[i + 16][4:0]]",
    "for i in grid(8):\n    x[x[i + 8][2:0]] = i",
    "for i in grid(8):\n    x[(rs1 + 8 * i)[4:0]] = i",
    "for i in grid(4):\n    for k in range(9):\n        x[7 * i + k] = k",
    "b = x[rs1]\nfor i in grid(16):\n    sram.write(u32, u32(b + 2 * i), 0)",
    "b = x[rs1]\nfor i in grid(16):\n    sram.write(u32, u32(b + i), 0)\n    sram.write(u32, u32(b + 64 + i), 0)",
    "t: u32[4]\nfor i in grid(4):\n    t[i] = t[3 - i]",
    "for i, j in grid(2, 4):\n    x[i + 2 * j] = 0\n    y[i] = 0",
    "for i in grid(4):\n    w[1, i] = wh[1, i]",
    "for i in grid(3):\n    w[1, i] = wh[1, 2 * i + 2]",
    "for i in grid(7):\n    wh[1, i] = wb[1, 2 * i + 2]",
    "for i in grid(2):\n    wh[1, i] = wb[1, i + 1]",
    "for i in grid(4):\n    w[rs1[2:0], i] = wb[rs2[2:0], 3 - i]",
    "if rs1[2:0] != rs2[2:0]:\n    x[1] = 1\nfor i in grid(4):\n    w[rs1[2:0], i] = wb[rs2[2:0], 3 - i]",
    "if x[1][2:0] == x[2][2:0]:\n    raise bad_address(0)\nx[1] = 1\nfor i in grid(4):\n    w[x[1][2:0], i] = wb[x[2][2:0], i]",
]


def grid_of(body: ir.Body) -> ir.Grid:
    return next(s for s in body.statements if isinstance(s, ir.Grid))


@pytest.mark.parametrize("semantics", INDEPENDENT)
def test_independent(tried: Try, semantics: str) -> None:
    t = tried(semantics)
    assert not t.diagnostics.errors, t.rules
    assert all(s.parallel for s in t.body.statements if isinstance(s, ir.Grid))


@pytest.mark.parametrize("semantics", CONFLICTING)
def test_conflicting(tried: Try, semantics: str) -> None:
    assert "sem-grid-conflict" in tried(semantics).rules
    head, colon, rest = semantics.partition("):\n")
    t = tried(f'{head}, conflict="last"{colon}{rest}')
    assert not t.diagnostics.errors, t.rules
    assert not grid_of(t.body).parallel


@pytest.mark.parametrize(
    ("semantics", "rule"),
    [
        ("n: u32 = 0\nfor i in grid(4):\n    n = i\nx[1] = n", "sem-grid"),
        ("for i in grid(4):\n    for j in grid(4):\n        x[i] = j", "sem-grid"),
        ("for i in grid(4):\n    commit()", "sem-grid"),
        ('for i in grid(4, conflict="last"):\n    w[1, i] = i\n    wh[1, 7] = i', "sem-grid-conflict"),
        ("for i in grid(4):\n    signal(ready[0], 1)", "sem-grid"),
        ("for i in grid(4):\n    pc = i", "sem-grid"),
        ("for i, j in grid(4):\n    x[i] = j", "sem-arguments"),
        ('for i in grid(4, conflict="sum"):\n    x[1] = i', "sem-option"),
        ('for i in grid(4, conflict="fault"):\n    x[1] = i', "sem-option"),
        ('for i in grid(4, conflict="fault", fault=nope):\n    x[1] = i', "sem-fault"),
        ("for i in grid(x[1]):\n    x[2] = i", "sem-loop-bound"),
        ("for i, j in grid(10000, 10000):\n    flag = 1", "sem-loop-bound"),
        (
            "for i in grid(4):\n    sram.write(u8, 256 + i, 1)\n    x[i] = sram.read(u8, 256 + i)",
            "sem-grid-reread",
        ),
        (
            "for i in grid(4):\n    for k in range(2):\n        y[i] = rom.read(u8, k)\n        rom.write(u8, i, 1)",
            "sem-grid-reread",
        ),
    ],
)
def test_refused(tried: Try, semantics: str, rule: str) -> None:
    assert tried(semantics).rules == [rule]


@pytest.mark.parametrize(
    ("conflict", "expected"),
    [("last", [30, 31, 12, 32]), ("first", [10, 11, 12, 32]), ("add", [140, 142, 112, 132])],
)
def test_what_conflicts_mean(tried: Try, conflict: str, expected: list[int]) -> None:
    """The points of the first row write x1, x2, x3, those of the second x1, x2, x4."""
    t = tried(f"""\
for i, j in grid(2, 3, conflict="{conflict}"):
    x[x[8 + 3 * i + j][2:0]] = 10 * (2 * i + 1) + j
""")
    machine = Machine.reset(t.architecture)
    machine.state["x"][1:5] = [100, 100, 100, 100]
    machine.state["x"][8:14] = [1, 2, 3, 1, 2, 4]
    after = execute(machine, t.program, {"rd": 0, "rs1": 0, "rs2": 0, "imm": 0}).machine
    assert after.state["x"][1:5] == expected


def test_a_second_write_may_be_a_fault(tried: Try) -> None:
    t = tried('for i in grid(4, conflict="fault", fault=bad_address):\n    x[x[8 + i][2:0]] = i')
    machine = Machine.reset(t.architecture)
    machine.state["x"][8:12] = [1, 2, 3, 4]
    fields = {"rd": 0, "rs1": 0, "rs2": 0, "imm": 0}
    assert execute(machine, t.program, fields).fault is None
    machine.state["x"][11] = 2
    done = execute(machine, t.program, fields)
    assert done.fault == "bad_address"
    assert done.machine.state == machine.state


def test_with_a_conflict_reads_see_what_was_before(tried: Try) -> None:
    t = tried('for i in grid(31, conflict="last"):\n    x[i + 1] = x[i]')
    machine = Machine.reset(t.architecture)
    machine.state["x"] = list(range(32))
    after = execute(machine, t.program, {"rd": 0, "rs1": 0, "rs2": 0, "imm": 0}).machine
    assert after.state["x"] == [0, 0, *range(1, 31)]

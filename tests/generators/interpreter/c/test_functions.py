"""The texts that the Python engine's functions are tested with, as C: all in one spec, compiled once per compiler."""

from __future__ import annotations

from pathlib import Path
from random import Random
from textwrap import indent

import pytest

from specgen.model.spec import load
from specgen.semantics import analyse
from specgen.source import Diagnostics, render
from tests.generators.interpreter import test_floats, test_integers, test_memory, test_views
from tests.generators.interpreter.c.functions_bench import SANITIZED, Case, FunctionsBench, random_case
from tests.generators.interpreter.conftest import SPEC, scramble

TELL = "  tell: {host: true, arguments: {given: u32}, summary: Tells.}\n"

MORE = """\
instructions:
"""

ONE = """\
  example{number}:
    format: r
    encoding: {{opcode: 1, more: {number}{fixed}}}
{engine}    assembly: "example{number} {{rd:x}}, {{rs1:x}}, {{rs2:x}}, {{imm}}{dtype}"
    summary: An example.
{more}
    semantics: |
{semantics}
"""

TILES = [
    ("sram", "row_major", "column_major", "e4m3"),
    ("sram", "column_major", "row_major", "bf16"),
    ("free", "row_major", "row_major", "f32"),
    ("back", "column_major", "column_major", "f32"),
    ("free", "row_major", "column_major", "e2m1"),
    ("free", "column_major", "row_major", "s12"),
    ("back", "row_major", "column_major", "u24"),
]

SCATTERED = """\
for i, j in grid(4, 8, conflict={conflict}):
    total: f32 = v[i, j]
    for l in range(n[0]):
        total = total + f32(left[i, l])
    out[i, x[j] & 7] = total
"""
CONFLICTS = ['"last"', '"first"', '"add"', '"fault", fault=plain']

TYPED = "for i in grid(8):\n    f[i] = f32(sram.read(dtype, 256 + size(dtype) * i))\nx[1] = width(dtype)"
AT_ISSUE = "for i in grid(4):\n    own[i] = own[i] + x[rs1] + x[(rs2 + 1)[4:0]] + guarded[x[rd]]"
OTHERS = [
    "told: u32 = ask(x[rs1])\nx[rd] = told + 1",
    "x[rd] = twice(x[rs1])",
    "tell(x[rs1])\nx[1] = guarded[x[rs2]]\ntell(x[1])\ncommit()\ntell(3)\nx[2] = guarded[x[3]]",
    "for i in range(4):\n    tell(x[8 + i])\n    if x[i] == 5:\n        raise plain",
    "signal(ready[x[rs1][1:0]], 3)\nsignal(ready[0], x[rs2][2:0])\nx[1] = 2",
    "t: f32[40, 40]\nfor i in grid(40):\n    t[i, 39 - i] = f[i & 7]\nf[1] = t[3, 36]",
    "total: s32 = 0\nfor i in range(n[0]):\n    if x[8 + i] == 3:\n        total = s32(total + i)\nx[rd] = u32(total)",
    "saved = w[1]\nw[1] = w[2] + saved if saved > w[2] else u100(saved - w[2])\nw[3] = u100(w[1] * 3)",
]


def texts() -> list[tuple[str, str, str, bool]]:
    """(semantics, engine, operands, typed) of every example."""
    plain = [
        *test_integers.SCALARS,
        *test_integers.GRIDS,
        *test_floats.SCALARS,
        *test_floats.GRIDS,
        *test_views.TEXTS,
        *test_memory.ACCESSES,
        *test_memory.FAULTS,
        *OTHERS,
    ]
    found = [(text, "", "", False) for text in plain]
    for memory, one, other, element in TILES:
        more = test_memory.TILES.format(memory=memory, one=one, other=other, element=element)
        found.append((test_memory.MATMUL, "", more, False))
    more = test_memory.TILES.format(memory="sram", one="row_major", other="row_major", element="bf16")
    found += [(SCATTERED.format(conflict=conflict), "", more, False) for conflict in CONFLICTS]
    return [*found, (TYPED, "", "", True), (AT_ISSUE, "unit", "", False)]


@pytest.fixture(scope="module", name="bench")
def _bench(tmp_path_factory: pytest.TempPathFactory) -> FunctionsBench:
    spec = (
        SPEC.replace("functions:\n", f"functions:\n{TELL}").replace(
            'reserved: "63:38"', 'more: "45:38", reserved: "63:46"'
        )
        + MORE
    )
    for number, (semantics, engine, more, typed) in enumerate(texts()):
        spec += ONE.format(
            number=number,
            fixed="" if typed else ", dtype: 0",
            dtype=", {dtype}" if typed else "",
            engine=f"    engine: {engine}\n" if engine else "",
            more=indent(more, "    "),
            semantics=indent(semantics, "      "),
        )
    folder = tmp_path_factory.mktemp("spec")
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    diagnostics = Diagnostics()
    architecture = load(folder).architecture()
    semantics_ = analyse(architecture, diagnostics)
    assert len(semantics_.programs) == len(texts()), render(diagnostics, "text")
    return FunctionsBench(architecture, semantics_)


@pytest.fixture(scope="module", name="cases")
def _cases(bench: FunctionsBench) -> list[Case]:
    """Random executions of every body."""
    made = []
    for routine in bench.plan.routines:
        for turn in range(8):
            dice = Random(turn)
            machine = scramble(bench.architecture, dice)
            if turn % 2 or routine.body.tiles:
                test_memory.near_the_edges(machine, dice)
            made.append(random_case(routine, dice, machine))
    return made


@pytest.mark.parametrize(
    ("compiler", "flags"), [("gcc", ["-O1"]), ("clang", ["-O0", *SANITIZED])], ids=["gcc", "sanitized"]
)
def test_examples(
    bench: FunctionsBench, cases: list[Case], compiler: str, flags: list[str], tmp_path: Path
) -> None:
    driver = bench.build(tmp_path, compiler, *flags)
    met = bench.check(driver, cases)
    assert set(met) == {"", "bad_address", "misaligned", "bad_index", "plain"}

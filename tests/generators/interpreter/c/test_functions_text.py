"""How emitted functions read: as if written by hand, with the machine types that the values need."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from specgen.generators.interpreter.c.functions import emit_function
from specgen.generators.interpreter.c.plan import make_plan
from specgen.generators.numerics import Numerics
from specgen.model.spec import load
from specgen.semantics import analyse
from specgen.source import Diagnostics, render
from tests.generators.interpreter.c.random_bodies import ONE
from tests.generators.interpreter.conftest import SPEC

GOLDEN = Path(__file__).parent / "golden"

CASES = {
    "branch": "if s32(x[rs1]) < s32(x[rs2]):\n    pc = u32(pc + imm)",
    "load": "address = u32(x[rs1] + imm)\nx[rd] = s8(sram.read(u8, address))",
    "undo": "for i in range(4):\n    x[8 + i] = i\n    guarded[x[i]] = imm\nlone = lone * f[1]",
}


def emitted(folder: Path, semantics: str) -> str:
    """The function of a text."""
    one = ONE.format(number=0, semantics=indent(semantics, "      "))
    spec = SPEC.replace('reserved: "63:38"', 'more: "45:38", reserved: "63:46"') + f"instructions:\n{one}"
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    diagnostics = Diagnostics()
    architecture = load(folder).architecture()
    plan = make_plan(architecture, analyse(architecture, diagnostics))
    assert plan.routines, render(diagnostics, "text")
    return emit_function(plan, plan.routines[0], Numerics()).text


@pytest.mark.parametrize("name", CASES)
def test_reads_as_written_by_hand(name: str, tmp_path: Path) -> None:
    text = emitted(tmp_path, CASES[name])
    assert text == (GOLDEN / f"{name}.c").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("semantics", "line"),
    [
        # Low bits need no more than the width that they are cut to.
        ("x[1] = x[rs1] + x[rs2]", "c->s_x[1] = c->s_x[d->i_body0.f_rs1] + c->s_x[d->i_body0.f_rs2];"),
        ("y[1] = y[2] * y[3]", "c->s_y[1] = c->s_y[2] * c->s_y[3];"),
        # A comparison needs what both sides can be, a carry one bit more than they have.
        ("x[1] = u1(x[2] + x[3] > 0xffffffff)", "(uint64_t)c->s_x[2] + c->s_x[3] > 0xffffffffu"),
        ("x[1] = (s32(x[2]) * s32(x[3])) >> 32", "N_u32(((int64_t)(int32_t)c->s_x[2] * (int32_t)c->s_x[3]) >> 32);"),
        # What the machine would trap on is in a wider type, or told apart.
        ("x[1] = quot(s32(x[2]), s32(x[3]), zero=-1)", "divisor == 0 ? 0xffffffffu : N_u32((int64_t)dividend / divisor);"),
        ("s[1] = rem(s[2], s[3], zero=0)", "divisor == -1 ? 0 : dividend % divisor"),
        # An entry that is constant stays as it is.
        ("x[rd] = imm", "if (d->i_body0.f_rd != 0)"),
        ("x[0] = imm", ""),
    ],
)  # fmt: skip
def test_machine_types(semantics: str, line: str, tmp_path: Path) -> None:
    text = emitted(tmp_path, semantics)
    assert line in text
    assert line or "c->" not in text

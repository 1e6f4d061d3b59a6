"""RV32IMC on the native engine: code that writes itself, and words at random, one after the other."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import specgen
from specgen.machine import Simulator
from tests.machine.native.agreeing import pair, run, same

ROOT = Path(__file__).resolve().parents[3]
PC = 0x10400

REWRITING = """
        li s0, 2
        li a0, 0
loop:   addi a0, a0, 1
        la t0, loop
        la t1, other
        lw t2, 0(t1)
        sw t2, 0(t0)
        addi s0, s0, -1
        bnez s0, loop
        li a7, 93
        ecall
        .align 4
other:  addi a0, a0, 16
"""


@pytest.fixture(scope="module")
def machines() -> tuple[Simulator, Simulator]:
    rv = specgen.load(ROOT / "examples" / "rv32imc")
    return pair(rv.architecture, rv.semantics, hot=1)


def test_an_instruction_that_was_executed_is_written_over(machines: tuple[Simulator, Simulator]) -> None:
    rv = specgen.load(ROOT / "examples" / "rv32imc")
    for machine in machines:
        machine.reset()
        machine.load(rv.assemble(REWRITING))
    assert run(*machines, 100).exit_code == 17


@pytest.mark.parametrize("distance", [-4, -2, 0, 2, 4])
def test_an_instruction_that_writes_beside_or_over_itself(
    machines: tuple[Simulator, Simulator], distance: int
) -> None:
    rv = specgen.load(ROOT / "examples" / "rv32imc")
    for machine in machines:
        machine.reset()
        machine.load(rv.assemble(f"j here\n nop\n here: sw a1, {distance}(a0)\n nop\n nop\n c.nop\n c.nop"))
        machine.state["a0"] = 0x10008
        machine.state["a1"] = rv.encode("c.addi a2, 5") | rv.encode("c.addi a3, 7") << 16
    run(*machines, 2)
    run(*machines, 4)


def test_words_at_random_agree(machines: tuple[Simulator, Simulator]) -> None:
    draw, codec = Random(3), specgen.load(ROOT / "examples" / "rv32imc").codec
    instructions = list(codec.instructions.values())
    for machine in machines:
        machine.reset()
    for turn in range(600):
        one = draw.choice(instructions)
        word = one.match
        for operand in one.operands:
            word |= operand.place(draw.getrandbits(operand.width))
        if turn % 8 == 0:
            values = [draw.choice([draw.getrandbits(32), 0x10000 + draw.getrandbits(16)]) for _ in range(32)]
            for machine in machines:
                machine.state["x"] = values
        results = [machine.execute(word, pc=PC) for machine in machines]
        assert results[0] == results[1], (one.name, hex(word))
        assert machines[0].state["x"].tolist() == machines[1].state["x"].tolist()
    same(*machines)

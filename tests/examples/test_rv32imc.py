"""RV32IMC: programs whose results Python works out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from math import gcd
from pathlib import Path
from random import Random

import pytest

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine import Simulator

SPEC = Path(__file__).parents[2] / "examples" / "rv32imc"
BASE = 0x10000
M = 0xFFFF_FFFF
EXIT = "\n li a7, 93\n ecall\n"


@pytest.fixture(scope="module")
def rv() -> Accelerator:
    return specgen.load(SPEC)


def run(rv: Accelerator, text: str) -> Simulator:
    sim = rv.simulator()
    sim.load(rv.assemble(text + EXIT))
    assert sim.run(max_steps=200_000).reason == "exited"
    return sim


def signed(value: int, bits: int = 32) -> int:
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def test_known_words(rv: Accelerator) -> None:
    decoded = rv.decode(0x00B50533)
    assert str(decoded) == "add a0, a0, a1"
    assert repr(decoded) == "<0x00b50533 add a0, a0, a1>"
    assert rv.encode("add a0, a0, a1") == 0x00B50533
    assert str(rv.decode(0x0000)) == "c.unimp"  # illegal by definition, but it has a name
    assert rv.decode(0x8002) is None
    assert rv.decode(0x4501) is not None
    assert specgen.load(SPEC.with_name("rv64im")).decode(0x4501) is None


def test_sort(rv: Accelerator) -> None:
    rnd = Random(7)
    values = [rnd.randint(-1000, 1000) for _ in range(40)]
    sim = run(
        rv,
        f"""
          la s0, data
          li s1, 40
          li t0, 1
        outer:
          bge t0, s1, done
          slli t1, t0, 2
          add t1, t1, s0
          lw t2, 0(t1)
        inner:
          beq t1, s0, place
          lw t3, -4(t1)
          bge t2, t3, place
          sw t3, 0(t1)
          c.addi t1, -4
          c.j inner
        place:
          sw t2, 0(t1)
          c.addi t0, 1
          j outer
        .align 4
        data: .word {", ".join(map(str, values))}
        .align 4
        done: nop
        """,
    )
    at = sim.state["s0"]
    words = sim.memory["ram"].read(int(at), dtype="s32", shape=(40,))
    assert words.tolist() == sorted(values)


def test_crc32(rv: Accelerator) -> None:
    data = bytes(Random(3).randrange(256) for _ in range(100))
    sim = run(
        rv,
        f"""
          la a1, data
          li a2, {len(data)}
          c.add a2, a1
          li a0, -1
          li a4, 0xedb88320
        byte:
          lbu a3, 0(a1)
          xor a0, a0, a3
          c.li a5, 8
        bit:
          andi a3, a0, 1
          neg a3, a3
          and a3, a3, a4
          srli a0, a0, 1
          c.xor a0, a3
          c.addi a5, -1
          c.bnez a5, bit
          addi a1, a1, 1
          bne a1, a2, byte
          not a0, a0
          j end
        data: .byte {", ".join(map(str, data))}
        .align 4
        end:
        """,
    )
    assert sim.state["a0"] == zlib.crc32(data)


def test_recursion_and_the_stack(rv: Accelerator) -> None:
    sim = run(
        rv,
        """
          li sp, 0x110000
          li a0, 15
          call fib
          mv s2, a0
          j end
        fib:
          li t0, 2
          blt a0, t0, leaf
          c.addi16sp sp, -16
          c.swsp ra, 12(sp)
          c.swsp a0, 8(sp)
          addi a0, a0, -1
          c.jal fib
          c.lwsp a1, 8(sp)
          c.swsp a0, 4(sp)
          addi a0, a1, -2
          jal fib_alias
          c.lwsp a1, 4(sp)
          c.add a0, a1
          c.lwsp ra, 12(sp)
          addi sp, sp, 16
          c.jr ra
        leaf: ret
        fib_alias: j fib
        end: c.mv a0, s2
        """.replace("jal fib_alias", "jal ra, fib_alias"),
    )
    assert sim.state["a0"] == 610
    assert sim.state["sp"] == 0x110000


def test_greatest_common_divisor_and_string_copy(rv: Accelerator) -> None:
    sim = run(
        rv,
        """
          li a0, 3528
          li a1, 3780
        1: beqz a1, 2f
          remu a2, a0, a1
          mv a0, a1
          mv a1, a2
          j 1b
        2: mv s1, a0
          la a1, text
          li a2, 0x20000
        1: lb a3, 0(a1)
          sb a3, 0(a2)
          addi a1, a1, 1
          addi a2, a2, 1
          bnez a3, 1b
          j end
        text: .asciz "copy me"
        .align 4
        end:
        """,
    )
    assert sim.state["s1"] == gcd(3528, 3780)
    assert bytes(sim.memory["ram"].read(0x20000, dtype="u8", shape=(8,)).tolist()) == b"copy me\0"


def quotient(a: int, b: int) -> int:
    return -1 if b == 0 else abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "sll": lambda a, b: a << (b & 31),
    "slt": lambda a, b: signed(a) < signed(b),
    "sltu": lambda a, b: a < b,
    "xor": lambda a, b: a ^ b,
    "srl": lambda a, b: a >> (b & 31),
    "sra": lambda a, b: signed(a) >> (b & 31),
    "or": lambda a, b: a | b,
    "and": lambda a, b: a & b,
    "mul": lambda a, b: a * b,
    "mulh": lambda a, b: signed(a) * signed(b) >> 32,
    "mulhsu": lambda a, b: signed(a) * b >> 32,
    "mulhu": lambda a, b: a * b >> 32,
    "div": lambda a, b: quotient(signed(a), signed(b)),
    "divu": lambda a, b: a // b if b else -1,
    "rem": lambda a, b: signed(a) - signed(b) * quotient(signed(a), signed(b)) if b else a,
    "remu": lambda a, b: a % b if b else a,
}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("hot", [1, 1 << 60])
def test_arithmetic(rv: Accelerator, name: str, hot: int) -> None:
    rnd = Random(name)
    corners = [0, 1, 2, 31, 32, 0x7FFF_FFFF, 0x8000_0000, M, M - 1]
    pairs = [(a, b) for a in corners for b in corners]
    pairs += [(rnd.getrandbits(32), rnd.getrandbits(32)) for _ in range(30)]
    text = "".join(
        f" lw a0, 0(s0)\n lw a1, 4(s0)\n {name} a2, a0, a1\n sw a2, 8(s0)\n addi s0, s0, 12\n" for _ in pairs
    )
    sim = Simulator(rv.architecture, rv.semantics, hot=hot)
    sim.load(rv.assemble("li s0, 0x40000\n" + text + EXIT))
    for n, pair in enumerate(pairs):
        for at, value in enumerate(pair):
            sim.memory["ram"].write(0x40000 + 12 * n + 4 * at, value.to_bytes(4, "little"))
    assert sim.run().reason == "exited"
    got = [int(sim.memory["ram"].read(0x40008 + 12 * n, dtype="u32")) for n in range(len(pairs))]
    assert got == [int(OPERATIONS[name](a, b)) & M for a, b in pairs]


def test_faults_and_calls(rv: Accelerator) -> None:
    for text, fault, value in [
        ("nop\n ebreak", "breakpoint", None),
        ("li a0, 0\n lw a1, 0(a0)", "load_fault", 0),
        ("li a0, 4\n sw a1, 0(a0)", "store_fault", 4),
        (".word 0", "illegal_instruction", 0),
        ("jr zero", "fetch_fault", 0),
    ]:
        sim = rv.simulator()
        sim.load(rv.assemble(text))
        result = sim.run(max_steps=100)
        assert result.fault is not None
        assert (result.fault.name, result.fault.value) == (fault, value), text
    sim = rv.simulator()
    hello = 'text: .ascii "hello"'
    sim.load(
        rv.assemble(
            f"li a7, 64\n li a0, 1\n la a1, text\n li a2, 5\n ecall\n mv a3, a0\n li a7, 7\n ecall {EXIT} {hello}"
        )
    )
    result = sim.run()
    assert (sim.state["a3"], result.exit_code) == (5, -38 & M)

"""How many scalar instructions a second both engines execute, beside an interpreter that decodes at each step.

And one loop for RV32IM, as GNU's assembler gives it: the native engine beside QEMU, which translates it to host code.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import specgen
from specgen.generators.interpreter.python.functions.function import emit_function, load_function
from specgen.generators.interpreter.python.storage import plan
from specgen.machine import Codec, Simulator, assemble
from specgen.model.architecture import Architecture
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics

SPEC = Path(__file__).parent / "specs" / "scalar"
STEPS = 5_000_000
NATIVE_STEPS = 500_000_000
BASELINE_STEPS = 100_000

PROGRAMS = {
    "load, multiply, store: one block": """
start:  addi x1, x0, 0
        addi x3, x0, 4096
        addi x7, x0, 77
loop:   lw x5, 0(x1)
        mul x6, x5, x7
        sw x6, 4(x1)
        addi x1, x1, 4
        addi x3, x3, -1
        bne x3, x0, loop
        jal x0, start
""",
    "the same beside the code": """
start:  addi x1, x0, 4096
        addi x3, x0, 4096
        addi x7, x0, 77
loop:   lc x5, 0(x1)
        mul x6, x5, x7
        sc x6, 4(x1)
        addi x1, x1, 4
        addi x3, x3, -1
        bne x3, x0, loop
        jal x0, start
""",
    "matrix product, 16 by 16: three loops": """
start:  addi x10, x0, 0
rows:   addi x11, x0, 0
column: addi x12, x0, 0
        addi x13, x0, 0
        slli x1, x10, 6
        slli x2, x11, 2
inner:  lw x5, 0(x1)
        lw x6, 1024(x2)
        mul x7, x5, x6
        add x13, x13, x7
        addi x1, x1, 4
        addi x2, x2, 64
        addi x12, x12, 1
        addi x8, x0, 16
        blt x12, x8, inner
        slli x3, x10, 4
        add x3, x3, x11
        slli x3, x3, 2
        sw x13, 2048(x3)
        addi x11, x11, 1
        blt x11, x8, column
        addi x10, x10, 1
        blt x10, x8, rows
        jal x0, start
""",
    "branches and calls": """
start:  addi x1, x0, 27
again:  andi x2, x1, 1
        bne x2, x0, odd
        srli x1, x1, 1
        jal x0, joined
odd:    slli x3, x1, 1
        add x1, x1, x3
        addi x1, x1, 1
joined: jal x31, mix
        addi x9, x0, 1
        bne x1, x9, again
        jal x0, start
mix:    xor x20, x20, x1
        add x21, x21, x20
        jr 0(x31)
""",
}


#: The first of them for RV32IM: 4,096 turns of six instructions, `ROUNDS` times.
LOOP = """
        .globl _start
_start: li s0, ROUNDS
start:  la a1, buffer
        li a3, 4096
        li a4, 77
loop:   lw a5, 0(a1)
        mul a6, a5, a4
        sw a6, 4(a1)
        addi a1, a1, 4
        addi a3, a3, -1
        bnez a3, loop
        addi s0, s0, -1
        bnez s0, start
        li a7, 93
        li a0, 0
        ecall
        .bss
buffer: .space 16392
"""
ROUNDS = 20_000


def measured(
    architecture: Architecture, semantics: Semantics, text: str, engine: str = "python", steps: int = STEPS
) -> float:
    """Instructions per second of CPU time of an engine; what the Python engine compiles on the way included."""
    machine = Simulator(architecture, semantics, engine)
    machine.load(assemble(architecture, text))
    start = time.process_time()
    result = machine.run(steps)
    assert result.steps == steps, str(result)
    return steps / (time.process_time() - start)


def baseline(architecture: Architecture, semantics: Semantics, text: str) -> float:
    """Instructions per second of CPU time of a loop that fetches, decodes and calls the instruction's function."""
    machine = Simulator(architecture, semantics)
    machine.load(assemble(architecture, text))
    core, codec = machine.cores[0], Codec(architecture)
    storage = plan(architecture, semantics.programs.values())
    programs = semantics.programs.values()
    functions = {
        p.instruction.name: load_function(emit_function(architecture, p, p.bodies[0], storage))
        for p in programs
    }
    pc = 0
    start = time.process_time()
    for _ in range(BASELINE_STEPS):
        word = int.from_bytes(core.memory["code"].view[pc : pc + 4], "little")
        decoded = codec.decode(word)
        assert decoded is not None
        values = tuple(decoded.operands.values())
        result = functions[decoded.instruction.name]["run"](core, pc, pc + 4, word, values, ())
        pc = pc + 4 if result is None else result
    return BASELINE_STEPS / (time.process_time() - start)


def rates() -> Iterator[tuple[str, float, float, float]]:
    """Program, instructions per second of the native and the Python engine, and of the baseline; the best of three."""
    architecture = load_architecture(SPEC)
    semantics = analyse(architecture, Diagnostics())
    for name, text in PROGRAMS.items():
        yield (
            name,
            max(measured(architecture, semantics, text, "native", NATIVE_STEPS) for _ in range(3)),
            max(measured(architecture, semantics, text) for _ in range(3)),
            max(baseline(architecture, semantics, text) for _ in range(3)),
        )


def beside_qemu() -> tuple[float, float]:
    """Instructions per second of `LOOP` on the native engine and on QEMU's user mode; the best of three."""
    with TemporaryDirectory() as folder:
        source, program = Path(folder) / "loop.s", Path(folder) / "loop"
        source.write_text(LOOP.replace("ROUNDS", str(ROUNDS)))
        flags = ("-march=rv32im", "-mabi=ilp32", "-nostdlib", "-Wl,-Ttext=0x11000", "-o", str(program))
        subprocess.run(["riscv64-unknown-elf-gcc", *flags, str(source)], check=True)
        machine = specgen.load(Path(__file__).parents[1] / "examples" / "rv32imc").simulator("native")
        taken, steps = [], 0
        for _ in range(3):
            machine.reset()
            machine.load(program)
            start = time.process_time()
            result = machine.run()
            taken.append(time.process_time() - start)
            assert result.exit_code == 0, str(result)
            steps = result.steps
        return steps / min(taken), steps / min(_child_seconds("qemu-riscv32", program) for _ in range(3))


def _child_seconds(command: str, program: Path) -> float:
    before = os.times()
    subprocess.run([command, str(program)], check=True)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main() -> None:
    """Prints the rows of the tables in README.md."""
    for name, native, fast, slow in rates():
        print(f"| {name:<40} | {native / 1e6:6.0f} | {fast / 1e6:6.1f} | {slow / 1e6:6.2f} |", flush=True)
    native, qemu = beside_qemu()
    print(f"| the native engine                        | {native / 1e6:6.0f} |")
    print(f"| qemu-riscv32                             | {qemu / 1e6:6.0f} | {qemu / native:.1f} times")


if __name__ == "__main__":
    main()

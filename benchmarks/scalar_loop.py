"""How many scalar instructions a second the Python engine executes, beside an interpreter that decodes at each step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from specgen.generators.interpreter.python.functions.function import emit_function, load_function
from specgen.generators.interpreter.python.storage import plan
from specgen.machine import Codec, Simulator, assemble
from specgen.model.architecture import Architecture
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics

SPEC = Path(__file__).parent / "specs" / "scalar"
STEPS = 5_000_000
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


def measured(architecture: Architecture, semantics: Semantics, text: str) -> float:
    """Instructions per second of CPU time of the engine, compiling included."""
    machine = Simulator(architecture, semantics)
    machine.load(assemble(architecture, text))
    start = time.process_time()
    result = machine.run(STEPS)
    assert result.steps == STEPS, str(result)
    return STEPS / (time.process_time() - start)


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


def rates() -> Iterator[tuple[str, float, float]]:
    """Program, instructions per second of the engine, and of the baseline; the best of three."""
    architecture = load_architecture(SPEC)
    semantics = analyse(architecture, Diagnostics())
    for name, text in PROGRAMS.items():
        yield (
            name,
            max(measured(architecture, semantics, text) for _ in range(3)),
            max(baseline(architecture, semantics, text) for _ in range(3)),
        )


def main() -> None:
    """Prints a row of the table in README.md per program."""
    for name, fast, slow in rates():
        print(f"| {name:<40} | {fast / 1e6:6.1f} | {slow / 1e6:6.2f} | {fast / slow:5.0f} times |")


if __name__ == "__main__":
    main()

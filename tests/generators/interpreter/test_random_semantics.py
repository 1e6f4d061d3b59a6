"""Random semantics over integers: what is compiled inline, what is a function, and the reference agree to the bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from specgen.machine import Codec, Simulator
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics
from tests.generators.interpreter.random_semantics import write_spec
from tests.semantics.evaluator import Machine, execute

TURNS = 3
MEMORIES = (("data", 256, 256), ("raw", 10, 100))


def random_state(random: Random) -> Machine:
    def bits(width: int) -> int:
        return random.choice(
            [
                random.getrandbits(width),
                random.getrandbits(3),
                (1 << width) - 1 - random.getrandbits(2),
                1 << (width - 1),
            ]
        )

    state = {
        "pc": [0], "x": [0, *(bits(32) for _ in range(7))], "s": [bits(16) for _ in range(4)],
        "w": [bits(128)], "n": [bits(7) for _ in range(3)],
    }  # fmt: skip
    memories = {
        "code": bytearray(4096),
        "data": bytearray(random.randbytes(256)),
        "raw": bytearray(random.randbytes(100)),
    }
    return Machine(state, memories, {})


def observed(simulator: Simulator, word: int, start: Machine) -> tuple[object, ...]:
    """Everything after one instruction on the machine."""
    simulator.reset()
    simulator.load(b"\xff" * 64)
    simulator.load(word.to_bytes(4, "little"))
    for name in ("x", "s", "n"):
        simulator.state[name] = start.state[name]
    simulator.state["w"] = start.state["w"][0]
    for name, base, _ in MEMORIES:
        simulator.memory[name].write(base, bytes(start.memories[name]))
    result = simulator.run(1)
    state = {n: np.atleast_1d(simulator.state[n]).tolist() for n in ("pc", "x", "s", "w", "n")}
    widths = {"pc": 32, "x": 32, "s": 16, "w": 128, "n": 7}
    raw = {n: [int(v) & ((1 << widths[n]) - 1) for v in values] for n, values in state.items()}
    memories = {
        name: simulator.memory[name].read(base, "u8", size).tobytes() for name, base, size in MEMORIES
    }
    return raw, memories, (result.fault.name, result.fault.value) if result.fault is not None else None


def expected(semantics: Semantics, name: str, fields: dict[str, int], start: Machine) -> tuple[object, ...]:
    outcome = execute(start, semantics.programs[name], fields)
    machine = outcome.machine
    state = machine.state | {"pc": [machine.pc & 0xFFFFFFFF if outcome.fault is None else 0]}
    fault = (outcome.fault, outcome.value) if outcome.fault is not None else None
    return state, {name: bytes(machine.memories[name]) for name, _, _ in MEMORIES}, fault


@pytest.mark.parametrize("seed", range(4))
def test_inline_function_and_reference_agree(seed: int, tmp_path: Path) -> None:
    agree(tmp_path, seed, 40)


def agree(folder: Path, seed: int, count: int) -> None:
    write_spec(folder, seed, count)
    architecture = load_architecture(folder)
    semantics = analyse(architecture, Diagnostics())
    assert len(semantics.programs) > 0.8 * count
    typed = {n: i for n, i in architecture.instructions.items() if n in semantics.programs}
    architecture = replace(architecture, instructions=typed)
    inline, functions = (Simulator(architecture, semantics, hot=hot) for hot in (1, 1 << 60))
    codec, random = Codec(architecture), Random(seed)
    for name, instruction in typed.items():
        for _ in range(TURNS):
            fields = {f.name: random.getrandbits(f.width) for f in instruction.operands}
            word = codec.encode(name, **{f.name: f.value(fields[f.name]) for f in instruction.operands})
            start = random_state(random)
            wanted = expected(semantics, name, fields, start)
            text = f"seed {seed}, {name} {fields}:\n{instruction.semantics}"
            assert observed(inline, word, start) == wanted, f"inline, {text}"
            assert observed(functions, word, start) == wanted, f"function, {text}"

"""Small machines for the simulator's tests, and the reference beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from specgen.machine import Codec, Result, Simulator, assemble
from specgen.model.architecture import Architecture
from specgen.model.isa import Field
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics
from tests.semantics.evaluator import Machine, execute

SPECS = Path(__file__).parent / "spec"
NEVER = 1 << 60  # jumps before anything is compiled


@cache
def spec(name: str, variant: str | None = None) -> tuple[Architecture, Semantics]:
    """A spec of this folder, without findings."""
    architecture, found = load_architecture(SPECS / name, variant), Diagnostics()
    semantics = analyse(architecture, found)
    assert not found.errors, [d.message for d in found]
    return architecture, semantics


def simulator(name: str = "scalar", text: str = "", *, hot: int = 2) -> Simulator:
    """A machine with an assembled program."""
    architecture, semantics = spec(name)
    made = Simulator(architecture, semantics, hot=hot)
    if text:
        made.load(assemble(architecture, text))
    return made


def run(text: str, name: str = "scalar", *, hot: int = 2, steps: int = 100_000) -> tuple[Simulator, Result]:
    """A machine that ran a program."""
    made = simulator(name, text, hot=hot)
    return made, made.run(steps)


@dataclass
class Reference:
    """The reference evaluator as a machine: one instruction of the first processor after the other."""

    architecture: Architecture
    semantics: Semantics
    machine: Machine
    steps: int = 0
    fault: tuple[str, int | None] | None = None

    @classmethod
    def start(cls, name: str, image: bytes) -> Reference:
        architecture, semantics = spec(name)
        machine = Machine.reset(architecture)
        processor = next(iter(architecture.processors.values()))
        machine.memories[processor.memory.name][: len(image)] = image
        return cls(architecture, semantics, machine)

    def run(self, steps: int) -> None:
        codec = Codec(self.architecture)
        code = codec.processor.memory.name
        while self.steps < steps and self.fault is None:
            pc, memory = self.machine.pc, self.machine.memories[code]
            if pc % 4 or pc + 4 > len(memory):
                self.fault = (codec.processor.fetch.name, pc)
                return
            word = int.from_bytes(memory[pc : pc + 4], "little")
            decoded = codec.decode(word)
            if decoded is None:
                self.fault = (codec.processor.illegal.name, word)
                return
            fields = {f.name: f.extract(word) for f in decoded.instruction.operands}
            outcome = execute(self.machine, self.semantics.programs[decoded.instruction.name], fields)
            self.machine = outcome.machine
            if outcome.fault is not None:
                self.machine.pc = pc
                self.fault = (outcome.fault, outcome.value)
                return
            self.steps += 1


LOADS_AND_STORES = {
    "lw": 8,
    "lh": 9,
    "sw": 9,
    "sb": 8,
    "pop": 9,
    "swap": 8,
    "lo": 11,
    "so": 11,
    "lc": 12,
    "sc": 12,
}


def random_program(random: Random, length: int, *, rash: float = 0.005) -> bytes:
    """Words of the ``scalar`` spec: arithmetic, accesses by pointers in x8 to x12, loops and branches inside.

    ``rash`` is the share of operands that may be anything.
    """
    codec = Codec(spec("scalar")[0])
    names = [n for n in codec.instructions if n not in {"exit", "trap", "jr"}]
    words = []
    for place in range(length):
        name = random.choice(names)
        operands = {
            f.name: _operand(random, name, f, place, length) for f in codec.instructions[name].operands
        }
        for f in codec.instructions[name].operands:
            if random.random() < rash:
                operands[f.name] = f.value(random.getrandbits(f.width))
        words.append(codec.encode(name, **operands))
    return b"".join(word.to_bytes(4, "little") for word in words)


def _operand(random: Random, name: str, field: Field, place: int, length: int) -> int:
    if field.name == "offset":
        return random.randint(max(-place, -8), min(length - place - 1, 8)) * 4
    if field.name == "imm" and name in LOADS_AND_STORES:
        return 4 * random.randint(0, 3)
    if field.name == "imm":
        return random.randint(field.low, field.high)
    if name == "get" and field.name == "a":
        return random.randint(0, 3)
    if field.name == "a" and name in LOADS_AND_STORES:
        return LOADS_AND_STORES[name]
    return 13 if name == "sc" else random.randint(0, 7)


def random_registers(random: Random, image: bytes) -> list[int]:
    """Values of x1 to x15 for a random program: numbers, pointers, and one of its own words."""
    numbers = [random.choice([random.getrandbits(32), random.getrandbits(4), 0xFFFFFFFF]) for _ in range(7)]
    data = [0x10000 + 4 * random.randrange(1, 4000) for _ in range(3)]
    word = int.from_bytes(image[4 * random.randrange(len(image) // 4) :][:4], "little")
    return [
        *numbers,
        *data,
        24 + random.randrange(900),
        4 * random.randrange(len(image) // 4 - 3),
        word,
        0,
        0,
    ]

"""A spec whose instructions read and write memories in every way, and random rounds of them on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from textwrap import indent
from typing import Any

from specgen.machine import Codec, Simulator
from specgen.machine.vectors.contents import held, set_raw
from specgen.model.architecture import Architecture
from specgen.model.isa import Instruction
from specgen.model.spec import load
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics, render
from tests.generators.interpreter import test_memory
from tests.generators.interpreter.c.test_functions import CONFLICTS, MORE, ONE, SCATTERED
from tests.generators.interpreter.conftest import SPEC, scramble
from tests.machine.native.agreeing import same

INSTRUCTIONS, PROBES = 8, 24  # of a round
WATCHED = ("sram", "free", "back")
ADDRESSES = (256, 260, 264, 300, 512, 1000, 1020, 261, 40000)
BASES = (256, 512, 1024, 1024, 2000, 2041, 4328, 4332)

TEXTS = [
    *(text for text in (*test_memory.ACCESSES, *test_memory.FAULTS) if ".read(" in text or ".write(" in text),
    "x[5] = free.read(u8, x[1] & 1023) if x[4] > 5 else back.read(u8, x[2] & 511)",
    "if free.read(u8, x[4]) > 99 or free.read(u8, u32(40 + x[5])) > 5:\n    x[5] = 1",
    "free.write(u16, 40 + n[0], 7)\nback.write(f32, 4 * n[1], f[1])\nx[5] = free.read(u16, 40 + n[2])\nx[6] = guarded[x[7]]",
    "for i in range(8):\n    free.write(u8, u32(64 + x[i]), i)\n    commit()\n    x[8] = free.read(u8, 64 + i)",
    'for i in grid(8, conflict="add"):\n    free.write(u8, x[i] & 255, 1)\n    f[i] = sram.read(f32, u32(256 + 4 * x[i + 8]))',
    'for i in grid(8, conflict="add"):\n    sram.write(bf16, u32(256 + 2 * x[i]), b[i])',
    'for i in grid(4, conflict="last"):\n    free.write(u8, x[i], free.read(u8, 4 + i))\n    s[i] = guarded[x[i + 8]]',
]
TILED = [
    test_memory.MATMUL,
    *(SCATTERED.format(conflict=conflict) for conflict in CONFLICTS),
    "for i in range(4):\n    for l in range(n[0]):\n        out[i, l] = f32(left[i, l]) if x[l] > 5 else out[i, 7]",
    "for l in range(n[0]):\n    if f32(left[0, l]) > 0.0 or f32(right[l, 0]) > 0.5 and x[l] > 2:\n        x[6] = guarded[x[7]]",
    "for l in range(n[0]):\n    out[0, l] = 1.0\n    commit()\n    f[l] = f32(right[l, 3])",
    "for i, j in grid(4, 8):\n    out[i, j] = 2.0\n    if x[i + 8] > 8:\n        raise bad_index(i)\nx[6] = guarded[x[7]]",
    "for i, j in grid(4, 8):\n    out[i, j] = out[i, 7 - j] + 1.0",
    "for i, j in grid(4, 8):\n    if x[j] > 3:\n        v[i, j] = out[i, j]",
]
KINDS = [
    ("sram", "row_major", "column_major", "bf16"),
    ("back", "column_major", "row_major", "u24"),
    ("free", "row_major", "row_major", "e2m1"),
]


def examples() -> list[tuple[str, str]]:
    """The semantics of every instruction, and its operands."""
    found = [(text, "") for text in TEXTS]
    for memory, one, other, element in KINDS:
        more = test_memory.TILES.format(memory=memory, one=one, other=other, element=element)
        found += [(text, more) for text in (TILED if element == "bf16" else TILED[:1] + TILED[5:7])]
    return [*found, *((f"x[5] = {name}.read(u8, x[20])", "") for name in WATCHED)]


def made(folder: Path) -> tuple[Architecture, Semantics]:
    """The spec; its last instructions read one byte of each memory."""
    spec = SPEC.replace('reserved: "63:38"', 'more: "45:38", reserved: "63:46"') + MORE
    for number, (semantics, more) in enumerate(examples()):
        texts = indent(more, "    "), indent(semantics, "      ")
        spec += ONE.format(
            number=number, fixed=", dtype: 0", dtype="", engine="", more=texts[0], semantics=texts[1]
        )
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    diagnostics = Diagnostics()
    architecture = load(folder).architecture()
    semantics_ = analyse(architecture, diagnostics)
    assert len(semantics_.programs) == len(examples()), render(diagnostics, "text")
    return architecture, semantics_


class Start:
    """What a machine starts with: any state, registers that are addresses now and then, memories written in places."""

    def __init__(self, architecture: Architecture, dice: Random) -> None:
        self.machine = scramble(architecture, dice)
        self.written = {name: list(_pieces(dice, architecture, name)) for name in WATCHED}
        self.registers(dice)

    def registers(self, dice: Random) -> None:
        """Other values of some registers."""
        x = self.machine.state["x"]
        for at in range(1, 20):
            x[at] = dice.randrange(12)
        for at in range(1, 4):
            x[at] = dice.choice(ADDRESSES)
        for at in range(20, 25):
            x[at] = dice.choice(BASES)
        x[21], x[24] = dice.choice([32, 64, 32, 20]), dice.choice([32, 64, 36, 48, 34, (1 << 32) - 32])
        self.machine.state["n"][0] = dice.randrange(9)

    def fill(self, machine: Simulator, names: Iterable[str] = ()) -> None:
        """Resets a machine to this, or to some of its states."""
        machine.reset()
        for name in names or (state.name for state in held(machine.architecture)):
            self.put(machine, name)
        for name, pieces in self.written.items():
            for address, data in pieces:
                machine.memory[name].write(address, data)

    def put(self, machine: Simulator, name: str) -> None:
        """Sets one state."""
        core: Any = machine.cores[0]
        for place, bits in enumerate(self.machine.state[name]):
            set_raw(core, machine.architecture.state[name], place, bits)


def _pieces(dice: Random, architecture: Architecture, name: str) -> Iterator[tuple[int, bytes]]:
    memory = architecture.memories[name]
    at, most = 0, dice.choice([40, 400, 4000])
    while at < memory.size:
        size = dice.randint(1, min(most, memory.size - at))
        yield memory.base + at, dice.randbytes(size)
        at += size + dice.randint(1, dice.choice([2, 9, 200]))


def word(codec: Codec, dice: Random, instruction: Instruction) -> int:
    """An instruction with any operands."""
    operands = {f.name: f.value(dice.getrandbits(f.width)) for f in instruction.operands}
    return codec.encode(instruction.name, **operands)


def round_of(machines: tuple[Simulator, Simulator], dice: Random) -> list[str]:
    """One instruction after the other on what the ones before left; the faults that were met."""
    architecture, met = machines[0].architecture, []
    start, codec = Start(architecture, dice), Codec(architecture)
    instructions = list(architecture.instructions.values())
    for machine in machines:
        start.fill(machine)
    for _ in range(INSTRUCTIONS):
        start.registers(dice)
        one = word(codec, dice, dice.choice(instructions))
        results = []
        for machine in machines:
            for name in ("x", "n"):
                start.put(machine, name)
            results.append(machine.execute(one, pc=0))
        same(*machines, (results[0], results[1]))
        met.append(results[0].fault.name if results[0].fault is not None else "")
    _probe(machines, dice, [codec.encode(i.name, rd=0, rs1=0, rs2=0, imm=0) for i in instructions[-3:]])
    return met


def _probe(machines: tuple[Simulator, Simulator], dice: Random, words: list[int]) -> None:
    """Bytes around those that were written are, or are not, in both."""
    for name, probe in zip(WATCHED, words, strict=True):
        buffer = machines[0].cores[0].memory[name]
        assert buffer.written is not None
        ends = [at for at in range(1, buffer.size) if buffer.written[at] != buffer.written[at - 1]]
        for _ in range(PROBES):
            address = buffer.base + max(dice.choice([*ends, 0]) - dice.randrange(2), 0)
            results = []
            for machine in machines:
                machine.state["x20"] = address
                results.append(machine.execute(probe, pc=0))
            assert results[0] == results[1], (name, address)

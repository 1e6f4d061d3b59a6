"""Tiles in layouts of every kind: both engines against the layouts' own arithmetic, and against NumPy's reshapes."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine import Result, Simulator
from specgen.machine.simulator import ENGINES
from specgen.model.isa import Field, TileOperand
from specgen.model.types import NumberType
from tests.generators.interpreter.conftest import fill, scramble
from tests.machine.lockstep import Lockstep
from tests.machine.races.footprints import Comparison, Log
from tests.semantics.evaluator import execute

Bytes = NDArray[np.uint8]

SPEC = Path(__file__).with_name("layouts")
BASE, FAR, AT, PITCH = 0x40, 0, 768, 1203
SIZES = (5, 7, 19, 1)
KINDS = {
    "swizzled": ("s12", "e2m1", "f32"),
    "mixed": ("s12", "e2m1", "f32"),
    "nibbles": ("u3", "e2m1", "s12", "bf16"),
}
ANY = ("s16", "e2m1", "u24")


@pytest.fixture(scope="module")
def spec() -> Accelerator:
    return specgen.load(SPEC)


def machine(spec: Accelerator, engine: str, text: str, mem: Bytes, far: Bytes) -> tuple[Simulator, Result]:
    """The machine after one instruction, on memories filled with these bytes."""
    sim = spec.simulator(engine=engine)
    sim.load(spec.assemble(text))
    for name, address in (("x1", BASE + 256), ("x2", AT), ("x3", PITCH), ("x4", BASE + 0x4001)):
        sim.state[name] = address
    for number, size in enumerate(SIZES):
        sim.state[f"n{number}"] = size
    sim.memory["mem"].write(BASE, mem.tobytes())
    sim.memory["far"].write(FAR, far.tobytes())
    return sim, sim.run(max_steps=1)


def random_bytes(seed: int) -> tuple[Bytes, Bytes]:
    dice = np.random.default_rng(seed)
    mem, far = (dice.integers(0, 256, 1 << 16, np.uint8) for _ in range(2))
    return mem, far


# -- an element at a time, by the layout's own arithmetic --------------------------------------------------------------


class Window:
    """A tile operand as a window onto the bits of a memory, in the order in which its bytes have them."""

    def __init__(self, tile: TileOperand, kind: NumberType, base: int, shape: tuple[int, ...]) -> None:
        given = {name: PITCH if text.startswith("x") else int(text) for name, text in tile.arguments.items()}
        bound = tile.layout.bind(shape, element=kind, arguments=given)
        whole = not (bound.width * bound.unit % 8 or bound.unit % 8)
        self.order: Any = "little" if tile.memory.endianness == "little" else "big"
        first = 8 * (base - tile.memory.base)
        at = np.array([first + bound.bit(index) for index in np.ndindex(*shape)]).reshape(*shape, 1)
        stored = 8 * kind.bytes if whole else kind.width
        self.stored = at + np.arange(stored)
        self.bits = (
            self.stored[..., stored - kind.width :] if self.order == "big" else self.stored[..., : kind.width]
        )

    def read(self, data: Bytes) -> Bytes:
        """The bits of all elements, the least significant first."""
        found = np.unpackbits(data, bitorder=self.order)[self.bits]
        return found[..., ::-1] if self.order == "big" else found

    def write(self, data: Bytes, elements: Bytes) -> Bytes:
        bits = np.unpackbits(data, bitorder=self.order)
        bits[self.stored] = 0
        bits[self.bits] = elements[..., ::-1] if self.order == "big" else elements
        return np.packbits(bits, bitorder=self.order)


SHAPES: dict[str, tuple[int, ...]] = {
    "line": (5,),
    "planes": (5, 7, 19),
    "pitched": (5, 7),
    "shifted": (8, 8),
    "every_other": (5, 7),
    "tiles": (8, 12),
    "nhcwb16": (5, 7, 19),
    "vnni": (5, 7),
    "blocked": (2, 5, 3, 7),
    "fused": (10, 5),
    "swizzled": (32, 32),
    "twice": (5, 16),
    "nibbles": (5, 7),
    "mixed": (5, 8),
}
PITCHED = {"pitched"}


def window(spec: Accelerator, name: str, tile: str, kind: str, base: int, shape: tuple[int, ...]) -> Window:
    instruction = spec.instructions[name]
    operand = next(t for t in instruction.tiles if t.name == tile)
    assert isinstance(operand.element, Field)
    assert operand.element.enum is not None
    element = operand.element.enum.by_name[kind].type
    assert element is not None
    return Window(operand, element, base, shape)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("layout", SHAPES)
def test_elements_are_read_and_written_where_the_layout_says(
    spec: Accelerator, layout: str, engine: str
) -> None:
    shape = SHAPES[layout]
    pitch = ", x3" if layout in PITCHED else ""
    for number, kind in enumerate(KINDS.get(layout, ANY)):
        mem, far = random_bytes(number)
        for verb, text in (("unpack", f"x1, x2{pitch}"), ("pack", f"x2, x1{pitch}")):
            name = f"{verb}_{layout}"
            bases = (BASE + 256, AT) if verb == "unpack" else (AT, BASE + 256)
            source, target = (window(spec, name, t, kind, b, shape) for t, b in zip("sd", bases, strict=True))
            sim, result = machine(spec, engine, f"{verb}.{layout} {text}, {kind}", mem, far)
            assert result.fault is None, (kind, verb, result)
            wanted = [mem, far]
            wanted[verb == "unpack"] = target.write(
                wanted[verb == "unpack"], source.read(wanted[verb == "pack"])
            )
            assert np.array_equal(sim.memory["mem"].read(BASE, "u8", shape=(1 << 16,)), wanted[0]), (
                kind,
                verb,
            )
            assert np.array_equal(sim.memory["far"].read(FAR, "u8", shape=(1 << 16,)), wanted[1]), (
                kind,
                verb,
            )


def test_both_engines_do_the_same() -> None:
    both = Lockstep(specgen.load(SPEC))
    done: Counter[str] = Counter()
    for seed in range(3):
        assert both.round(f"{seed}", 80, lambda name: done.update([name])) is None
    assert len(done) > 40


def test_it_is_what_the_language_says(spec: Accelerator) -> None:
    """Instructions on random machines, beside the reference evaluator."""
    sim, faults = spec.simulator(engine="python"), Counter[str | None]()
    for seed in range(4):
        for program in spec.semantics.programs.values():
            dice = random.Random(f"{seed} {program.instruction.name}")
            machine = scramble(spec.architecture, dice)
            for name in ("a", "b", "c"):
                machine.state["x"][ord(name) - 96] = dice.randrange(0x40, 0x600) & -4
            machine.state["x"][0] = machine.state["pc"][0] = 0
            fields = {f.name: dice.getrandbits(f.width) for f in program.instruction.operands}
            fields |= {f: n for n, f in enumerate("abc", 1) if f in fields}
            if "kind" in fields:
                fields["kind"] = dice.choice(program.bodies).when["kind"]
            after = execute(machine, program, fields)
            core = sim.cores[0]
            for name, bits in machine.state.items():
                fill(core.state[name], spec.architecture.state[name], bits)
            for name, content in machine.memories.items():
                core.memory[name].view[: len(content)] = bytes(content)
            word = program.instruction.match
            word |= sum(f.place(fields[f.name]) for f in program.instruction.operands)
            result = sim.execute(word, pc=0)
            told = f"{program.instruction.name} {fields}, seed {seed}"
            faults[after.fault] += 1
            assert (result.fault.name if result.fault else None) == after.fault, told
            assert result.fault is None or result.fault.value == after.value, told
            for name in ("mem", "far"):
                content = after.machine.memories[name]
                assert core.memory[name].view[: len(content)] == bytes(content), f"{told}: {name}"
    assert faults[None] > 75
    assert faults.keys() >= {"out_of_range", "misaligned", "duplicate"}


def test_races_are_told_by_the_bytes_that_elements_touch(
    spec: Accelerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log()
    log.install(monkeypatch)
    both = Comparison(spec.architecture, spec.semantics)
    for seed in range(3):
        for program in spec.semantics.programs.values():
            both.compare(program, log, random.Random(f"{seed} {program.instruction.name}"))
    assert both.exact > 30

"""Tiles in layouts of every kind: both engines against the layouts' own arithmetic, and against NumPy's reshapes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine import Codec, Result, Simulator
from specgen.machine.simulator import ENGINES
from specgen.machine.vectors import Maker, replay
from specgen.model.isa import Field, TileOperand
from specgen.model.types import NumberType
from tests.generators.interpreter.conftest import fill, scramble
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


@pytest.mark.parametrize("layout", SHAPES)
def test_elements_are_read_and_written_where_the_layout_says(spec: Accelerator, layout: str) -> None:
    shape = SHAPES[layout]
    pitch = ", x3" if layout in PITCHED else ""
    for number, kind in enumerate(KINDS.get(layout, ANY)):
        mem, far = random_bytes(number)
        for verb, text in (("unpack", f"x1, x2{pitch}"), ("pack", f"x2, x1{pitch}")):
            name = f"{verb}_{layout}"
            bases = (BASE + 256, AT) if verb == "unpack" else (AT, BASE + 256)
            source, target = (window(spec, name, t, kind, b, shape) for t, b in zip("sd", bases, strict=True))
            sim, result = machine(spec, "python", f"{verb}.{layout} {text}, {kind}", mem, far)
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


def _padded(values: Any, axis: int, multiple: int) -> Any:
    pads = [(0, -values.shape[n] % multiple if n == axis else 0) for n in range(values.ndim)]
    return np.pad(values, pads)


def _tiled(a: Any) -> Any:
    (rows, columns) = a.shape
    return a.reshape(rows // 8, 4, 2, columns // 4, 4).transpose(0, 3, 1, 4, 2)


def _blocked(a: Any) -> Any:
    n, c, h, w = (a := _padded(a, 1, 8)).shape
    return a.reshape(n, c // 8, 8, h, w).transpose(0, 1, 3, 4, 2)


def _nhcwb16(a: Any) -> Any:
    h, w, c = (a := _padded(a, 2, 16)).shape
    return a.reshape(h, w, c // 16, 16).transpose(0, 2, 1, 3)


def _vnni(a: Any) -> Any:
    k, n = (a := _padded(a, 0, 4)).shape
    return a.reshape(k // 4, 4, n).transpose(0, 2, 1)


def _every_other(a: Any) -> Any:
    r, c = (a := _padded(a, 1, 2)).shape
    return a.reshape(r, c // 2, 2).transpose(0, 2, 1)


def _fused(a: Any) -> Any:
    r, c = (a := _padded(a, 1, 3)).shape
    pages = a.reshape(r // 2, 2, c // 3, 3).transpose(0, 2, 1, 3).reshape(-1, 2, 3)
    return _padded(pages, 0, 4).reshape(-1, 4, 2, 3).transpose(1, 0, 2, 3)


#: What lies in memory one after the other, as NumPy makes it of what the index names.
MADE: dict[str, Callable[[Any], Any]] = {
    "line": lambda a: a,
    "planes": lambda a: a.transpose(2, 0, 1),
    "tiles": _tiled,
    "nhcwb16": _nhcwb16,
    "vnni": _vnni,
    "blocked": _blocked,
    "every_other": _every_other,
    "fused": _fused,
}


@pytest.mark.parametrize("layout", MADE)
def test_layouts_are_what_numpy_makes(spec: Accelerator, layout: str) -> None:
    values = np.random.default_rng(3).integers(0, 1 << 16, SHAPES[layout]).astype("<i2")
    there = np.frombuffer(np.ascontiguousarray(MADE[layout](values)).tobytes(), np.uint8)
    mem, far = random_bytes(4)
    mem[256 : 256 + len(there)] = there
    sim, result = machine(spec, "python", f"unpack.{layout} x1, x2, s16", mem, far)
    assert result.fault is None
    assert np.array_equal(sim.memory["far"].read(AT, "s16", shape=values.shape), values)


def test_a_swizzle_is_what_numpy_makes(spec: Accelerator) -> None:
    values = np.random.default_rng(3).normal(size=(32, 32)).astype(np.float32)
    chunks = values.view(np.uint8).reshape(32, 8, 16)
    rows, chunk = np.indices((32, 8))
    there = chunks[rows, chunk ^ rows % 8].reshape(-1)
    mem = random_bytes(4)[0]
    mem[256 + 64 : 256 + 64 + len(there)] = there
    text = "unpack.swizzled x5, x2, f32"
    sim = spec.simulator()
    sim.load(spec.assemble(text))
    sim.state["x5"], sim.state["x2"] = BASE + 256 + 64, AT
    sim.memory["mem"].write(BASE, mem.tobytes())
    assert sim.run(max_steps=1).fault is None
    assert np.array_equal(sim.memory["far"].read(AT, "f32", shape=(32, 32)), values)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_never_written_is_told(spec: Accelerator, engine: str) -> None:
    """Of elements that share bytes those count, and a write of part of one counts for it all."""
    sim = spec.simulator(engine=engine, check_uninitialised=True)
    sim.load(spec.assemble("pack.nibbles x2, x1, u3\nunpack.nibbles x1, x2, u3\nunpack.nibbles x4, x2, u3"))
    for name, address in (("x1", BASE + 256), ("x2", AT), ("x4", BASE + 257)):
        sim.state[name] = address
    sim.state["n0"], sim.state["n1"] = 3, 5
    sim.memory["far"].write(AT, bytes(15))
    result = sim.run(max_steps=4)
    assert result.fault is not None
    assert (result.fault.name, result.fault.value, result.steps) == ("unknown", BASE + 256 + 5, 2)


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


def test_vectors_hold_what_tiles_touch(spec: Accelerator) -> None:
    maker, machine_ = Maker(spec.semantics, count=2), spec.simulator(engine="python")
    done = 0
    for name in ("pack_nibbles", "unpack_blocked", "six", "count_add"):
        file = maker.file(spec.instructions[name])
        codec = Codec(spec.architecture, spec.instructions[name].processor)
        for vector in file.vectors:
            assert list(replay(machine_, codec, vector)) == []
            done += vector.outcome == "done" and bool(vector.after.memory)
    assert done > 8

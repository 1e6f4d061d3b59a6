"""A bench on which emitted functions run beside the exact evaluator, from the same random state."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from textwrap import indent
from typing import Any

import numpy as np
import pytest

from specgen.generators.interpreter.python import storage
from specgen.generators.interpreter.python.functions import FunctionSource, emit_function, load_function
from specgen.generators.interpreter.python.runtime import FaultRaised
from specgen.machine.core import Core
from specgen.machine.hosts import Hosts
from specgen.machine.memory import MemoryBuffer
from specgen.model.architecture import Architecture
from specgen.model.execution import State
from specgen.model.spec import load
from specgen.model.types import IntegerType
from specgen.semantics import Semantics, analyse, ir
from specgen.source import Diagnostics, render
from tests.semantics.evaluator import Machine, Outcome, execute

SPEC = Path(__file__).with_name("spec.yaml").read_text(encoding="utf-8")

EXAMPLE = """
instructions:
  example:
    format: r
    encoding: {{opcode: 1{fixed}}}
    {engine}
    assembly: "example {{rd:x}}, {{rs1:x}}, {{rs2:x}}, {{imm}}{dtype}"
    summary: An example.
{more}
    semantics: |
{semantics}
"""


@dataclass
class Bench:
    """An instruction, and both ways of executing it."""

    architecture: Architecture
    semantics: Semantics
    homes: dict[str, storage.Storage]

    @property
    def program(self) -> ir.Program:
        return self.semantics.programs["example"]

    def source(self, body: ir.Body | None = None, *, checked: bool = False) -> FunctionSource:
        made = body or self.program.bodies[0]
        return emit_function(self.architecture, self.program, made, self.homes, checked=checked)

    def agree(
        self, turns: int = 8, prepare: Callable[[Machine, random.Random], None] | None = None
    ) -> list[str]:
        """Runs both from random states and compares everything; returns the faults that were met.

        The first time it also runs what looks whether all that is read was written, which it was.
        """
        faults = []
        bodies = self.program.bodies
        runs = {id(body): load_function(self.source(body)) for body in bodies}
        checked = {id(body): load_function(self.source(body, checked=True)) for body in bodies}
        for turn in range(turns):
            dice = random.Random(turn)
            machine = scramble(self.architecture, dice)
            if prepare is not None:
                prepare(machine, dice)
            fields = {f.name: dice.getrandbits(f.width) for f in self.program.instruction.operands}
            if "dtype" in fields:
                fields["dtype"] = dice.choice([0, 2, 3])
            expected = execute(
                machine, self.program, fields, host=lambda name, arguments: 7 * arguments[0] + 1
            )
            chosen = id(self.program.body_for(fields))
            self._compare(runs[chosen], machine, fields, expected)
            if not turn:
                self._compare(checked[chosen], machine, fields, expected)
            faults.append(expected.fault or "")
        return faults

    def _compare(
        self, functions: dict[str, Any], machine: Machine, fields: dict[str, int], expected: Outcome
    ) -> None:
        core = self._core(machine)
        instruction = self.program.instruction
        operands = tuple(f.value(fields[f.name]) for f in instruction.operands)
        word = instruction.match | sum(f.place(fields[f.name]) for f in instruction.operands)
        captured = functions["issue"](core, operands) if "issue" in functions else ()
        following = (machine.pc + 8) % (1 << 32)
        fault = None
        try:
            jump = functions["run"](core, machine.pc, following, word, operands, captured)
        except FaultRaised as raised:
            fault, jump = raised, None
        assert (fault.fault if fault else None, (fault and fault.value) or 0) == (
            expected.fault,
            expected.value,
        )
        if fault is None:
            assert (following if jump is None else jump) == expected.machine.pc
            signals = {n: list(v) for n, v in machine.semaphores.items()}
            for name, index, amount in core.signalled:
                signals[name][index] += amount
            assert signals == expected.machine.semaphores
        for name, bits in expected.machine.state.items():
            assert raw(core.state[name], self.architecture.state[name]) == bits, name
        for name, content in expected.machine.memories.items():
            assert core.memory[name].bytes.tobytes() == bytes(content), name

    def _core(self, machine: Machine) -> Core:
        buffers = {n: MemoryBuffer(m, checked=True) for n, m in self.architecture.memories.items()}
        core = Core(
            self.architecture, self.homes, 0, buffers, Hosts(self.architecture, {"ask": lambda v: 7 * v + 1})
        )
        for name, bits in machine.state.items():
            fill(core.state[name], self.architecture.state[name], bits)
        for name, content in machine.memories.items():
            buffers[name].bytes[:] = np.frombuffer(content, np.uint8)
            buffers[name].wrote(0, len(content))
        return core


def scramble(architecture: Architecture, dice: random.Random) -> Machine:
    """Random state and memories; integers lie in their declared ranges."""
    machine = Machine.reset(architecture)
    for name, bits in machine.state.items():
        state = architecture.state[name]
        bits[:] = [_value(state, dice) for _ in bits]
        for at, value in state.constant.items():
            bits[at] = value
    for content in machine.memories.values():
        content[:] = dice.randbytes(len(content))
    machine.pc = 8 * dice.randrange(64)
    return machine


def _value(state: State, dice: random.Random) -> int:
    mask = (1 << state.type.width) - 1
    if not isinstance(state.type, IntegerType):
        return _code(state, dice)
    small = dice.randrange(max(state.low, -40), min(state.high, 40) + 1)
    return dice.choice([dice.randint(state.low, state.high), small, state.low, state.high]) & mask


def _code(state: State, dice: random.Random) -> int:
    """A float's code: anything, or a moderate number, or something special."""
    kind = state.type
    assert not isinstance(kind, IntegerType)
    anything = dice.getrandbits(kind.width)
    spread = min(kind.bias, 6)
    moderate = (kind.bias + dice.randint(-spread, spread)) << kind.mantissa | dice.getrandbits(kind.mantissa)
    moderate |= dice.getrandbits(1) << (kind.width - 1) if kind.signed else 0
    special = dice.choice([0, 1 << (kind.width - 1), kind.max_code, 1, (1 << kind.width) - 1])
    return dice.choice([anything, moderate, moderate, moderate, special]) & ((1 << kind.width) - 1)


def raw(values: Any, state: State) -> list[int]:
    """The raw bits of a state as a core holds it."""
    mask = (1 << state.type.width) - 1
    if isinstance(values, list):
        return [v & mask for v in values]
    return [v & mask for v in values.view(f"u{values.itemsize}").ravel().tolist()]


def fill(values: Any, state: State, bits: list[int]) -> None:
    """Sets a state of a core from raw bits."""
    signed = isinstance(state.type, IntegerType) and state.type.signed
    half = 1 << (state.type.width - 1)
    numbers = [(b ^ half) - half if signed else b for b in bits]
    if isinstance(values, list):
        values[:] = numbers
        return
    unsigned = np.array([n & ((1 << 8 * values.itemsize) - 1) for n in numbers], f"u{values.itemsize}")
    values[...] = unsigned.view(values.dtype).reshape(values.shape)
    assert prod(values.shape) == len(bits)


MakeBench = Callable[..., Bench]


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> MakeBench:
    """The bench for a text of semantics: on the processor or an ``engine``, with tiles in ``more``."""

    def make(semantics: str, *, engine: str = "", more: str = "", typed: bool = False) -> Bench:
        text = SPEC + EXAMPLE.format(
            engine=f"engine: {engine}" if engine else "",
            fixed="" if typed else ", dtype: 0",
            dtype=", {dtype}" if typed else "",
            more=indent(more, "    "),
            semantics=indent(semantics, "      "),
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        diagnostics = Diagnostics()
        architecture = load(tmp_path).architecture()
        semantics_ = analyse(architecture, diagnostics)
        assert "example" in semantics_.programs, render(diagnostics, "text")
        return Bench(architecture, semantics_, storage.plan(architecture, semantics_.programs.values()))

    return make

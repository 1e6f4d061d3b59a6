"""What an instruction touches by the reference evaluator, which notes every byte and bit, and by the race check's recorders."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest

from specgen.generators.interpreter.python import storage
from specgen.machine.codec import Codec
from specgen.machine.core import Core
from specgen.machine.hosts import Hosts
from specgen.machine.library import Library
from specgen.machine.memory import MemoryBuffer
from specgen.machine.races.recording import Recorder
from specgen.model.architecture import Architecture
from specgen.model.memory import Memory
from specgen.model.types import NumberType
from specgen.semantics import Semantics, ir
from specgen.semantics.walk import every
from tests.generators.interpreter.conftest import fill, scramble
from tests.semantics import evaluator

#: The bytes of memories and the bits of state that were read (False) and written (True).
Touched = dict[tuple[str, bool], set[int]]


@dataclass
class Log:
    """Makes the evaluator note what it touches while it runs."""

    touched: Touched = field(default_factory=lambda: defaultdict(set))

    def install(self, patch: pytest.MonkeyPatch) -> None:
        run = evaluator._Run
        load, write, read_state, set_state = run.load, run.write_memory, run.read_state, run.set_state

        def logged_load(own: Any, memory: Memory, kind: NumberType, bit: int, bits: int) -> int:
            self.touched[memory.name, False] |= set(range(bit // 8, (bit + bits - 1) // 8 + 1))
            return load(own, memory, kind, bit, bits)

        def logged_write(own: Any, memory: Memory, kind: NumberType, bit: int, bits: int, value: int) -> None:
            self.touched[memory.name, True] |= set(range(bit // 8, (bit + bits - 1) // 8 + 1))
            write(own, memory, kind, bit, bits, value)

        def logged_read(own: Any, e: ir.StateRead) -> int:
            self._bits(own, e, False)
            return read_state(own, e)

        def logged_set(own: Any, s: ir.SetState) -> None:
            self._bits(own, s, True)
            set_state(own, s)

        patch.setattr(run, "load", logged_load)
        patch.setattr(run, "write_memory", logged_write)
        patch.setitem(evaluator._VALUES, ir.StateRead, logged_read)
        patch.setitem(evaluator._STATEMENTS, ir.SetState, logged_set)
        patch.setitem(evaluator._STATEMENTS, ir.Signal, lambda _run, _statement: None)

    def _bits(self, run: Any, node: ir.StateRead | ir.SetState, writes: bool) -> None:
        try:
            at = evaluator.flat(run.index(node.index), node.state.shape)
        except evaluator.Raised:
            return
        if len(node.state.shape) == 1 and at in node.state.constant:
            return
        width = node.state.type.width
        name = evaluator.root(node.state).name
        self.touched[name, writes] |= set(range(at * width, (at + 1) * width))


class Comparison:
    """Both ways for the instructions of one architecture."""

    def __init__(self, architecture: Architecture, semantics: Semantics) -> None:
        self.architecture = architecture
        self.library = Library(architecture, semantics)
        self.homes = storage.plan(architecture, semantics.programs.values())
        self.codecs = {name: Codec(architecture, p) for name, p in architecture.processors.items()}
        self.recorders: dict[int, Recorder] = {}
        self.exact = 0
        self.whole = 0

    def recorder(self, program: ir.Program, body: ir.Body) -> Recorder:
        if id(body) not in self.recorders:
            places = [*self.architecture.memories.values(), *self.architecture.state.values()]
            self.recorders[id(body)] = Recorder(self.library, program, body, places)
        return self.recorders[id(body)]

    def compare(self, program: ir.Program, log: Log, dice: random.Random) -> None:
        """One instruction with random operands on a random machine; unless it faults, both touch the same."""
        instruction = program.instruction
        fields = {f.name: dice.getrandbits(f.width) for f in instruction.operands}
        word = instruction.match | sum(f.place(fields[f.name]) for f in instruction.operands)
        decoded = self.codecs[instruction.processor.name].decode(word, instruction.format.width)
        if decoded is None or decoded.instruction is not instruction:
            return
        machine = scramble(self.architecture, dice)
        self._point(machine, dice)
        body = program.body_for(fields)
        for semaphore in machine.semaphores.values():
            semaphore[:] = [100] * len(semaphore)
        log.touched.clear()
        outcome = evaluator.execute(machine, program, fields, host=lambda _name, _arguments: 7)
        if outcome.fault is not None or outcome.blocked is not None:
            return
        expected = {key: places for key, places in log.touched.items() if places}
        recorder = self.recorder(program, body)
        found = self._recorded(recorder, program, body, machine, fields)
        for site in recorder.unknown:
            found[site.place.name, site.writes] = expected.get((site.place.name, site.writes), set())
        told = f"{program.instruction.name}, {fields}:\n{program.instruction.semantics}"
        aside = _of_tiles(body)
        found = defaultdict(set, {k: v for k, v in found.items() if v and k not in aside})
        assert found == {k: v for k, v in expected.items() if k not in aside}, told
        self.exact += not recorder.unknown
        self.whole += bool(recorder.unknown)

    def _point(self, machine: evaluator.Machine, dice: random.Random) -> None:
        """Makes most registers small multiples of 4, which often are addresses."""
        for state in self.architecture.state.values():
            if state.engine is None and state.view_of is None and state.shape and dice.random() < 0.9:
                bits = machine.state[state.name]
                for at in range(len(bits)):
                    if at not in state.constant:
                        small = dice.randrange(0, 64) * 4 & ((1 << state.type.width) - 1)
                        bits[at] = min(small, state.high)

    def _recorded(
        self,
        recorder: Recorder,
        program: ir.Program,
        body: ir.Body,
        machine: evaluator.Machine,
        fields: dict[str, int],
    ) -> Touched:
        core = self._core(machine)
        instruction = program.instruction
        operands = tuple(f.value(fields[f.name]) for f in instruction.operands)
        word = instruction.match | sum(f.place(fields[f.name]) for f in instruction.operands)
        following = machine.pc + instruction.format.bytes // instruction.processor.unit
        step: Any = _Step(_Operation(machine.pc, following, word, operands))
        found: Touched = defaultdict(set)
        unknown = set(map(id, recorder.unknown))
        for touch in recorder.touches(core, step, recorder.issue(core, operands)):
            if id(touch.site) not in unknown:
                base = touch.site.place.base if isinstance(touch.site.place, Memory) else 0
                for first, end in touch.ranges:
                    found[touch.site.place.name, touch.site.writes] |= set(range(first - base, end - base))
        return found

    def _core(self, machine: evaluator.Machine) -> Core:
        buffers = {n: MemoryBuffer(m) for n, m in self.architecture.memories.items()}
        hosts = Hosts(self.architecture, {})
        core = Core(self.architecture, self.homes, 0, buffers, hosts)
        for name, bits in machine.state.items():
            fill(core.state[name], self.architecture.state[name], bits)
        for name, content in machine.memories.items():
            buffers[name].view[: len(content)] = bytes(content)
        return core


def _of_tiles(body: ir.Body) -> set[tuple[str, bool]]:
    """The state that tiles are told by: it is read before the first statement, by the processor alone."""
    reads = (x for tile in body.tiles for top in tile.inputs for x in every(top))
    return {(evaluator.root(x.state).name, False) for x in reads if isinstance(x, ir.StateRead)}


@dataclass
class _Operation:
    pc: int
    next_pc: int
    word: int
    values: tuple[int, ...]


@dataclass
class _Step:
    operation: _Operation

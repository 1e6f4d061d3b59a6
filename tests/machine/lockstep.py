"""One random instruction after the other on both engines, and all that each of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np

import specgen
from specgen.machine import Codec, Result, Simulator
from specgen.machine.vectors import Chooser, Situation
from specgen.machine.vectors.contents import set_raw
from specgen.model.execution import State
from specgen.model.isa import Instruction
from tests.machine.ambient import TAIL, Ambient, Filling


class Lockstep:
    """Both engines of one variant, with the same in them."""

    def __init__(self, accelerator: specgen.Accelerator) -> None:
        self.architecture = accelerator.architecture
        self.semantics = accelerator.semantics
        self.engines = [
            Simulator(self.architecture, self.semantics, engine) for engine in ("python", "native")
        ]
        assert [e.engine for e in self.engines] == ["python", "native"]
        self._codecs = {n: Codec(self.architecture, p) for n, p in self.architecture.processors.items()}
        self._choosers = {n: Chooser(self.semantics, codec) for n, codec in self._codecs.items()}
        self._instructions = list(self.architecture.instructions.values())
        self._ambient = Ambient(self.architecture)

    def round(self, seed: str, count: int, right: Callable[[str], object]) -> str | None:
        """Runs ``count`` instructions, each on what the ones before left; tells ``right`` of each; what differs, if anything."""
        names: list[str] = []
        if self._differs(seed, count, names) is not None:
            return f"seed {seed}: {self._differs(seed, count, [], always=True)}"
        for name in names:
            right(name)
        return None

    def _differs(self, seed: str, count: int, names: list[str], *, always: bool = False) -> str | None:
        """What differs after all instructions, or, looked at ``always``, after the first that leaves anything different."""
        draw, text = Random(seed), ""
        for engine in self.engines:
            engine.reset()
        self._refresh(draw)
        for _ in range(count):
            instruction = draw.choice(self._instructions)
            codec = self._codecs[instruction.processor.name]
            situation = self._choosers[instruction.processor.name].situation(draw, instruction, windows=False)
            if situation is None:
                continue
            names.append(instruction.name)
            text = f"{situation.word:#x} {codec.decode(situation.word)}"
            difference = self._both(instruction, situation)
            if difference is None and always:
                difference = next(self._everything(), None)
            if difference is not None:
                return f"{text}: {difference}"
        return next(self._everything(), None)

    def _both(self, instruction: Instruction, situation: Situation) -> str | None:
        results = [self._one(engine, instruction, situation) for engine in self.engines]
        if results[0] != results[1] or str(results[0]) != str(results[1]):
            return f"{results[0]} and {results[1]}"
        return None

    def _one(self, engine: Simulator, instruction: Instruction, situation: Situation) -> Result:
        core = engine.cores[0]
        for (name, place), raw in situation.elements.items():
            set_raw(core, self.architecture.state[name], place, raw)
        for name, count in situation.semaphores.items():
            core.semaphores[name][:] = [count] * len(core.semaphores[name])
        processor = instruction.processor
        return engine.execute(situation.word, pc=processor.reset, processor=processor.name)

    def _refresh(self, draw: Random) -> None:
        """Fills memories, and the state of engines, anew."""
        for filling in self._ambient.states(draw):
            for engine in self.engines:
                _fill(engine.cores[0], filling)
        for memory, at, data in self._ambient.memories(draw):
            for engine in self.engines:
                buffer = engine.cores[0].memory[memory.name]
                buffer.view[at : at + len(data)] = data
                buffer.wrote(at, len(data))

    def _everything(self) -> Iterator[str]:
        one, other = (engine.cores[0] for engine in self.engines)
        for state in self.architecture.state.values():
            if not np.array_equal(_raw(one, state), _raw(other, state)):
                yield f"{state.name} differs"
        for memory in self.architecture.memories.values():
            first, second = one.memory[memory.name].view, other.memory[memory.name].view
            head, tail = slice(min(memory.size, 1 << 18)), slice(max(memory.size - TAIL, 0), memory.size)
            if first[head] != second[head] or first[tail] != second[tail]:
                yield f"{memory.name} differs"
        for name, counts in one.semaphores.items():
            if list(counts) != list(other.semaphores[name]):
                yield f"{name} differs"
        if (
            self.engines[0].traced != self.engines[1].traced
            or self.engines[0].output != self.engines[1].output
        ):
            yield "what was traced or written differs"


def _fill(core: Any, filling: Filling) -> None:
    cells = core.state[filling.state.name]
    if hasattr(cells, "dtype"):
        cells.reshape(-1).view("u1")[:] = np.frombuffer(filling.cells(cells.dtype.itemsize), np.uint8)
        return
    for place in range(len(filling.picks)):
        set_raw(core, filling.state, place, filling.raw(place))


def _raw(core: Any, state: State) -> Any:
    cells = core.state[state.name]
    if hasattr(cells, "dtype"):
        return cells.reshape(-1).view(f"u{cells.dtype.itemsize}")
    return np.array([int(value) for value in cells], object)

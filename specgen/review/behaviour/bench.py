"""One side's machine, made for a few instructions: set up, run one, look, and be as at reset again, in microseconds."""

from __future__ import annotations

from dataclasses import field, replace
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.model.hosts import HOST_FUNCTIONS
from specgen.review.behaviour.elements import Refused, copy_of, fill, position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.result import Result
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.model.isa import Instruction
    from specgen.review.behaviour.situation import Situation
    from specgen.semantics import Semantics
    from specgen.semantics.ir import Body

HEAD, TAIL = 1 << 19, 1 << 16
"""Bytes at the beginning and at the end of a memory in which a search looks for differences, and which it clears."""


@frozen()
class Ended:
    """How a run ended: ``done``, ``waits``, ``exited`` or ``fault``, with what the fault or the exit tells."""

    how: str
    fault: str = ""
    code: int | None = None
    value: int | None = None
    operand: str | None = None

    def __str__(self) -> str:
        if self.how != "fault":
            return self.how if self.code is None else f"{self.how} with {self.code}"
        told = f"fault {self.fault}, code {self.code}" + (
            f", value {self.value:#x}" if self.value is not None else ""
        )
        return told + (f", operand {self.operand}" if self.operand is not None else "")


@frozen()
class Bulk:
    """What fills whole arrays (raw bits by state) and pieces of memories (name, address, bytes), as far as they fit."""

    arrays: dict[str, Any] = field(default_factory=dict)
    pieces: tuple[tuple[str, int, bytes], ...] = ()


def reduced(architecture: Architecture, names: Iterable[str]) -> Architecture:
    """The architecture with these instructions alone: what types and decodes in no time."""
    wanted = {name: architecture.instructions[name] for name in names}
    return replace(architecture, instructions=wanted)


def ended(result: Result, core: Core) -> Ended:
    """How a run of one instruction ended; it waits, too, where an engine has something queued."""
    if result.fault is not None:
        fault = result.fault
        return Ended("fault", fault.name, fault.code, fault.value, fault.operand)
    if result.reason == "exited":
        return Ended("exited", code=result.exit_code)
    waits = result.reason == "deadlock" or any(core.queues.values())
    return Ended("waits" if waits else "done")


class Bench:
    """A machine of the Python engine. ``was`` are old names of renamed things by new ones; situations have the new ones.

    Where ``checked``, a read of bytes that nobody wrote raises the fault that its memory names.
    """

    def __init__(
        self, semantics: Semantics, was: Mapping[str, str] | None = None, *, checked: bool = False
    ) -> None:
        from specgen.machine import Simulator
        from specgen.machine.codec import Codec

        self.semantics = semantics
        self.architecture = a = semantics.architecture
        self._was = was or {}
        self.heard: list[tuple[str, tuple[int, ...]]] = []
        hosts = {
            f.name: self._host(f.name)
            for f in a.functions.values()
            if f.host and f.name not in HOST_FUNCTIONS
        }
        self.simulator = Simulator(a, semantics, hosts=hosts, check_uninitialised=checked)
        self._checked = checked
        self._codecs = {name: Codec(a, processor) for name, processor in a.processors.items()}
        self._fresh: dict[str, Any] = {}
        self._tidy: set[str] = set()
        self._windows: set[str] = set()
        self._spoilt = False

    def _host(self, name: str) -> Callable[..., int]:
        def answer(*arguments: Any) -> int:
            self.heard.append((name, tuple(one for one in arguments if isinstance(one, int))))
            return 0

        return answer

    @property
    def core(self) -> Core:
        """The first instance."""
        return self.simulator.cores[0]

    def named(self, name: str) -> str:
        """The name that a thing has on this side."""
        return self._was.get(name, name)

    def instruction(self, name: str) -> Instruction:
        """The instruction that has a (new) name. Raises Refused."""
        found = self.architecture.instructions.get(self.named(name))
        if found is None:
            raise Refused(f"there is no instruction {name}")
        return found

    def state(self, name: str) -> State:
        """The state that has a (new) name. Raises Refused."""
        found = self.architecture.state.get(self.named(name))
        if found is None:
            raise Refused(f"there is no state {name}")
        return found

    def word(self, situation: Situation) -> int:
        """The word of an instruction. Raises Refused where its operands cannot be encoded."""
        from specgen.machine.codec import EncodingError

        one = self.instruction(situation.instruction)
        codec = self._codecs[one.processor.name]
        given = {self.named(name): value for name, value in situation.operands.items()}
        try:
            word = codec.coders[one.name].encode(given)
        except EncodingError as error:
            raise Refused(str(error)) from None
        decoded = codec.decode(word)
        if decoded is None or decoded.operands != given:
            raise Refused(f"no word is {one.name} with these operands")
        return word

    def body(self, situation: Situation) -> Body:
        """The body that the operands choose."""
        one = self.instruction(situation.instruction)
        raw = {f.name: f.raw(situation.operands.get(f.name, 0)) or 0 for f in one.operands}
        return self.semantics.programs[one.name].body_for(raw)

    # -- running -------------------------------------------------------------------------------------------------------

    def run(self, situation: Situation, bulk: Bulk | None = None) -> Ended:
        """Run an instruction once; what it did is there to be looked at until the next one. Raises Refused."""
        from specgen.machine.simulator import SimulatorError

        word = self.word(situation)
        self.prepare(situation, bulk)
        one = self.instruction(situation.instruction)
        self._soil(one)
        try:
            result = self.simulator.execute(word, pc=one.processor.reset, processor=one.processor.name)
        except SimulatorError as error:
            raise Refused(str(error)) from None
        return self._ended(result)

    def prepare(self, situation: Situation, bulk: Bulk | None = None) -> None:
        """Set everything up, and run nothing. Raises Refused."""
        self._restore()
        self._fill(bulk or Bulk())
        self._set(situation)

    def step(self, situation: Situation) -> Step:
        """The instruction that was run last, decoded."""
        processor = self.instruction(situation.instruction).processor
        stream = next(s for s in self.simulator.streams if s.core is self.core and s.processor is processor)
        stream.pc = processor.reset
        return stream.step

    def _ended(self, result: Result) -> Ended:
        found = ended(result, self.core)
        self._spoilt = self._spoilt or found.how != "done"
        return found

    def next_pc(self, situation: Situation) -> int:
        """Where the processor goes on."""
        counter = self.instruction(situation.instruction).processor.program_counter
        return int(self.core.state[counter.name][0])

    def said(self) -> list[Any]:
        """What host functions were given."""
        simulator = self.simulator
        return [
            *simulator.traced,
            *([simulator.output.hex()] if simulator.output else []),
            *map(list, self.heard),
        ]

    def flat(self, name: str, instance: int = 0) -> Any:
        """All elements of a state in row-major order: a list, or an array of unsigned raw bits. Raises Refused."""
        if not 0 <= instance < len(self.simulator.cores):
            raise Refused(f"there are {len(self.simulator.cores)} instances")
        values = self.simulator.cores[instance].state[self.state(name).name]
        if hasattr(values, "dtype"):
            return values.reshape(-1).view(f"u{values.dtype.itemsize}")
        return values

    def raw(self, name: str, index: tuple[int, ...], instance: int = 0) -> int:
        """The raw bits of an element. Raises Refused where there is none."""
        state = self.state(name)
        return int(self.flat(name, instance)[position(state, index)]) & ((1 << state.type.width) - 1)

    def byte(self, name: str, address: int) -> str:
        """A byte of a memory. Raises Refused where there is none."""
        buffer = self.core.memory.get(self.named(name))
        if buffer is None or not 0 <= address - buffer.base < buffer.size:
            raise Refused(f"there is no byte {address:#x} of {name}")
        return f"{buffer.view[address - buffer.base]:#04x}"

    def counter(self, name: str, number: int) -> int:
        """A counter of a semaphore. Raises Refused where there is none."""
        counts = self.core.semaphores.get(self.named(name), [])
        if not 0 <= number < len(counts):
            raise Refused(f"there is no counter {number} of {name}")
        return int(counts[number])

    def _fill(self, bulk: Bulk) -> None:
        for name, values in bulk.arrays.items():
            state = self.state(name)
            fill(self.core.state[state.name], state, values)
            self._tidy.add((state.view_of or state).name)
        for name, address, data in bulk.pieces:
            buffer = self.core.memory.get(self.named(name))
            if buffer is not None:
                offset = address - buffer.base
                room = min(len(data), buffer.size - offset)
                if offset >= 0 and room > 0:
                    self._windows.add(buffer.memory.name)
                    buffer.view[offset : offset + room] = data[:room]
                    buffer.wrote(offset, room)

    def _set(self, situation: Situation) -> None:
        from specgen.machine.access import AccessError
        from specgen.machine.vectors.contents import set_raw

        for (name, index), raw in situation.state.items():
            state = self.state(name)
            self._tidy.add((state.view_of or state).name)
            try:
                set_raw(self.core, state, position(state, index), raw)
            except AccessError as error:
                raise Refused(str(error)) from None
        for (name, address), byte in situation.memory.items():
            buffer = self.core.memory.get(self.named(name))
            if buffer is None or not 0 <= address - buffer.base < buffer.size:
                raise Refused(f"there is no byte {address:#x} of {name}")
            self._windows.add(buffer.memory.name)
            buffer.view[address - buffer.base] = byte
            buffer.wrote(address - buffer.base, 1)
        for name, counts in situation.semaphores.items():
            held = self.core.semaphores.get(self.named(name))
            if held is None or len(held) != len(counts):
                raise Refused(f"there is no semaphore {name} of {len(counts)} counters")
            held[:] = counts

    # -- being as at reset ---------------------------------------------------------------------------------------------

    def _soil(self, one: Instruction) -> None:
        """Note what the instruction may write."""
        for effects in self.semantics.effects(one.name):
            self._tidy.update((w.state.view_of or w.state).name for w in effects.writes)
            self._windows.update(m.name for m in effects.memories_written)
            self._spoilt = self._spoilt or bool(effects.waits) or bool(effects.host)
        if one.processor.on_raise is not None or self.architecture.devices:
            self._tidy.update(
                s.name for s in self.architecture.state.values() if s.view_of is None and prod(s.shape) < 4096
            )

    def _reset(self) -> None:
        self.simulator.reset()
        self._fresh.clear()

    def _restore(self) -> None:
        if self._spoilt:
            for core in self.simulator.cores:
                core.exit_code = None
                core.signalled.clear()
                for queue in core.queues.values():
                    queue.clear()
            self.simulator.traced.clear()
            self.heard.clear()
            if self.simulator.output:
                self._reset()
            self._spoilt = False
        if self._checked:
            self._reset()
        for stream in self.simulator.streams:
            stream.steps = 0
        core, a = self.core, self.architecture
        if not self._fresh:
            self._fresh = {s.name: copy_of(core.state[s.name]) for s in a.state.values() if s.view_of is None}
        for name in self._tidy:
            core.state[name][:] = self._fresh[name]
        for name in self._windows:
            for start, size in looked_at(core.memory[name].size):
                core.memory[name].view[start : start + size] = bytes(size)
        self._tidy.clear()
        self._windows.clear()
        for semaphore in a.semaphores.values():
            core.semaphores[semaphore.name][:] = [semaphore.initial] * semaphore.count


def looked_at(size: int) -> list[tuple[int, int]]:
    """The ranges of a memory in which differences are looked for, as (offset, size)."""
    return [(0, size)] if size <= HEAD + TAIL else [(0, HEAD), (size - TAIL, TAIL)]

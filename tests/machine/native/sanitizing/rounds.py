"""Rounds of random instructions on random state, as orders to a driver (see ``driver.c``)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from enum import IntEnum
from random import Random

import numpy as np

from specgen.generators.interpreter.python.storage import WORD, dtype
from specgen.machine import Codec
from specgen.machine.vectors import Chooser, Situation
from specgen.model.architecture import Architecture
from specgen.model.execution import Processor, State
from specgen.model.types import IntegerType
from specgen.semantics import Semantics
from tests.machine.ambient import Ambient, cell

_HEAD = struct.Struct("=4Q")


class Order(IntEnum):
    """What a driver can be told to do."""

    NAME_STATE = 0
    NAME_MEMORY = 1
    RESET = 2
    PUT_STATE = 3
    PUT_MEMORY = 4
    PUT_COUNTS = 5
    EXECUTE = 6
    START = 7
    RUN = 8
    LOOK = 9


@dataclass(slots=True)
class Orders:
    """Orders as bytes; ``asked`` says for each answer what it is about, ``names`` which instructions are executed alone."""

    parts: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def give(self, kind: Order, one: int = 0, other: int = 0, data: bytes = b"") -> None:
        """Adds an order."""
        self.parts += (_HEAD.pack(kind, one, other, len(data)), data)

    def ask(self, about: str, kind: Order, one: int = 0, other: int = 0) -> None:
        """Adds an order that is answered."""
        self.give(kind, one, other)
        self.asked.append(about)


class Rounds:
    """Draws rounds for one architecture; the same seed gives the same round."""

    def __init__(self, architecture: Architecture, semantics: Semantics) -> None:
        self._architecture = architecture
        self._codecs = {n: Codec(architecture, p) for n, p in architecture.processors.items()}
        self._choosers = {n: Chooser(semantics, codec) for n, codec in self._codecs.items()}
        self._instructions = list(architecture.instructions.values())
        self._ambient = Ambient(architecture)
        self._states = {name: number for number, name in enumerate(architecture.state)}
        self._memories = {name: number for number, name in enumerate(architecture.memories)}
        self._semaphores = {name: number for number, name in enumerate(architecture.semaphores)}
        self._processors = {name: number for number, name in enumerate(architecture.processors)}

    def begin(self) -> Orders:
        """Orders that tell the driver the names that others refer to by number."""
        orders = Orders()
        for name in self._states:
            orders.give(Order.NAME_STATE, data=name.encode())
        for name in self._memories:
            orders.give(Order.NAME_MEMORY, data=name.encode())
        return orders

    def add(self, orders: Orders, seed: str, count: int, *, closely: bool = False) -> None:
        """From reset: ``count`` instructions, one by one, on what those before left; then all of them as a program.

        In the end, or ``closely`` after each instruction, everything is looked at.
        """
        draw = Random(seed)
        orders.give(Order.RESET)
        self._refresh(orders, draw)
        drawn = []
        for _ in range(count):
            instruction = draw.choice(self._instructions)
            processor = instruction.processor
            situation = self._choosers[processor.name].situation(draw, instruction, windows=False)
            if situation is None:
                continue
            drawn.append((processor, self._one(orders, processor, situation)))
            orders.names.append(instruction.name)
            if closely:
                orders.ask(f"what {orders.asked[-1]} leaves", Order.LOOK)
        orders.ask("what they leave", Order.LOOK)
        self._program(orders, draw, drawn)
        orders.ask("what the program leaves", Order.LOOK)

    def _refresh(self, orders: Orders, draw: Random) -> None:
        for filling in self._ambient.states(draw):
            data = filling.cells(_cell_bytes(filling.state))
            orders.give(Order.PUT_STATE, self._states[filling.state.name], 0, data)
        for memory, at, data in self._ambient.memories(draw):
            orders.give(Order.PUT_MEMORY, self._memories[memory.name], at, data)

    def _one(self, orders: Orders, processor: Processor, situation: Situation) -> bytes:
        """Sets what the situation says and executes its instruction; the bytes of that."""
        for (name, place), raw in situation.elements.items():
            state = self._architecture.state[name]
            if len(state.shape) == 1 and place in state.constant:
                continue
            size = _cell_bytes(state)
            data = cell(raw, state, size).to_bytes(size, "little")
            orders.give(Order.PUT_STATE, self._states[name], size * place, data)
        for name, count in situation.semaphores.items():
            orders.give(Order.PUT_COUNTS, self._semaphores[name], count)
        codec = self._codecs[processor.name]
        decoded = codec.decode(situation.word)
        assert decoded is not None
        data = situation.word.to_bytes(decoded.length_bytes, codec.order)
        self._write(orders, processor, 0, data)
        about = f"{situation.word:#x} {decoded}"
        orders.ask(about, Order.EXECUTE, self._processors[processor.name], processor.reset)
        return data

    def _write(self, orders: Orders, processor: Processor, distance: int, data: bytes) -> None:
        memory = processor.memory
        at = processor.reset * processor.unit - memory.base + distance
        orders.give(Order.PUT_MEMORY, self._memories[memory.name], at, data)

    def _program(self, orders: Orders, draw: Random, drawn: list[tuple[Processor, bytes]]) -> None:
        """All instructions of each processor one behind the other, run from reset on in some order."""
        for name, number in self._processors.items():
            processor = self._architecture.processors[name]
            text = b"".join(data for one, data in drawn if one is processor)
            if text:
                self._write(orders, processor, 0, text)
                orders.give(Order.START, number, processor.reset)
        seed = draw.choice((0, draw.getrandbits(32)))
        orders.ask(f"the program of them, seed {seed}", Order.RUN, 4 * len(drawn), seed)


def _cell_bytes(state: State) -> int:
    """Bytes of an element as the engine holds it."""
    if isinstance(state.type, IntegerType) and state.type.width > WORD:
        return 16
    return np.dtype(dtype(state.type)).itemsize

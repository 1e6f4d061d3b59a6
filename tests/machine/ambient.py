"""What memories, and the state of engines, hold while random instructions run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from random import Random

import numpy as np

from specgen.machine.vectors import values
from specgen.machine.vectors.contents import held
from specgen.model.architecture import Architecture
from specgen.model.execution import State
from specgen.model.memory import Memory
from specgen.model.types import IntegerType, NumberType

AMBIENT = 1 << 15  # bytes at the beginning of a memory that hold something
TAIL = 1 << 10  # and at its end
POOL = 1 << 16  # bytes of values of one type that memories are filled from


@dataclass(frozen=True, slots=True)
class Filling:
    """Elements of a state in row-major order: each is one of a ``pool`` of raw values."""

    state: State
    pool: tuple[int, ...]
    picks: bytes

    def raw(self, place: int) -> int:
        """The raw value of an element."""
        return self.pool[self.picks[place] % len(self.pool)]

    def cells(self, size: int) -> bytes:
        """All elements as they lie in cells of ``size`` bytes."""
        one = [cell(raw, self.state, size).to_bytes(size, sys.byteorder) for raw in self.pool]
        return np.array(one, f"V{size}")[np.frombuffer(self.picks, np.uint8) % len(self.pool)].tobytes()


class Ambient:
    """Draws what one architecture's memories and engines hold."""

    def __init__(self, architecture: Architecture) -> None:
        self._memories = list(architecture.memories.values())
        types: list[NumberType] = [
            *architecture.types.values(),
            *(IntegerType(width, signed=True) for width in (8, 32)),
        ]
        self._pools = [values.stored(Random(kind.name), kind, POOL // kind.bytes, "little") for kind in types]
        self._states = [
            s for s in held(architecture) if not s.sparse and (s.engine is not None or prod(s.shape) > 64)
        ]

    def states(self, draw: Random) -> Iterator[Filling]:
        """The states of engines, and large ones."""
        for state in self._states:
            pool = tuple(_value(draw, state) for _ in range(64))
            yield Filling(state, pool, draw.randbytes(prod(state.shape)))

    def memories(self, draw: Random) -> Iterator[tuple[Memory, int, bytes]]:
        """Bytes from an offset into a memory on: the beginning and the end of each."""
        for memory in self._memories:
            first = min(AMBIENT, memory.size)
            for at, size in ((0, first), (max(memory.size - TAIL, 0), min(TAIL, memory.size))):
                yield memory, at, self._bytes(draw, size)

    def _bytes(self, draw: Random, size: int) -> bytes:
        """Values of all types, a stretch of each."""
        parts, length = [], 0
        while length < size:
            at = draw.randrange(POOL // 2)
            parts.append(draw.choice(self._pools)[at & ~15 : at + 4096])
            length += len(parts[-1])
        return b"".join(parts)[:size]


def cell(raw: int, state: State, size: int) -> int:
    """Raw bits as a cell of ``size`` bytes holds them: a signed integer fills it with its sign."""
    kind = state.type
    negative = isinstance(kind, IntegerType) and kind.signed and raw >> (kind.width - 1)
    return raw | ((1 << 8 * size) - (1 << kind.width) if negative else 0)


def _value(draw: Random, state: State) -> int:
    if isinstance(state.type, IntegerType):
        return values.integer(draw, state.low, state.high) & ((1 << state.type.width) - 1)
    return values.code(draw, state.type)

"""Situations that bring differences out: what vectors draw, and corners of it: equal registers, special values, ties."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from specgen.machine.codec import Codec
from specgen.machine.vectors import Chooser
from specgen.machine.vectors.addresses import Address, addresses, element
from specgen.model.types import FloatType
from specgen.review.behaviour.bench import Bulk
from specgen.review.behaviour.elements import index_of
from specgen.review.behaviour.situation import Situation
from specgen.review.behaviour.values import Manner
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from specgen.machine.vectors import Situation as Drawn
    from specgen.model.execution import State
    from specgen.model.isa import Field
    from specgen.review.behaviour.bench import Bench

SMALL = 256
"""Elements of a state that are drawn one by one; more of them are filled from a pool."""
SINGLE = 64
"""Elements of a memory that are drawn one by one."""


class Source:
    """Draws situations of one instruction as one side has it; ``other`` is the new one, ``names`` its names of old things."""

    def __init__(self, bench: Bench, other: Bench, instruction: str, names: Mapping[str, str]) -> None:
        self._bench = bench
        self._instruction = bench.instruction(instruction)
        self._new = instruction
        self._names = names
        self._chooser = Chooser(bench.semantics, Codec(bench.architecture, self._instruction.processor))
        self._most = {name: one.max for name, one in other.architecture.semaphores.items()}
        self._large: dict[int, tuple[State, ...]] = {}
        self._looks: dict[int, tuple[Address, ...]] = {}

    def situation(
        self, draw: Random, was: Mapping[str, str], *, plain: bool = False
    ) -> tuple[Situation, Bulk] | None:
        """A situation, and what fills large arrays and memories for it; None where no word was found.

        ``plain``: no address is likely to be a wrong one.
        """
        body = draw.choice(self._bench.semantics.programs[self._instruction.name].bodies)
        astray = not plain and draw.randrange(8) == 0
        made = self._chooser.situation(draw, self._instruction, body=body, windows=False, astray=astray)
        if made is None:
            return None
        manner = Manner(draw)
        operands, made = self._displaced(draw, body, made)
        if draw.randrange(6) == 0:
            _alias(draw, self._instruction.operands, body.when, operands)
        state = self._elements(made, manner)
        pieces = tuple(self._pieces(body, made, draw, manner))
        arrays = {self._named(one.name): _filled(one, manner) for one in self._arrays(body)}
        situation = Situation(
            self._new,
            {self._named(name): one for name, one in operands.items()},
            state,
            {},
            self._semaphores(draw, body, made),
            was,
        )
        return situation, Bulk(arrays, pieces)

    def aimed(self, draw: Random, was: Mapping[str, str], memory: str, address: int) -> Situation | None:
        """A situation in which the instruction goes to an address of a memory; None where that was not to be had."""
        drawn = self.situation(draw, was, plain=True)
        if drawn is None:
            return None
        one = drawn[0]
        body = self._bench.body(one)
        for at in addresses(body):
            if at.memory.name != memory or any(one.operands.get(field.name) for field in at.fields):
                continue
            for place in (element(read, one.operands) for read in at.reads):
                if place is not None and place[1] not in place[0].constant:
                    key = self._named(place[0].name), index_of(place[1], place[0].shape)
                    return replace(one, state=one.state | {key: address & ((1 << place[0].type.width) - 1)})
        return None

    def _named(self, name: str) -> str:
        return self._names.get(name, name)

    def _displaced(self, draw: Random, body: ir.Body, made: Drawn) -> tuple[dict[str, int], Drawn]:
        """Operands, some of those that are added to an address other than zero, and the address taken back by as much."""
        operands, elements = dict(made.operands), dict(made.elements)
        for one in self._addresses(body):
            place = next((p for p in (element(read, operands) for read in one.reads) if p is not None), None)
            if place is None or draw.randrange(2):
                continue
            key, state = (place[0].name, place[1]), place[0]
            for field in one.fields:
                value = field.value(draw.getrandbits(min(field.width, 6)))
                if operands.get(field.name) == 0 and field.name not in body.when and key in elements:
                    operands[field.name] = value
                    elements[key] = (elements[key] - value) & ((1 << state.type.width) - 1)
        return operands, replace(made, operands=operands, elements=elements)

    def _addresses(self, body: ir.Body) -> tuple[Address, ...]:
        if id(body) not in self._looks:
            self._looks[id(body)] = addresses(body)
        return self._looks[id(body)]

    def _semaphores(self, draw: Random, body: ir.Body, made: Drawn) -> dict[str, tuple[int, ...]]:
        """Counts of the semaphores that are waited for or signalled: half full, empty, full, or nearly so."""
        signals = (one.semaphore for one in statements(body.statements) if isinstance(one, ir.Signal))
        found = {}
        for one in (*(p.semaphore for p in body.prelude if isinstance(p, ir.Wait)), *signals):
            most = min(one.max, self._most.get(self._named(one.name), one.max))
            count = draw.choice((most // 2, most // 2, 0, most, max(most - 1, 0)))
            found[self._named(one.name)] = (count,) * one.count
        return found

    def _elements(self, made: Drawn, manner: Manner) -> dict[tuple[str, tuple[int, ...]], int]:
        found = {}
        for (name, place), raw in made.elements.items():
            state = self._bench.architecture.state[name]
            value = manner.one(state.type) if isinstance(state.type, FloatType) else raw
            found[self._named(name), index_of(place, state.shape)] = value
        return found

    def _arrays(self, body: ir.Body) -> tuple[State, ...]:
        if id(body) not in self._large:
            tops = [e for tile in body.tiles for e in tile.inputs]
            nodes = [*expressions(body.statements), *(x for e in tops for x in every(e))]
            touched = [*nodes, *statements(body.statements)]
            states = {n.state.name: n.state for n in touched if isinstance(n, ir.StateRead | ir.SetState)}
            written = {n.state.name for n in touched if isinstance(n, ir.SetState)}
            self._large[id(body)] = tuple(
                s for s in states.values() if not s.sparse and (prod(s.shape) > SMALL or s.name in written)
            )
        return self._large[id(body)]

    def _pieces(
        self, body: ir.Body, made: Drawn, draw: Random, manner: Manner
    ) -> Iterator[tuple[str, int, bytes]]:
        """What memories hold from where the instruction's addresses point."""
        for one in self._addresses(body):
            memory = one.memory
            at = sum(made.operands.get(field.name, 0) for field in one.fields)
            for place in (element(read, made.operands) for read in one.reads):
                at += made.elements.get((place[0].name, place[1]), 0) if place is not None else 0
            size = min(one.extent, memory.base + memory.size - at)
            if at >= memory.base and size > 0:
                yield self._named(memory.name), at, _data(draw, one, size, manner)


def _data(draw: Random, one: Address, size: int, manner: Manner) -> bytes:
    """Bytes of elements."""
    kind = one.element
    order: Any = "big" if one.memory.endianness == "big" else "little"
    count = -(-size // kind.bytes)
    if count <= SINGLE:
        return b"".join(manner.one(kind).to_bytes(kind.bytes, order) for _ in range(count))[:size]
    codes = manner.many(kind, count)
    held = codes.astype(">u8" if order == "big" else "<u8").view(np.uint8).reshape(count, 8)
    cut = held[:, 8 - kind.bytes :] if order == "big" else held[:, : kind.bytes]
    return bytes(cut.tobytes()[:size])


def _filled(state: State, manner: Manner) -> Any:
    codes = manner.many(state.type, prod(state.shape), (state.low, state.high))
    return codes.reshape(state.shape)


def _alias(draw: Random, operands: tuple[Field, ...], fixed: Mapping[str, int], held: dict[str, int]) -> None:
    """Let operands of one width have one value: the same register, mostly."""
    free = [one for one in operands if one.name not in fixed]
    first = draw.choice(free) if free else None
    for other in free:
        if first is not None and other.width == first.width and draw.randrange(2):
            held[other.name] = held[first.name]

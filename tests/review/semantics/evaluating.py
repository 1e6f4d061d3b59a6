"""The solver's formula of a body on a concrete situation, beside what the engine did: both must agree."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import z3

from specgen.model import Architecture
from specgen.model.types import IntegerType
from specgen.review.behaviour.bench import Bench, Bulk
from specgen.review.behaviour.drawing import Source
from specgen.review.behaviour.elements import Refused, index_of
from specgen.review.behaviour.forms import Former
from specgen.review.behaviour.situation import Situation
from specgen.review.behaviour.solving.cutting import structured
from specgen.review.behaviour.solving.running import Run, number_of
from specgen.review.behaviour.solving.terms import Untranslatable
from specgen.semantics import analyse
from specgen.source import Diagnostics


class Evaluator:
    """The scalar instructions of an architecture: their formulas, and a machine."""

    def __init__(self, architecture: Architecture) -> None:
        self.semantics = analyse(architecture, Diagnostics())
        self.bench = Bench(self.semantics)
        self.mapped = frozenset(device.memory.name for device in architecture.devices.values())

    def names(self) -> list[str]:
        """The instructions that have formulas in which nothing is uninterpreted."""
        return [name for name in self.semantics.programs if self._formulas(name)]

    def _formulas(self, name: str) -> list[Run]:
        found = []
        counter = self.semantics.programs[name].instruction.processor.program_counter.type
        assert isinstance(counter, IntegerType)
        for body in self.semantics.programs[name].bodies:
            if body.tiles or body.prelude or any(structured(one) for one in body.statements):
                return []
            run = Run(Former({}), {}, {}, abstract=False, tiles={}, mapped=self.mapped, counter=counter)
            try:
                run.block(body.statements, z3.BoolVal(True))
            except Untranslatable:
                return []
            found.append(run)
        return found

    def compare(self, name: str, draw: Random, count: int) -> Iterator[str]:
        """Runs situations of an instruction; yields what differs, with an empty text for each that was compared."""
        bodies = self.semantics.programs[name].bodies
        formulas = dict(zip(map(id, bodies), self._formulas(name), strict=True))
        source = Source(self.bench, self.bench, name, {})
        for _ in range(count):
            drawn = source.situation(draw, {})
            if drawn is None:
                continue
            situation, bulk = drawn
            run = formulas[id(self.bench.body(situation))]
            try:
                yield self._different(run, situation, bulk)
            except Refused:
                continue

    def _different(self, run: Run, situation: Situation, bulk: Bulk) -> str:
        bench = self.bench
        bench.prepare(situation, bulk)
        known = self._known(run, situation)
        ended = bench.run(situation, bulk)

        def value(of: Any) -> Any:
            return z3.simplify(z3.substitute(of, *known))

        where = f"{situation.given([])}"
        alive = value(run.alive)
        if not (z3.is_true(alive) or z3.is_false(alive)):
            return "" if _uninterpreted(alive) else f"{where}: {alive}"
        if z3.is_false(alive):
            fault = bench.architecture.faults[ended.fault] if ended.how == "fault" else None
            code = number_of(repr(Former({}).thing(fault))) if fault is not None else None
            if value(run.code).as_long() != code or (value(run.fault).as_long() or 0) != (ended.value or 0):
                return f"{where}: {ended}, and the formula says {value(run.code)} {value(run.fault)}"
            return ""
        if ended.how == "fault":
            return f"{where}: {ended}, and the formula raises nothing"
        if ended.how != "done":  # it waits for something, and has done nothing yet
            return ""
        return self._places(run, situation, value, where)

    def _places(self, run: Run, situation: Situation, value: Any, where: str) -> str:
        for name, array in run.now.states.items():
            state = self.bench.architecture.state[name]
            for place in range(min(_size(state.shape), 64)):
                mine = value(z3.Select(array, place))
                index = index_of(place, state.shape)
                if z3.is_bv_value(mine) and mine.as_long() != self.bench.raw(name, index):
                    return (
                        f"{where}: {name}{index} is {self.bench.raw(name, index):#x}, not {mine.as_long():#x}"
                    )
        target = z3.If(run.now.moved, run.now.pc, z3.BitVec("next_pc", 66))
        mine, pc = value(target), self.bench.next_pc(situation)
        if z3.is_bv_value(mine) and mine.as_long() != pc:
            return f"{where}: goes on at {pc:#x}, not {mine.as_long():#x}"
        return ""

    def _known(self, run: Run, situation: Situation) -> list[tuple[Any, Any]]:
        """What every symbol is in a situation that is set up."""
        bench, one = self.bench, self.bench.instruction(situation.instruction)
        processor = one.processor
        word = bench.word(situation)
        length = one.format.width // 8 // processor.unit
        known = [
            (z3.BitVec(f"field {name}", 66), z3.BitVecVal(v, 66)) for name, v in situation.operands.items()
        ]
        known.append((z3.Bool("moved"), z3.BoolVal(False)))
        known.append((z3.BitVec("pc", 66), z3.BitVecVal(processor.reset, 66)))
        known.append((z3.BitVec("next_pc", 66), z3.BitVecVal(processor.reset + length, 66)))
        assert word >= 0
        for name, start in run.start.items():
            state = bench.architecture.state[name]
            symbol = z3.Array(f"state {name}", start.sort().domain(), z3.BitVecSort(state.type.width))
            held = z3.K(start.sort().domain(), z3.BitVecVal(0, state.type.width))
            for place in range(_size(state.shape)):
                raw = bench.raw(name, index_of(place, state.shape))
                held = z3.Store(held, place, raw) if raw else held
            known.append((symbol, held))
        memories = {name for name, _ in run.memory.read}
        for name in memories | {key.removeprefix("memory ") for key in run.memory.outcome()}:
            symbol = z3.Array(f"memory {name}", z3.BitVecSort(66), z3.BitVecSort(8))
            held = z3.K(z3.BitVecSort(66), z3.BitVecVal(0, 8))
            for address, byte in self._bytes(run, name, known):
                held = z3.Store(held, address, byte)
            known.append((symbol, held))
        return known

    def _bytes(self, run: Run, name: str, known: list[tuple[Any, Any]]) -> Iterator[tuple[int, int]]:
        """The bytes of a memory at the addresses that a formula reads."""
        buffer = self.bench.core.memory[name]
        for memory, at in run.memory.read:
            address = z3.simplify(z3.substitute(at, *known)) if memory == name else None
            if address is not None and z3.is_bv_value(address):
                offset = address.as_signed_long() - buffer.base
                if 0 <= offset < buffer.size:
                    yield address.as_long(), buffer.view[offset]


def _uninterpreted(term: Any) -> bool:
    """Whether a term has symbols left in it: of float operations."""
    return any(True for one in _leaves(term) if one.decl().kind() == z3.Z3_OP_UNINTERPRETED)


def _leaves(term: Any) -> Iterator[Any]:
    yield term
    for part in term.children():
        yield from _leaves(part)


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for one in shape:
        size *= one
    return size

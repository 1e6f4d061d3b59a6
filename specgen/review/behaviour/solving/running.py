"""Statements of the IR run on terms: what state, memories, faults and locals are afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import z3

from specgen.model.types import FloatType, IntegerType
from specgen.review.behaviour.solving.expressions import term
from specgen.review.behaviour.solving.memories import Abstract, Concrete
from specgen.review.behaviour.solving.terms import (
    WIDEST,
    Term,
    Untranslatable,
    either,
    fit,
    number,
    of_raw,
    room,
)
from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.model.execution import Fault, State, Table
    from specgen.model.isa import Field
    from specgen.model.memory import Memory
    from specgen.model.types import NumberType
    from specgen.review.behaviour.forms import Former

PLACE = z3.BitVecSort(32)
MOST_TURNS = 64
"""Turns of a loop that are unrolled."""


class Now:
    """What everything is at one point: terms by (new) name, locals by identity. ``moved``: whether pc was assigned."""

    def __init__(self) -> None:
        self.locals: dict[int, Term] = {}
        self.arrays: dict[int, Term] = {}
        self.states: dict[str, Term] = {}
        self.counts: dict[str, Term] = {}
        self.pc: Term = z3.BitVec("pc", 66)
        self.moved: Term = z3.Bool("moved")


class Run:
    """One side's run of some statements.

    ``names`` are the new names of old things, ``shared`` the symbols of locals by identity that both sides begin with,
    ``tiles`` the numbers of tiles by identity, ``mapped`` the memories in whose address space devices lie,
    ``counter`` the type of the program counter.
    """

    def __init__(
        self,
        former: Former,
        names: Mapping[str, str],
        shared: Mapping[int, str],
        *,
        abstract: bool,
        tiles: Mapping[int, int],
        mapped: frozenset[str],
        counter: IntegerType,
    ) -> None:
        self._former, self._names, self._shared = former, names, shared
        self.mapped, self.counter = mapped, counter
        self.now = Now()
        self.tiles = tiles
        self.memory: Abstract | Concrete = Abstract(self) if abstract else Concrete(self)
        self.alive: Term = z3.BoolVal(True)
        self.fault: Term = z3.BitVecVal(0, WIDEST)
        self.code: Term = z3.BitVecVal(0, 16)
        self.assumed: list[Term] = []
        self.encoded_alike = False
        self.read: list[tuple[str, Term]] = []
        self.start: dict[str, Term] = {}

    def named(self, name: str) -> str:
        """The new name of a thing."""
        return self._names.get(name, name)

    def kind(self, kind: FloatType) -> str:
        """What a float format is, as text."""
        return repr(self._former.thing(kind))

    def unknown(self, name: str, values: tuple[Term, ...], result: Term) -> Term:
        """An uninterpreted function of some values."""
        return z3.Function(name, *(one.sort() for one in values), result)(*values)

    # -- places --------------------------------------------------------------------------------------------------------

    def field(self, field: Field) -> Term:
        """The value of an operand."""
        value = z3.BitVec(f"field {self.named(field.name)}", 66)
        self.assumed.append(z3.And(value >= field.low, value <= field.high))
        if field.scale != 1:
            self.assumed.append(z3.SRem(value - field.bias, z3.BitVecVal(field.scale, 66)) == 0)
        return value

    def word(self, bits: int) -> Term:
        """The instruction word, where both sides encode the instruction alike."""
        if not self.encoded_alike:
            raise Untranslatable("the word of an instruction that is encoded otherwise")
        return z3.ZeroExt(1, z3.BitVec("word", bits))

    def next_pc(self) -> Term:
        """The address of the next instruction."""
        return z3.BitVec("next_pc", 66)

    def local(self, local: ir.Local) -> Term:
        """The value of a local."""
        known = self.now.locals.get(id(local))
        if known is None:
            name = self._shared.get(id(local))
            if name is None:
                raise Untranslatable(f"{local.name} has no value here")
            known = self.now.locals[id(local)] = symbol(name, local.type)
            if isinstance(local.type, ir.IntValue):
                low, high = (number(value, known.size()) for value in (local.type.low, local.type.high))
                self.assumed.append(z3.And(known >= low, known <= high))
        return known

    def array(self, array: ir.LocalArray) -> Term:
        """A local array."""
        known = self.now.arrays.get(id(array))
        if known is None:
            name = self._shared.get(id(array))
            if name is None:
                raise Untranslatable(f"{array.name} has no value here")
            known = self.now.arrays[id(array)] = z3.Array(name, PLACE, z3.BitVecSort(array.element.width))
        return known

    def table(self, table: Table) -> Term:
        """A constant table."""
        ones = (1 << table.type.width) - 1
        made = z3.K(PLACE, z3.BitVecVal(0, table.type.width))
        for place, value in enumerate(table.values):
            made = z3.Store(made, z3.BitVecVal(place, 32), z3.BitVecVal(value & ones, table.type.width))
        return made

    def place(self, index: tuple[ir.Index, ...], guard: Term) -> Term:
        """The place of an element in row-major order; an index out of range raises its fault."""
        at = z3.BitVecVal(0, 32)
        for one in index:
            value = term(self, one.value, guard)
            if one.fault is not None:
                wide = fit(value, max(value.size(), 34))
                outside = z3.Or(wide < 0, wide >= one.extent)
                self.raised(one.fault, value, z3.And(guard, outside))
            at = at * one.extent + fit(value, 32)
        return z3.simplify(at)

    def state(self, state: State) -> Term:
        """All of a state, as an array by place; a view of one shape is the state that it shows."""
        state = shown(state)
        if state.sparse:
            raise Untranslatable(f"{state.name} is sparse")
        name = self.named(state.name)
        if name not in self.now.states:
            made = z3.Array(f"state {name}", PLACE, z3.BitVecSort(state.type.width))
            ones = (1 << state.type.width) - 1
            for place, value in state.constant.items():
                made = z3.Store(made, z3.BitVecVal(place, 32), z3.BitVecVal(value & ones, state.type.width))
            self.now.states[name] = self.start[name] = made
        return self.now.states[name]

    def read_state(self, state: State, index: tuple[ir.Index, ...], guard: Term, *, at_issue: bool) -> Term:
        """The raw bits of an element."""
        at, whole = self.place(index, guard), self.state(state)
        name = self.named(shown(state).name)
        raw = z3.Select(self.start[name] if at_issue else whole, at)
        self.read.append((name, at))
        if isinstance(state.type, IntegerType) and (state.low, state.high) != (
            state.type.low,
            state.type.high,
        ):
            low, high = number(state.low, state.type.width + 1), number(state.high, state.type.width + 1)
            first = z3.Select(self.start[name], at)
            held = z3.SignExt(1, first) if state.type.signed else z3.ZeroExt(1, first)
            self.assumed.append(z3.And(held >= low, held <= high))
        return raw

    def load(self, memory: Memory, element: NumberType, address: Term, guard: Term) -> Term:
        """The raw bits of an element of a memory."""
        return self.memory.load(memory, element, address, guard)

    def read_tile(self, tile: ir.Tile, index: tuple[ir.Index, ...], guard: Term) -> Term:
        """The raw bits of an element of a tile."""
        return self.memory.read_tile(tile, self.indices(index, guard), guard)

    def indices(self, index: tuple[ir.Index, ...], guard: Term) -> tuple[Term, ...]:
        """Indices by themselves; out of range they raise their fault."""
        self.place(index, guard)
        return tuple(fit(term(self, one.value, guard), 34) for one in index)

    def raised(self, fault: Fault, value: Term | None, guard: Term) -> None:
        """Raise a fault where a condition holds, unless one was raised before."""
        described = repr(self._former.thing(fault))
        code = number_of(described)
        first = z3.And(self.alive, guard)
        width = fault.value.width if fault.value is not None else 0
        carried = z3.BitVecVal(0, WIDEST)
        if value is not None and width:
            carried = z3.ZeroExt(WIDEST - width, fit(value, width))
        self.fault = either(first, carried, self.fault)
        self.code = z3.If(first, z3.BitVecVal(code, 16), self.code)
        self.alive = z3.And(self.alive, z3.Not(guard))

    # -- statements ----------------------------------------------------------------------------------------------------

    def block(self, body: tuple[ir.Stmt, ...], guard: Term) -> None:
        """Run statements where ``guard`` holds. Raises Untranslatable."""
        for one in body:
            made = _STATEMENTS.get(type(one))
            if made is None:
                raise Untranslatable(type(one).__name__)
            made(self, one, guard)

    def set_local(self, local: ir.Local, value: Term, guard: Term) -> None:
        """Set a local where ``guard`` holds."""
        old = self.now.locals.get(id(local))
        if old is None and id(local) in self._shared:
            old = self.local(local)
        self.now.locals[id(local)] = value if old is None else either(guard, value, old)


def shown(state: State) -> State:
    """The state whose elements a state's are. Raises Untranslatable for a view of another shape."""
    root = state
    while root.view_of is not None:
        root = root.view_of
        if root.shape != state.shape or root.type.width != state.type.width:
            raise Untranslatable(f"{state.name} is a view of another shape")
    return root


_NUMBERS: dict[str, int] = {}


def number_of(text: str) -> int:
    """A number of its own for a text."""
    return _NUMBERS.setdefault(text, len(_NUMBERS) + 1)


def symbol(name: str, value: ir.Value) -> Term:
    """A symbol that may be any value of a type."""
    if isinstance(value, ir.BoolValue):
        return z3.Bool(name)
    return z3.BitVec(name, value.format.width if isinstance(value, ir.FloatValue) else max(room(value), 66))


def _set_local(run: Run, s: ir.SetLocal, guard: Term) -> None:
    run.set_local(s.local, term(run, s.value, guard), guard)


def _clear(run: Run, s: ir.ClearArray, guard: Term) -> None:
    run.now.arrays[id(s.array)] = z3.K(PLACE, z3.BitVecVal(0, s.array.element.width))


def _set_array(run: Run, s: ir.SetArray, guard: Term) -> None:
    value = fit(term(run, s.value, guard), s.array.element.width)
    at, old = run.place(s.index, guard), run.array(s.array)
    run.now.arrays[id(s.array)] = either(guard, z3.Store(old, at, value), old)


def _set_state(run: Run, s: ir.SetState, guard: Term) -> None:
    value = fit(term(run, s.value, guard), s.state.type.width)
    at, old = run.place(s.index, guard), run.state(s.state)
    kept = z3.And(guard, *(at != place for place in s.state.constant))
    run.now.states[run.named(shown(s.state).name)] = z3.If(z3.simplify(kept), z3.Store(old, at, value), old)


def _set_pc(run: Run, s: ir.SetPc, guard: Term) -> None:
    cut = of_raw(fit(term(run, s.value, guard), run.counter.width), run.counter)
    run.now.pc = either(guard, fit(cut, 66), run.now.pc)
    run.now.moved = z3.Or(run.now.moved, guard)


def _store(run: Run, s: ir.Store, guard: Term) -> None:
    value = fit(term(run, s.value, guard), s.element.width)
    run.memory.store(s.memory, s.element, term(run, s.address, guard), value, guard)


def _tile_write(run: Run, s: ir.TileWrite, guard: Term) -> None:
    value = fit(term(run, s.value, guard), s.tile.element.width)
    run.memory.write_tile(s.tile, run.indices(s.index, guard), value, guard)


def _if(run: Run, s: ir.If, guard: Term) -> None:
    condition = term(run, s.condition, guard)
    run.block(s.then, z3.And(guard, condition))
    run.block(s.otherwise, z3.And(guard, z3.Not(condition)))


def _loop(run: Run, s: ir.Loop, guard: Term) -> None:
    start, stop = s.start.type, s.stop.type
    assert isinstance(start, ir.IntValue)
    assert isinstance(stop, ir.IntValue)
    if start.low != start.high or stop.high - start.low > MOST_TURNS:
        raise Untranslatable("a long loop")
    end = term(run, s.stop, guard)
    for at in range(start.low, stop.high):
        turn = z3.simplify(z3.And(guard, fit(end, 66) > at))
        run.now.locals[id(s.local)] = number(at)
        run.block(s.body, turn)


def _raise(run: Run, s: ir.Raise, guard: Term) -> None:
    run.raised(s.fault, None if s.value is None else term(run, s.value, guard), guard)


def _signal(run: Run, s: ir.Signal, guard: Term) -> None:
    if s.semaphore.on_full == "fault":
        raise Untranslatable("a signal that may raise")
    name = run.named(s.semaphore.name)
    at = run.place((s.index,), guard)
    old = run.now.counts.get(name, z3.Array(name, PLACE, z3.BitVecSort(64)))
    amount = fit(term(run, s.amount, guard), 64)
    run.now.counts[name] = z3.If(guard, z3.Store(old, at, z3.Select(old, at) + amount), old)


_STATEMENTS: dict[type, Callable[..., None]] = {
    ir.SetLocal: _set_local,
    ir.ClearArray: _clear,
    ir.SetArray: _set_array,
    ir.SetState: _set_state,
    ir.SetPc: _set_pc,
    ir.Store: _store,
    ir.TileWrite: _tile_write,
    ir.If: _if,
    ir.Loop: _loop,
    ir.Raise: _raise,
    ir.Signal: _signal,
}

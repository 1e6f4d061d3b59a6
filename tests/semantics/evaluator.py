"""The reference: walks the IR in plain Python, one element at a time. What every engine is compared with.

State, memories and results are raw bits. Nothing here is fast; it is meant to be read against the language's page.

    machine = Machine.reset(architecture)
    outcome = execute(machine, program, {"rd": 1, "rs1": 2, "rs2": 3})
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Literal

from specgen.model import numerics
from specgen.model.architecture import Architecture
from specgen.model.execution import Fault, State, Table
from specgen.model.layouts import Bound
from specgen.model.memory import Memory
from specgen.model.types import FloatType, IntegerType, NumberType
from specgen.semantics import ir
from tests.semantics import reals


class Raised(Exception):
    """A fault on its way out."""

    def __init__(self, fault: Fault, value: int) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.value = value


@dataclass
class Machine:
    """Raw bits of all state (flat, by the name of the state whose bits they are), memories and semaphores."""

    state: dict[str, list[int]]
    memories: dict[str, bytearray]
    semaphores: dict[str, list[int]]
    pc: int = 0

    @classmethod
    def reset(cls, architecture: Architecture, most: int = 1 << 20) -> Machine:
        """What everything holds at reset. Memories are kept up to ``most`` bytes; accesses are checked by size."""
        return cls(
            {s.name: _start(s) for s in architecture.state.values() if s.view_of is None},
            {m.name: bytearray(min(m.size, most)) for m in architecture.memories.values()},
            {s.name: [s.initial] * s.count for s in architecture.semaphores.values()},
        )

    def copy(self) -> Machine:
        """An independent copy."""
        return Machine(
            {n: list(v) for n, v in self.state.items()},
            {n: bytearray(v) for n, v in self.memories.items()},
            {n: list(v) for n, v in self.semaphores.items()},
            self.pc,
        )


def _start(state: State) -> list[int]:
    values = [state.initial] * prod(state.shape)
    for place, value in state.starts.items():
        values[place] = value
    return [value & ((1 << state.type.width) - 1) for value in values]


@dataclass
class Outcome:
    """What one instruction did: the machine after it, the fault it raised, or what it waits for."""

    machine: Machine
    fault: str | None = None
    value: int = 0
    blocked: str | None = None
    host: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)


def execute(
    machine: Machine,
    program: ir.Program,
    fields: dict[str, int],
    *,
    issued: Machine | None = None,
    host: Callable[[str, tuple[int, ...]], int] = lambda name, arguments: 0,
) -> Outcome:
    """Run one instruction, given the raw bits of its operands, on a copy of ``machine``.

    ``issued`` is the machine whose processor state an engine's instruction sees (default: ``machine``).
    """
    body = program.body_for(fields)
    run = _Run(program, machine.copy(), issued or machine, fields, host)
    try:
        blocked = next((p for p in body.prelude if not run.passes(p)), None)
        if blocked is not None:
            return Outcome(machine.copy(), blocked=type(blocked).__name__)
        for tile in body.tiles:
            run.check_tile(tile)
        run.block(body.statements)
    except Raised as raised:
        return Outcome(run.committed, raised.fault.name, raised.value, host=run.calls)
    run.machine.pc = run.next if run.jump is None else run.jump
    return Outcome(run.machine, host=run.calls)


def cut(to: NumberType, bits: int) -> int:
    """Low bits as a value of ``to``: two's complement where it is signed."""
    bits &= (1 << to.width) - 1
    if isinstance(to, IntegerType) and to.signed and bits >> (to.width - 1):
        return bits - (1 << to.width)
    return bits


def root(state: State) -> State:
    while state.view_of is not None:
        state = state.view_of
    return state


def element(bits: list[int], state: State, at: int) -> int:
    """The raw bits of an element, through a view from as many bits further on."""
    width, whole = state.type.width, root(state).type.width
    first, last = at * width // whole, (at * width + width - 1) // whole
    window = sum(bits[n] << (n - first) * whole for n in range(first, last + 1))
    return window >> (at * width - first * whole) & ((1 << width) - 1)


def set_element(bits: list[int], state: State, at: int, value: int) -> None:
    """Set the raw bits of an element, bit by bit."""
    width, whole = state.type.width, root(state).type.width
    for n in range(width):
        place, bit = divmod(at * width + n, whole)
        bits[place] = bits[place] & ~(1 << bit) | (value >> n & 1) << bit


def flat(index: Sequence[int], shape: Sequence[int]) -> int:
    at = 0
    for i, extent in zip(index, shape, strict=True):
        assert 0 <= i < extent, "an index that was proven to be in range is not"
        at = at * extent + i
    return at


def _order(memory: Memory) -> Literal["little", "big"]:
    return "little" if memory.endianness == "little" else "big"


class _Run:
    def __init__(
        self,
        program: ir.Program,
        machine: Machine,
        issued: Machine,
        fields: dict[str, int],
        host: Callable[[str, tuple[int, ...]], int],
    ) -> None:
        self.instruction = program.instruction
        self.machine = machine
        self.issued = issued
        self.committed = machine.copy()
        self.fields = fields
        self.host = host
        self.calls: list[tuple[str, tuple[int, ...]]] = []
        self.locals: dict[ir.Local, int] = {}
        self.arrays: dict[ir.LocalArray, list[int]] = {}
        self.before: Machine | None = None
        self.arrays_before: dict[ir.LocalArray, list[int]] = {}
        self.grid: ir.Grid | None = None
        self.written: dict[Any, int] = {}
        self.jump: int | None = None
        processor = self.instruction.processor
        step = self.instruction.format.bytes // processor.unit
        self.next = cut(processor.program_counter.type, machine.pc + step)

    # -- before the first statement

    def passes(self, p: ir.Prelude) -> bool:
        """Whether the instruction may start; what it waits for is taken."""
        if not isinstance(p, ir.Wait):
            return True
        counts, at = self.machine.semaphores[p.semaphore.name], self.index((p.index,))[0]
        amount = self.value(p.amount)
        if counts[at] < amount:
            return False
        counts[at] -= amount
        self.committed = self.machine.copy()
        return True

    def check_tile(self, tile: ir.Tile) -> None:
        """The whole extent of a tile is inside its memory, aligned, and its rows are apart where it is written."""
        if tile.pitch is None:
            self.check_placed(tile)
            return
        memory, size = tile.operand.memory, tile.element.bytes
        base, pitch = self.value(tile.base), self.value(tile.pitch)
        across, along = (self.value(e) for e in tile.shape)
        if tile.operand.layout.order == "column_major":
            across, along = along, across
        if across == 0 or along == 0:
            return
        far = (across - 1) * pitch
        low, high = base + min(far, 0), base + max(far, 0) + along * size
        overlap = tile.writes and across > 1 and abs(pitch) < along * size
        if low < memory.base or high > memory.base + memory.size or overlap:
            self.memory_fault(memory.out_of_range, base)
        aligned = base % size == 0 and (across == 1 or pitch % size == 0) and base % tile.operand.align == 0
        if memory.misaligned is not None and not aligned:
            self.memory_fault(memory.misaligned, base)

    def check_placed(self, tile: ir.Tile) -> None:
        """The same of a tile that lies as its layout says; a written one's elements are apart where the layout is for any."""
        memory, base, bound = tile.operand.memory, self.value(tile.base), self.bound(tile)
        if not bound.count:
            return
        xors = bound.layout.xors
        block = 1 << (max((x.dst[0] for x in xors), default=-1) + 1)
        units = -(-bound.extents["addr"] // block) * block
        if not memory.base <= base <= memory.base + memory.size + (-units * bound.unit // 8):
            self.memory_fault(memory.out_of_range, base)
        size = tile.bits // 8 if tile.bits % 8 == 0 and bound.unit % 8 == 0 else 1
        places = {s for p in bound.places.values() for d, s in p if bound.sizes[d] > 1}
        apart = [step * bound.unit // 8 for step in (*places, bound.layout.offset)]
        crooked = any(one % size for one in (base, *apart)) or base % max(
            tile.operand.align, bound.layout.align
        )
        if memory.misaligned is not None and crooked:
            self.memory_fault(memory.misaligned, base)

    def bound(self, tile: ir.Tile) -> Bound:
        """The layout of a tile as it is now."""
        shape = [self.value(e) for e in tile.shape]
        given = dict(zip(tile.operand.arguments, map(self.value, tile.arguments), strict=True))
        return tile.operand.layout.bind(shape, element=tile.element, arguments=given)

    def memory_fault(self, fault: Fault | None, address: int) -> None:
        assert fault is not None
        raise Raised(fault, cut(fault.value, address) if fault.value is not None else 0)

    # -- memory

    def access(self, memory: Memory, kind: NumberType, address: int) -> int:
        """The offset of an access, checked."""
        if not memory.base <= address <= memory.base + memory.size - kind.bytes:
            self.memory_fault(memory.out_of_range, address)
        if memory.misaligned is not None and address % kind.bytes:
            self.memory_fault(memory.misaligned, address)
        return address - memory.base

    def load(self, memory: Memory, kind: NumberType, bit: int, bits: int) -> int:
        source = self.before if self.before is not None else self.machine
        first, last = bit // 8, (bit + bits - 1) // 8 + 1
        order, shift = _order(memory), self.shift(memory, bit, bits)
        return cut(kind, int.from_bytes(source.memories[memory.name][first:last], order) >> shift)

    def store(self, memory: Memory, kind: NumberType, bit: int, bits: int, value: int) -> None:
        data = self.machine.memories[memory.name]
        first, last = bit // 8, (bit + bits - 1) // 8 + 1
        order, shift = _order(memory), self.shift(memory, bit, bits)
        old = int.from_bytes(data[first:last], order) & ~(((1 << bits) - 1) << shift)
        new = old | (value & ((1 << kind.width) - 1)) << shift
        data[first:last] = new.to_bytes(last - first, order)

    def shift(self, memory: Memory, bit: int, bits: int) -> int:
        """By how much an element's bits are above the least of the bytes that hold it."""
        last = (bit + bits - 1) // 8 + 1
        return bit % 8 if _order(memory) == "little" else 8 * last - bit - bits

    def element(self, tile: ir.Tile, index: list[int]) -> int:
        """The bit at which an element begins."""
        start = self.value(tile.base) - tile.operand.memory.base
        if tile.pitch is None:
            return 8 * start + self.bound(tile).bit(index)
        pitch, size = self.value(tile.pitch), tile.element.bytes
        row, column = index[::-1] if tile.operand.layout.order == "column_major" else index
        return 8 * (start + row * pitch + column * size)

    # -- expressions

    def value(self, e: ir.Expr) -> int:
        """The value of an expression: an integer, 0 or 1, or the code of a float."""
        result = _VALUES[type(e)](self, e)
        if isinstance(e.type, ir.IntValue):
            assert e.type.low <= result <= e.type.high, f"{result} is outside of the type at {e.span}"
        return result

    def index(self, index: Sequence[ir.Index]) -> list[int]:
        found = []
        for i in index:
            value = self.value(i.value)
            if not 0 <= value < i.extent:
                assert i.fault is not None, "an index that was proven to be in range is not"
                raise Raised(i.fault, cut(i.fault.value, value) if i.fault.value is not None else 0)
            found.append(value)
        return found

    def read_state(self, e: ir.StateRead) -> int:
        source = self.issued if e.at_issue else self.machine
        if not e.at_issue and self.grid is not None and self.grid.conflict and self.before is not None:
            source = self.before
        at = flat(self.index(e.index), e.state.shape)
        if len(e.state.shape) == 1 and at in e.state.constant:
            return cut(e.state.type, e.state.constant[at])
        return cut(e.state.type, element(source.state[root(e.state).name], e.state, at))

    def read_array(self, e: ir.ArrayRead) -> int:
        index = self.index(e.index)
        if isinstance(e.array, Table):
            return e.array.values[flat(index, e.array.shape)]
        kept = self.arrays_before.get(e.array) if self.grid is not None and self.grid.conflict else None
        return (kept or self.arrays[e.array])[flat(index, e.array.shape)]

    # -- statements

    def block(self, body: Sequence[ir.Stmt]) -> None:
        for s in body:
            _STATEMENTS[type(s)](self, s)

    def put(self, place: Any, kind: NumberType, old: int, new: int, write: Callable[[int], None]) -> None:
        """A write, as the conflict of the grid around it wants it."""
        grid = self.grid
        if grid is None or grid.conflict is None:
            write(new)
            return
        count = self.written.get(place, 0)
        self.written[place] = count + 1
        if grid.conflict == "add":
            if isinstance(kind, FloatType):
                write(reals.operate(kind, "add", [old, new], False, False))
            else:
                write(cut(kind, old + new))
        elif grid.conflict == "fault" and count:
            assert grid.conflict_fault is not None
            raise Raised(grid.conflict_fault, 0)
        elif grid.conflict != "first" or not count:
            write(new)

    def set_state(self, s: ir.SetState) -> None:
        value, at = self.value(s.value), flat(self.index(s.index), s.state.shape)
        if len(s.state.shape) == 1 and at in s.state.constant:
            return
        bits = self.machine.state[root(s.state).name]

        def write(new: int) -> None:
            set_element(bits, s.state, at, new)

        place = (root(s.state), at * s.state.type.width)
        self.put(place, s.state.type, cut(s.state.type, element(bits, s.state, at)), value, write)

    def set_array(self, s: ir.SetArray) -> None:
        value, at = self.value(s.value), flat(self.index(s.index), s.array.shape)
        array = self.arrays[s.array]

        def write(new: int) -> None:
            array[at] = new

        self.put((s.array, at), s.array.element, array[at], value, write)

    def write_memory(self, memory: Memory, kind: NumberType, bit: int, bits: int, value: int) -> None:
        data = self.machine.memories[memory.name]
        first, last = bit // 8, (bit + bits - 1) // 8 + 1
        old = cut(kind, int.from_bytes(data[first:last], _order(memory)) >> self.shift(memory, bit, bits))
        self.put((memory, bit), kind, old, value, lambda new: self.store(memory, kind, bit, bits, new))

    def run_store(self, s: ir.Store) -> None:
        value, address = self.value(s.value), self.value(s.address)
        bit = 8 * self.access(s.memory, s.element, address)
        self.write_memory(s.memory, s.element, bit, 8 * s.element.bytes, value)

    def tile_write(self, s: ir.TileWrite) -> None:
        value = self.value(s.value)
        bit = self.element(s.tile, self.index(s.index))
        self.write_memory(s.tile.operand.memory, s.tile.element, bit, s.tile.bits, value)

    def set_local(self, s: ir.SetLocal) -> None:
        self.locals[s.local] = self.value(s.value)

    def set_pc(self, s: ir.SetPc) -> None:
        self.jump = self.value(s.value)

    def clear(self, s: ir.ClearArray) -> None:
        self.arrays[s.array] = [0] * prod(s.array.shape)

    def branch(self, s: ir.If) -> None:
        self.block(s.then if self.value(s.condition) else s.otherwise)

    def loop(self, s: ir.Loop) -> None:
        for i in range(self.value(s.start), self.value(s.stop)):
            self.locals[s.local] = i
            self.block(s.body)

    def while_loop(self, s: ir.While) -> None:
        for _ in range(s.limit):
            if not self.value(s.condition):
                break
            self.block(s.body)

    def run_grid(self, s: ir.Grid) -> None:
        self.grid, self.written = s, {}
        self.before = self.machine.copy()
        self.arrays_before = {array: list(values) for array, values in self.arrays.items()}
        for point in product(*(range(self.value(e)) for e in s.extents)):
            self.locals.update(zip(s.locals, point, strict=True))
            self.block(s.body)
        self.grid, self.before, self.arrays_before = None, None, {}

    def fault(self, s: ir.Raise) -> None:
        raise Raised(s.fault, self.value(s.value) if s.value is not None else 0)

    def commit(self, s: ir.Commit) -> None:
        self.committed = self.machine.copy()

    def signal(self, s: ir.Signal) -> None:
        counts, at = self.machine.semaphores[s.semaphore.name], self.index((s.index,))[0]
        counts[at] += self.value(s.amount)
        if counts[at] > s.semaphore.max:
            assert s.semaphore.overflow is not None, "the semaphore is full, and nothing here waits"
            raise Raised(s.semaphore.overflow, 0)

    def call_host(self, s: ir.Host) -> None:
        arguments = tuple(self.value(a) for a in s.arguments)
        self.calls.append((s.function.name, arguments))
        result = self.host(s.function.name, arguments)
        if s.result is not None and s.result.declared is not None:
            self.locals[s.result] = cut(s.result.declared, result)

    # -- floats

    def float_op(self, e: ir.FloatOp) -> int:
        assert isinstance(e.type, ir.FloatValue)
        return reals.operate(e.type.format, e.op, [self.value(v) for v in e.values], e.daz, e.ftz)

    def convert(self, e: ir.Convert) -> int:
        value = self.value(e.value)
        exact: numerics.Real = Fraction(value)
        if isinstance(e.value.type, ir.FloatValue):
            exact = numerics.decode(e.value.type.format, value)
        random = self.value(e.random) if e.random is not None else 0
        return numerics.encode(e.to, exact, e.rounding, e.overflow, random, e.random_bits)

    def to_int(self, e: ir.ToInt) -> int:
        return reals.to_integer(_format(e.value), self.value(e.value), e.rounding, e.to.low, e.to.high, e.nan)

    def compare(self, e: ir.Compare) -> int:
        a, b = self.value(e.left), self.value(e.right)
        if isinstance(e.left.type, ir.FloatValue):
            return int(reals.compare(e.left.type.format, e.op, a, b))
        return int({"eq": a == b, "ne": a != b, "lt": a < b, "le": a <= b, "gt": a > b, "ge": a >= b}[e.op])

    def extreme(self, e: ir.MinMax) -> int:
        a, b = self.value(e.left), self.value(e.right)
        if isinstance(e.type, ir.FloatValue):
            return reals.extreme(e.type.format, e.op, a, b)
        return min(a, b) if e.op == "min" else max(a, b)

    def test(self, e: ir.FloatTest) -> int:
        value = numerics.decode(_format(e.value), self.value(e.value))
        return int(value is reals.NAN if e.op == "nan" else reals.is_infinite(value))

    # -- integers

    def arith(self, e: ir.Arith) -> int:
        a, b = self.value(e.left), self.value(e.right)
        match e.op:
            case "add":
                return a + b
            case "sub":
                return a - b
            case "mul":
                return a * b
            case "and":
                return a & b
            case "or":
                return a | b
            case "xor":
                return a ^ b
            case "shl":
                return a << b
            case _:
                return a >> b

    def negate(self, e: ir.Negate) -> int:
        value = self.value(e.value)
        return {"neg": -value, "inv": ~value, "abs": abs(value)}[e.op]

    def divide(self, e: ir.Divide) -> int:
        a, b = self.value(e.left), self.value(e.right)
        if b == 0:
            assert e.zero is not None, "a divisor that was proven not to be zero is"
            return self.value(e.zero)
        if e.op == "floordiv":
            return a // b
        if e.op == "mod":
            return a % b
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return quotient if e.op == "quot" else a - b * quotient

    def cat(self, e: ir.Cat) -> int:
        joined = 0
        for part, width in e.parts:
            joined = joined << width | (self.value(part) & ((1 << width) - 1))
        return joined

    def logic(self, e: ir.Logic) -> int:
        values = [self.value(v) for v in e.values]
        return int(not values[0] if e.op == "not" else all(values) if e.op == "and" else any(values))

    def select(self, e: ir.Select) -> int:
        return self.value(e.then if self.value(e.condition) else e.otherwise)

    def tile_read(self, e: ir.TileRead) -> int:
        bit = self.element(e.tile, self.index(e.index))
        return self.load(e.tile.operand.memory, e.tile.element, bit, e.tile.bits)

    def load_value(self, e: ir.Load) -> int:
        bit = 8 * self.access(e.memory, e.element, self.value(e.address))
        return self.load(e.memory, e.element, bit, 8 * e.element.bytes)

    def word(self, e: ir.Word) -> int:
        word = self.instruction.match
        for f in self.instruction.operands:
            word |= f.place(self.fields[f.name])
        return word


def _format(e: ir.Expr) -> FloatType:
    assert isinstance(e.type, ir.FloatValue)
    return e.type.format


_VALUES: dict[type, Callable[[_Run, Any], int]] = {
    ir.Const: lambda r, e: e.value,
    ir.FieldValue: lambda r, e: e.field.value(r.fields[e.field.name]),
    ir.Word: _Run.word,
    ir.Pc: lambda r, e: r.machine.pc if r.jump is None else r.jump,
    ir.NextPc: lambda r, e: r.next,
    ir.LocalRead: lambda r, e: r.locals[e.local],
    ir.ArrayRead: _Run.read_array,
    ir.StateRead: _Run.read_state,
    ir.Load: _Run.load_value,
    ir.TileRead: _Run.tile_read,
    ir.Arith: _Run.arith,
    ir.Negate: _Run.negate,
    ir.Divide: _Run.divide,
    ir.Cut: lambda r, e: cut(e.to, r.value(e.value)),
    ir.Saturate: lambda r, e: min(max(r.value(e.value), e.low), e.high),
    ir.Slice: lambda r, e: (r.value(e.value) >> e.low) & ((1 << (e.high - e.low + 1)) - 1),
    ir.Cat: _Run.cat,
    ir.Compare: _Run.compare,
    ir.Logic: _Run.logic,
    ir.Select: _Run.select,
    ir.MinMax: _Run.extreme,
    ir.FloatOp: _Run.float_op,
    ir.FloatTest: _Run.test,
    ir.Scale: lambda r, e: reals.scale(_format(e), r.value(e.value), r.value(e.power)),
    ir.Convert: _Run.convert,
    ir.ToInt: _Run.to_int,
    ir.Bits: lambda r, e: r.value(e.value),
    ir.FromBits: lambda r, e: r.value(e.value),
    ir.FromBool: lambda r, e: r.value(e.value),
}

_STATEMENTS: dict[type, Callable[[_Run, Any], None]] = {
    ir.SetLocal: _Run.set_local,
    ir.ClearArray: _Run.clear,
    ir.SetArray: _Run.set_array,
    ir.SetState: _Run.set_state,
    ir.SetPc: _Run.set_pc,
    ir.Store: _Run.run_store,
    ir.TileWrite: _Run.tile_write,
    ir.If: _Run.branch,
    ir.Loop: _Run.loop,
    ir.While: _Run.while_loop,
    ir.Grid: _Run.run_grid,
    ir.Raise: _Run.fault,
    ir.Commit: _Run.commit,
    ir.Signal: _Run.signal,
    ir.Host: _Run.call_host,
}

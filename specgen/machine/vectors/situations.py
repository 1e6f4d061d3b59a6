"""An instruction, operands for it, and a state in which it does something worth looking at."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Literal

from specgen.data import frozen
from specgen.machine.codec import Codec, EncodingError
from specgen.machine.vectors import values
from specgen.machine.vectors.addresses import Address, Extent, addresses, element, extents
from specgen.model.templates import Kind
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions

if TYPE_CHECKING:
    from random import Random

    from specgen.model.execution import State
    from specgen.model.isa import Field, Instruction
    from specgen.model.memory import Memory
    from specgen.model.templates import Template
    from specgen.semantics import Semantics

WINDOW = 1 << 14  # bytes of a memory in which addresses are chosen
MOST_ELEMENTS = 256  # of a state that is set one by one
ATTEMPTS = 64


@frozen()
class Window:
    """Bytes of a memory from ``address`` on."""

    memory: str
    address: int
    data: bytes


@frozen()
class Situation:
    """A word of ``instruction``, and what to set before it runs.

    ``elements`` are raw values by state and place in row-major order; ``arrays`` names larger state that is read, ``windows``
    what memories hold where the instruction looks; ``semaphores`` the counts to start with.
    """

    instruction: str
    word: int
    operands: dict[str, int]
    elements: dict[tuple[str, int], int]
    arrays: tuple[str, ...]
    windows: tuple[Window, ...]
    semaphores: dict[str, int]


class Chooser:
    """Draws situations for the instructions of one processor; the same draws give the same situations.

    ``code`` bytes at the beginning of the memory that instructions are fetched from are left alone.
    """

    def __init__(self, semantics: Semantics, codec: Codec, *, code: int = 4096) -> None:
        self._semantics = semantics
        self._codec = codec
        self._code = code
        self._known: dict[int, tuple[tuple[Address, ...], tuple[Extent, ...], tuple[ir.StateRead, ...]]] = {}

    def situation(
        self,
        draw: Random,
        instruction: Instruction,
        *,
        body: ir.Body | None = None,
        windows: bool = True,
        astray: bool = False,
    ) -> Situation | None:
        """One situation, for one ``body`` or any; None where no word was found for which the constraints hold.

        Without ``windows`` what memories hold is left to the caller. ``astray``: some address is likely to be a wrong one.
        """
        body = body or draw.choice(self._semantics.programs[instruction.name].bodies)
        for _ in range(ATTEMPTS):
            made = self._attempt(draw, instruction, body, windows=windows, astray=astray)
            if made is not None:
                return made
        return None

    def varied(self, draw: Random, situation: Situation) -> Situation:
        """The situation with one operand, or a few elements of state, changed."""
        instruction = self._codec.instructions[situation.instruction]
        coder = self._codec.coders[situation.instruction]
        if instruction.operands and draw.randrange(4) == 0:
            field = draw.choice(instruction.operands)
            operands = situation.operands | {
                field.name: _operand(draw, field, instruction, _named(coder.template))
            }
            try:
                word = coder.encode(operands)
            except EncodingError:
                return situation
            if self._codec.coders[situation.instruction].operands(word) == operands:
                return replace(situation, word=word, operands=operands)
        elements, states = dict(situation.elements), self._codec.architecture.state
        known = list(elements)
        for key in draw.sample(known, min(len(known), draw.choice((1, 1, 2, 4)))):
            kind = states[key[0]]
            if isinstance(kind.type, IntegerType):
                value = draw.choice(
                    (4 * draw.randrange(17), draw.randrange(20), elements[draw.choice(known)])
                )
                elements[key] = min(max(value, kind.low), kind.high) & ((1 << kind.type.width) - 1)
        return replace(situation, elements=elements)

    def _attempt(
        self, draw: Random, instruction: Instruction, body: ir.Body, *, windows: bool, astray: bool
    ) -> Situation | None:
        where, sizes, reads = self._facts(body)
        named = _named(self._codec.coders[instruction.name].template)
        operands = {f.name: _operand(draw, f, instruction, named) for f in instruction.operands}
        operands |= {f.name: f.value(body.when[f.name]) for f in instruction.operands if f.name in body.when}
        free = {f.name for f in instruction.operands} - set(body.when)
        elements: dict[tuple[str, int], int] = {}
        filled = self._small_state(draw, reads, operands, elements)
        for size in sizes:
            aim(draw.choice(size.likely), size.fields, size.reads, free, operands, elements)
        pointed = []
        for one in where:
            wrong = astray and draw.randrange(len(where)) == 0
            pointer = _wrong_pointer(draw, one.memory) if wrong else self._pointer(draw, one.memory)
            if aim(pointer, one.fields, one.reads, free, operands, elements):
                pointed.append((one, pointer))
        try:
            word = self._codec.coders[instruction.name].encode(operands)
        except EncodingError:
            return None
        decoded = self._codec.decode(word)
        if decoded is None or decoded.instruction is not instruction:
            return None
        looked = (_window(draw, one, pointer) for one, pointer in pointed) if windows else ()
        shown = tuple(window for window in looked if window.data)
        counts = {p.semaphore.name: p.semaphore.max // 2 for p in body.prelude if isinstance(p, ir.Wait)}
        return Situation(instruction.name, word, decoded.operands, elements, filled, shown, counts)

    def _facts(
        self, body: ir.Body
    ) -> tuple[tuple[Address, ...], tuple[Extent, ...], tuple[ir.StateRead, ...]]:
        if id(body) not in self._known:
            tiles = [e for tile in body.tiles for e in tile.inputs]
            nodes = [*expressions(body.statements), *(x for e in tiles for x in every(e))]
            reads = tuple(e for e in nodes if isinstance(e, ir.StateRead))
            self._known[id(body)] = addresses(body), extents(body), reads
        return self._known[id(body)]

    def _small_state(
        self, draw: Random, reads: tuple[ir.StateRead, ...], operands: dict[str, int],
        elements: dict[tuple[str, int], int],
    ) -> tuple[str, ...]:  # fmt: skip
        """Sets what is read element by element; the names of what is too large for that."""
        large: dict[str, None] = {}
        for read in reads:
            state, at = read.state, element(read, operands)
            if at is not None:
                elements[state.name, at[1]] = _value(draw, state, at[1])
            elif prod(state.shape) <= MOST_ELEMENTS:
                for place in range(prod(state.shape)):
                    elements.setdefault((state.name, place), _value(draw, state, place))
            else:
                large[state.name] = None
        return tuple(large)

    def _pointer(self, draw: Random, memory: Memory) -> int:
        code = self._code if memory is self._codec.processor.memory else 0
        window = max(min(WINDOW, memory.size - code), 64)
        match draw.randrange(24):
            case 0:
                return memory.base + memory.size - draw.randrange(128)
            case 1:
                return values.integer(draw, memory.address.low, memory.address.high)
            case 2 | 3:
                return memory.base + code + draw.randrange(window)
            case _:
                return memory.base + code + draw.randrange(max(window // 64, 1)) * 64


def _wrong_pointer(draw: Random, memory: Memory) -> int:
    """An address that straddles the end of a memory, lies before or behind it, or suits no element."""
    end, low, high = memory.base + memory.size, memory.address.low, memory.address.high
    near = (
        end - draw.randint(1, 7),
        end + 64 * draw.randrange(4),
        memory.base - 64,
        memory.base + 4097,
        high - 3,
    )
    return min(max(draw.choice(near), low), high)


def _named(template: Template) -> dict[str, tuple[int, ...]]:
    """The registers of sparse files that operands can name; any other number is hardly ever one."""
    return {p.name: tuple(p.names.values()) for p in template.places if p.kind is Kind.HEX and p.names}


def _operand(draw: Random, field: Field, instruction: Instruction, named: dict[str, tuple[int, ...]]) -> int:
    if field.name in named and draw.randrange(8):
        return draw.choice(named[field.name])
    for constraint in instruction.constraints:
        if constraint.left is field and constraint.op == "in" and isinstance(constraint.right, tuple):
            return draw.choice(constraint.right)
    if field.enum is not None and not field.enum.open:
        return draw.choice(field.enum.members).value
    if field.width <= 6:
        return field.value(draw.getrandbits(field.width))
    return field.value(values.integer(draw, 0, (1 << field.width) - 1))


def _value(draw: Random, state: State, place: int) -> int:
    """Raw bits that the element may hold: of a control register those that a write can change are drawn."""
    if not isinstance(state.type, IntegerType):
        return values.code(draw, state.type)
    ones = (1 << state.type.width) - 1
    raw = values.integer(draw, state.low, state.high) & ones
    for register in state.entries.values():
        if register.index == place:
            return raw & register.mask | register.initial & ~register.mask & ones
    return state.initial & ones if state.sparse else raw


def aim(
    value: int, fields: tuple[Field, ...], reads: tuple[ir.StateRead, ...], free: set[str],
    operands: dict[str, int], elements: dict[tuple[str, int], int],
) -> bool:  # fmt: skip
    """Makes the sum of ``fields`` and ``reads`` likely to be ``value``: the first holds it, the others are zero."""
    rest = value
    for field in fields if reads else fields[1:]:
        if field.name in free and field.raw(0) is not None:
            operands[field.name] = 0
    if not reads:
        if fields and fields[0].name in free and fields[0].raw(value) is not None:
            operands[fields[0].name] = value
            return True
        return False
    done = False
    for read in reads:
        at = element(read, operands)
        if at is None or not isinstance(at[0].type, IntegerType):
            continue
        state, place = at
        if state.constant and place in state.constant:
            continue
        held = rest if state.low <= rest <= state.high else min(max(0, state.low), state.high)
        elements[state.name, place] = held & ((1 << at[0].type.width) - 1)
        done = done or held == value
        rest = 0
    return done


def _window(draw: Random, one: Address, pointer: int) -> Window:
    memory = one.memory
    first = max(pointer, memory.base)
    size = max(min(one.extent, memory.base + memory.size - first), 0)
    count = -(-size // one.element.bytes)
    order: Literal["little", "big"] = "big" if memory.endianness == "big" else "little"
    data = values.stored(draw, one.element, count, order)[:size]
    return Window(memory.name, first, data)

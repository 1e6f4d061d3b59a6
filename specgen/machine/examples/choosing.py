"""Plain situations: few elements, round addresses far from each other, and values that a person can reckon with."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal

from specgen.generators.docs.isa.samples import sample_operands
from specgen.machine.codec import EncodingError
from specgen.machine.examples import plain
from specgen.machine.vectors.addresses import Address, Extent, addresses, element, extents
from specgen.machine.vectors.situations import MOST_ELEMENTS, Situation, Window, aim
from specgen.model.templates import Kind
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions

if TYPE_CHECKING:
    from specgen.machine.codec import Codec
    from specgen.model.execution import State
    from specgen.model.isa import Instruction
    from specgen.model.memory import Memory
    from specgen.model.templates import Place

SIZES = (3, 4, 2, 8, 1, 16)
_CODE = 4096  # bytes at the beginning of a memory of instructions that are left alone
_WINDOW = 1 << 14  # bytes that are filled from an address on
_APART = 0x1000

Elements = dict[tuple[str, int], int]


class Plain:
    """The situations of one body of an instruction; the same ``turn`` gives the same one."""

    def __init__(self, codec: Codec, instruction: Instruction, body: ir.Body) -> None:
        self._codec = codec
        self._instruction = instruction
        self._body = body
        tiles = [e for tile in body.tiles for e in tile.inputs]
        nodes = [*expressions(body.statements), *(x for e in tiles for x in every(e))]
        self._reads = tuple(e for e in nodes if isinstance(e, ir.StateRead))
        self._addresses = addresses(body)
        self._extents = extents(body)

    @property
    def pointed(self) -> int:
        """How many addresses the body computes."""
        return len(self._addresses)

    def situation(self, turn: int = 0, *, edges: bool = False, astray: int | None = None) -> Situation | None:
        """The ``turn``-th situation; None where no word is legal. ``edges``: with the ends of what places hold.

        ``astray``: the address of that number lies behind its memory.
        """
        pointers = [self._pointer(one.memory, n, astray == n) for n, one in enumerate(self._addresses)]
        operands = sample_operands(self._instruction, self._codec.architecture, self._wishes(turn, pointers))
        coder = self._codec.coders[self._instruction.name]
        if operands is None:
            return None
        elements = self._elements(operands, turn, edges=edges)
        for size in self._extents:
            wanted = size.likely[0] if size.pitch else _size(size, turn)
            aim(wanted, size.fields, size.reads, set(), operands, elements)
        for one, pointer in zip(self._addresses, pointers, strict=True):
            reads = one.reads[::-1] if turn % 2 else one.reads  # the first holds the address, or the last
            aim(pointer, one.fields, reads, set(), operands, elements)
        try:
            word = coder.encode(operands)
        except EncodingError:
            return None
        decoded = self._codec.decode(word)
        if decoded is None or decoded.instruction is not self._instruction:
            return None
        windows = tuple(
            _window(one, pointer, turn + n)
            for n, (one, pointer) in enumerate(zip(self._addresses, pointers, strict=True))
            if astray != n
        )
        waits = [p.semaphore for p in self._body.prelude if isinstance(p, ir.Wait)]
        counts = {s.name: min(3, s.max) if turn == 0 else s.max // 2 for s in waits}
        return Situation(self._instruction.name, word, decoded.operands, elements, (), windows, counts)

    def _wishes(self, turn: int, pointers: list[int]) -> dict[str, tuple[int, ...]]:
        """What each operand is best, by what is made of it."""
        found: dict[str, tuple[int, ...]] = {}
        for place in self._codec.coders[self._instruction.name].template.places:
            if place.kind is Kind.HEX and place.names:
                found[place.name] = self._registers(place)[turn:]
        for field in self._instruction.operands:
            if field.width <= 2 and field.enum is None:
                found.setdefault(field.name, (field.value((1 + turn) % (1 << field.width)),))
        for size in self._extents:
            wanted = size.likely if size.pitch else SIZES[turn % len(SIZES) :] + SIZES
            found |= {f.name: (0,) if size.reads else tuple(wanted) for f in size.fields}
        for one, pointer in zip(self._addresses, pointers, strict=True):
            found |= {f.name: (0,) if one.reads or n else (pointer,) for n, f in enumerate(one.fields)}
        return found | {name: (self._chosen(name, raw),) for name, raw in self._body.when.items()}

    def _registers(self, place: Place) -> tuple[int, ...]:
        """The registers of a sparse file, those first that merely hold what is written."""
        files = self._codec.architecture.state.values()
        entries = {one.index: one for file in files for one in file.entries.values()}

        def special(index: int) -> tuple[bool, int]:
            one = entries.get(index)
            if one is None or not one.mask or one.read is not None or one.write is not None:
                return True, 0
            return False, -one.mask

        return tuple(sorted(place.names.values(), key=special))

    def _chosen(self, name: str, raw: int) -> int:
        return self._instruction.format.by_name[name].value(raw)

    def _elements(self, operands: dict[str, int], turn: int, *, edges: bool) -> Elements:
        """Values for what is read element by element, and for state that is small."""
        found: Elements = {}
        value, alike = plain.edge if edges else plain.scalar, turn % 4 == 3
        for read in self._reads:
            state, at = read.state, element(read, operands)
            size = prod(state.shape)
            places = (at[1],) if at is not None else range(size) if size <= MOST_ELEMENTS else ()
            for place in places:
                if (state.name, place) not in found and not (state.sparse and at is None):
                    nth = turn + (0 if alike else len(found))
                    raw = value(state.type, state.low, state.high, nth)
                    found[state.name, place] = _writable(state, place, raw)
        return found

    def _pointer(self, memory: Memory, number: int, astray: bool) -> int:
        code = _CODE if memory is self._codec.processor.memory else 0
        if astray:
            return min(memory.base + memory.size, memory.address.high)
        apart = _APART
        while apart > 64 and code + (len(self._addresses) + 1) * apart > memory.size:
            apart //= 2
        return memory.base + min(code + (number + 1) * apart, max(memory.size - 64, 0))


def _writable(state: State, place: int, raw: int) -> int:
    """What a control register holds where ``raw`` was written to it; of other state ``raw`` itself."""
    for one in state.entries.values():
        if one.index == place:
            return raw & one.mask | one.initial & ~one.mask & ((1 << state.type.width) - 1)
    return raw


def _size(one: Extent, turn: int) -> int:
    """A number of elements that the place can hold."""
    return min(SIZES[turn % len(SIZES)], max(one.likely))


def _window(one: Address, pointer: int, turn: int) -> Window:
    memory = one.memory
    order: Literal["little", "big"] = "big" if memory.endianness == "big" else "little"
    first = max(pointer, memory.base)
    size = max(min(one.extent, _WINDOW, memory.base + memory.size - first), 0)
    return Window(memory.name, first, plain.stored(one.element, size, order, turn))

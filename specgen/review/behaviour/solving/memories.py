"""Memories in formulas: bytes where addresses are plain, else a value that only its own reads and writes know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from specgen.review.behaviour.solving.terms import Term, Untranslatable, fit

if TYPE_CHECKING:
    from specgen.model.memory import Memory
    from specgen.model.types import NumberType
    from specgen.review.behaviour.solving.running import Run
    from specgen.semantics import ir

ADDRESS = 66


def checked(run: Run, memory: Memory, size: int, address: Term, guard: Term, *, writes: bool) -> Term:
    """The address of an access, which raises the memory's faults."""
    outside, misaligned = memory.faults(writes=writes)
    at = fit(address, ADDRESS)
    wrong = z3.Or(at < memory.base, at > memory.base + memory.size - size)
    if outside is None or memory.has_gaps or memory.name in run.mapped:
        raise Untranslatable(f"not all addresses outside of {memory.name} raise one fault")
    run.raised(outside, at, z3.And(guard, wrong))
    if misaligned is not None and size > 1:
        run.raised(misaligned, at, z3.And(guard, z3.URem(at, z3.BitVecVal(size, ADDRESS)) != 0))
    return at


class Concrete:
    """Every memory as an array of bytes; no windows, no devices, no tiles."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.bytes: dict[str, Term] = {}
        self.read: list[tuple[str, Term]] = []

    def _of(self, memory: Memory) -> tuple[str, Term]:
        if memory.window is not None:
            raise Untranslatable(f"{memory.name} shows others")
        name = self._run.named(memory.name)
        if name not in self.bytes:
            self.bytes[name] = z3.Array(f"memory {name}", z3.BitVecSort(ADDRESS), z3.BitVecSort(8))
        return name, self.bytes[name]

    def load(self, memory: Memory, element: NumberType, address: Term, guard: Term) -> Term:
        """The raw bits of an element."""
        name, held = self._of(memory)
        at = checked(self._run, memory, element.bytes, address, guard, writes=False)
        places = [at + offset for offset in range(element.bytes)]
        self.read += [(name, place) for place in places]
        parts = [z3.Select(held, place) for place in places]
        if memory.endianness == "little":
            parts.reverse()
        return fit(z3.Concat(*parts) if len(parts) > 1 else parts[0], element.width)

    def store(self, memory: Memory, element: NumberType, address: Term, value: Term, guard: Term) -> None:
        """Write an element."""
        name, held = self._of(memory)
        at = checked(self._run, memory, element.bytes, address, guard, writes=True)
        bits = 8 * element.bytes
        wide = z3.ZeroExt(bits - element.width, value) if bits > element.width else value
        made = held
        for offset in range(element.bytes):
            low = 8 * (offset if memory.endianness == "little" else element.bytes - 1 - offset)
            made = z3.Store(made, at + offset, z3.Extract(low + 7, low, wide))
        self.bytes[name] = z3.If(guard, made, held)

    def read_tile(self, tile: ir.Tile, index: tuple[Term, ...], guard: Term) -> Term:
        """Tiles are not bytes here."""
        raise Untranslatable("a tile")

    def write_tile(self, tile: ir.Tile, index: tuple[Term, ...], value: Term, guard: Term) -> None:
        """Tiles are not bytes here."""
        raise Untranslatable("a tile")

    def outcome(self) -> dict[str, Term]:
        """What is compared afterwards, by name."""
        return {f"memory {name}": held for name, held in self.bytes.items()}


class Abstract:
    """All memories as one unknown value: equal after equal writes in the same order, and read alike where equal."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._sort = z3.DeclareSort("Memories")
        self.now: Term = z3.Const("memories", self._sort)
        self.seen: Term = z3.Const("memories", self._sort)
        self.read: list[tuple[str, Term]] = []

    def begin(self, *, grid: bool) -> None:
        """Begin a turn of a loop; in a grid reads see the memories as they were before it."""
        if grid:
            self.seen = z3.Const("memories before", self._sort)

    @property
    def _visible(self) -> Term:
        before = z3.Const("memories before", self._sort)
        return self.seen if self.seen.eq(before) else self.now

    def load(self, memory: Memory, element: NumberType, address: Term, guard: Term) -> Term:
        """The raw bits of an element."""
        at = checked(self._run, memory, element.bytes, address, guard, writes=False)
        name = f"load {self._run.named(memory.name)} {element.width} {element.bytes}"
        return self._run.unknown(name, (self._visible, at), z3.BitVecSort(element.width))

    def store(self, memory: Memory, element: NumberType, address: Term, value: Term, guard: Term) -> None:
        """Write an element."""
        at = checked(self._run, memory, element.bytes, address, guard, writes=True)
        name = f"store {self._run.named(memory.name)} {element.width} {element.bytes}"
        made = self._run.unknown(name, (self.now, at, value), self._sort)
        self.now = z3.If(guard, made, self.now)

    def read_tile(self, tile: ir.Tile, index: tuple[Term, ...], guard: Term) -> Term:
        """The raw bits of an element of a tile."""
        name = f"read tile {self._run.tiles[id(tile)]}"
        return self._run.unknown(name, (self._visible, *index), z3.BitVecSort(tile.element.width))

    def write_tile(self, tile: ir.Tile, index: tuple[Term, ...], value: Term, guard: Term) -> None:
        """Write an element of a tile."""
        name = f"write tile {self._run.tiles[id(tile)]}"
        made = self._run.unknown(name, (self.now, *index, value), self._sort)
        self.now = z3.If(guard, made, self.now)

    def outcome(self) -> dict[str, Term]:
        """What is compared afterwards, by name."""
        return {"memories": self.now}

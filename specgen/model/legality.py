"""Which words are an instruction: fixed bits, closed enums and constraints, as conditions and as cubes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.cubes import LIMIT, Cube, TooManyCubes, intersect_sets, interval, project, subtract_sets

if TYPE_CHECKING:
    from specgen.model.isa import Constraint, Field, Instruction

#: Disjoint intervals (low, high), both included, ascending.
Ranges = tuple[tuple[int, int], ...]


@frozen()
class FieldIn:
    """The raw bits of ``field``, read as an unsigned number, lie in one of ``ranges``."""

    field: Field
    ranges: Ranges

    @property
    def mask(self) -> int:
        """The bits of the word that it looks at."""
        return self.field.mask

    def holds(self, word: int) -> bool:
        """Whether a word satisfies it."""
        raw = self.field.extract(word)
        for low, high in self.ranges:  # noqa: SIM110  (a loop: decoders come here for every word)
            if low <= raw <= high:
                return True
        return False

    def cubes(self) -> list[Cube]:
        """The words that satisfy it."""
        place, width = self.field.place, self.field.width
        raws = (cube for low, high in self.ranges for cube in interval(low, high, width))
        return [Cube(place(cube.mask), place(cube.value)) for cube in raws]


@frozen()
class Same:
    """The values of ``left`` and ``right`` are equal, or differ where ``equal`` is false."""

    left: Field
    right: Field
    equal: bool

    @property
    def mask(self) -> int:
        """The bits of the word that it looks at."""
        return self.left.mask | self.right.mask

    def holds(self, word: int) -> bool:
        """Whether a word satisfies it."""
        left = self.left.value(self.left.extract(word))
        return (left == self.right.value(self.right.extract(word))) is self.equal

    def cubes(self) -> list[Cube]:
        """The words that satisfy it: 2^width cubes of w bits each way. Raises TooManyCubes over 12 bits."""
        small, large = sorted((self.left, self.right), key=lambda f: f.width)
        if 2 << small.width > LIMIT:
            raise TooManyCubes(f"{small.name} and {large.name} are too wide to compare")
        cubes = []
        for raw in range(1 << small.width):
            other = large.raw(small.value(raw))
            low = small.place(raw)
            if other is not None and self.equal:
                cubes.append(Cube(self.mask, low | large.place(other)))
            elif not self.equal:
                holes = [] if other is None else [Cube(large.mask, large.place(other))]
                cubes += subtract_sets([Cube(small.mask, low)], holes)
            if len(cubes) > LIMIT:
                raise TooManyCubes(f"{len(cubes)} cubes")
        return cubes


@frozen()
class Matches:
    """The word is in one of ``within``, which are disjoint."""

    within: tuple[Cube, ...]

    @property
    def mask(self) -> int:
        """The bits of the word that it looks at."""
        mask = 0
        for cube in self.within:
            mask |= cube.mask
        return mask

    def holds(self, word: int) -> bool:
        """Whether a word satisfies it."""
        return any(word & cube.mask == cube.value for cube in self.within)

    def cubes(self) -> list[Cube]:
        """The words that satisfy it."""
        return list(self.within)


Condition = FieldIn | Same | Matches


def conditions_of(instruction: Instruction) -> tuple[Condition, ...]:
    """What a word with an instruction's fixed bits must satisfy besides; at most one `FieldIn` a field."""
    ranges: dict[str, Ranges] = {}
    same: list[Condition] = []
    fields = instruction.format.by_name
    for field in instruction.operands:
        if field.enum is not None and not field.enum.open:
            raws = (field.raw(member.value) for member in field.enum.members)
            ranges[field.name] = _union((r, r) for r in raws if r is not None)
    for constraint in instruction.constraints:
        if isinstance(constraint.right, tuple):
            name = constraint.left.name
            allowed = _allowed(constraint, constraint.right)
            ranges[name] = _both(ranges[name], allowed) if name in ranges else allowed
        else:
            same.append(Same(constraint.left, constraint.right, constraint.op == "=="))
    within = (FieldIn(fields[n], r) for n, r in ranges.items() if r != ((0, (1 << fields[n].width) - 1),))
    return (*within, *same)


@lru_cache(maxsize=1 << 13)
def words_of(instruction: Instruction) -> tuple[Cube, ...]:
    """The words of an instruction as disjoint cubes; those of instructions that shadow it included.

    Raises TooManyCubes where fields of over 12 bits are compared with each other.
    """
    cubes = [Cube(instruction.mask, instruction.match)]
    for condition in conditions_of(instruction):
        cubes = intersect_sets(cubes, condition.cubes())
    return tuple(cubes)


def decoded_words(instructions: Mapping[str, Instruction]) -> dict[str, tuple[Cube, ...]]:
    """The words that decode as each instruction: its own without those that others take by ``shadows``."""
    words = {name: words_of(one) for name, one in instructions.items()}
    taken: dict[str, list[Cube]] = {}
    for name, one in instructions.items():
        for other in one.shadows:
            taken.setdefault(other, []).extend(words[name])
    return {name: tuple(subtract_sets(own, taken.get(name, ()))) for name, own in words.items()}


def first_parts(instruction: Instruction, bits: int) -> tuple[Condition, ...]:
    """What the low ``bits`` of an instruction's words satisfy besides its fixed bits.

    Comparisons of fields that are too wide to enumerate, and are not all in the low bits, are left out.
    """
    low = (1 << bits) - 1
    whole = conditions_of(instruction)
    if all(not c.mask & ~low for c in whole):
        return whole
    if any(isinstance(c, Same) and c.mask & ~low for c in whole):
        try:
            return (Matches(project(words_of(instruction), low)),)
        except TooManyCubes:
            whole = tuple(c for c in whole if not isinstance(c, Same) or not c.mask & ~low)
    within = [c if not c.mask & ~low else Matches(project(c.cubes(), low)) for c in whole]
    return tuple(c for c in within if c.mask or not c.cubes())


def _allowed(constraint: Constraint, constants: tuple[int, ...]) -> Ranges:
    """The raw bits of the left field, as unsigned numbers, that satisfy a comparison with constants."""
    field, op = constraint.left, constraint.op
    if op in ("==", "!=", "in"):
        raws = (field.raw(value) for value in constants)
        equal = _union((raw, raw) for raw in raws if raw is not None)
        return _others(equal, field.width) if op == "!=" else equal
    below = _up_to(field, constants[0] - (op in ("<", ">=")))
    return below if op in ("<", "<=") else _others(below, field.width)


def _up_to(field: Field, value: int) -> Ranges:
    """The raw bits whose value is at most ``value``; a negative scale turns the order round."""
    least = -(1 << (field.width - 1)) if field.signed else 0
    greatest = least + (1 << field.width) - 1
    quotient = (value - field.bias) // abs(field.scale)
    if field.scale > 0:
        low, high = least, min(quotient, greatest)
    else:
        low, high = max(-quotient, least), greatest
    if low > high:
        return ()
    if low >= 0:
        return ((low, high),)
    wrap = 1 << field.width
    negative = (low + wrap, min(high, -1) + wrap)
    return _union([negative] if high < 0 else [negative, (0, high)])


def _union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def _both(a: Ranges, b: Ranges) -> Ranges:
    pairs = ((max(x[0], y[0]), min(x[1], y[1])) for x in a for y in b)
    return _union((low, high) for low, high in pairs if low <= high)


def _others(ranges: Ranges, width: int) -> Ranges:
    gaps, at = [], 0
    for low, high in ranges:
        if at < low:
            gaps.append((at, low - 1))
        at = high + 1
    if at < 1 << width:
        gaps.append((at, (1 << width) - 1))
    return tuple(gaps)

"""Sets of words as ternary cubes: some bits fixed, the others free.

All algorithms split on bits (Shannon expansion) instead of enumerating words or comparing all pairs, so they
stay fast for 128-bit words and for more than a thousand cubes. Sets that functions return are *disjoint*: no
word is in two cubes of one result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Cube(NamedTuple):
    """The words whose bits under ``mask`` equal ``value``; ``value`` has no bits outside ``mask``."""

    mask: int
    value: int

    def __contains__(self, word: object) -> bool:
        return isinstance(word, int) and word & self.mask == self.value

    def size(self, width: int) -> int:
        """Number of words of ``width`` bits in it."""
        return 1 << (width - self.mask.bit_count())

    def text(self, width: int) -> str:
        """``width`` characters from the most significant bit: ``0``, ``1``, or ``-`` where free."""
        bits = range(width - 1, -1, -1)
        return "".join("01"[self.value >> b & 1] if self.mask >> b & 1 else "-" for b in bits)


class TooManyCubes(ValueError):
    """A set that would take more cubes than `LIMIT` to write down."""


#: The most cubes that one set may take.
LIMIT = 1 << 14

EVERYTHING = Cube(0, 0)


def intersect(a: Cube, b: Cube) -> Cube | None:
    """The words in both, or None where there are none."""
    if (a.value ^ b.value) & a.mask & b.mask:
        return None
    return Cube(a.mask | b.mask, a.value | b.value)


def intersect_sets(a: Iterable[Cube], b: Sequence[Cube]) -> list[Cube]:
    """The words in both sets; disjoint where both sets are. Raises TooManyCubes."""
    both = [c for one in a for other in b if (c := intersect(one, other)) is not None]
    if len(both) > LIMIT:
        raise TooManyCubes(f"{len(both)} cubes")
    return both


def covers(outer: Cube, inner: Cube) -> bool:
    """Whether every word of ``inner`` is in ``outer``."""
    return not outer.mask & ~inner.mask and inner.value & outer.mask == outer.value


def subtract(a: Cube, b: Cube) -> list[Cube]:
    """The words of ``a`` that are not in ``b``, one cube for each bit that ``b`` fixes and ``a`` does not."""
    if (a.value ^ b.value) & a.mask & b.mask:
        return [a]
    mask, value, pieces = a.mask, a.value, []
    for bit in bits_of(b.mask & ~a.mask):
        mask |= bit
        pieces.append(Cube(mask, value | (~b.value & bit)))
        value |= b.value & bit
    return pieces


def subtract_sets(cubes: Iterable[Cube], holes: Iterable[Cube]) -> list[Cube]:
    """The words of disjoint ``cubes`` that are in none of ``holes``."""
    left = list(cubes)
    for hole in holes:
        left = [piece for cube in left for piece in subtract(cube, hole)]
    return left


def complement(cubes: Iterable[Cube], width: int) -> Iterator[Cube]:
    """The words of ``width`` bits that are in none of ``cubes``."""
    return (cube for cube, owners in cells(((c, 0) for c in cubes), width) if not owners)


def uncovered(cubes: Iterable[Cube], width: int) -> int | None:
    """A word of ``width`` bits that is in none of ``cubes``, or None where they cover all words."""
    return next((cube.value for cube in complement(cubes, width)), None)


def project(cubes: Iterable[Cube], mask: int) -> tuple[Cube, ...]:
    """What words of ``cubes`` look like under ``mask``, as disjoint cubes."""
    seen = dict.fromkeys(Cube(c.mask & mask, c.value & mask) for c in cubes)
    if len(seen) < 2:
        return tuple(seen)
    return tuple(cube for cube, owners in cells(((c, 0) for c in seen), mask.bit_length()) if owners)


def interval(low: int, high: int, width: int) -> list[Cube]:
    """The numbers ``low`` to ``high``, both included: at most 2 * ``width`` - 2 cubes, ascending."""
    cubes, ones = [], (1 << width) - 1
    while low <= high:
        free = (low & -low).bit_length() - 1 if low else width
        free = min(free, (high - low + 1).bit_length() - 1)
        cubes.append(Cube(ones >> free << free, low))
        low += 1 << free
    return cubes


def cells(items: Iterable[tuple[Cube, int]], width: int) -> Iterator[tuple[Cube, tuple[int, ...]]]:
    """Cut all words of ``width`` bits into disjoint cubes, each with the owners of the items that hold it.

    Every item either holds all of a cell or none of it; a cell without owners is in no item.
    """
    space = (1 << width) - 1
    return _cells(EVERYTHING, [(Cube(c.mask & space, c.value & space), owner) for c, owner in items])


def overlaps(items: Iterable[tuple[Cube, int]]) -> set[tuple[int, int]]:
    """The pairs (smaller, greater) of different owners that have words in common."""
    pairs: set[tuple[int, int]] = set()
    _overlaps(0, list(items), pairs)
    return pairs


def bits_of(mask: int) -> Iterator[int]:
    """The single bits of a mask, as masks, lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


_Items = list[tuple[Cube, int]]


def _cells(space: Cube, items: _Items) -> Iterator[tuple[Cube, tuple[int, ...]]]:
    split = _split_on(space.mask, items)
    if not split:
        yield space, tuple(sorted({owner for _, owner in items}))
        return
    groups = _grouped(split, items)
    for absent in _absent(split, sorted(groups), space):
        yield absent, ()
    for value in sorted(groups):
        yield from _cells(Cube(space.mask | split, space.value | value), groups[value])


def _overlaps(known: int, items: _Items, pairs: set[tuple[int, int]]) -> None:
    if len(items) > 4 and (split := _split_on(known, items)):
        for group in _grouped(split, items).values():
            _overlaps(known | split, group, pairs)
        return
    for i, (a, first) in enumerate(items):
        for b, second in items[:i]:
            if first != second and not (a.value ^ b.value) & a.mask & b.mask:
                pairs.add((min(first, second), max(first, second)))


def _split_on(known: int, items: _Items) -> int:
    """The bits beyond ``known`` to split on: all that every item fixes, else the one that most do, else 0."""
    common = -1
    for cube, _ in items:
        common &= cube.mask
    if items and common & ~known:
        return common & ~known
    votes: Counter[int] = Counter()
    for mask, count in Counter(cube.mask for cube, _ in items).items():
        for bit in bits_of(mask & ~known):
            votes[bit] += count
    return max(votes, key=lambda bit: (votes[bit], -bit)) if votes else 0


def _grouped(split: int, items: _Items) -> dict[int, _Items]:
    """Items by their value under ``split``; items that leave it free (one bit, then) are in both groups."""
    groups: dict[int, _Items] = {}
    for item in items:
        cube = item[0]
        fixed = cube.mask & split
        groups.setdefault(cube.value & split, []).append(item)
        if not fixed:
            groups.setdefault(split, []).append(item)
    return groups


def _absent(mask: int, values: Sequence[int], space: Cube) -> Iterator[Cube]:
    """The values under ``mask`` that are none of ``values``, as cubes below ``space``."""
    if not values:
        yield space
        return
    if not mask:
        return
    bit = 1 << (mask.bit_length() - 1)
    clear, set_ = [v for v in values if not v & bit], [v for v in values if v & bit]
    yield from _absent(mask ^ bit, clear, Cube(space.mask | bit, space.value))
    yield from _absent(mask ^ bit, set_, Cube(space.mask | bit, space.value | bit))

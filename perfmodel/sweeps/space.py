"""The points of a design space, enumerated by number: nothing is held of those that nobody looks at.

A point's number is a numeral of mixed radix, a digit for each axis: axes that need a chip or a graph of their own first,
then axes of numbers, the longest last. A chunk of consecutive points is a box with a dimension for each axis of numbers, so
that what depends on some axes is computed for the combinations of those alone, and NumPy's broadcasting does the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.sweeps.axes import Axis, Setting
from specgen.perfmodel.sweeps.errors import SweepError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Points evaluated at a time: few enough for a core's caches, enough for NumPy to be busy with numbers.
CHUNK = 1 << 15
#: Points more than which a space is refused, unless the caller allows more.
MOST = 10**9
_COUNTABLE = 1 << 62  # numbers of points are 64 bits wide
#: Axes at the end share a dimension until it is so long: NumPy's innermost loop.
INNERMOST = 64


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive points, from number ``start`` on, of the family ``family``: a range of places in each dimension."""

    start: int
    family: int
    ranges: tuple[range, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each dimension."""
        return tuple(map(len, self.ranges))

    def __len__(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Space:
    """The product of axes: ``outer`` ones, whose combinations are families, and ``inner`` ones, of numbers."""

    outer: tuple[Axis, ...]
    inner: tuple[Axis, ...]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """All axes, the one that varies slowest first."""
        return self.outer + self.inner

    @property
    def families(self) -> int:
        """How many combinations of the outer axes' values."""
        return prod(map(len, self.outer))

    @property
    def family_size(self) -> int:
        """How many points a family has."""
        return prod(map(len, self.inner))

    @property
    def size(self) -> int:
        """How many points."""
        return self.families * self.family_size

    def limited(self, most: int = MOST) -> Space:
        """Return it. Raises SweepError where it has more points than ``most``."""
        if self.size > min(most, _COUNTABLE):
            factors = " × ".join(f"{len(one):,} ({one.name})" for one in self.axes)
            raise SweepError(
                f"{self.size:,} points are more than {min(most, _COUNTABLE):,}: {factors}; take fewer values"
                + (f", or say --most {self.size}" if self.size <= _COUNTABLE else "")
            )
        return self

    def values(self, number: int) -> dict[str, Setting]:
        """Return the values at a point, by axis. Raises IndexError where there is no such point."""
        if not 0 <= number < self.size:
            raise IndexError(f"point {number} of {self.size}")
        return _values(self.axes, number)

    def family(self, number: int) -> dict[str, Setting]:
        """Return the values of the outer axes in a family."""
        return _values(self.outer, number)

    @property
    def dimensions(self) -> tuple[tuple[Axis, ...], ...]:
        """The inner axes by dimension: each its own, those at the end one together."""
        cut = len(self.inner)
        while cut and prod(map(len, self.inner[cut:])) < INNERMOST:
            cut -= 1
        return (*((one,) for one in self.inner[:cut]), self.inner[cut:])

    @property
    def chunks(self) -> int:
        """How many chunks."""
        return self.families * _Cut.of(self).chunks

    def chunk(self, number: int) -> Chunk:
        """Return a chunk: whole dimensions at the end, as many places of one as have room, one place of those before."""
        cut = _Cut.of(self)
        family, place = divmod(number, cut.chunks)
        before, piece = divmod(place, cut.pieces)
        first = piece * cut.places
        middle = range(first, min(first + cut.places, cut.lengths[cut.at]))
        start = (before * cut.lengths[cut.at] + first) * prod(cut.lengths[cut.at + 1 :])
        ranges = (
            *_single(cut.lengths[: cut.at], before),
            middle,
            *(range(length) for length in cut.lengths[cut.at + 1 :]),
        )
        return Chunk(family * self.family_size + start, family, ranges)

    def chunk_of(self, number: int) -> int:
        """Return which chunk a point is in."""
        cut = _Cut.of(self)
        family, place = divmod(number, self.family_size)
        before, middle = divmod(place // prod(cut.lengths[cut.at + 1 :]), cut.lengths[cut.at])
        return family * cut.chunks + before * cut.pieces + middle // cut.places

    def at(self, number: int) -> Chunk:
        """Return the chunk of one point alone. Raises IndexError where there is no such point."""
        if not 0 <= number < self.size:
            raise IndexError(f"point {number} of {self.size}")
        family, place = divmod(number, self.family_size)
        return Chunk(number, family, tuple(_single(_lengths(self), place)))

    def arrays(self, chunk: Chunk) -> dict[str, Any]:
        """Return the numbers in a chunk by axis: arrays along their dimension, or the one value that they all have."""
        found: dict[str, Any] = {}
        for place, (axes, numbers) in enumerate(zip(self.dimensions, chunk.ranges, strict=True)):
            if len(numbers) == 1:
                found |= _values(axes, numbers[0])
            else:
                shape = [1] * len(chunk.ranges)
                shape[place] = len(numbers)
                found |= {name: values.reshape(shape) for name, values in _spread(axes, numbers)}
        return found


def arranged(outer: Sequence[Axis], inner: Sequence[Axis]) -> Space:
    """Return the space of axes, the longest of ``inner`` last. Raises SweepError where a name is there twice."""
    every = [axis.name for axis in (*outer, *inner)]
    twice = [name for n, name in enumerate(every) if name in every[:n]]
    if twice:
        raise SweepError(f"axis {twice[0]} is there twice")
    return Space(tuple(outer), tuple(sorted(inner, key=len)))


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a family is cut into chunks: along the dimension ``at``, ``places`` of it in each."""

    lengths: tuple[int, ...]
    at: int
    places: int

    @classmethod
    def of(cls, space: Space) -> _Cut:
        lengths = _lengths(space)
        at = len(lengths) - 1
        while at and prod(lengths[at:]) <= CHUNK:
            at -= 1
        return cls(lengths, at, max(CHUNK // prod(lengths[at + 1 :]), 1))

    @property
    def pieces(self) -> int:
        """How many chunks a whole dimension is cut into."""
        return -(-self.lengths[self.at] // self.places)

    @property
    def chunks(self) -> int:
        """How many chunks a family is cut into."""
        return prod(self.lengths[: self.at]) * self.pieces


def _lengths(space: Space) -> tuple[int, ...]:
    return tuple(prod(map(len, axes)) for axes in space.dimensions)


def _single(lengths: Sequence[int], number: int) -> list[range]:
    """The place of a number in each dimension, as ranges."""
    found = []
    for length in reversed(lengths):
        number, digit = divmod(number, length)
        found.append(range(digit, digit + 1))
    return found[::-1]


def _values(axes: Sequence[Axis], number: int) -> dict[str, Setting]:
    places = _single([len(axis) for axis in axes], number)
    return {axis.name: axis.values[digit[0]] for axis, digit in zip(axes, places, strict=True)}


def _spread(axes: Sequence[Axis], numbers: range) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """The values of each axis at these places of their common dimension."""
    import numpy as np

    left = np.arange(numbers.start, numbers.stop)
    for axis in reversed(axes):
        left, digits = np.divmod(left, len(axis))
        yield axis.name, np.array(axis.values, np.float64)[digits]

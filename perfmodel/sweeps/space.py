"""The points of a design space, enumerated by number: nothing is held of those that nobody looks at.

A point's number is a numeral of mixed radix, a digit for each axis: axes that need a chip or a graph of their own first,
then the smaller group of axes of numbers, then the greater one, whose last axis varies fastest. So a chunk of consecutive
points is a rectangle of rows (of the slow group) and columns (of the fast group), and what depends on one group is computed
once for its rows or columns.
"""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive points: rows ``rows`` and columns ``columns`` of the family ``family``, from number ``start`` on."""

    start: int
    family: int
    rows: range
    columns: range

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.rows), len(self.columns)

    def __len__(self) -> int:
        return len(self.rows) * len(self.columns)


@dataclass(frozen=True, slots=True)
class Space:
    """The product of axes: of families, of numbers that vary slowly, of numbers that vary fast."""

    outer: tuple[Axis, ...]
    slow: tuple[Axis, ...]
    fast: tuple[Axis, ...]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """All axes, the one that varies slowest first."""
        return self.outer + self.slow + self.fast

    @property
    def families(self) -> int:
        """How many combinations of the outer axes' values."""
        return prod(map(len, self.outer))

    @property
    def rows(self) -> int:
        """How many combinations of the slow numbers."""
        return prod(map(len, self.slow))

    @property
    def columns(self) -> int:
        """How many combinations of the fast numbers."""
        return prod(map(len, self.fast))

    def __len__(self) -> int:
        return self.size

    @property
    def size(self) -> int:
        """How many points."""
        return self.families * self.rows * self.columns

    def limited(self, most: int = MOST) -> Space:
        """Return it. Raises SweepError where it has more points than ``most``."""
        if self.size > most:
            factors = " × ".join(f"{len(one):,} ({one.name})" for one in self.axes)
            raise SweepError(
                f"{self.size:,} points are more than {most:,}: {factors}; take fewer values, "
                f"or say --most {self.size}"
            )
        return self

    def values(self, number: int) -> dict[str, Setting]:
        """Return the values at a point, by axis. Raises IndexError where there is no such point."""
        if not 0 <= number < self.size:
            raise IndexError(f"point {number} of {self.size}")
        found: dict[str, Setting] = {}
        for axis in reversed(self.axes):
            number, digit = divmod(number, len(axis))
            found[axis.name] = axis.values[digit]
        return {axis.name: found[axis.name] for axis in self.axes}

    def family(self, number: int) -> dict[str, Setting]:
        """Return the values of the outer axes in a family."""
        return {name: values[int(digit)] for name, (values, digit) in _digits(self.outer, number).items()}

    @property
    def chunks(self) -> int:
        """How many chunks."""
        return self.families * self._per_family

    def chunk(self, number: int) -> Chunk:
        """Return a chunk: whole rows, or a piece of one row where a row alone is longer than a chunk."""
        family, place = divmod(number, self._per_family)
        if self._pieces > 1:
            row, piece = divmod(place, self._pieces)
            rows = range(row, row + 1)
            columns = range(piece * CHUNK, min((piece + 1) * CHUNK, self.columns))
        else:
            first = place * self._rows_of_chunk
            rows = range(first, min(first + self._rows_of_chunk, self.rows))
            columns = range(self.columns)
        start = (family * self.rows + rows[0]) * self.columns + columns[0]
        return Chunk(start, family, rows, columns)

    @property
    def _pieces(self) -> int:
        return -(-self.columns // CHUNK)

    @property
    def _rows_of_chunk(self) -> int:
        return max(CHUNK // self.columns, 1)

    @property
    def _per_family(self) -> int:
        return self.rows * self._pieces if self._pieces > 1 else -(-self.rows // self._rows_of_chunk)

    def arrays(self, chunk: Chunk) -> dict[str, NDArray[np.float64]]:
        """Return the numbers in a chunk by axis: of the slow group as a column, of the fast group as a row."""
        found = _spread(self.slow, chunk.rows)
        slow = {name: values[:, None] for name, values in found.items()}
        fast = {name: values[None, :] for name, values in _spread(self.fast, chunk.columns).items()}
        return slow | fast

    def at(self, number: int) -> Chunk:
        """Return the chunk of one point alone. Raises IndexError where there is no such point."""
        if not 0 <= number < self.size:
            raise IndexError(f"point {number} of {self.size}")
        place, column = divmod(number, self.columns)
        family, row = divmod(place, self.rows)
        return Chunk(number, family, range(row, row + 1), range(column, column + 1))


def arranged(outer: Sequence[Axis], *groups: Sequence[Axis]) -> Space:
    """Return the space of axes: ``outer`` ones first, then of the groups that are computed apart the greater last.

    Raises SweepError where a name is there twice.
    """
    every = [axis.name for group in (outer, *groups) for axis in group]
    twice = [name for n, name in enumerate(every) if name in every[:n]]
    if twice:
        raise SweepError(f"axis {twice[0]} is there twice")
    *slow, fast = sorted(groups, key=lambda group: prod(map(len, group)))
    return Space(tuple(outer), tuple(axis for group in slow for axis in group), tuple(fast))


def _digits(axes: tuple[Axis, ...], number: Any) -> dict[str, tuple[tuple[Setting, ...], Any]]:
    """The values of each axis, and which of them the points of these numbers take."""
    found: dict[str, tuple[tuple[Setting, ...], Any]] = {}
    for axis in reversed(axes):
        number, digit = number // len(axis), number % len(axis)
        found[axis.name] = (axis.values, digit)
    return found


def _spread(axes: tuple[Axis, ...], numbers: range) -> dict[str, NDArray[np.float64]]:
    import numpy as np

    found = _digits(axes, np.arange(numbers.start, numbers.stop))
    return {name: np.array(values, np.float64)[digits] for name, (values, digits) in found.items()}

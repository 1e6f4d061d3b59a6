"""What of a tensor is drawn: two dimensions as rows and columns, the others as panels, cut to what can be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from math import prod

from specgen.model.layouts import ADDRESS, Bound

CELLS = 1 << 13
_PANELS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """An element: its index, where it lies by axis, and its place in the order of addresses (axes from the first)."""

    index: tuple[int, ...]
    at: dict[str, int]
    key: tuple[int, ...]


@dataclass(frozen=True)
class View:
    """``height`` x ``width`` elements from the first of the dimensions ``rows`` and ``columns`` on (-1: there is no such).

    ``panels`` are the indices in which the other dimensions stand; those two are 0 in them.
    """

    bound: Bound
    rows: int
    columns: int
    height: int
    width: int
    panels: tuple[tuple[int, ...], ...]

    @cached_property
    def cells(self) -> tuple[tuple[tuple[Cell, ...], ...], ...]:
        """The elements by panel, row and column."""
        return tuple(
            tuple(tuple(self._cell(p, y, x) for x in range(self.width)) for y in range(self.height))
            for p in self.panels
        )

    @cached_property
    def flat(self) -> tuple[Cell, ...]:
        """The elements one after another, by panel, row and column."""
        return tuple(cell for panel in self.cells for row in panel for cell in row)

    def _cell(self, panel: tuple[int, ...], y: int, x: int) -> Cell:
        index = list(panel)
        if self.rows >= 0:
            index[self.rows] = y
        index[self.columns] = x
        at = self.bound.locate(index)
        return Cell(tuple(index), at, tuple(at[axis] for axis in self.bound.layout.axes))

    @property
    def whole(self) -> bool:
        """Whether every element is drawn."""
        return len(self.panels) * self.height * self.width == self.bound.count

    def boundaries(self, dim: int) -> dict[int, int]:
        """Where digits of a dimension begin anew within the view: position -> how far out the digit is (1: innermost)."""
        size = self.height if dim == self.rows else self.width
        found: dict[int, int] = {}
        for level, step in enumerate(self.steps(dim), start=1):
            found |= dict.fromkeys(range(step, size, step), level)
        return found

    def steps(self, dim: int) -> list[int]:
        """The sizes of the blocks into which digits divide a dimension, ascending."""
        return steps(self.bound, dim)


def steps(bound: Bound, dim: int) -> list[int]:
    """Return the sizes of the blocks into which the digits of a dimension divide it, ascending."""
    name, size = bound.layout.dims[dim].name, bound.shape[dim]
    found = {d.divisor for d in bound.layout.digits.values() if d.source == name}
    return sorted(step for step in found if 1 < step < size)


def view(
    bound: Bound,
    *,
    rows: str | None = None,
    columns: str | None = None,
    most: tuple[int, int] = (64, 128),
    panels: int = _PANELS,
) -> View:
    """Return a view of a tensor: of two dimensions, by default those with the most digits, of ``most`` rows and columns.

    Raises ValueError for a dimension that there is not, or a tensor without elements.
    """
    if not bound.count:
        raise ValueError("a tensor without elements cannot be drawn")
    first, second = _pair(bound, rows, columns)
    others = [range(size if n not in (first, second) else 1) for n, size in enumerate(bound.shape)]
    chosen = tuple(islice(product(*others), panels))
    budget = CELLS // len(chosen)
    width = _cut(bound, second, min(most[1], budget))
    height = _cut(bound, first, min(most[0], budget // width)) if first >= 0 else 1
    return View(bound, first, second, height, width, chosen)


def _pair(bound: Bound, rows: str | None, columns: str | None) -> tuple[int, int]:
    """The positions of the dimensions that are rows and columns."""
    names = [dim.name for dim in bound.layout.dims]
    for name in (rows, columns):
        if name is not None and name not in names:
            raise ValueError(f"{bound.layout.name} has no dimension {name}; it has {', '.join(names)}")
    given = [names.index(name) for name in (rows, columns) if name is not None]
    if len(set(given)) < len(given):
        raise ValueError("rows and columns are two dimensions")
    left = [n for n in range(len(names)) if n not in given and bound.shape[n] > 1]
    left += [n for n in range(len(names)) if n not in given and n not in left]
    left.sort(key=lambda n: (bound.shape[n] == 1, -len(steps(bound, n)), -n))
    if rows is not None:
        return names.index(rows), names.index(columns) if columns is not None else left[0]
    if columns is not None:
        return (left[0] if left else -1), names.index(columns)
    if len(names) == 1:
        return -1, 0
    return min(left[:2]), max(left[:2])


def _cut(bound: Bound, dim: int, most: int) -> int:
    """How much of a dimension is drawn: all, else as many whole blocks of its digits as there is room for."""
    size = bound.shape[dim]
    if size <= most:
        return size
    fitting = [step for step in steps(bound, dim) if step <= most]
    return most // fitting[-1] * fitting[-1] if fitting else most


def extents(bound: Bound) -> int:
    """Return how many places all axes have together."""
    return prod(bound.extents.values())


def has_address(bound: Bound) -> bool:
    """Whether elements have an address, and not only lanes, registers or the like."""
    return ADDRESS in bound.layout.axes

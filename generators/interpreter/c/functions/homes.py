"""Where each local of a body is declared: in the innermost block that holds all that is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy

from specgen.semantics import ir
from specgen.semantics.walk import every, inner, own, statements

Variable = ir.Local | ir.LocalArray

# A statement is found by its place in the body, then by which block inside of that, its place there, and so on.
_Path = tuple[int, ...]


class Homes:
    """The block and the statement before which each local is declared.

    ``reads`` are the locals that are read anywhere; of the others only the faults of their values matter.
    """

    def __init__(self, body: Sequence[ir.Stmt]) -> None:
        self.reads: set[Variable] = set()
        self._assignments = Counter(s.local for s in statements(body) if isinstance(s, ir.SetLocal))
        self._places: dict[_Path, list[Variable]] = {}
        self._blocks: dict[Variable, _Path] = {}
        found: dict[Variable, list[_Path]] = {}
        for variable, path in self._mentions(body, ()):
            found.setdefault(variable, []).append(path)
        for variable, paths in found.items():
            home = _common(paths)
            self._blocks[variable] = home[:-1]
            self._places.setdefault(home, []).append(variable)

    def before(self, block: _Path, number: int) -> list[Variable]:
        """The locals that are declared before a statement of a block."""
        return self._places.get((*block, number), [])

    def copy(self) -> Homes:
        """The same, to be changed by itself."""
        made = copy(self)
        made.reads = set(self.reads)
        made._places = {path: list(places) for path, places in self._places.items()}
        return made

    def place(self, variable: Variable) -> None:
        """Has a local declared by whoever emits its statements."""
        self.reads.add(variable)
        for places in self._places.values():
            if variable in places:
                places.remove(variable)

    def given(self, variable: Variable) -> None:
        """A local is declared, and may be read, by whoever emits the function."""
        self.reads.add(variable)
        for declared in self._places.values():
            if variable in declared:
                declared.remove(variable)

    def inside(self, variable: Variable, block: _Path) -> bool:
        """Whether nothing outside of a block speaks of a local."""
        return self._blocks.get(variable, block)[: len(block)] == block

    def once(self, local: ir.Local) -> bool:
        """Whether one statement alone sets a local."""
        return self._assignments[local] == 1

    def rereads(self, s: ir.SetLocal) -> bool:
        """Whether a local's new value is made of its old one."""
        return any(_read(x) is s.local for x in every(s.value))

    def _mentions(self, body: Sequence[ir.Stmt], block: _Path) -> Iterator[tuple[Variable, _Path]]:
        for number, s in enumerate(body):
            path = (*block, number)
            for part in own(s):
                for x in every(part):
                    variable = _read(x)
                    if variable is not None:
                        self.reads.add(variable)
                        yield variable, path
            for variable in _assigned(s):
                yield variable, path
            if isinstance(s, ir.Loop | ir.Grid):
                counters = (s.local,) if isinstance(s, ir.Loop) else s.locals
                self.reads.update(counters)
                for counter in counters:
                    yield counter, (*path, 0, -1)
            for part_number, part_body in enumerate(inner(s)):
                yield from self._mentions(part_body, (*path, part_number))


def _read(x: ir.Expr) -> Variable | None:
    if isinstance(x, ir.LocalRead):
        return x.local
    if isinstance(x, ir.ArrayRead) and isinstance(x.array, ir.LocalArray):
        return x.array
    return None


def _assigned(s: ir.Stmt) -> tuple[Variable, ...]:
    match s:
        case ir.SetLocal():
            return (s.local,)
        case ir.ClearArray() | ir.SetArray():
            return (s.array,)
        case ir.Host() if s.result is not None:
            return (s.result,)
        case _:
            return ()


def _common(paths: list[_Path]) -> _Path:
    """The statement, in the innermost block that all paths go through, at which the first of them does."""
    first, depth = paths[0], len(paths[0]) - 1
    for path in paths[1:]:
        depth = min(depth, len(path) - 1)
        same = next((n for n in range(depth) if path[n] != first[n]), depth)
        depth = same - same % 2
    return (*first[:depth], min(path[depth] for path in paths))

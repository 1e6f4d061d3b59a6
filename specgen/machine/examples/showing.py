"""What an execution read and changed, in words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import prod
from typing import TYPE_CHECKING

from specgen.machine.examples import plain
from specgen.machine.examples.example import Change, Grid
from specgen.machine.examples.probing import CORNER
from specgen.machine.vectors.addresses import element
from specgen.machine.vectors.contents import raw_values
from specgen.model.execution import State
from specgen.model.templates import Kind
from specgen.semantics import ir
from specgen.semantics.facts import root
from specgen.semantics.types.integers import INTEGERS
from specgen.semantics.walk import every, expressions, statements

if TYPE_CHECKING:
    from specgen.machine.codec import Decoded
    from specgen.machine.core import Core
    from specgen.machine.examples.probing import Corner
    from specgen.machine.memory import MemoryBuffer
    from specgen.machine.vectors.recording import Touched
    from specgen.model.memory import Memory
    from specgen.model.types import NumberType

FEW = 8
"""Elements of one state, or of one memory, that are told one by one."""

Key = tuple[object, int, int]
Keys = list[list[Key]]
Seen = dict[Key, int]


class View:
    """What of the machine one execution concerns: elements of state, corners of tiles, elements of memories.

    ``left_out`` counts those that are too many to be told; one that is not ``done`` writes nothing.
    """

    def __init__(
        self,
        body: ir.Body,
        decoded: Decoded,
        touched: Touched,
        corners: tuple[Corner, ...],
        *,
        done: bool,
    ) -> None:
        self._corners = [one for one in corners if one.bits and done]
        self._roles = dict(_roles(decoded))
        self._written = _places(one for one in touched.items() if one[0][1] and done)
        self._types = _types(body)
        self._done = done
        self.left_out = 0
        self._singles: list[tuple[State, int]] = []
        self._blocks: list[tuple[State, list[int]]] = []
        self._loads: list[tuple[Memory, NumberType, int]] = []
        tiled = {tile.operand.memory for tile in body.tiles}
        for state, places in _known(body, decoded, done=done).items():
            self._add_state(state, places)
        for what, ranges in _joined(touched).items():
            if isinstance(what, State):
                self._add_state(what, _elements(what, ranges))
            elif what not in tiled or what in self._types:
                self._add_memory(what, ranges)

    def _add_state(self, state: State, places: list[int]) -> None:
        if len(places) <= FEW and len(state.shape) < 2:
            self._singles += [(state, place) for place in places if (state, place) not in self._singles]
            return
        if not self._done:
            return
        width = prod(state.shape[-2:])
        for block in dict.fromkeys(place // width for place in places):
            inside = [place for place in places if place // width == block]
            self._blocks.append((state, inside))

    def _add_memory(self, memory: Memory, ranges: Iterable[tuple[int, int]]) -> None:
        kind = self._types.get(memory)
        if kind is None or isinstance(kind, State):
            kind = INTEGERS["u8"]
        found = (at for first, end in ranges for at in range(first, end, kind.bytes))
        self._loads += [(memory, kind, at) for at in islice(found, FEW)]
        self.left_out += max(sum(-(-(end - first) // kind.bytes) for first, end in ranges) - FEW, 0)

    def see(self, core: Core) -> Seen:
        """All of it, raw, on a core as it is."""
        found: Seen = {}
        for state, place in self._singles:
            found[state, place, 0] = raw_values(core, state, (place,))[place]
        for state, places in self._blocks:
            for place in _corner(state, places):
                found[state, place, 0] = raw_values(core, state, (place,))[place]
        for corner in self._corners:
            memory = core.memory[corner.tile.operand.memory.name]
            for (row, column), bit in corner.bits.items():
                value = _read(memory, bit, corner.tile.bits)
                if value is not None:
                    found[corner, row, column] = value
        for of, kind, at in self._loads:
            value = _read(core.memory[of.name], 8 * at, 8 * kind.bytes)
            if value is not None:
                found[of, at, 0] = value
        return found

    def changes(self, before: Seen, after: Seen) -> Iterator[Change]:
        """The elements that stand for themselves, with what they hold before and, where that is another, after."""
        for state, place in self._singles:
            old, new = before[state, place, 0], after[state, place, 0]
            role, name = self._roles.get((state.name, place), ("", element_name(state, place)))
            written = new != old or (state, place) in self._written
            texts = [plain.text(self._shown(state), value) for value in (old, new)]
            yield Change(name, "state", state.name, role, texts[0], texts[1] if written else "")
        for memory, kind, at in self._loads:
            if (memory, at, 0) not in before:
                continue
            texts = [
                plain.text(kind, seen[memory, at, 0] & ((1 << kind.width) - 1)) for seen in (before, after)
            ]
            written = texts[0] != texts[1] or (memory, at) in self._written
            name = f"{memory.name} @ {at:#x}: {kind.name}"
            yield Change(name, "memories", memory.name, "", texts[0], texts[1] if written else "")

    def grids(self, before: Seen, after: Seen) -> list[Grid]:
        """Corners of tiles and of arrays of state, those that have changed last."""
        found = [*self._tiles(before, after), *(self._block(*one, before, after) for one in self._blocks)]
        return sorted(found, key=lambda grid: bool(grid.after))

    def _tiles(self, before: Seen, after: Seen) -> Iterator[Grid]:
        for corner in self._corners:
            tile = corner.tile
            rows = sorted({row for row, _ in corner.bits})
            columns = sorted({column for _, column in corner.bits})
            keys: Keys = [[(corner, row, column) for column in columns] for row in rows]
            if keys[0][0] not in before:
                continue
            at, shape = f"{corner.base:#x}", corner.shape
            name, of = tile.operand.name, tile.operand.memory.name
            labels = tuple(map(str, rows))
            yield _grid((name, "memories", of, at), tile.element, shape, labels, columns, keys, before, after)

    def _block(self, state: State, places: list[int], before: Seen, after: Seen) -> Grid:
        line = state.shape[-1]
        shown = _corner(state, places)
        rows = list(dict.fromkeys(place // line for place in shown))
        columns = list(dict.fromkeys(place % line for place in shown))
        keys: Keys = [[(state, row * line + column, 0) for column in columns] for row in rows]
        high = state.shape[-2] if len(state.shape) > 1 else 1
        size = len({place // line for place in places}), len({place % line for place in places})
        name = _prefix(state, places[0])
        kind = self._shown(state)
        named = len(state.shape) == 2 and len(state.names) == high
        labels = tuple(state.names[row] if named else str(row % high) for row in rows)
        return _grid((name, "state", state.name, ""), kind, size, labels, columns, keys, before, after)

    def _shown(self, state: State) -> NumberType:
        """The type under which the instruction sees the state."""
        view = self._types.get(state, state)
        fits = isinstance(view, State) and view.type.width == state.type.width
        return view.type if isinstance(view, State) and fits else state.type


def _grid(
    what: tuple[str, str, str, str], kind: NumberType, size: tuple[int, ...], rows: tuple[str, ...],
    columns: list[int], keys: Keys, before: Seen, after: Seen,
) -> Grid:  # fmt: skip
    def texts(seen: Seen) -> tuple[tuple[str, ...], ...]:
        mask = (1 << kind.width) - 1
        return tuple(
            tuple(plain.text(kind, seen[key] & mask) if key in seen else "" for key in row) for row in keys
        )

    changed = any(before.get(key) != after.get(key) for row in keys for key in row)
    name, of_kind, of, at = what
    numbers = tuple(map(str, columns))
    return Grid(
        name, of_kind, of, kind.name, size, at, rows, numbers, texts(before), texts(after) if changed else ()
    )


def element_name(state: State, place: int) -> str:
    """An element as assembly or semantics call it."""
    if not state.shape:
        return state.name
    if len(state.shape) > 1:
        return f"{state.name}[{', '.join(map(str, _index(state, place)))}]"
    if state.sparse:
        return next(
            (f"{state.name}.{n}" for n, e in state.entries.items() if e.index == place), f"{place:#x}"
        )
    return state.names[place] if place < len(state.names) else f"{state.name}[{place}]"


def _prefix(state: State, place: int) -> str:
    leading = _index(state, place)[:-2]
    return f"{state.name}[{', '.join(map(str, leading))}]" if leading else state.name


def _index(state: State, place: int) -> list[int]:
    found = []
    for extent in reversed(state.shape):
        found.append(place % extent)
        place //= extent
    return found[::-1]


def _corner(state: State, places: list[int]) -> list[int]:
    """Those of the places that lie in the first rows and columns touched."""
    line = state.shape[-1]
    rows = sorted({place // line for place in places})[: CORNER[0]]
    columns = sorted({place % line for place in places})[: CORNER[1]]
    known = set(places)
    found = [row * line + column for row in rows for column in columns]
    return found if all(place in known for place in found) else [p for p in found if p in known] or places[:1]


def _roles(decoded: Decoded) -> Iterator[tuple[tuple[str, int], tuple[str, str]]]:
    """The operand that names an element of a file, the first where several do, and the name that it writes."""
    for place in reversed(decoded.coder.template.places):
        if place.kind is Kind.REGISTER:
            value = decoded.operands[place.name]
            yield (place.file, value), (place.name, place.shown.get(value, f"{place.file}[{value}]"))


def _types(body: ir.Body) -> dict[State | Memory, NumberType | State]:
    """Under which type a body sees a memory, through loads and stores, or under which view state."""
    found: dict[State | Memory, NumberType | State] = {}
    for node in (*expressions(body.statements), *statements(body.statements)):
        if isinstance(node, ir.Load | ir.Store):
            found.setdefault(node.memory, node.element)
        elif isinstance(node, ir.StateRead | ir.SetState):
            found.setdefault(root(node.state), node.state)
    return found


def _known(body: ir.Body, decoded: Decoded, *, done: bool) -> dict[State, list[int]]:
    """The elements of state that tiles and waits are computed from; of what is not ``done`` all that it may look at."""
    tops = [e for tile in body.tiles for e in tile.inputs]
    tops += [p.amount for p in body.prelude if isinstance(p, ir.Wait)]
    reads = [x for top in tops for x in every(top)] + ([] if done else list(expressions(body.statements)))
    found: dict[State, list[int]] = {}
    for read in (x for x in reads if isinstance(x, ir.StateRead)):
        at = element(read, decoded.operands)
        if at is not None and at[1] not in found.setdefault(at[0], []):
            found[at[0]].append(at[1])
    return found


def _joined(touched: Touched) -> dict[State | Memory, list[tuple[int, int]]]:
    found: dict[State | Memory, list[tuple[int, int]]] = {}
    for (what, _), ranges in touched.items():
        if not (isinstance(what, State) and what.role):
            found.setdefault(what, []).extend(ranges)
    return {what: sorted(set(ranges)) for what, ranges in found.items()}


def _elements(state: State, ranges: Iterable[tuple[int, int]]) -> list[int]:
    width = state.type.width
    return sorted({at for first, end in ranges for at in range(first // width, -(-end // width))})


def _places(
    touched: Iterable[tuple[tuple[State | Memory, bool], list[tuple[int, int]]]],
) -> set[tuple[object, int]]:
    """The first places of what is touched: elements of state, addresses."""
    found: set[tuple[object, int]] = set()
    for (what, _), ranges in touched:
        if isinstance(what, State):
            found |= {(what, place) for place in _elements(what, ranges)}
        else:
            found |= {(what, first) for first, _ in ranges}
    return found


def _read(memory: MemoryBuffer, bit: int, width: int) -> int | None:
    """``width`` bits from ``bit`` on of a memory; None beyond its end."""
    first, inside = bit // 8 - memory.base, bit % 8
    count = -(-(inside + width) // 8)
    if not 0 <= first <= memory.size - count:
        return None
    data = bytes(memory.view[first : first + count])
    little = memory.memory.endianness == "little"
    value = int.from_bytes(data, "little" if little else "big")
    return value >> (inside if little else 8 * count - width - inside) & ((1 << width) - 1)

"""What a grid's conflicting writes mean: which of two to one place stays, and which wait for the grid's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod

from specgen.generators.interpreter.c.functions import floats, memories
from specgen.generators.interpreter.c.functions.code import Code, binary, cast
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.integers import cut, plan
from specgen.generators.interpreter.c.functions.machine_types import I64, U64, U128, storage
from specgen.generators.interpreter.c.functions.reads import raise_fault, subscript
from specgen.model.execution import State
from specgen.model.memory import Memory
from specgen.model.types import FloatType, IntegerType, NumberType
from specgen.semantics import ir
from specgen.semantics.types.integers import range_of
from specgen.semantics.walk import expressions, statements

LARGE = 1 << 13  # bytes: larger copies and marks stay off the stack


Written = tuple[Memory, NumberType, memories.Packing | None]


@dataclass
class Pending:
    """The writes of one grid.

    ``held`` are the memories that the grid also reads: writes to them wait, each a (memory, element type, packing) with its
    number in ``sites``. ``marks`` names, for each place that is written, what tells which elements were written.
    """

    grid: ir.Grid
    held: frozenset[Memory]
    private: frozenset[ir.LocalArray]
    sites: list[Written] = field(default_factory=list)
    marks: dict[object, str] = field(default_factory=dict)

    def takes(self, place: State | ir.LocalArray | Memory) -> bool:
        """Whether a write is more than an assignment."""
        if isinstance(place, Memory) and place in self.held:
            return True
        return self.grid.conflict in ("first", "add", "fault") and place not in self.private

    # -- elements of arrays

    def element(
        self,
        e: Emitter,
        place: State | ir.LocalArray,
        name: str,
        kind: NumberType,
        shape: tuple[int, ...],
        index: list[Code],
        value: Code,
    ) -> None:
        """Writes an element of state or of a local array."""
        target = name + "".join(f"[{subscript(code).text}]" for code in index)
        write = f"{target} = {e.put(value, storage(kind))};"
        note = f"N_note(c, &{target}, sizeof {target});" if e.journal and isinstance(place, State) else ""
        if self.grid.conflict == "add":
            old = Code(target, storage(kind), *_bounds(kind))
            write = f"{target} = {e.put(_sum(e, kind, old, value), storage(kind))};"
        elif self.grid.conflict in ("first", "fault"):
            mark = f"{self.marks[place]}[{_flat(index, shape)}]"
            self._marked(e, mark, [f"{mark} = true;", *filter(None, (note, write))])
            return
        for line in filter(None, (note, write)):
            e.line(line)

    def _marked(self, e: Emitter, test: str, lines: list[str]) -> None:
        """What happens to a place that was not written before; ``fault``: to one that was, too."""
        if self.grid.conflict == "fault":
            with e.when(test):
                assert self.grid.conflict_fault is not None
                raise_fault(e, self.grid.conflict_fault, None, self.grid.span.line)
            for line in lines:
                e.line(line)
            return
        with e.braces(f"if (!{test})"):
            for line in lines:
                e.line(line)

    # -- memories

    def memory(self, e: Emitter, s: ir.Store | ir.TileWrite, offset: str, value: Code) -> None:
        """Writes an element of a memory, at once or when the grid is done."""
        site = _site(s)
        place = e.named(Code(f"(uint64_t)({offset})", U64, 0, U64.high), "place").text
        if self.grid.conflict == "add":
            memories.known(e, *site[:2], place, s.span.line, site[2])
        if self.grid.conflict in ("first", "fault"):
            value = e.named(value, "stored", promotes=isinstance(site[1], IntegerType))
            test = f"N_marked(c, {place}, {self._number(site)})"
            with e.aside() as lines, e.deeper() if self.grid.conflict == "first" else e.as_is():
                self._write(e, site, place, value)
            if self.grid.conflict == "fault":
                self._marked(e, test, [])
                e.lines += lines
            else:
                with e.braces(f"if (!{test})"):
                    e.lines += lines
            return
        self._write(e, site, place, value)

    def _number(self, site: Written) -> int:
        if site not in self.sites:
            self.sites.append(site)
        return self.sites.index(site)

    def _write(self, e: Emitter, site: Written, place: str, value: Code) -> None:
        home, kind, _ = site
        if home not in self.held:
            self._at_once(e, site, place, value)
            return
        raw = value if isinstance(kind, IntegerType) else floats.to_raw(e, value, kind)
        text = cast(raw, U128).text if raw.type.signed else raw.text
        e.line(f"N_defer(c, {self._number(site)}, {place}, {text});")

    def _at_once(self, e: Emitter, site: Written, place: str, value: Code) -> None:
        home, kind, packed = site
        if self.grid.conflict == "add":
            value = _sum(e, kind, memories.fetched(e, home, kind, place, packed), value)
        memories.written(e, home, kind, place, value, packed)

    # -- before and after the grid

    def open(self, e: Emitter) -> None:
        """What stands before the grid: copies of what its reads see, and marks of what was written."""
        if self.held:
            e.line("c->writes.used = 0;")
        if self.grid.conflict in ("first", "fault"):
            self._open_marks(e)
        if self.grid.conflict is not None:
            for place in _read_back(self.grid, self.private):
                _copy(e, place)

    def _open_marks(self, e: Emitter) -> None:
        for place in _written(self.grid):
            if isinstance(place, Memory):
                if "memory" not in self.marks:
                    self.marks["memory"] = "c->marks"
                    e.line("N_unmark(c);")
            elif place not in self.private and place not in self.marks:
                self.marks[place] = e.fresh("written")
                _zeroed(e, self.marks[place], max(prod(place.shape), 1))

    def close(self, e: Emitter) -> None:
        """What stands behind the grid: the writes that waited, in their order."""
        if not any(home in self.held for home, *_ in self.sites):
            return
        count, entry = e.fresh("n"), e.fresh("write")
        with e.braces(f"for (size_t {count} = 0; {count} < c->writes.used; {count}++)"):
            e.line(f"const N_write *const {entry} = &c->writes.items[{count}];")
            if len(self.sites) == 1:
                self._apply(e, entry, self.sites[0])
                return
            with e.braces(f"switch ({entry}->site)"):
                for number, site in enumerate(self.sites):
                    with e.braces(f"case {number}:"):
                        self._apply(e, entry, site)
                        e.line("break;")

    def _apply(self, e: Emitter, entry: str, site: Written) -> None:
        kind = site[1]
        raw = Code(f"{entry}->value", U128, 0, (1 << 128) - 1, exact=False)
        if isinstance(kind, IntegerType):
            value = cut(raw, kind)
        else:
            value = floats.from_raw(e, cut(raw, IntegerType(kind.width, signed=False)), kind)
        self._at_once(e, site, f"{entry}->offset", value)


def _site(s: ir.Store | ir.TileWrite) -> Written:
    if isinstance(s, ir.Store):
        return s.memory, s.element, None
    return s.tile.operand.memory, s.tile.element, memories.packing(s.tile)


def pending_of(grid: ir.Grid) -> Pending | None:
    """What is to be done about a grid's writes; None where they are plain assignments."""
    private = frozenset(s.array for s in statements(grid.body) if isinstance(s, ir.ClearArray))
    held = set(grid.snapshot)
    if grid.conflict is not None:
        homes = {memory.home for memory in _memories_read(grid)}
        held |= {p for p in _written(grid) if isinstance(p, Memory) and p.home in homes}
    return Pending(grid, frozenset(held), private) if held or grid.conflict is not None else None


def _written(grid: ir.Grid) -> Iterator[State | ir.LocalArray | Memory]:
    for s in statements(grid.body):
        match s:
            case ir.SetState():
                yield s.state
            case ir.SetArray():
                yield s.array
            case ir.Store():
                yield s.memory
            case ir.TileWrite():
                yield s.tile.operand.memory
            case _:
                pass


def _memories_read(grid: ir.Grid) -> Iterator[Memory]:
    for x in expressions(grid.body):
        if isinstance(x, ir.Load):
            yield x.memory
        elif isinstance(x, ir.TileRead):
            yield x.tile.operand.memory


def _root(state: State) -> State:
    while state.view_of is not None:
        state = state.view_of
    return state


def _read_back(grid: ir.Grid, private: frozenset[ir.LocalArray]) -> list[State | ir.LocalArray]:
    """The states and arrays that a grid reads although it, or a view of the same bits, is written."""
    written = {_root(p) if isinstance(p, State) else p for p in _written(grid)}
    found: dict[State | ir.LocalArray, None] = {}
    for x in expressions(grid.body):
        if isinstance(x, ir.StateRead) and not x.at_issue and _root(x.state) in written:
            found[x.state] = None
        elif isinstance(x, ir.ArrayRead) and x.array in written - private:
            assert isinstance(x.array, ir.LocalArray)
            found[x.array] = None
    return list(found)


def _copy(e: Emitter, place: State | ir.LocalArray) -> None:
    """A copy that reads of the grid see."""
    kind = place.type if isinstance(place, State) else place.element
    source = e.context.state(place).text if isinstance(place, State) else e.name_of(place)
    name = e.fresh(f"{place.name}_before")
    t = storage(kind)
    if not place.shape:
        e.line(f"const {t.name} {name} = {source};")
    else:
        large = prod(place.shape) * t.bits // 8 > LARGE
        shape = "".join(f"[{n}]" for n in place.shape)
        e.line(f"{'static _Thread_local ' if large else ''}{t.name} {name}{shape};")
        e.line(f"memcpy({name}, {source}, sizeof {name});")
    e.before[place] = name


def _zeroed(e: Emitter, name: str, count: int) -> None:
    if count > LARGE:
        e.line(f"static _Thread_local bool {name}[{count}];")
        e.line(f"memset({name}, 0, sizeof {name});")
    else:
        e.line(f"bool {name}[{count}] = {{false}};")


def _bounds(kind: NumberType) -> tuple[int, int]:
    return (kind.low, kind.high) if isinstance(kind, IntegerType) else (0, 0)


def _sum(e: Emitter, kind: NumberType, old: Code, new: Code) -> Code:
    """What is there and what is written, added: wrapping integers, floats rounded once."""
    if isinstance(kind, FloatType):
        name = e.numerics.binary("add", kind)
        return Code(f"{name}({old.text}, {new.text})", storage(kind))
    whole = range_of(kind)
    t, exact = plan((old, new), 2 * whole.low, 2 * whole.high, kind.width)
    return cut(binary("+", old, new, t, 2 * whole.low, 2 * whole.high, exact=exact), kind)


def _flat(index: list[Code], shape: tuple[int, ...]) -> str:
    """The number of an element in row-major order."""
    text = "0"
    for code, extent in zip(index, shape, strict=True):
        one = str(code.constant) if code.constant is not None else cast(code, I64).text
        text = one if text == "0" else f"({text}) * {extent} + {one}"
    return text

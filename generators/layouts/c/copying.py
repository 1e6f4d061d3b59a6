"""Pack and unpack in C: loops over digits around moves of rows of runs."""

from __future__ import annotations

from specgen.generators.layouts.c.function import code
from specgen.generators.layouts.c.index import extent
from specgen.generators.layouts.c.loops import Loops
from specgen.generators.layouts.words import Value, less, plus, times
from specgen.model.layouts import ADDRESS, Digit

Steps = tuple[Value, Value]
"""Bytes from one element to the next: in the storage, and in the dense tensor."""


class Copying(Loops):
    """The lines of a function that packs, or unpacks."""

    def body(self) -> list[str]:
        """Return the lines."""
        self.begin()
        self._place()
        self.end()
        return self.lines

    def _place(self) -> None:
        """Move what no loop counts: rows of runs, a run, or an element."""
        moved = self.plan.moved
        for axis in self.case.axes:
            self._coordinate(axis, moved)
        self.line(f"const size_t at = {code(times(self._dense(), self.plan.item))};")
        if not self.case.aligned:
            self._bits(moved)
        elif self.plan.parted:
            self._chunks(moved[0])
        else:
            self.line(f"const size_t stored = {code(self._storage())};")
            self._move(moved)

    def _coordinate(self, axis: str, moved: list[Digit]) -> None:
        """The coordinate on an axis where what is moved begins."""
        case = self.case
        placed = {p.digit for p in self.layout.axes[axis].places}
        name = case.scope("at", f"{axis}_at")
        begun = case.coordinate(axis, {*(d.name for d in moved), *(placed - self.known)})
        steps = [] if axis == ADDRESS and self.plan.parted else case.exchanges(axis, name)
        copied = self.layout.axes[axis].copies > 1 and not self.unpacking
        self.line(f"{'' if steps or copied else 'const '}size_t {name} = {code(begun)};")
        for step in steps:
            self.line(f"{name} = {code(step)};")
        if copied:
            self.line(f"{name} += {code(times(self.copy(axis), case.extent(axis)))};")

    def _storage(self, address: str = "") -> Value:
        """The byte of the storage, before that of the address where it is one of bits."""
        case = self.case
        flat: Value = 0
        for axis in case.axes:
            name = address if address and axis == ADDRESS else case.scope("at", f"{axis}_at")
            if axis != ADDRESS:
                flat = plus([times(flat, extent(case, axis)), name])
            else:
                flat = plus([times(flat, extent(case, axis)), case.octets(name) if case.aligned else 0])
        return flat if case.addressed else times(flat, self.plan.item)

    def _dense(self) -> Value:
        """The element of the dense tensor where what is moved begins."""
        at: Value = 0
        for dim in self.layout.dims:
            at = plus([times(at, self.case.size(dim.size)), self.sum(dim.name)])
        return at

    def _move(self, moved: list[Digit]) -> None:
        """Move rows of runs; where there are as many as there can be, by constants."""
        steps = [(0, 0)] * (2 - len(moved)) + [
            (self.plan.storage_step(d), self.plan.dense_step(d)) for d in moved
        ]
        counts = [1] * (2 - len(moved)) + [self.count(d) for d in moved]
        sizes = [1] * (2 - len(moved)) + [self.case.size(d.size) for d in moved]
        short = [isinstance(s, int) and c != s for s, c in zip(sizes, counts, strict=True)]
        if not any(short):
            self.line(self._call(steps, counts))
            return
        names: list[Value] = ["rows" if len(moved) == 2 else 1, "runs"]
        for name, count in zip(names, counts, strict=True):
            if name != 1:
                self.line(f"const size_t {name} = {code(count)};")
        tested = [f"{name} == {size}" for name, size, one in zip(names, sizes, short, strict=True) if one]
        self.line(f"if ({' && '.join(tested)})")
        full = [size if one else name for name, size, one in zip(names, sizes, short, strict=True)]
        self.line(f"    {self._call(steps, full)}")
        self.line("else")
        self.line(f"    {self._call(steps, names, verb='move_some')}")

    def _call(self, steps: list[Steps], counts: list[Value], dense: Value = "at", verb: str = "move") -> str:
        """The move of rows of runs."""
        ends = [("stored", [s[0] for s in steps]), (code(dense), [s[1] for s in steps])]
        (to, to_steps), (source, from_steps) = reversed(ends) if self.unpacking else ends
        given = [
            f"to + {to}",
            *map(code, to_steps),
            f"from + {source}",
            *map(code, from_steps),
            *map(code, counts),
        ]
        return f"{self.prefix}_{verb}({', '.join(given)}, {self.plan.item});"

    def _chunks(self, run: Digit) -> None:
        """Parts of a run that exchanges keep together."""
        case, grain = self.case, self.case.grain()
        runs = self.count(run)
        self.loop("part", runs, grain)
        name = case.scope("at", f"{ADDRESS}_at")
        self.line(f"size_t part_at = {code(plus([name, times('part', case.width)]))};")
        for exchange in case.exchanges(ADDRESS, "part_at"):
            self.line(f"part_at = {code(exchange)};")
        whole = isinstance(runs, int) and runs % grain == 0
        count: Value = grain if whole else f"{self.prefix}_least({grain}, {less(runs, 'part')})"
        self.line(f"const size_t stored = {code(self._storage('part_at'))};")
        step = self.plan.dense_step(run)
        steps: list[Steps] = [(0, 0), (self.plan.storage_step(run), step)]
        self.line(self._call(steps, [1, count], plus(["at", times("part", step)])))

    def _bits(self, moved: list[Digit]) -> None:
        """Move a run of elements that are no whole bytes, or one; where there are as many as there can be, by constants."""
        run = moved[0] if moved else None
        count: Value = self.count(run) if run else 1
        most = self.case.size(run.size) if run else 1
        self.line(f"const size_t stored = {code(self._storage())};")
        if count == most or isinstance(most, str):
            self.line(self._bits_call(run, count))
            return
        self.line(f"const size_t runs = {code(count)};")
        self.line(f"if (runs == {most})")
        self.line(f"    {self._bits_call(run, most)}")
        self.line("else")
        self.line(f"    {self._bits_call(run, 'runs')}")

    def _bits_call(self, run: Digit | None, count: Value) -> str:
        step = code(self.plan.dense_step(run)) if run else "0"
        bit = code(times(self.case.scope("at", f"{ADDRESS}_at"), self.case.unit))
        verb, ends = "join", (f"to + stored, {bit}", f"from + at, {step}")
        if self.unpacking:
            verb, ends = "part", (f"to + at, {step}", f"from + stored, {bit}")
        return (
            f"{self.prefix}_{verb}({', '.join(ends)}, {code(count)}, {self.plan.item}, {self.case.stored});"
        )

"""Pack and unpack in C: loops over digits, ordered by address, around moves of runs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from specgen.generators.layouts.c.function import code, empty
from specgen.generators.layouts.c.index import extent
from specgen.generators.layouts.case import Case
from specgen.generators.layouts.words import Value, less, plus, quotient, quotient_up, remainder, times
from specgen.model.layouts import ADDRESS, Digit, Layout, Size


class Copying:
    """The body of one function. ``unpacking``: from the storage to the dense tensor."""

    def __init__(self, case: Case, prefix: str, unpacking: bool) -> None:
        self.case = case
        self.layout: Layout = case.layout
        self.prefix = prefix
        self.unpacking = unpacking
        self.known: set[str] = set()
        self.lines: list[str] = []
        self._depth = 0

    @property
    def item(self) -> int:
        """Bytes of an element in the dense tensor."""
        return -(-(self.case.stored or 0) // 8)

    # which digits are loops, and which are moved at once

    @cached_property
    def order(self) -> list[Digit]:
        """The digits that have a place, from the outermost by address, in the example's sizes."""
        bound = self.layout.bind()
        strides = {axis: dict(bound.places[axis]) for axis in self.case.axes}
        return [
            self.layout.digits[place.digit]
            for axis in self.case.axes
            for place in sorted(self.layout.axes[axis].places, key=lambda p: -strides[axis][p.digit])
        ]

    def _direct(self, digit: Digit) -> bool:
        """Whether a digit is of a dimension and is not merged, on an axis whose bits nothing exchanges."""
        merged = {part for fused in self.layout.fused.values() for part, _ in fused.digits}
        return digit.source not in self.layout.fused and digit.name not in merged

    def _plain(self, digit: Digit) -> bool:
        return self._direct(digit) and not self._exchanged(digit)

    def axis_of(self, digit: Digit) -> str:
        """The axis of a digit."""
        return next(
            a for a in self.case.axes if any(p.digit == digit.name for p in self.layout.axes[a].places)
        )

    @cached_property
    def run(self) -> Digit | None:
        """The digit that is moved at once: the innermost in the storage."""
        last = self.order[-1] if self.order else None
        if last is None or not self._direct(last):
            return None
        if not self.case.aligned:
            addressed = self.axis_of(last) == ADDRESS and self._stride(last) == self.case.width
            return last if addressed and not self._exchanged(last) else None
        if self._exchanged(last):
            within = self.axis_of(last) == ADDRESS and self._stride(last) == self.case.width
            return last if within and self.case.grain() > 1 else None
        return last

    def _exchanged(self, digit: Digit) -> bool:
        return any(x.axis == self.axis_of(digit) for x in self.layout.xors)

    @cached_property
    def row(self) -> Digit | None:
        """The digit whose runs are moved together: the innermost of the dense tensor, or the next of the storage."""
        if self.run is None or self._exchanged(self.run) or not self.case.aligned:
            return None
        others = [d for d in self.order[:-1] if self._plain(d) and d.source != self.run.source]
        last = self.layout.dims[-1].name
        inner = [d for d in others if d.source == last and d.divisor == 1]
        return (inner or others[-1:] or [None])[0]

    def _stride(self, digit: Digit) -> Value:
        places = self.layout.axes[self.axis_of(digit)].places
        return self.case.size(next(p.stride for p in places if p.digit == digit.name))

    # text

    def line(self, text: str) -> None:
        """Add a line where the loops are."""
        self.lines.append("    " * self._depth + text)

    def body(self) -> list[str]:
        """Return the lines of the function."""
        none = empty(self.case)
        if none:
            self.line(f"if ({none})")
            self.line("    return;")
        if not self.unpacking and self.layout.pad == "zero":
            self._zero()
        moved = {d.name for d in (self.run, self.row) if d is not None}
        for axis in () if self.unpacking else self.case.axes:
            if self.layout.axes[axis].copies > 1:
                self._loop(self._copy(axis), self.layout.axes[axis].copies)
        repeated = [self.layout.digits[name] for name in self.layout.broadcast]
        if not self.unpacking:
            self.known.update(self.layout.broadcast)
            for digit in repeated:
                self._merged(digit.source)
        for digit in [*self.order, *(repeated if self.unpacking else [])]:
            if digit.name not in moved:
                self._digit(digit)
        self._place()
        while self._depth:
            self._depth -= 1
            self.line("}")
        return self.lines

    def _copy(self, axis: str) -> str:
        return self.case.scope("copy", f"{axis}_copy")

    def _loop(self, name: str, count: Value) -> None:
        self.line(f"for (size_t {name} = 0; {name} < {code(count)}; {name}++) {{")
        self._depth += 1

    def _digit(self, digit: Digit) -> None:
        self._loop(self.case.digit(digit.name), self.count(digit))
        self.known.add(digit.name)
        self._merged(digit.source)

    def _merged(self, source: str) -> None:
        """Take a merged digit apart, as soon as it is known."""
        fused = self.layout.fused.get(source)
        if fused is None or not self._parts(source) <= self.known:
            return
        name = self.case.scope("fused", source)
        if source not in self.layout.digits or (source in self.layout.broadcast and not self.unpacking):
            self.line(f"const size_t {name} = {code(self.sum(source))};")
        for i, (part, weight) in enumerate(fused.digits):
            found = quotient(name, self.case.size(weight))
            found = remainder(found, self.case.size(self.layout.digits[part].size)) if i else found
            self.line(f"const size_t {self.case.digit(part)} = {code(found)};")
            self.known.add(part)
        for part, _ in fused.digits:
            self._beyond(self.layout.digits[part])
            self._merged(part)

    def _parts(self, source: str) -> set[str]:
        return {d.name for d in self.layout.digits.values() if d.source == source}

    def _beyond(self, digit: Digit) -> None:
        """Pass over what lies beyond a dimension."""
        others = (self._parts(digit.source) & self.known) - {digit.name}
        if digit.source in self.layout.fused or self.exact(digit.source) or not self._depth:
            return
        if digit.outermost and not others and self._least_outer(digit):
            return
        self.line(f"if ({code(self.sum(digit.source))} >= {code(self.whole(digit.source))})")
        self.line("    continue;")

    def _least_outer(self, digit: Digit) -> bool:
        """Whether an outermost digit has no more values than its source needs."""
        return digit.size == self._whole(digit.source).over(digit.divisor)

    # counts

    def whole(self, source: str) -> Value:
        """The size of a dimension, or of a merged digit."""
        return self.case.size(self._whole(source))

    def _whole(self, source: str) -> Size:
        fused = self.layout.fused.get(source)
        return fused.size if fused is not None else next(d.size for d in self.layout.dims if d.name == source)

    def exact(self, source: str) -> bool:
        """Whether digits are known to tell no more than there is."""
        parts = [self.case.size(self.layout.digits[p].size) for p in sorted(self._parts(source))]
        return times(*parts) == self.whole(source)

    def sum(self, source: str, without: Iterable[str] = ()) -> Value:
        """A dimension, or a merged digit, by those of its digits that are known."""
        digits = [d for d in self.layout.digits.values() if d.source == source and d.name in self.known]
        told = [
            d
            for d in digits
            if d.name not in set(without) and (self.unpacking or d.name not in self.layout.broadcast)
        ]
        return plus(times(self.case.digit(d.name), d.divisor) for d in told)

    def count(self, digit: Digit) -> Value:
        """How far a digit goes, where others of its dimension are known."""
        size = self.case.size(digit.size)
        if self.exact(digit.source):
            return size
        told = self.sum(digit.source)
        if told == 0 and self._least_outer(digit):
            return size
        left = quotient_up(less(self.whole(digit.source), told), digit.divisor)
        if digit.outermost and self._least_outer(digit):
            return left
        return f"{self.prefix}_least({size}, {left})"

    # moves

    def _place(self) -> None:
        """Move what no loop counts: rows of runs, a run, or an element."""
        moved = [d for d in (self.row, self.run) if d is not None]
        for axis in self.case.axes:
            self._coordinate(axis, moved)
        self.line(f"const size_t at = {code(times(self._dense(), self.item))};")
        if not self.case.aligned:
            self._bits(moved)
        elif self._parted:
            self._chunks(moved[0])
        else:
            self.line(f"const size_t stored = {code(self._storage())};")
            self._move(moved)

    @cached_property
    def _parted(self) -> bool:
        """Whether exchanges part a run."""
        if self.run is None or not self._exchanged(self.run):
            return False
        size = self.case.size(self.run.size)
        return not isinstance(size, int) or size > self.case.grain()

    def _coordinate(self, axis: str, moved: list[Digit]) -> None:
        """The coordinate on an axis where what is moved begins."""
        case = self.case
        placed = {p.digit for p in self.layout.axes[axis].places}
        name = case.scope("at", f"{axis}_at")
        begun = case.coordinate(axis, {*(d.name for d in moved), *(placed - self.known)})
        steps = [] if axis == ADDRESS and self._parted else case.exchanges(axis, name)
        copied = self.layout.axes[axis].copies > 1 and not self.unpacking
        self.line(f"{'' if steps or copied else 'const '}size_t {name} = {code(begun)};")
        for step in steps:
            self.line(f"{name} = {code(step)};")
        if copied:
            self.line(f"{name} += {code(times(self._copy(axis), case.extent(axis)))};")

    def _storage(self, address: str = "") -> Value:
        """The byte of the storage, before that of the address where it is one of bits."""
        case, at = self.case, 0
        flat: Value = at
        for axis in case.axes:
            name = address if address and axis == ADDRESS else case.scope("at", f"{axis}_at")
            if axis != ADDRESS:
                flat = plus([times(flat, extent(case, axis)), name])
            else:
                flat = plus([times(flat, extent(case, axis)), case.octets(name) if case.aligned else 0])
        return flat if case.addressed else times(flat, self.item)

    def _dense(self) -> Value:
        """The element of the dense tensor where what is moved begins."""
        at: Value = 0
        for dim in self.layout.dims:
            at = plus([times(at, self.case.size(dim.size)), self.sum(dim.name)])
        return at

    def _dense_step(self, digit: Digit) -> Value:
        """Bytes from one value of a digit to the next in the dense tensor."""
        names = [d.name for d in self.layout.dims]
        inner = self.layout.dims[names.index(digit.source) + 1 :]
        return times(digit.divisor, *(self.case.size(d.size) for d in inner), self.item)

    def _storage_step(self, digit: Digit) -> Value:
        """The same in the storage."""
        axis = self.axis_of(digit)
        later = [extent(self.case, a) for a in self.case.axes[self.case.axes.index(axis) + 1 :]]
        stride = self._stride(digit)
        if axis == ADDRESS:
            return self.case.octets(stride)
        return times(stride, *later, *([] if self.case.addressed else [self.item]))

    def _move(self, moved: list[Digit]) -> None:
        if not moved:
            self._call((0, 0), (0, 0), 1, 1)
            return
        steps = [(self._storage_step(d), self._dense_step(d)) for d in moved]
        outer, inner = steps[0] if len(moved) == 2 else (0, 0), steps[-1]
        counts = [self.count(d) for d in moved]
        sizes = [self.case.size(d.size) for d in moved]
        names = ["rows", "runs"][-len(moved) :]
        short = [
            (n, s) for n, s, c in zip(names, sizes, counts, strict=True) if isinstance(s, int) and c != s
        ]
        if not short:
            self._call(outer, inner, *counts[:-1] or [1], counts[-1])
            return
        for name, count in zip(names, counts, strict=True):
            self.line(f"const size_t {name} = {code(count)};")
        self.line(f"if ({' && '.join(f'{n} == {s}' for n, s in short)})")
        whole = [dict(short).get(n, n) for n in names]
        self._call(outer, inner, *whole[:-1] or [1], whole[-1], indent="    ")
        self.line("else")
        self._call(outer, inner, *names[:-1] or [1], names[-1], indent="    ")

    def _call(
        self,
        outer: tuple[Value, Value],
        inner: tuple[Value, Value],
        rows: Value,
        runs: Value,
        indent: str = "",
        dense: Value = "at",
    ) -> None:
        """The move of rows of runs; steps are (storage, dense)."""
        ends = [("to + stored", outer[0], inner[0]), (f"from + {code(dense)}", outer[1], inner[1])]
        if self.unpacking:
            ends = [(f"to + {code(dense)}", outer[1], inner[1]), ("from + stored", outer[0], inner[0])]
        given = ", ".join(f"{end}, {code(row)}, {code(run)}" for end, row, run in ends)
        self.line(f"{indent}{self.prefix}_move({given}, {code(rows)}, {code(runs)}, {self.item});")

    def _chunks(self, run: Digit) -> None:
        """Parts of a run that exchanges keep together."""
        case, grain = self.case, self.case.grain()
        runs = self.count(run)
        self.line(f"for (size_t part = 0; part < {code(runs)}; part += {grain}) {{")
        self._depth += 1
        name = case.scope("at", f"{ADDRESS}_at")
        self.line(f"size_t part_at = {code(plus([name, times('part', case.width)]))};")
        for step in case.exchanges(ADDRESS, "part_at"):
            self.line(f"part_at = {code(step)};")
        whole = isinstance(runs, int) and runs % grain == 0
        count = grain if whole else f"{self.prefix}_least({grain}, {less(runs, 'part')})"
        self.line(f"const size_t stored = {code(self._storage('part_at'))};")
        step = self._dense_step(run)
        self._call((0, 0), (self._storage_step(run), step), 1, count, dense=plus(["at", times("part", step)]))

    def _bits(self, moved: list[Digit]) -> None:
        """A run of elements that are no whole bytes, or one."""
        case = self.case
        count = code(self.count(moved[0])) if moved else "1"
        step = code(self._dense_step(moved[0])) if moved else "0"
        bit = code(times(case.scope("at", f"{ADDRESS}_at"), case.unit))
        self.line(f"const size_t stored = {code(self._storage())};")
        ends = (f"to + stored, {bit}", f"from + at, {step}")
        if self.unpacking:
            ends = (f"to + at, {step}", f"from + stored, {bit}")
        verb = "part" if self.unpacking else "join"
        self.line(f"{self.prefix}_{verb}({', '.join(ends)}, {count}, {self.item}, {case.stored});")

    def _zero(self) -> None:
        """Zero all where digits go on beyond a dimension or a merged digit."""
        conditions: list[str] = []
        for source in [*(d.name for d in self.layout.dims), *self.layout.fused]:
            if self._parts(source) == {source} or self.exact(source):
                continue
            outer = next(d for d in self.layout.digits.values() if d.source == source and d.outermost)
            if not self._least_outer(outer):
                conditions = [""]
                break
            conditions.append(f"({code(remainder(self.whole(source), outer.divisor))}) != 0")
        if conditions and conditions[0]:
            self.line(f"if ({' || '.join(conditions)})")
        if conditions:
            total = times(*(extent(self.case, axis) for axis in self.case.axes))
            total = total if self.case.addressed else times(total, self.item)
            self.line(f"{'    ' if conditions[0] else ''}memset(to, 0, {code(total)});")

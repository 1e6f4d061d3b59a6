"""Loops over digits in C, which stop where the tensor does."""

from __future__ import annotations

from specgen.generators.layouts.c.function import code, empty
from specgen.generators.layouts.c.index import extent
from specgen.generators.layouts.c.plan import Plan
from specgen.generators.layouts.case import Case
from specgen.generators.layouts.words import Value, less, plus, quotient, quotient_up, remainder, times
from specgen.model.layouts import Digit, Layout, Size


class Loops:
    """The lines of a function that visits elements. ``unpacking``: from the storage to the dense tensor."""

    def __init__(self, case: Case, prefix: str, unpacking: bool) -> None:
        self.case = case
        self.layout: Layout = case.layout
        self.plan = Plan(case)
        self.prefix = prefix
        self.unpacking = unpacking
        self.known: set[str] = set()
        """The digits that have a value where the next line is written."""
        self.lines: list[str] = []
        self._depth = 0

    def line(self, text: str) -> None:
        """Add a line where the loops are."""
        self.lines.append("    " * self._depth + text)

    def begin(self) -> None:
        """Pass over empty tensors, zero the padding, and open the loops."""
        none = empty(self.case)
        if none:
            self.line(f"if ({none})")
            self.line("    return;")
        if not self.unpacking and self.layout.pad == "zero":
            self._zero()
        for axis in () if self.unpacking else self.case.axes:
            if self.layout.axes[axis].copies > 1:
                self.loop(self.copy(axis), self.layout.axes[axis].copies)
        repeated = [self.layout.digits[name] for name in self.layout.broadcast]
        if not self.unpacking:
            self.known.update(self.layout.broadcast)
            for digit in repeated:
                self._merged(digit.source)
        for digit in [*self.plan.loops, *(repeated if self.unpacking else [])]:
            if digit not in self.plan.moved:
                self._digit(digit)

    def end(self) -> None:
        """Close the loops."""
        while self._depth:
            self._depth -= 1
            self.line("}")

    def copy(self, axis: str) -> str:
        """The number of a copy on an axis."""
        return self.case.scope("copy", f"{axis}_copy")

    def loop(self, name: str, count: Value, step: int = 1) -> None:
        """Open a loop."""
        forward = f"{name}++" if step == 1 else f"{name} += {step}"
        self.line(f"for (size_t {name} = 0; {name} < {code(count)}; {forward}) {{")
        self._depth += 1

    def _digit(self, digit: Digit) -> None:
        self.loop(self.case.digit(digit.name), self.count(digit))
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

    def sum(self, source: str) -> Value:
        """A dimension, or a merged digit, by those of its digits that are known and not always 0."""
        known = self.known if self.unpacking else self.known - set(self.layout.broadcast)
        digits = [d for d in self.layout.digits.values() if d.source == source and d.name in known]
        return plus(times(self.case.digit(d.name), d.divisor) for d in digits)

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
            total = total if self.case.addressed else times(total, self.plan.item)
            self.line(f"{'    ' if conditions[0] else ''}memset(to, 0, {code(total)});")

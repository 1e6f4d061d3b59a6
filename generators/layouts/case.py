"""One layout for elements of one size, or of any, with texts for its sizes, strides and coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from math import gcd

from specgen.data import frozen
from specgen.generators.layouts.names import Scope
from specgen.generators.layouts.words import Value, exchanged, plus, quotient, quotient_up, remainder, times
from specgen.model.layouts import ADDRESS, ELEMENT, Digit, Layout, Named, Quotient, Size, named


@frozen(eq=False, slots=False)
class Case:
    """``stored``: bits of an element, None where they are an argument; ``scope``: the identifiers of a function.

    An argument ``element`` has bytes, or bits where elements are packed.
    """

    layout: Layout
    stored: int | None
    scope: Scope

    # sizes

    def dim(self, name: str) -> str:
        """The identifier of an index."""
        return self.scope("dim", name)

    def digit(self, name: str) -> str:
        """The identifier of a digit; that of its dimension where it is all of it."""
        found = self.layout.digits.get(name)
        if found is not None and found.source == name:
            return self.scope("fused", name) if name in self.layout.fused else self.dim(name)
        return self.scope("digit", name)

    @property
    def element(self) -> Value:
        """Bits of an element."""
        if self.stored is not None:
            return self.stored
        name = self.scope("size", "element_bits" if self.packed else "element")
        return name if self.packed else times(name, 8)

    @property
    def packed(self) -> bool:
        """Whether elements take their bits and not whole bytes."""
        return self.layout.packed and self.addressed

    @property
    def unit(self) -> Value:
        """Bits of a unit."""
        return self.layout.unit or self.element

    @property
    def width(self) -> Value:
        """Units of an element."""
        if not self.layout.unit:
            return 1
        if self.stored is None and not self.packed:
            return quotient(self.scope("size", "element"), self.layout.unit // 8)
        return quotient(self.element, self.layout.unit)

    def size(self, of: Size) -> Value:
        """A size."""
        return times(of.constant, *(self._factor(f) for f in of.factors))

    def _factor(self, factor: Named | Quotient) -> Value:
        if isinstance(factor, Named):
            if factor.name == ELEMENT:
                return self.width
            if factor.name in self.layout.arguments:
                return self.scope("argument", factor.name)
            return self.scope("size", f"{factor.name}_size")
        told = next((d.name for d in self.layout.digits.values() if d.size == Size(1, (factor,))), None)
        return self.scope("count", f"{told}_size") if told else self.quotient(factor)

    def quotient(self, of: Quotient) -> Value:
        """A quotient by what it is of."""
        return quotient_up(self.size(of.of), of.divisor)

    def counts(self, lines: list[str]) -> dict[str, Value]:
        """The identifiers of the sizes of digits that lines of code name, and what each is, in the order of their making."""
        found: dict[str, Value] = {}
        text = " ".join(lines)
        for digit in reversed(self.layout.digits.values()):
            name = self.scope.known("count", f"{digit.name}_size")
            if name is None or not re.search(rf"\b{name}\b", text):
                continue
            (factor,) = digit.size.factors
            assert isinstance(factor, Quotient)
            found[name] = self.quotient(factor)
            text += f" {found[name]}"
        return dict(reversed(found.items()))

    def step(self, of: Size) -> int:
        """What a stride is known to be a multiple of."""
        known = 1 if self.stored is None else self.stored // self.layout.unit if self.layout.unit else 1
        held = sum(f == Named(ELEMENT) for f in of.factors)
        return of.constant * int(known**held)

    # coordinates

    @property
    def axes(self) -> list[str]:
        """The axes, that of addresses last."""
        return sorted(self.layout.axes, key=ADDRESS.__eq__)

    @property
    def addressed(self) -> bool:
        """Whether elements have addresses."""
        return ADDRESS in self.layout.axes

    def definition(self, digit: Digit) -> Value:
        """A digit by what it is a part of."""
        source = (
            self.scope("fused", digit.source) if digit.source in self.layout.fused else self.dim(digit.source)
        )
        found = quotient(source, digit.divisor)
        return found if digit.outermost else remainder(found, self.size(digit.size))

    def merged(self, name: str) -> Value:
        """A fused digit by its parts."""
        return plus(
            times(self.digit(part), self.size(weight)) for part, weight in self.layout.fused[name].digits
        )

    def definitions(self, wanted: Iterable[str]) -> dict[str, Value]:
        """The identifiers of digits, of what is merged for them, and what each is, in the order of their making."""
        made: dict[str, Value] = {}
        for name in wanted:
            digit = self.layout.digits[name]
            if digit.source in self.layout.fused:
                fused = self.layout.fused[digit.source]
                made |= self.definitions(part for part, _ in fused.digits)
                made[self.scope("fused", fused.name)] = self.merged(fused.name)
            if digit.name != digit.source:
                made[self.digit(name)] = self.definition(digit)
        return made

    def coordinate(self, axis: str, without: Iterable[str] = ()) -> Value:
        """The sum of the digits on an axis, before bits are exchanged; on ``addr`` in units."""
        places = [p for p in self.layout.axes[axis].places if p.digit not in set(without)]
        offset = self.layout.offset if axis == ADDRESS else 0
        return plus([*(times(self.digit(p.digit), self.size(p.stride)) for p in places), offset])

    def exchanges(self, axis: str, name: str) -> list[str]:
        """What the name of a coordinate is assigned in turn."""
        return [exchanged(name, x.dst, x.src) for x in self.layout.xors if x.axis == axis]

    def octets(self, units: Value) -> Value:
        """Units as whole bytes."""
        if not self.layout.unit and self.stored is None and not self.packed:
            return times(units, self.scope("size", "element"))
        unit = self.unit
        if isinstance(unit, int) and unit % 8 == 0:
            return times(units, unit // 8)
        return quotient(times(units, unit), 8)

    def octets_up(self, units: Value) -> Value:
        """Units as bytes, the last of which may be begun only."""
        unit = self.unit
        if (isinstance(unit, int) and unit % 8 == 0) or not self.packed:
            return self.octets(units)
        return quotient_up(times(units, unit), 8)

    # extents

    def extent(self, axis: str) -> Value:
        """The coordinates of one copy on an axis, up to where exchanged bits may lead."""
        places = self.layout.axes[axis].places
        width, offset = (self.width, self.layout.offset) if axis == ADDRESS else (1, 0)
        whole = named(ELEMENT) if axis == ADDRESS else Size()
        dense = True
        for place in reversed(places):
            dense = dense and self._plain(place.stride) == self._plain(whole)
            whole = whole * self.layout.digits[place.digit].size
        last = (times(self._last(p.digit), self.size(p.stride)) for p in places)
        found = self.size(whole) if dense else plus([*last, width])
        found = plus([found, offset])
        step = max((2 << x.dst[0] for x in self.layout.xors if x.axis == axis), default=1)
        return times(quotient_up(found, step), step)

    def _plain(self, size: Size) -> Size:
        """A size in which the extent of an element is a number, where it is known."""
        if not isinstance(self.width, int):
            return size
        held = sum(f == Named(ELEMENT) for f in size.factors)
        return Size(size.constant * self.width**held, tuple(f for f in size.factors if f != Named(ELEMENT)))

    def _last(self, digit: str) -> Value:
        size = self.size(self.layout.digits[digit].size)
        return size - 1 if isinstance(size, int) else f"({size} - 1)"

    @cached_property
    def aligned(self) -> bool:
        """Whether elements and all that lies between them are whole bytes."""
        if not self.addressed:
            return True
        if self.stored is None:
            return not self.packed
        unit = self.layout.unit or self.stored
        steps = [self.step(p.stride) for p in self.layout.axes[ADDRESS].places]
        return self.stored % 8 == 0 and all(n * unit % 8 == 0 for n in [*steps, self.layout.offset])

    def grain(self) -> int:
        """Elements that exchanges of address bits never part; 0 where they part one."""
        if self.stored is None:
            return 0
        width = self.stored // self.layout.unit if self.layout.unit else 1
        moved = [1 << min(x.dst[1], x.src[1]) for x in self.layout.xors if x.axis == ADDRESS]
        places = self.layout.axes[ADDRESS].places if self.addressed else ()
        steps = [self.step(p.stride) for p in places if self.size(p.stride) != width]
        found = gcd(*moved, *steps, self.layout.offset)
        return found // width if found % width == 0 else 0

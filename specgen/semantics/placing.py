"""Where the elements of a tile lie: its layout's digits, places and exchanges of bits as integer expressions."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from math import gcd
from typing import TYPE_CHECKING

from specgen.model.layouts import ADDRESS, ELEMENT, Layout, Named, Size
from specgen.semantics import ir
from specgen.semantics.build import arith, compare, const, ints, known, logic, slice_of, truth
from specgen.semantics.forms.arithmetic import division, pick
from specgen.semantics.types import interval

if TYPE_CHECKING:
    from specgen.model.layouts import Digit, Place
    from specgen.model.layouts.sizes import Factor

BYTE = 8


@dataclass
class Placing:
    """The placement of a tile called ``name`` in the making.

    ``stored`` is how many bits an element takes, ``most`` what no offset reaches: greater sizes are as good as that, since
    the tile is in its memory. ``names`` are the sizes of dimensions and the arguments, ``values`` digits and what they are of.
    """

    layout: Layout
    name: str
    shape: tuple[ir.Expr, ...]
    arguments: dict[str, ir.Expr]
    stored: int
    most: int
    sizes: list[tuple[ir.Local, ir.Expr]] = field(default_factory=list)
    steps: list[tuple[ir.Local, ir.Expr]] = field(default_factory=list)
    names: dict[str, ir.Expr] = field(default_factory=dict)
    values: dict[str, ir.Expr] = field(default_factory=dict)
    _made: dict[Size, ir.Expr] = field(default_factory=dict)

    def placement(self) -> ir.Placement:
        """What all of this comes to."""
        index = self._names()
        offset, strides = self._offset(), self._strides()
        extent, crooked, overlap = self._extent(), self._crooked(), self._overlap()
        sizes, steps, start = tuple(self.sizes), tuple(self.steps), self.layout.offset * self.scale
        return ir.Placement(
            sizes, extent, crooked, overlap, index, steps, offset, self.packed, self._grain(), start, strides
        )

    # -- units

    @property
    def unit(self) -> int:
        """Bits that an address counts."""
        return self.layout.unit or self.stored

    @property
    def width(self) -> int:
        """Units of an element."""
        return self.stored // self.unit

    @property
    def packed(self) -> bool:
        """Whether offsets are in bits."""
        return bool(self.stored % BYTE or self.unit % BYTE)

    @property
    def scale(self) -> int:
        """What a unit is in offsets: bytes, or bits."""
        return self.unit if self.packed else self.unit // BYTE

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The digits on the address."""
        return self.layout.axes[ADDRESS].places

    # -- building

    @property
    def _span(self) -> ir.Span:
        return self.shape[0].span

    def _arith(self, op: str, left: ir.Expr, right: ir.Expr | int) -> ir.Expr:
        other = self._const(right) if isinstance(right, int) else right
        if op == "add" and 0 in (a := (known(left), known(other))):
            return other if a[0] == 0 else left
        if op == "mul" and 1 in (a := (known(left), known(other))):
            return other if a[0] == 1 else left
        return arith(op, left, other, None, self._span, ast.Name(self.name))

    def _const(self, value: int) -> ir.Expr:
        return const(value, self._span)

    def _over(self, value: ir.Expr, divisor: int) -> ir.Expr:
        if divisor == 1:
            return value
        if divisor & (divisor - 1) == 0:
            return self._arith("shr", value, divisor.bit_length() - 1)
        return division("floordiv", value, self._const(divisor), None, self._span)

    def _read(self, local: ir.Local) -> ir.Expr:
        return ir.LocalRead(local, type=local.type, span=self._span)

    def _kept(self, kept: list[tuple[ir.Local, ir.Expr]], what: str, value: ir.Expr) -> ir.Expr:
        """The value by a name, unless it has one or is a number."""
        if known(value) is not None:
            return self._const(ints(value).low)
        if isinstance(value, ir.LocalRead):
            return value
        local = ir.Local(f"{self.name}_{what}", value.type)
        kept.append((local, value))
        return self._read(local)

    # -- sizes

    def _names(self) -> tuple[ir.Local, ...]:
        """Name sizes and arguments, and return the index."""
        dims = list(zip(self.layout.dims, self.shape, strict=True))
        index = tuple(
            ir.Local(f"{self.name}_{d.name}", interval(0, max(ints(n).high - 1, 0))) for d, n in dims
        )
        self.values = {d.name: self._read(local) for (d, _), local in zip(dims, index, strict=True)}
        self.names[ELEMENT] = self._const(self.width)
        for dim, extent in dims:
            self.names[dim.name] = self._kept(self.sizes, f"{dim.name}_count", extent)
        for argument in self.layout.arguments.values():
            given = self.arguments.get(argument.name)
            if given is None:
                assert argument.default is not None
                given = self._size(argument.default)
            most = pick("min", given, self._const(self.most), self._span)
            self.names[argument.name] = self._kept(self.sizes, argument.name, most)
        return index

    def _size(self, size: Size) -> ir.Expr:
        """A size, at most what no offset reaches."""
        if size not in self._made:
            made = self._const(size.constant)
            for factor in size.factors:
                made = self._arith("mul", made, self._factor(factor))
                made = pick("min", made, self._const(self.most), self._span)
            self._made[size] = self._kept(self.sizes, "step", made)
        return self._made[size]

    def _factor(self, factor: Factor) -> ir.Expr:
        if isinstance(factor, Named):
            return self.names[factor.name]
        return self._over(self._arith("add", self._size(factor.of), factor.divisor - 1), factor.divisor)

    def _turns(self, digit: str) -> ir.Expr:
        """How many values a digit has."""
        return self._size(self.layout.digits[digit].size)

    # -- elements

    def _digit(self, digit: Digit) -> ir.Expr:
        if digit.source not in self.values:
            fused = self.layout.fused[digit.source]
            total = self._const(0)
            for name, weight in fused.digits:
                part = self._digit(self.layout.digits[name])
                total = self._arith("add", total, self._arith("mul", part, self._size(weight)))
            self.values[digit.source] = self._kept(self.steps, digit.source, total)
        source, size = self.values[digit.source], digit.size.known
        if digit.outermost:
            return self._over(source, digit.divisor)
        assert size is not None
        if not (digit.divisor & (digit.divisor - 1) or size & (size - 1)):
            low = digit.divisor.bit_length() - 1
            return (
                slice_of(source, low + size.bit_length() - 2, low, self._span) if size > 1 else self._const(0)
            )
        quotient = self._over(source, digit.divisor)
        return division("mod", quotient, self._const(size), None, self._span)

    def _offset(self) -> ir.Expr:
        plain = not self.layout.xors
        scale = self.scale if plain else 1
        total = self._const(self.layout.offset * scale)
        for place in self.places:
            stride = self._size(Size(place.stride.constant * scale, place.stride.factors))
            digit = self._digit(self.layout.digits[place.digit])
            total = self._arith("add", total, self._arith("mul", digit, stride))
        for xor in self.layout.xors:
            total = self._kept(self.steps, "place", total)
            taken = slice_of(total, xor.src[0], xor.src[1], self._span)
            total = self._arith("xor", total, self._arith("shl", taken, xor.dst[1]))
        return total if plain else self._arith("mul", total, self.scale)

    def _strides(self) -> tuple[ir.Expr, ...] | None:
        """The strides of the dimensions in bytes, where each has one digit at most."""
        digits = {d.name: d for d in self.layout.placed}
        if self.packed or self.layout.xors or any(d.source != d.name for d in digits.values()):
            return None
        if digits.keys() - {d.name for d in self.layout.dims}:
            return None
        at = {p.digit: Size(p.stride.constant * self.scale, p.stride.factors) for p in self.places}
        return tuple(self._size(at[d.name]) if d.name in at else self._const(0) for d in self.layout.dims)

    # -- what is checked before

    def _extent(self) -> ir.Expr:
        """Bytes from the first to behind the last, exchanges of bits and copies included."""
        reach = self._const(self.layout.offset + self.width)
        for place in self.places:
            reach = self._arith("add", reach, self._span_of(place))
        reach = self._arith("mul", reach, self.layout.axes[ADDRESS].copies)
        if self.layout.xors:
            block = 1 << (max(xor.dst[0] for xor in self.layout.xors) + 1)
            reach = self._arith("mul", self._over(self._arith("add", reach, block - 1), block), block)
            if not self.aligned:
                reach = self._arith("add", reach, self.width - 1)
        if not self.packed:
            return self._arith("mul", reach, self.scale)
        return self._over(self._arith("add", self._arith("mul", reach, self.scale), BYTE - 1), BYTE)

    def _span_of(self, place: Place) -> ir.Expr:
        """How far a digit reaches, in units; sizes are at least 1."""
        last = self._arith("sub", self._turns(place.digit), 1)
        return self._arith("mul", pick("max", last, self._const(0), self._span), self._size(place.stride))

    @property
    def aligned(self) -> bool:
        """Whether exchanged bits are above those within an element."""
        below = [1 << xor.dst[1] for xor in self.layout.xors]
        return gcd(*below, self._grain() // self.unit) % self.width == 0 if below else True

    def _grain(self) -> int:
        parts = [place.stride.constant * _elements(place.stride, self.width) for place in self.places]
        below = [1 << xor.dst[1] for xor in self.layout.xors]
        return (gcd(*parts, *below, self.layout.offset) or self.width) * self.unit

    def _crooked(self) -> ir.Expr:
        """Whether an element would lie at what is no multiple of its size."""
        size = self.stored // BYTE
        if self.packed or size == 1:
            return truth(False, self._span)
        tests: list[ir.Expr] = [truth(bool(self.layout.offset * self.scale % size), self._span)]
        for place in self.places:
            if place.stride.constant * _elements(place.stride, self.width) * self.scale % size == 0:
                continue
            stride = self._size(Size(place.stride.constant * self.scale, place.stride.factors))
            left = division("mod", stride, self._const(size), None, self._span)
            tests.append(self._all(self._several(place), compare("ne", left, self._const(0), self._span)))
        return logic("or", tests, self._span)

    def _several(self, place: Place) -> ir.Expr:
        return compare("gt", self._turns(place.digit), self._const(1), self._span)

    def _all(self, *tests: ir.Expr) -> ir.Expr:
        return logic("and", list(tests), self._span)

    def _overlap(self) -> ir.Expr:
        """Whether a stride is less than what the places behind it take, of those that do not lie densely by their sizes."""
        tests, behind = [], self._const(self.width)
        dense: Size | None = Size(self.width)
        for place in reversed(self.places):
            digit = self.layout.digits[place.digit]
            stride = _plain(place.stride, self.width)
            if dense is None or stride != dense:
                less = compare("lt", self._size(place.stride), behind, self._span)
                tests.append(self._all(self._several(place), less))
            behind = self._arith("add", behind, self._span_of(place))
            dense = _plain(place.stride * digit.size, self.width)
        return logic("or", tests, self._span)


def _elements(size: Size, width: int) -> int:
    """What the extents of elements in a size come to."""
    return int(width ** sum(isinstance(f, Named) and f.name == ELEMENT for f in size.factors))


def _plain(size: Size, width: int) -> Size:
    """A size with the element's extent as a number, and its factors in one order."""
    left = sorted((f for f in size.factors if not (isinstance(f, Named) and f.name == ELEMENT)), key=repr)
    return Size(size.constant * _elements(size, width), tuple(left))

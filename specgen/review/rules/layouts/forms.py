"""A layout as a function in one form, whatever its digits are called and however they are cut: equal forms, equal layouts.

An address is a sum over parts of dimensions, ``index // divisor % size``, each times a stride in bits. Parts that continue
each other are joined, so that a dimension counts as one part if it can.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from specgen.data import frozen
from specgen.model.layouts import ADDRESS, ELEMENT, Composite, Digit, Layout, Named, Quotient, Scaled, Size
from specgen.model.layouts.bound import stored

Product = tuple[Fraction, tuple[Any, ...]]
"""A constant times factors that are known only at use, these in one order."""
_ONE: Product = (Fraction(1), ())


@frozen()
class Part:
    """What ``source // divisor % (room / divisor)`` adds on an axis; ``last``: no remainder is taken."""

    source: Any
    divisor: int
    room: Product
    last: bool
    stride: Product


def form(layout: Layout | Composite) -> Any:
    """Return what two layouts have in common exactly if they are the same function of all shapes (and perhaps only then)."""
    if isinstance(layout, Composite):
        scheme = layout.scheme
        by = (scheme.type.name, scheme.axis) if isinstance(scheme, Scaled) else scheme
        names = {d.name: n for n, d in enumerate(layout.dims)}
        parts = {
            n: (form(p.layout), tuple(_named(s, names) for s in p.shape), p.element.name)
            for n, p in layout.parts.items()
        }
        return shapes(layout), by, layout.element.name, tuple(sorted(parts.items(), key=lambda one: one[0]))
    return _Form(layout).whole


def shapes(layout: Layout | Composite) -> Any:
    """Return which shapes a layout takes: of every dimension its size, what it is a multiple of, and the most."""
    many = layout.multiples if isinstance(layout, Layout) else {d.name: d.multiple for d in layout.dims}
    return tuple((d.size.known, 1 if d.size.known is not None else many[d.name], d.most) for d in layout.dims)


def tiles(layout: Layout) -> Any:
    """Return how a layout cuts its dimensions: the sizes of its digits, wherever they lie."""
    made = _Form(layout)
    return sorted((repr(made.source(d)), d.divisor, repr(made.product(d.size))) for d in layout.placed)


def copied(layout: Layout) -> Any:
    """Return what is there several times: digits that do not matter, and the copies on each axis."""
    made = _Form(layout)
    free = sorted(
        (
            repr(made.source(layout.digits[n])),
            layout.digits[n].divisor,
            repr(made.product(layout.digits[n].size)),
        )
        for n in layout.broadcast
    )
    return free, sorted((a.name, a.copies) for a in layout.axes.values() if a.copies > 1)


class _Form:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._numbers = {d.name: n for n, d in enumerate(layout.dims)}
        self._fixed = {d.name: d.size.known for d in layout.dims if d.size.known is not None}

    @cached_property
    def whole(self) -> Any:
        layout = self._layout
        axes = [
            (name, tuple(sorted(self._joined(name), key=repr)), axis.copies)
            for name, axis in layout.axes.items()
            if axis.places or axis.copies > 1
        ]
        unit = layout.unit if any(xor.axis == ADDRESS for xor in layout.xors) else None
        return (
            shapes(layout),
            tuple(sorted(axes, key=lambda one: one[0])),
            tuple(sorted(((x.axis, x.dst, x.src) for x in layout.xors), key=lambda one: one[0])),
            unit,
            self._bits(Size(layout.offset)),
            (layout.element.name if layout.element is not None else "", self.extent),
            tuple(sorted((a.name, *self._argument(a.default)) for a in layout.arguments.values())),
        )

    def _argument(self, default: Size | None) -> tuple[str, str]:
        """What an argument counts in, and is where nobody gives it."""
        return repr(self._bits(Size())), "" if default is None else repr(self._bits(default))

    @cached_property
    def extent(self) -> Product:
        """The bits that an element takes."""
        layout = self._layout
        if layout.element is not None:
            return Fraction(stored(layout, layout.element)), ()
        return Fraction(1), (("bits", layout.packed),)

    def _bits(self, size: Size) -> Product:
        """A number of units, in bits."""
        unit = self._layout.unit
        return times(self.product(size), (Fraction(unit), ()) if unit else self.extent)

    def product(self, size: Size) -> Product:
        """Return a size in one form."""
        made: Product = (Fraction(size.constant), ())
        for factor in size.factors:
            made = times(
                made, self._named(factor.name) if isinstance(factor, Named) else self._quotient(factor)
            )
        return made

    def _named(self, name: str) -> Product:
        if name == ELEMENT:
            unit = self._layout.unit
            return times(self.extent, (Fraction(1, unit), ())) if unit else _ONE
        if name in self._fixed:
            return Fraction(self._fixed[name]), ()
        return Fraction(1), (("size", self._numbers[name]) if name in self._numbers else ("given", name),)

    def _quotient(self, factor: Quotient) -> Product:
        of = self.product(factor.of)
        if not of[1]:
            return Fraction(-(-of[0] // factor.divisor)), ()
        many = prod(self._layout.multiples.get(n, 1) for n in factor.of.names if n not in self._fixed)
        if of[0] * many % factor.divisor == 0 and len(of[1]) == 1:
            return of[0] / factor.divisor, of[1]
        return Fraction(1), (("up", of, factor.divisor),)

    # -- parts -------------------------------------------------------------------------------------------------------------

    def source(self, digit: Digit) -> Any:
        """Return what a digit is a part of: the number of a dimension, or digits that are merged."""
        if digit.source in self._numbers:
            return self._numbers[digit.source]
        fused = self._layout.fused[digit.source]
        own = [(self._layout.digits[name], self.product(weight)) for name, weight in fused.digits]
        cut = ((self.source(d), d.divisor, self.product(d.size), d.outermost, w) for d, w in own)
        return tuple(sorted(cut, key=repr))

    def _joined(self, axis: str) -> list[Part]:
        parts: list[Part] = []
        for place in self._layout.axes[axis].places:
            stride = self._bits(place.stride) if axis == ADDRESS else self.product(place.stride)
            parts += self._parts(self._layout.digits[place.digit], stride)
        return joined(parts)

    def _parts(self, digit: Digit, stride: Product) -> Iterator[Part]:
        """What a digit adds; of merged ones that are placed as a whole, what each of them does."""
        size = self.product(digit.size)
        fused = self._layout.fused.get(digit.source)
        if fused is not None and digit.divisor == 1 and digit.outermost:
            for name, weight in fused.digits:
                yield from self._parts(self._layout.digits[name], times(stride, self.product(weight)))
        elif size != _ONE:
            room = times((Fraction(digit.divisor), ()), size)
            yield Part(self.source(digit), digit.divisor, room, digit.outermost, stride)


def joined(parts: list[Part]) -> list[Part]:
    """Join parts of one source that continue each other."""
    for inner in parts:
        for outer in parts:
            if outer is not inner and _continues(inner, outer):
                rest = [one for one in parts if one is not inner and one is not outer]
                whole = Part(inner.source, inner.divisor, outer.room, outer.last, inner.stride)
                return joined([*rest, whole])
    return parts


def _continues(inner: Part, outer: Part) -> bool:
    return (
        inner.source == outer.source
        and not inner.last
        and inner.room == (Fraction(outer.divisor), ())
        and outer.stride == times(inner.stride, (Fraction(outer.divisor, inner.divisor), ()))
    )


def times(one: Product, other: Product) -> Product:
    """Return the product of two."""
    return one[0] * other[0], tuple(sorted((*one[1], *other[1]), key=repr))


def _named(size: Size, names: dict[str, int]) -> str:
    """A size of a part of a composite, dimensions told by their numbers."""
    text = repr(size)
    for name, number in names.items():
        text = text.replace(f"Named(name={name!r})", f"dim {number}")
    return text


def described(layout: Layout | Composite) -> str:
    """Return a layout as a text that tells what it is: ``(8, 16): addr = 16 r + c``."""
    sizes = ", ".join(d.name if d.size.known is None else str(d.size.known) for d in layout.dims)
    if isinstance(layout, Composite):
        return f"({sizes}): {', '.join(f'{n} in {p.layout.name}' for n, p in layout.parts.items())}"
    axes = [
        f"{axis.name} = {' + '.join(_term(p.digit, p.stride) for p in axis.places) or '0'}"
        + (f", {axis.copies} times" if axis.copies > 1 else "")
        for axis in layout.axes.values()
    ]
    swaps = [f"{x.axis}[{x.dst[0]}:{x.dst[1]}] ^= [{x.src[0]}:{x.src[1]}]" for x in layout.xors]
    more = [f"offset {layout.offset}"] if layout.offset else []
    held = [layout.element.name] if layout.element is not None else []
    return f"({sizes}): {'; '.join([*axes, *swaps, *more, *held])}"


def _term(digit: str, stride: Size) -> str:
    factors = [str(stride.constant)] if stride.constant != 1 or not stride.factors else []
    factors += [_factor(one) for one in stride.factors]
    return digit if factors == ["1"] else " ".join([*factors, digit])


def _factor(factor: Named | Quotient) -> str:
    if isinstance(factor, Named):
        return factor.name
    inner = " ".join([str(factor.of.constant), *(_factor(f) for f in factor.of.factors)]).removeprefix("1 ")
    return f"ceil({inner} / {factor.divisor})"

"""Tensor layouts: dimensions split into digits, merged, split again, and placed on axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.model.documents.layouts import LayoutDocument
from specgen.model.layouts import (
    ADDRESS,
    MAX_DIMS,
    Argument,
    Axis,
    Digit,
    Dim,
    Fused,
    Layout,
    Place,
    Size,
    Xor,
    named,
    ordered,
)
from specgen.model.layouts.sizes import ELEMENT
from specgen.model.resolve.accesses import accesses, banks
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import size as bytes_of
from specgen.model.resolve.numbers import whole
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_SIZE = 1 << 48
MAX_DIGITS = 64
MAX_BIT = 63
ANY = "any"


@dataclass(slots=True)
class Notation:
    """What is known while a layout is read; ``free`` are the digits that nothing has taken yet."""

    ctx: Context
    origin: Origin
    dims: list[Dim] = field(default_factory=list)
    digits: dict[str, Digit] = field(default_factory=dict)
    fused: dict[str, Fused] = field(default_factory=dict)
    free: dict[str, Digit] = field(default_factory=dict)
    arguments: dict[str, Argument] = field(default_factory=dict)

    def report(self, rule: str, message: str, *path: str | int, hint: str | None = None) -> None:
        """Report what is wrong at ``path``."""
        self.ctx.report(rule, message, self.origin.at(*path), hint=hint)

    def no_axis(self, axis: str, axes: Iterable[str], *path: str | int) -> None:
        """Report that ``path`` names an axis that `place` does not."""
        hint = did_you_mean(axis, axes) or f"axes: {', '.join(axes)}"
        self.report("layout-axis", f"there is no axis {axis}", *path, hint=hint)

    def take(self, name: object, *path: str | int) -> Digit | None:
        """Return a digit that nothing has taken, and take it."""
        digit = self.free.pop(name, None) if isinstance(name, str) else None
        if digit is None:
            known = isinstance(name, str) and (name in self.digits or name in self.fused)
            message = f"the digit {name} has its place already" if known else f"no digit is called {name!r}"
            hint = None if known else did_you_mean(str(name), self.free) or f"digits: {', '.join(self.free)}"
            self.report("layout-digit", message, *path, hint=hint)
        return digit

    def add(self, digit: Digit) -> None:
        """Add a digit to those that are free."""
        self.digits[digit.name] = self.free[digit.name] = digit


def layout(ctx: Context, name: str, document: LayoutDocument, origin: Origin) -> Layout | None:
    """Resolve a layout."""
    if document.order is not None:
        return _ordered(ctx, name, document, origin)
    n = Notation(ctx, origin)
    before = ctx.failures
    unit = whole(ctx, document.unit, origin, "unit", low=1, high=1 << 20) if document.unit is not None else 0
    n.arguments = {k: _argument(n, k, v.example) for k, v in (document.arguments or {}).items()}
    read_dims(n, document)
    _split(n, document.split or {}, "split", {d.name: d.size for d in n.dims})
    _fuse(n, document.fuse or {})
    _split(n, document.split2 or {}, "split2", {f.name: f.size for f in n.fused.values()})
    axes = _axes(n, document)
    broadcast = _names(n, document.broadcast, "broadcast")
    for left in () if ctx.failures > before else n.free.values():
        if left.size.known != 1:
            n.report(
                "layout-digit",
                f"the digit {left.name} has no place, so that elements would share an address",
                "place",
                hint=f"place {left.name}, or list it in broadcast",
            )
    element = ctx.number_type(document.element, origin, "element")
    if ctx.failures > before:
        return None
    made = Layout(
        **common(name, document, origin),
        dims=tuple(n.dims),
        digits=n.digits,
        fused=n.fused,
        axes=axes,
        broadcast=tuple(d.name for d in broadcast),
        xors=tuple(_xor(n, axes, document, i) for i in range(len(document.xor or ()))),
        arguments=n.arguments,
        offset=whole(ctx, document.offset, origin, "offset", high=MAX_SIZE),
        unit=unit,
        packed=document.packed or unit % 8 != 0,
        element=element,
        pad=document.pad,
        capacity=_capacity(n, axes, document),
        align=bytes_of(ctx, document.align, origin, "align", low=1, high=1 << 40),
        banks=banks(n, document, axes),
        accesses=accesses(n, document),
    )
    return made if ctx.failures == before else None


def _ordered(ctx: Context, name: str, document: LayoutDocument, origin: Origin) -> Layout | None:
    """The two that are written in one word: (i, j) with a pitch in bytes."""
    given = document.model_fields_set - {"order"} - set(COMMON)
    for key in sorted(given):
        message = f"order is a whole layout, and goes with no {key}"
        ctx.report("layout-order", message, origin.key(key), hint="write dims and place instead of order")
    if given:
        return None
    return ordered(document.order or "", **common(name, document, origin))


COMMON = ("summary", "description", "since", "status", "renamed_from", "retired", "requirements")


def _argument(n: Notation, name: str, example: object) -> Argument:
    if example is None:
        return Argument(name)
    return Argument(name, whole(n.ctx, example, n.origin, "arguments", name, "example", high=MAX_SIZE))


def read_dims(n: Notation, document: LayoutDocument) -> None:
    """Read the dimensions."""
    given = document.dims or {}
    if not given:
        n.report("layout-dims", "a layout has at least one dimension", "dims", hint="dims: {i: 64, j: any}")
    if len(given) > MAX_DIMS:
        n.report("layout-dims", f"a layout has at most {MAX_DIMS} dimensions", "dims")
    for name, size in given.items():
        if name in n.arguments or name == ELEMENT:
            n.report("layout-digit", f"{name} is not free to name a dimension", "dims", name)
        inner = (document.split or {}).get(name, [1])[1:]
        dim = _dim(n, name, size, inner)
        n.dims.append(dim)
        n.add(Digit(name, name, 1, dim.size))


def _dim(n: Notation, name: str, given: Any, inner: list[object]) -> Dim:
    ctx, origin = n.ctx, n.origin
    stated: dict[str, Any] = {"size": given}
    path: tuple[str, ...] = ("dims", name)
    if isinstance(given, dict) and "value" not in given:
        stated = {"size": ANY, **given}
        for key in stated.keys() - {"size", "example", "multiple", "max"}:
            hint = "keys: size, example, multiple, max"
            ctx.report(
                "schema-unknown-key", f"unknown key {key!r} of a dimension", origin.key(*path, key), hint=hint
            )
    where = (*path, "size") if "size" in stated and isinstance(given, dict) and "value" not in given else path
    if stated["size"] != ANY:
        number = whole(ctx, stated["size"], origin, *where, low=1, high=MAX_SIZE)
        return Dim(name, Size(number), number)
    multiple = whole(ctx, stated.get("multiple", 1), origin, *path, "multiple", low=1, high=MAX_SIZE)
    most = stated.get("max")
    most = None if most is None else whole(ctx, most, origin, *path, "max", low=1, high=MAX_SIZE)
    example = stated.get("example")
    if example is None:
        parts = prod(p for p in inner if isinstance(p, int))
        number = 2 * parts if parts > 1 else 8
        number = -(-number // multiple) * multiple
    else:
        number = whole(ctx, example, origin, *path, "example", low=1, high=MAX_SIZE)
    return Dim(name, named(name), number, multiple, most)


def _split(n: Notation, given: dict[str, list[Any]], key: str, sizes: dict[str, Size]) -> None:
    for name, parts in given.items():
        if name not in n.free or name not in sizes:
            n.take(name if name not in n.free else f"{name} to split", key, name)
            continue
        digits = _parts(n, name, parts, key, sizes[name])
        if digits:
            n.free.pop(name)
            n.digits.pop(name)
            for digit in digits:
                n.add(digit)


def _parts(n: Notation, name: str, parts: list[Any], key: str, whole_size: Size) -> list[Digit]:
    """The digits of one split, from the outermost."""
    if not parts or len(n.digits) + len(parts) > MAX_DIGITS:
        n.report("layout-split", f"{name} is split into 1 to {MAX_DIGITS} parts", key, name)
        return []
    inner = [
        whole(n.ctx, p, n.origin, key, name, i, low=1, high=MAX_SIZE) for i, p in enumerate(parts[1:], 1)
    ]
    step = prod(inner)
    outer = whole_size.over(step)
    if parts[0] not in (ANY, "_"):
        first = whole(n.ctx, parts[0], n.origin, key, name, 0, low=1, high=MAX_SIZE)
        known = whole_size.known
        if known is None:
            message = f"{name} may have any size, and {first} x {step} may be less"
            n.report("layout-split", message, key, name, 0, hint="its outermost part is `any`")
        elif first * step < known:
            n.report(
                "layout-split", f"{name} is {known}, more than {first * step} digits can tell", key, name
            )
        outer = Size(first)
    names = [f"{name}{i}" for i in range(len(parts))]
    for made in names:
        if made in n.digits or made in n.arguments or any(d.name == made for d in n.dims):
            n.report("layout-digit", f"the split of {name} makes {made}, which there is already", key, name)
            return []
    digits, divisor = [], step
    for i, made in enumerate(names):
        divisor = prod(inner[i:])
        digits.append(Digit(made, name, divisor, Size(inner[i - 1]) if i else outer, outermost=i == 0))
    return digits


def _names(n: Notation, given: Any, *path: str) -> list[Digit]:
    """Take the digits of a text or a list."""
    words = given.split() if isinstance(given, str) else given or []
    found = []
    for i, word in enumerate(words):
        digit = n.take(word, *path, *(() if isinstance(given, str) else (i,)))
        if digit is not None:
            found.append(digit)
    return found


def _fuse(n: Notation, given: dict[str, Any]) -> None:
    for name, words in given.items():
        if name in n.digits or name in n.arguments or name == ELEMENT or any(d.name == name for d in n.dims):
            n.report("layout-digit", f"{name} is the name of something else", "fuse", name)
            continue
        digits = _names(n, words, "fuse", name)
        weighed, weight = [], Size()
        for digit in reversed(digits):
            weighed.append((digit.name, weight))
            weight = weight * digit.size
        n.fused[name] = Fused(name, tuple(reversed(weighed)), weight)
        n.add(Digit(name, name, 1, weight))


def _axes(n: Notation, document: LayoutDocument) -> dict[str, Axis]:
    if not document.place:
        hint = "place: {addr: ...} lists the digits from the outermost"
        n.report("layout-digit", "a layout says where its digits go", "place", hint=hint)
    copies = {
        axis: whole(n.ctx, number, n.origin, "replicate", axis, low=1, high=1 << 20)
        for axis, number in (document.replicate or {}).items()
    }
    for axis in copies.keys() - (document.place or {}).keys():
        n.no_axis(axis, document.place or {}, "replicate", axis)
    axes = {}
    for name, given in (document.place or {}).items():
        places = _dense(n, name, given) if isinstance(given, str) else _strided(n, name, given)
        axes[name] = Axis(name, places, copies.get(name, 1))
    return axes


def _dense(n: Notation, axis: str, given: str) -> tuple[Place, ...]:
    stride = named(ELEMENT) if axis == ADDRESS else Size()
    places = []
    for digit in reversed(_names(n, given, "place", axis)):
        places.append(Place(digit.name, stride))
        stride = stride * digit.size
    return tuple(reversed(places))


def _strided(n: Notation, axis: str, given: Any) -> tuple[Place, ...]:
    places = []
    for i, pair in enumerate(given if isinstance(given, list) else [given]):
        if not isinstance(pair, list) or len(pair) != 2:
            hint = 'place: {addr: "r c"} or place: {addr: [[r, 64], [c, 1]]}'
            n.report(
                "layout-place",
                "a place is a text of digits, or a list of [digit, stride]",
                "place",
                axis,
                hint=hint,
            )
            return ()
        digit = n.take(pair[0], "place", axis, i, 0)
        if isinstance(pair[1], str) and pair[1] in n.arguments:
            stride = named(pair[1])
        else:
            stride = Size(whole(n.ctx, pair[1], n.origin, "place", axis, i, 1, low=1, high=MAX_SIZE))
        if digit is not None:
            places.append(Place(digit.name, stride))
    return tuple(places)


def _capacity(n: Notation, axes: dict[str, Axis], document: LayoutDocument) -> dict[str, int]:
    found = {}
    for axis, given in (document.capacity or {}).items():
        read = bytes_of if axis == ADDRESS else whole
        found[axis] = read(n.ctx, given, n.origin, "capacity", axis, low=1, high=MAX_SIZE)
        if axis not in axes:
            n.no_axis(axis, axes, "capacity", axis)
    return found


def _xor(n: Notation, axes: dict[str, Axis], document: LayoutDocument, index: int) -> Xor:
    given = (document.xor or [])[index]
    if given.axis not in axes:
        n.no_axis(given.axis, axes, "xor", index, "axis")
    bits = []
    for key, pair in (("dst", given.dst), ("src", given.src)):
        ends = [whole(n.ctx, end, n.origin, "xor", index, key, i, high=MAX_BIT) for i, end in enumerate(pair)]
        if len(ends) != 2 or ends[0] < ends[1]:
            n.report("layout-xor", "bits are [high, low]", "xor", index, key)
            ends = [0, 0]
        bits.append((ends[0], ends[1]))
    dst, src = bits
    if dst[0] - dst[1] != src[0] - src[1]:
        n.report("layout-xor", f"{dst[0] - dst[1] + 1} bits and {src[0] - src[1] + 1} bits", "xor", index)
    elif dst[1] <= src[0] and src[1] <= dst[0]:
        message = (
            f"bits {dst[0]} to {dst[1]} and {src[0]} to {src[1]} overlap: two addresses would become one"
        )
        n.report("layout-xor", message, "xor", index)
    return Xor(given.axis, dst, src)

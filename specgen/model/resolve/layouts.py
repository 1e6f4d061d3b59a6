"""Tensor layouts: dimensions split into digits, merged, split again, and placed on axes."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.model.documents.layouts import LayoutDocument
from specgen.model.layouts import (
    ADDRESS,
    ELEMENT,
    Argument,
    Axis,
    Digit,
    Fused,
    Layout,
    Place,
    Size,
    Xor,
    named,
    ordered,
)
from specgen.model.layouts.bound import width
from specgen.model.resolve.accesses import accesses, banks
from specgen.model.resolve.dims import ANY, read_dims
from specgen.model.resolve.items import common
from specgen.model.resolve.notation import MAX_SIZE, Notation
from specgen.model.resolve.numbers import size as bytes_of
from specgen.model.resolve.numbers import whole

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_DIGITS = 64
MAX_BIT = 63


def layout(ctx: Context, name: str, document: LayoutDocument, origin: Origin) -> Layout | None:
    """Resolve a layout."""
    if document.order is not None:
        return _ordered(ctx, name, document, origin)
    n = Notation(ctx, origin)
    before = ctx.failures
    unit = whole(ctx, document.unit, origin, "unit", low=1, high=1 << 20) if document.unit is not None else 0
    if not _digits(n, document):
        return None
    axes = _axes(n, document)
    broadcast = _names(n, document.broadcast, "broadcast")
    if ctx.failures == before:
        _placed(n)
    element = ctx.number_type(document.element, origin, "element")
    _used(n, axes)
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
    _unit(n, made)
    return made if ctx.failures == before else None


def _digits(n: Notation, document: LayoutDocument) -> bool:
    """Read digits, step by step: what is wrong with one step is not said again of the names that it would have made."""
    before = n.ctx.failures

    def arguments() -> None:
        n.arguments = {k: _argument(n, k, v.example) for k, v in (document.arguments or {}).items()}

    steps: tuple[Callable[[], None], ...] = (
        arguments,
        lambda: read_dims(n, document),
        lambda: _split(n, document.split or {}, "split", {d.name: d.size for d in n.dims}),
        lambda: _fuse(n, document.fuse or {}),
        lambda: _split(n, document.split2 or {}, "split2", {f.name: f.size for f in n.fused.values()}),
    )
    for step in steps:
        step()
        if n.ctx.failures > before:
            return False
    return True


def _placed(n: Notation) -> None:
    """Every digit that counts has a place."""
    for left in n.free.values():
        if left.size.known != 1:
            message = f"the digit {left.name} has no place, so that elements would share an address"
            n.report("layout-digit", message, "place", hint=f"place {left.name}, or list it in broadcast")


def _unit(n: Notation, made: Layout) -> None:
    """Elements are whole numbers of units."""
    if made.element is not None:
        try:
            width(made, made.element)
        except ValueError as error:
            n.report("layout-unit", str(error), "unit")


def _used(n: Notation, axes: dict[str, Axis]) -> None:
    """Arguments are strides."""
    used = {name for axis in axes.values() for place in axis.places for name in place.stride.names}
    for name in sorted(n.arguments.keys() - used):
        hint = f"place: {{addr: [[DIGIT, {name}], ...]}}"
        n.report("layout-argument", f"the argument {name} is no stride", "arguments", name, hint=hint)


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
    n.named(name, "arguments", name)
    if example is None:
        hint = "example: the value that drawings and checks take"
        n.report("layout-argument", f"the argument {name} has no example", "arguments", name, hint=hint)
        return Argument(name, 1)
    return Argument(name, whole(n.ctx, example, n.origin, "arguments", name, "example", low=1, high=MAX_SIZE))


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
    late = next((i for i, p in enumerate(parts) if i and p in (ANY, "_")), None)
    if late is not None:
        n.report("layout-split", "only the outermost part of a split may be `any`", key, name, late)
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
    if not all(n.new(made, key, name) for made in names):
        return []
    digits, divisor = [], step
    for i, made in enumerate(names):
        divisor = prod(inner[i:])
        digits.append(Digit(made, name, divisor, Size(inner[i - 1]) if i else outer, outermost=i == 0))
    return digits


def _names(n: Notation, given: Any, *path: str) -> list[Digit]:
    """Take the digits of a text or a list."""
    words = given.split() if isinstance(given, str) else given if given is not None else []
    if not isinstance(words, list):
        n.report("layout-place", "digits are a text, or a list of them", *path, hint=f"{path[0]}: r0 c0")
        return []
    if len(words) > MAX_DIGITS:
        n.report("layout-place", f"there are at most {MAX_DIGITS} digits", *path)
        return []
    found = []
    for i, word in enumerate(words):
        digit = n.take(word, *path, *(() if isinstance(given, str) else (i,)))
        if digit is not None:
            found.append(digit)
    return found


def _fuse(n: Notation, given: dict[str, Any]) -> None:
    for name, words in given.items():
        if not n.new(name, "fuse", name):
            continue
        digits = _names(n, words, "fuse", name)
        if not digits:
            n.report("layout-digit", f"{name} merges no digits", "fuse", name)
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
    for axis in sorted(copies.keys() - (document.place or {}).keys()):
        n.no_axis(axis, document.place or {}, "replicate", axis)
    axes = {}
    for name, given in (document.place or {}).items():
        n.named(name, "place", name)
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
        if isinstance(pair[1], str) and (pair[1] in n.arguments or (pair[1] == ELEMENT and axis == ADDRESS)):
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
            continue
        bits.append((ends[0], ends[1]))
    if len(bits) < 2:
        return Xor(given.axis, (0, 0), (1, 1))
    dst, src = bits
    if dst[0] - dst[1] != src[0] - src[1]:
        counts = dst[0] - dst[1] + 1, src[0] - src[1] + 1
        message = f"bits {dst[0]} to {dst[1]} are {counts[0]}, and bits {src[0]} to {src[1]} are {counts[1]}"
        n.report("layout-xor", message, "xor", index, hint="as many bits on both sides")
    elif dst[1] <= src[0] and src[1] <= dst[0]:
        message = (
            f"bits {dst[0]} to {dst[1]} and {src[0]} to {src[1]} overlap: two addresses would become one"
        )
        n.report("layout-xor", message, "xor", index)
    return Xor(given.axis, dst, src)

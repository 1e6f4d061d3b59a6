"""Checks of tensor layouts: every element has its own place, within bounds, aligned, in banks that do not clash."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model import layouts
from specgen.model.expressions import ExpressionError
from specgen.model.layouts import ADDRESS
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.layouts import Access, Bound, Layout, Outside, Stray

MOST = 1 << 60
"""Places that 64 bits tell, bits of bytes included."""


@check(
    "layout-collision",
    Severity.ERROR,
    "No two elements share a place.",
    "Writing one of them would change the other.",
    wrong="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: [[i, 7], [j, 1]]}}}",
    right="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: [[i, 8], [j, 1]]}}}",
)
def collision(subject: Subject) -> Iterator[Finding]:
    """Layouts in which two elements meet, with the two."""
    for name, found in subject.layouts.items():
        if found.collision is None:
            continue
        layout = subject.architecture.layouts[name]
        bound = layout.bind(found.shapes[0] if found.shapes else None)
        first, second = found.collision
        places = [layouts.place_of(bound, index) for index in found.collision]
        both = f"both lie in {places[0]}" if places[0] == places[1] else f"lie in {places[0]} and {places[1]}"
        yield Finding(
            f"{layouts.said(first)} and {layouts.said(second)} of {layout.name} {both}{layouts.sizes_said(bound)}",
            layout.origin.at("place"),
            (),
            _overlap(bound),
        )


def _overlap(bound: Bound) -> str | None:
    """The first digit that steps over less than what smaller steps reach."""
    sizes = bound.sizes
    for axis, places in bound.places.items():
        reach = bound.width if axis == ADDRESS else 1
        inner: list[str] = []
        for digit, stride in sorted(places, key=lambda place: place[1]):
            if stride < reach and sizes[digit] > 1:
                behind = f"{' '.join(reversed(inner))} take" + ("s" if len(inner) == 1 else "")
                whose = behind if inner else "an element takes"
                return f"{digit} steps by {stride} on {axis}, and {whose} {reach}"
            inner.append(digit)
            reach += stride * (sizes[digit] - 1)
    return "bits are exchanged within an element" if bound.layout.xors else None


@check(
    "layout-unproved",
    Severity.INFO,
    "Whether elements share a place was looked at for some sizes only.",
    """
    Strides alone do not decide it for every size: other sizes, or another value of an argument, may still let two
    elements meet. A layout whose digits lie densely, or over all that smaller steps reach, is proved for all. Of one
    with arguments that tiles go through, each tile is looked at when it is written.
    """,
    wrong="""
    layouts:
      rows: {dims: {i: any, j: 64}, arguments: {pitch: {example: 72}}, place: {addr: [[i, pitch], [j, 1]]}}
    """,
    right="layouts: {rows: {dims: {i: any, j: 64}, place: {addr: [[i, 72], [j, 1]]}}}",
)
def unproved(subject: Subject) -> Iterator[Finding]:
    """Layouts of which only some sizes, or some elements, were looked at."""
    told = {tile.layout.name for one in subject.architecture.instructions.values() for tile in one.tiles}
    for name, found in subject.layouts.items():
        layout = subject.architecture.layouts[name]
        if found.how != layouts.SAMPLED or found.collision is not None:
            continue
        if layout.arguments and layout.name in told:
            continue
        seen = "some of its elements only"
        if found.shapes:
            seen = ", ".join(layouts.said(shape) for shape in found.shapes[:3])
            seen = f"sizes {seen}{', ...' if found.shapes[3:] else ''} only"
        yield Finding(
            f"no two elements of {layout.name} share a place, looking at {seen}", layout.origin.at("place")
        )


@check(
    "layout-bounds",
    Severity.ERROR,
    "A layout stays within what there is.",
    """
    On `addr` that is the capacity stated, or the memory whose banks it lies in; on another axis the capacity, or the instances
    of that name. Exchanged bits stay within what the digits reach: else elements lie beyond the tensor. Lanes of an access
    read elements that are there.
    """,
    wrong="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: i j}, element: f32, capacity: {addr: 511}}}",
    right="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: i j}, element: f32, capacity: {addr: 512}}}",
)
def bounds(subject: Subject) -> Iterator[Finding]:
    """Layouts of which elements or padding lie beyond an axis, and accesses beyond the tensor."""
    for layout, example in _bound(subject):
        most = layouts.greatest_shape(layout)
        for bound in (example, *((layout.bind(most),) if most not in (None, example.shape) else ())):
            found = [*_beyond(subject, bound)]
            yield from found
            if found:
                break
        for access in layout.accesses.values():
            try:
                beyond = layouts.outside(example, access)
            except ExpressionError as error:
                at = layout.origin.at("accesses", access.name, "index")
                yield Finding(f"{access.name} of {layout.name}: {error.message}", at, (), error.hint)
                continue
            if beyond is not None:
                yield _outside(example, access, beyond)


def _beyond(subject: Subject, bound: Bound) -> Iterator[Finding]:
    layout = bound.layout
    for axis, extent in bound.extents.items():
        room, whose, path = _room(subject, bound, axis)
        index = layouts.leaving(bound, axis, extent if room is None else room)
        if index is None and (room is None or extent <= room):
            continue
        there = extent if room is None else room
        counted = f"{there * bound.unit // 8} bytes" if axis == ADDRESS else f"{there} coordinates"
        what = f"the padding of {layout.name} ends at {axis} {extent - 1}"
        if index is not None:
            what = f"{layouts.said(index)} of {layout.name} lies in {layouts.place_of(bound, index)}"
        hint = None
        if room is None:
            block = 2 << max(xor.dst[0] for xor in layout.xors if xor.axis == axis)
            hint = f"blocks of {block} units are exchanged: a capacity says that there are more"
        yield Finding(
            f"{what}, and {whose} {counted}{layouts.sizes_said(bound)}", layout.origin.at(*path), (), hint
        )


def _room(subject: Subject, bound: Bound, axis: str) -> tuple[int | None, str, tuple[str, ...]]:
    """What there is on an axis in its units, whose that is, and where it is said; None: what digits reach."""
    layout, a = bound.layout, subject.architecture
    if axis in layout.capacity:
        room = layout.capacity[axis]
        return (8 * room // bound.unit if axis == ADDRESS else room), "there are", ("capacity", axis)
    memory = layout.banks.memory if layout.banks else None
    if axis == ADDRESS and memory is not None:
        return 8 * memory.size // bound.unit, f"{memory.name} has", ("banks",)
    if a.instances is not None and axis == a.instances.name:
        return a.instances.count, "there are", ("place", axis)
    if bound.extents[axis] > MOST:
        return MOST, "64 bits tell", ("place", axis)
    return None, "digits reach", ("xor",)


def _outside(bound: Bound, access: Access, found: Outside) -> Finding:
    layout = bound.layout
    where = f" with {layouts.counters_said(found.repeat)}" if found.repeat else ""
    return Finding(
        f"lane {found.touch.lane} of {access.name}{where} reads {layouts.said(found.touch.index)}, and {layout.name} is"
        f" {' x '.join(map(str, bound.shape))}",
        layout.origin.at("accesses", access.name, "index"),
    )


@check(
    "layout-pad",
    Severity.ERROR,
    "Where nothing may be padded, digits tell the sizes of dimensions exactly.",
    """
    Digits that go on beyond a dimension leave places without an element. What lies there is said by `pad`: zeros, anything;
    `forbidden`, the default, means that there are none.
    """,
    wrong="layouts: {tiles: {dims: {i: 60}, split: {i: [4, 16]}, place: {addr: i0 i1}}}",
    right="layouts: {tiles: {dims: {i: 60}, split: {i: [4, 16]}, place: {addr: i0 i1}, pad: zero}}",
)
def padding(subject: Subject) -> Iterator[Finding]:
    """Dimensions that are no product of their digits, in layouts that forbid padding."""
    for layout in subject.architecture.layouts.values():
        for dim in layout.dims if layout.pad == "forbidden" else ():
            filled = -(-dim.example // layout.multiples[dim.name]) * layout.multiples[dim.name]
            if dim.size.known is not None:
                sizes = [d.size.known or 0 for d in layout.digits.values() if d.source == dim.name]
                filled = prod(sizes)
            if filled != dim.example:
                fixed = dim.size.known is not None
                yield Finding(
                    f"{dim.name} of {layout.name} is {dim.example}, and its digits tell {filled}",
                    layout.origin.at("dims", dim.name, *(() if fixed else ("example",))),
                    (Related(layout.origin.at("split", dim.name), "split here"),),
                    "pad: zero, or any, says what lies in the padding",
                )


@check(
    "layout-alignment",
    Severity.ERROR,
    "The vector of every lane lies without gaps, and is aligned.",
    """
    A lane reads its vector in one piece, from a multiple of the bytes that `align` of the access says: those of the vector
    where it says none. `align` of the layout, if it is stated, has to be enough for that.
    """,
    wrong="""
    layouts:
      rows:
        dims: {i: 16, j: 8}
        element: f32
        place: {addr: [[i, 9], [j, 1]]}
        accesses: {row: {lanes: 16, vector: 4, index: {i: lane}}}
    """,
    right="""
    layouts:
      rows:
        dims: {i: 16, j: 8}
        element: f32
        place: {addr: [[i, 12], [j, 1]]}
        accesses: {row: {lanes: 16, vector: 4, index: {i: lane}}}
    """,
)
def alignment(subject: Subject) -> Iterator[Finding]:
    """Accesses whose vectors have gaps or are not aligned."""
    for layout, bound in _bound(subject):
        for access in layout.accesses.values() if ADDRESS in bound.places else ():
            bytes_, at = layouts.align_of(bound, access), layout.origin.at("accesses", access.name)
            try:
                crooked, stray = layouts.strays(bound, access)
            except (layouts.Outside, ExpressionError):  # a finding of its own
                continue
            if crooked is not None:
                yield Finding(f"{_touched(bound, access, crooked)}, which is no multiple of {bytes_}", at)
            if stray is not None:
                yield Finding(f"{_touched(bound, access, stray)}, not behind the element before it", at)
            if 1 < layout.align < bytes_ and layout.align % bytes_:
                message = f"{access.name} of {layout.name} needs {bytes_} bytes, and the tensor is aligned to {layout.align}"
                yield Finding(message, layout.origin.at("align"), (Related(at, "accessed here"),))


def _touched(bound: Bound, access: Access, found: Stray) -> str:
    where = f" with {layouts.counters_said(found.repeat)}" if found.repeat else ""
    place = layouts.bits_said(found.bit, bound.width * bound.unit)
    who = f"lane {found.touch.lane} of {access.name} of {bound.layout.name}{where}"
    return f"{who} reads {layouts.said(found.touch.index)} in {place}"


@check(
    "layout-bank-conflict",
    Severity.ERROR,
    "No bank serves more words in turn than an access says.",
    "Each further word that lanes want of one bank costs a cycle more. Lanes that want the same word get it at once.",
    wrong="""
    layouts:
      rows:
        dims: {i: 32, j: 32}
        element: f32
        place: {addr: i j}
        banks: {count: 32, width: 4}
        accesses: {column: {lanes: 32, index: {i: lane, j: k}, repeat: {k: 32}, ways: 1}}
    """,
    right="""
    layouts:
      rows:
        dims: {i: 32, j: 32}
        element: f32
        place: {addr: [[i, 33], [j, 1]]}
        banks: {count: 32, width: 4}
        accesses: {column: {lanes: 32, index: {i: lane, j: k}, repeat: {k: 32}, ways: 1}}
    """,
)
def bank_conflict(subject: Subject) -> Iterator[Finding]:
    """Accesses that want more words of a bank than they say."""
    for layout, bound in _bound(subject):
        for access in layout.accesses.values() if layout.banks else ():
            if access.ways is None:
                continue
            try:
                found = layouts.conflicts(bound, access)
            except (layouts.Outside, ExpressionError):
                continue
            if found.ways <= access.ways:
                continue
            where = f" with {layouts.counters_said(found.repeat)}" if found.repeat else ""
            lanes = [f"lane {touch.lane} {layouts.said(touch.index)}" for touch in found.meeting or ()]
            yield Finding(
                f"bank {found.bank} serves {found.ways} words of {access.name} of {layout.name} in turn{where}, not"
                f" {access.ways}" + (f": {' and '.join(lanes)} are in it" if lanes else ""),
                layout.origin.at("accesses", access.name, "ways"),
                (Related(layout.origin.at("banks"), "the banks are here"),),
            )


def _bound(subject: Subject) -> Iterator[tuple[Layout, Bound]]:
    """The layouts at the example's sizes; not those that padding forbids there."""
    for layout in subject.architecture.layouts.values():
        if layout.order:  # sound whatever the sizes
            continue
        try:
            yield layout, layout.bind()
        except ValueError:
            continue

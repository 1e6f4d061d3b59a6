"""One part of a tensor in several: where its elements lie in its storage, which is one piece whatever its axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import prod

from specgen.data import frozen
from specgen.generators.layouts.c.function import Function, Parameter, code, counted, sizes, unused
from specgen.generators.layouts.c.index import extent, storage
from specgen.generators.layouts.case import Case
from specgen.generators.layouts.names import Scope
from specgen.generators.layouts.stored import moved_bits, stored_bits
from specgen.generators.layouts.words import Value, plus, quotient, remainder, times
from specgen.model.layouts import ADDRESS, Layout, Part

Naming = Callable[[str], str]
"""From a verb to the name of a function."""
Moves = Mapping[tuple[str, str], Function]


@frozen()
class PartCode:
    """A part, its layout for elements of its format, and the functions of its storage; ``item``: bytes of a dense element.

    ``pack`` and ``unpack`` are those of the layout itself, where it has them for elements of the size.
    """

    part: Part
    layout: Layout
    bits: int
    item: int
    copies: int
    bit: Function
    bytes: Function
    pack: Function | None
    unpack: Function | None


def movable(part: Part) -> bool:
    """Return whether elements of the part's format can be moved: no exchange of address bits parts one."""
    return bool(moved_bits(replace(part.layout, element=part.element)))


def part_code(part: Part, named: Naming, moves: Moves, what: str = "") -> PartCode:
    """Return the code of a part, of which ``what`` has the layout; ``moves``: functions by layout and verb."""
    what = what or part.name
    layout = replace(part.layout, element=part.element)
    bits = stored_bits(layout) or 0
    verb = f"bytes_for_{what}"
    size = replace(storage(Case(layout, bits, Scope("c")), ""), name=named(verb), verb=verb)
    return PartCode(
        part=part,
        layout=layout,
        bits=bits,
        item=-(-bits // 8),
        copies=prod(axis.copies for axis in layout.axes.values()),
        bit=_bit(Case(layout, bits, Scope("c", frozenset({"copy"}))), what, named),
        bytes=replace(size, comment=f"Bytes of the storage of {what} of these sizes."),
        pack=moves.get((layout.name, f"pack_u{bits}")),
        unpack=moves.get((layout.name, f"unpack_u{bits}")),
    )


def _bit(case: Case, what: str, named: Naming) -> Function:
    """The function of the bit of a storage at which an element begins."""
    dims = [Parameter("dim", d.name, "size_t", case.dim(d.name)) for d in case.layout.dims]
    placed = [p.digit for axis in case.axes for p in case.layout.axes[axis].places]
    lines = [f"const size_t {name} = {code(value)};" for name, value in case.definitions(placed).items()]
    flat: Value = 0
    for axis, name in zip(case.axes, _coordinates(case, lines), strict=True):
        flat = times(flat, extent(case, axis))
        flat = plus([times(flat, 8), times(name, case.unit)]) if axis == ADDRESS else plus([flat, name])
    if not case.addressed:
        flat = times(flat, 8 * -(-(case.stored or 0) // 8))
    lines = counted(case, [*lines, f"return {code(flat)};"])
    copied = [Parameter("copy", "copy", "size_t", "copy")] * any(
        a.copies > 1 for a in case.layout.axes.values()
    )
    parameters = [*dims, *copied, *sizes(case, lines)]
    index = ", ".join(d.identifier for d in dims)
    comment = f"Bit of the storage of {what} at which its element ({index}) begins."
    body = (*unused(parameters, lines), *lines)
    verb = f"bit_of_{what}"
    return Function(named(verb), verb, "size_t", tuple(parameters), comment, body)


def _coordinates(case: Case, lines: list[str]) -> list[str]:
    """Define the coordinate on each axis, that of one of its copies."""
    names = []
    inner = 1
    for axis in reversed(case.axes):
        name = case.scope("at", f"{axis}_at")
        copies = case.layout.axes[axis].copies
        steps = case.exchanges(axis, name)
        changed = steps or copies > 1
        lines.append(f"{'' if changed else 'const '}size_t {name} = {code(case.coordinate(axis))};")
        lines += [f"{name} = {code(step)};" for step in steps]
        if copies > 1:
            number = remainder(quotient("copy", inner), copies)
            lines.append(f"{name} += {code(times(number, case.extent(axis)))};")
            inner *= copies
        names.append(name)
    return names[::-1]

"""Index functions in C: from an index to a coordinate on each axis, and the size of the storage."""

from __future__ import annotations

import re

from specgen.generators.layouts.c.function import Function, Parameter, code, counted, empty, sizes, unused
from specgen.generators.layouts.case import Case
from specgen.generators.layouts.words import Value, times
from specgen.model.layouts import ADDRESS

RESERVED = re.compile(r"address|bit|bytes|index|(un)?pack_u\d+")
"""What an axis may be called, and functions of a layout are."""


def coordinate(case: Case, prefix: str, axis: str, verb: str) -> Function:
    """Return the function of a coordinate; ``verb`` is ``bit`` for addresses in bits."""
    dims = [Parameter("dim", d.name, "size_t", case.dim(d.name)) for d in case.layout.dims]
    placed = [p.digit for p in case.layout.axes[axis].places]
    lines = [f"const size_t {name} = {code(value)};" for name, value in case.definitions(placed).items()]
    at: Value = case.coordinate(axis)
    exchanges = case.exchanges(axis, "at")
    if exchanges:
        lines += [f"size_t at = {code(at)};", *(f"at = {code(step)};" for step in exchanges)]
        at = "at"
    if axis == ADDRESS:
        at = times(at, case.unit) if verb == "bit" else case.octets(at)
    lines = counted(case, [*lines, f"return {code(at)};"])
    parameters = [*dims, *sizes(case, lines)]
    index = ", ".join(d.identifier for d in dims)
    words = {"address": "Byte address", "bit": "Bit address"}.get(verb, f"Coordinate on {verb}")
    comment = f"{words} of element ({index}){'; of its first byte' if verb == 'address' and not case.aligned else ''}."
    body = [*unused(parameters, lines), *lines]
    return Function(f"{prefix}_{verb}", verb, "size_t", tuple(parameters), comment, tuple(body))


def storage(case: Case, prefix: str) -> Function:
    """Return the function of the bytes that a tensor takes."""
    found = times(*(extent(case, axis) for axis in case.axes))
    if not case.addressed:
        held = case.scope("size", "element") if case.stored is None else -(-case.stored // 8)
        found = times(found, held)
    none = empty(case)
    body = [*([f"if ({none})", "    return 0;"] if none else []), *counted(case, [f"return {code(found)};"])]
    comment = "Bytes of the storage, gaps and padding included."
    return Function(f"{prefix}_bytes", "bytes", "size_t", tuple(sizes(case, body)), comment, tuple(body))


def extent(case: Case, axis: str) -> Value:
    """The coordinates of all copies on an axis; on ``addr`` in bytes."""
    copies = case.layout.axes[axis].copies
    found = times(case.extent(axis), copies)
    return case.octets_up(found) if axis == ADDRESS else found

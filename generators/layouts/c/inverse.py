"""From coordinates back to the index, where digits lie apart."""

from __future__ import annotations

from specgen.generators.layouts.c.function import Function, Parameter, code, counted, sizes
from specgen.generators.layouts.case import Case
from specgen.generators.layouts.words import Value, plus, quotient, remainder, times
from specgen.model.layouts import ADDRESS, Layout, Place


def invertible(layout: Layout) -> bool:
    """Whether on every axis each stride is more than all that lies below it, in the example's sizes."""
    bound = layout.bind()
    for axis, places in bound.places.items():
        reach = bound.width if axis == ADDRESS else 1
        for digit, stride in sorted(places, key=lambda place: place[1]):
            if bound.sizes[digit] > 1 and stride < reach:
                return False
            reach += stride * (bound.sizes[digit] - 1)
    return True


def inverse(case: Case, prefix: str) -> Function:
    """Return the function that tells which element holds a byte, or a bit, or a place on other axes."""
    axes = [Parameter("axis", axis, "size_t", _name(case, axis)) for axis in case.axes]
    results = [Parameter("result", d.name, "size_t *", case.dim(d.name)) for d in case.layout.dims]
    body, conditions = [], []
    for axis in axes:
        lines, more = _axis(case, axis.name, axis.identifier)
        body += lines
        conditions += more
    body += _merged(case, conditions)
    for dim, result in zip(case.layout.dims, results, strict=True):
        value = _sum(case, dim.name)
        body.append(f"*{result.identifier} = {code(value)};")
        conditions.append(f"*{result.identifier} < {code(case.size(dim.size))}")
    body = [*_guard(case), *counted(case, [*body, f"return {' && '.join(conditions)};"])]
    what = "place" if not case.addressed else "byte" if case.aligned else "bit"
    index = ", ".join(r.identifier for r in results)
    comment = f"Whether an element holds this {what}; ({index}) is its index."
    parameters = (*axes, *results, *sizes(case, body))
    return Function(f"{prefix}_index", "index", "bool", parameters, comment, tuple(body))


def _name(case: Case, axis: str) -> str:
    """The identifier of a coordinate."""
    if axis != ADDRESS:
        return case.scope("axis", axis)
    return case.scope("whole address", "address" if case.aligned else "bit")


def _axis(case: Case, axis: str, given: str) -> tuple[list[str], list[str]]:
    """The digits on an axis, and what has to hold."""
    rest = case.scope("rest", f"{axis}_rest")
    places = _sorted(case.layout, axis)
    begun = _units(case, given) if axis == ADDRESS else given
    offset = case.layout.offset if axis == ADDRESS else 0
    exchanges = [f"{rest} = {code(step)};" for step in reversed(case.exchanges(axis, rest))]
    lines = [f"size_t {rest} = {code(begun)};", *exchanges, *([f"{rest} -= {offset};"] if offset else [])]
    conditions = []
    width = case.width if axis == ADDRESS else 1
    above: Value | None = None
    for place in places:
        stride, of = case.size(place.stride), case.layout.digits[place.digit]
        digit = _part(case, place.digit)
        lines.append(f"const size_t {digit} = {code(quotient(rest, stride))};")
        if stride != width or place != places[-1]:
            lines.append(f"{rest} = {code(remainder(rest, stride))};")
        if not of.outermost and (above is None or times(stride, case.size(of.size)) != above):
            conditions.append(f"{digit} < {code(case.size(of.size))}")
        above = stride
    if above != width:
        conditions.append(f"{rest} < {code(width)}")
    if len(lines) == 2 and not conditions and len(places) == 1:
        lines = [f"const size_t {digit} = {code(quotient(begun, stride))};"]
    return lines, conditions


def _part(case: Case, digit: str) -> str:
    """The identifier of a digit; a dimension's own is that of the result."""
    whole = case.layout.digits[digit].source == digit
    return case.scope("part", f"{digit}_at" if whole else digit)


def _units(case: Case, given: str) -> Value:
    if not case.aligned:
        return quotient(given, case.unit)
    if not case.layout.unit and case.stored is None:
        return quotient(given, case.scope("size", "element"))
    unit = case.unit
    if isinstance(unit, int) and unit % 8:
        return quotient(times(given, 8), unit)
    return quotient(given, unit // 8) if isinstance(unit, int) else quotient(times(given, 8), unit)


def _sorted(layout: Layout, axis: str) -> list[Place]:
    """The places from the greatest stride, in the example's sizes; as written where these are alike."""
    strides = dict(layout.bind().places[axis])
    return sorted(layout.axes[axis].places, key=lambda p: -strides[p.digit])


def _merged(case: Case, conditions: list[str]) -> list[str]:
    """The parts of merged digits, from the last merged."""
    lines = []
    for fused in reversed(case.layout.fused.values()):
        value = _sum(case, fused.name)
        whole = case.scope("whole", fused.name)
        lines.append(f"const size_t {whole} = {code(value)};")
        conditions.append(f"{whole} < {code(case.size(fused.size))}")
        for i, (part, weight) in enumerate(fused.digits):
            found = quotient(whole, case.size(weight))
            size = case.size(case.layout.digits[part].size)
            found = remainder(found, size) if i else found
            lines.append(f"const size_t {_part(case, part)} = {code(found)};")
    return lines


def _sum(case: Case, source: str) -> Value:
    """A dimension, or a merged digit, by its digits; those that are on no axis are 0."""
    layout = case.layout
    digits = [d for d in layout.digits.values() if d.source == source]
    known = [d for d in digits if case.scope.known("part", f"{d.name}_at" if d.source == d.name else d.name)]
    return plus(times(_part(case, d.name), d.divisor) for d in known)


def _guard(case: Case) -> list[str]:
    """Return early where a stride would be 0."""
    found: list[str] = []
    for axis in case.axes:
        for place in case.layout.axes[axis].places:
            found += [n for n in place.stride.names if n not in found]
    for fused in case.layout.fused.values():
        found += [
            n for part, w in fused.digits for n in sorted(w.names | case.layout.digits[part].size.names)
        ]
    if case.stored is None and case.addressed:
        found.append("element")
    names = [_size_name(case, n) for n in sorted(set(found))]
    names = [n for n in names if n]
    return [f"if ({' || '.join(f'!{n}' for n in names)})", "    return false;"] if names else []


def _size_name(case: Case, name: str) -> str | None:
    if name == "element":
        return (
            str(case.scope("size", "element_bits" if case.packed else "element"))
            if case.stored is None
            else None
        )
    if name in case.layout.arguments:
        return case.scope("argument", name)
    return case.scope("size", f"{name}_size")

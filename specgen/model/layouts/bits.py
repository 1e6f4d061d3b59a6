"""Numbers as functions of bits that are affine over GF(2): what shifts, exclusive or, and sums without carries keep.

A form has a mask for each bit of a number, from the least: the bit is the exclusive or of the inputs that are set in its
mask, whose bit 0 stands for 1. No form (None): a sum may carry, so that nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from specgen.model.expressions.nodes import Binary, Constant, Name, Node
from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound

Form = tuple[int, ...]


def constant(number: int) -> Form:
    """Return the form of a number that is known."""
    return tuple(number >> bit & 1 for bit in range(number.bit_length()))


def inputs(first: int, size: int) -> Form:
    """Return the form of a number below ``size`` whose bits are the inputs from ``first`` on, counted from 1."""
    return tuple(1 << first + bit for bit in range((size - 1).bit_length()))


def greatest(form: Form) -> int:
    """Return what a number is at most."""
    return sum(1 << bit for bit, mask in enumerate(form) if mask)


def combined(one: Form, other: Form) -> Form:
    """Return the exclusive or of two numbers."""
    if len(one) < len(other):
        one, other = other, one
    return tuple(a ^ b for a, b in zip(one, other + (0,) * (len(one) - len(other)), strict=True))


def added(one: Form | None, other: Form | None) -> Form | None:
    """Return the sum of two numbers that have no bit in common."""
    if one is None or other is None or any(a and b for a, b in zip(one, other, strict=False)):
        return None
    return combined(one, other)


def times(form: Form | None, factor: int) -> Form | None:
    """Return a multiple."""
    found: Form | None = ()
    for bit in range(factor.bit_length()):
        if factor >> bit & 1:
            found = added(found, None if form is None else (0,) * bit + form)
    return found


def digit(form: Form | None, divisor: int, size: int | None) -> Form | None:
    """Return ``form // divisor % size``; of an outermost digit, without remainder, ``size`` is None."""
    if form is None or divisor & divisor - 1:
        return None
    rest = form[divisor.bit_length() - 1 :]
    if size is None or len(rest) < size.bit_length():
        return rest
    return None if size & size - 1 else rest[: size.bit_length() - 1]


def exchanged_form(form: Form, dst: tuple[int, int], src: tuple[int, int]) -> Form:
    """Return a number with its bits ``dst`` replaced by their exclusive or with bits ``src``."""
    taken = form[src[1] : src[0] + 1]
    return combined(form, (0,) * dst[1] + taken)


def form_of(node: Node, names: Mapping[str, Form]) -> Form | None:
    """Return the form of an expression over names that have one."""
    if isinstance(node, Constant):
        return constant(node.value) if type(node.value) is int and node.value >= 0 else None
    if isinstance(node, Name):
        return names.get(node.name)
    if not isinstance(node, Binary):
        return None
    left, right = form_of(node.left, names), form_of(node.right, names)
    if left is None or right is None:
        return None
    known = _known(right)
    match node.operator:
        case "+":
            return added(left, right)
        case "|":
            return added(left, right)
        case "^":
            return combined(left, right)
        case "*":
            other = _known(left)
            return times(left, known) if known is not None else None if other is None else times(right, other)
        case "//" | "%" if known:
            return digit(left, known, None) if node.operator == "//" else digit(left, 1, known)
        case "<<" | ">>" if known is not None and known < 64:
            return (0,) * known + left if node.operator == "<<" else left[known:]
        case "&" if known is not None:
            return tuple(mask * (known >> bit & 1) for bit, mask in enumerate(left))
    return None


def _known(form: Form) -> int | None:
    return None if any(mask > 1 for mask in form) else sum(mask << bit for bit, mask in enumerate(form))


def places(bound: Bound, index: Sequence[Form | None]) -> dict[str, Form | None]:
    """Return the coordinates on all axes of an element whose index is affine."""
    layout, sources = bound.layout, dict(zip((d.name for d in bound.layout.dims), index, strict=True))
    values: dict[str, Form | None] = {}
    for one in layout.digits.values():
        if one.source not in sources:
            total: Form | None = ()
            for name, weight in layout.fused[one.source].digits:
                total = added(total, times(values[name], weight.value(bound.names)))
            sources[one.source] = total
        values[one.name] = digit(
            sources[one.source], one.divisor, None if one.outermost else bound.sizes[one.name]
        )
    return {axis: _place(bound, axis, values) for axis in bound.places}


def _place(bound: Bound, axis: str, values: Mapping[str, Form | None]) -> Form | None:
    found: Form | None = constant(bound.layout.offset) if axis == ADDRESS else ()
    for name, stride in bound.places[axis]:
        found = added(found, times(values[name], stride))
    for xor in bound.layout.xors if found is not None else ():
        if xor.axis == axis and found is not None:
            found = exchanged_form(found, xor.dst, xor.src)
    return found

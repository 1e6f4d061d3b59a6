"""Integers that are a uniform base plus uniform strides along axes of the grid."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.generators.interpreter.python.functions.code import Code, binary, literal
from specgen.generators.interpreter.python.functions.emitter import Emitter
from specgen.generators.interpreter.python.functions.lower import integer, interval
from specgen.semantics import ir
from specgen.semantics.walk import every


@dataclass(frozen=True)
class Affine:
    """``base + sum(stride * axis)``; ``low`` and ``high`` bound the base, None as a stride's number: not constant."""

    base: Code
    low: int
    high: int
    strides: dict[int, tuple[Code, int | None]]


def varies(e: Emitter, expr: ir.Expr) -> bool:
    """Whether an expression may differ between the iterations of the grid being emitted."""
    region = e.region
    if region is None:
        return False
    for node in every(expr):
        if isinstance(node, ir.LocalRead) and node.local in region.varying:
            return True
        if isinstance(node, ir.ArrayRead) and node.array in region.private:
            return True
    return False


def affine(e: Emitter, expr: ir.Expr) -> Affine | None:
    """The form of an expression, if it has it."""
    region = e.region
    assert region is not None
    if not varies(e, expr):
        return Affine(integer(e, expr), *interval(expr), {})
    match expr:
        case ir.LocalRead() if expr.local in region.axes:
            return Affine(literal(0), 0, 0, {region.axes[expr.local]: (literal(1), 1)})
        case ir.LocalRead():
            found = region.affine.get(expr.local)
            return found if isinstance(found, Affine) else None
        case ir.Arith(op="add"):
            return _add(affine(e, expr.left), affine(e, expr.right))
        case ir.Arith(op="sub") if not varies(e, expr.right):
            return _minus(affine(e, expr.left), e, expr.right)
        case ir.Arith(op="mul") if not varies(e, expr.right):
            return _times(affine(e, expr.left), e, expr.right)
        case ir.Arith(op="mul") if not varies(e, expr.left):
            return _times(affine(e, expr.right), e, expr.left)
        case ir.Arith(op="shl") if isinstance(expr.right, ir.Const):
            return _scaled(affine(e, expr.left), literal(1 << expr.right.value), (1 << expr.right.value,) * 2)
        case _:
            return None


def _sum(a: Code, b: Code) -> Code:
    if a.text == "0":
        return b
    return a if b.text == "0" else binary("+", a, b)


def _product(a: Code, b: Code) -> Code:
    if a.text == "1" or b.text == "0":
        return b
    return a if b.text == "1" or a.text == "0" else binary("*", a, b)


def _add(a: Affine | None, b: Affine | None) -> Affine | None:
    if a is None or b is None:
        return None
    strides = dict(a.strides)
    for axis, (code, number) in b.strides.items():
        if axis not in strides:
            strides[axis] = code, number
            continue
        other, known = strides[axis]
        strides[axis] = _sum(other, code), None if known is None or number is None else known + number
    return Affine(_sum(a.base, b.base), a.low + b.low, a.high + b.high, strides)


def _minus(a: Affine | None, e: Emitter, right: ir.Expr) -> Affine | None:
    if a is None:
        return None
    low, high = interval(right)
    return Affine(binary("-", a.base, integer(e, right)), a.low - high, a.high - low, a.strides)


def _times(a: Affine | None, e: Emitter, factor: ir.Expr) -> Affine | None:
    return _scaled(a, integer(e, factor), interval(factor))


def _scaled(a: Affine | None, factor: Code, bounds: tuple[int, int]) -> Affine | None:
    if a is None:
        return None
    corners = [x * y for x in (a.low, a.high) for y in bounds]
    number = bounds[0] if bounds[0] == bounds[1] else None
    strides = {
        axis: (
            literal(known * number) if known is not None and number is not None else _product(code, factor),
            known * number if known is not None and number is not None else None,
        )
        for axis, (code, known) in a.strides.items()
    }
    return Affine(_product(a.base, factor), min(corners), max(corners), strides)

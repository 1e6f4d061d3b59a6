"""Integers of any interval as two's complement bit-vectors, whose highest bit is the sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.semantics import ir

Term = Any
WIDEST = 136
"""Bits of an integer that is handed to an uninterpreted function."""


class Untranslatable(Exception):
    """What has no formula here; the message says what."""


def room(value: ir.IntValue) -> int:
    """Bits that hold an interval, sign included."""
    return (
        max(
            (-value.low - 1).bit_length() if value.low < 0 else 0,
            value.high.bit_length() if value.high > 0 else 0,
        )
        + 1
    )


def fit(term: Term, bits: int) -> Term:
    """A bit-vector of so many bits: sign-extended, or its low bits."""
    size = term.size()
    if size == bits:
        return term
    return z3.SignExt(bits - size, term) if size < bits else z3.Extract(bits - 1, 0, term)


def number(value: int, bits: int | None = None) -> Term:
    """A constant."""
    return z3.BitVecVal(
        value, bits or max(value.bit_length(), (-value - 1).bit_length() if value < 0 else 0) + 1
    )


def of_raw(raw: Term, kind: IntegerType) -> Term:
    """The integer that raw bits of a type are."""
    return raw if kind.signed else z3.ZeroExt(1, raw)


def pair(a: Term, b: Term, extra: int = 0) -> tuple[Term, Term]:
    """Two integers in the same number of bits."""
    bits = max(a.size(), b.size()) + extra
    return fit(a, bits), fit(b, bits)


def either(condition: Term, a: Term, b: Term) -> Term:
    """``a`` where the condition holds, else ``b``."""
    if a is b:
        return a
    if z3.is_bv(a) and z3.is_bv(b):
        a, b = pair(a, b)
    return z3.If(condition, a, b)


def arith(op: str, a: Term, b: Term, bits: int) -> Term:
    """Exact arithmetic, or its low ``bits``."""
    if op == "shl":
        wide = max(bits, b.size())
        return fit(fit(a, wide) << fit(b, wide), bits)
    if op == "shr":
        a, b = pair(a, b)
        return fit(a >> b, bits)
    a, b = fit(a, bits), fit(b, bits)
    match op:
        case "add":
            return a + b
        case "sub":
            return a - b
        case "mul":
            return a * b
        case "and":
            return a & b
        case "or":
            return a | b
        case "xor":
            return a ^ b
    raise Untranslatable(op)


def divide(op: str, a: Term, b: Term, zero: Term | None, bits: int) -> Term:
    """``quot rem floordiv mod``, with what a zero divisor gives."""
    a, b = pair(a, b, 1)
    quot, rem = a / b, z3.SRem(a, b)
    inexact = z3.And(rem != 0, (rem < 0) != (b < 0))
    found = {
        "quot": quot,
        "rem": rem,
        "floordiv": z3.If(inexact, quot - 1, quot),
        "mod": z3.If(inexact, rem + b, rem),
    }[op]
    made = fit(found, bits)
    return made if zero is None else either(b == 0, fit(zero, bits), made)


def compared(op: str, a: Term, b: Term) -> Term:
    """A comparison of integers."""
    a, b = pair(a, b)
    return {"eq": a == b, "ne": a != b, "lt": a < b, "le": a <= b, "gt": a > b, "ge": a >= b}[op]


def ordered(a: Term, b: Term) -> tuple[Term, Term]:
    """Two operands that may be exchanged, in one order."""
    return (a, b) if a.get_id() <= b.get_id() else (b, a)

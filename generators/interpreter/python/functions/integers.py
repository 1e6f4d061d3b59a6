"""Integer and boolean expressions: Python's own integers where uniform, the smallest safe machine type over a grid."""

from __future__ import annotations

from dataclasses import replace

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions.affine import varies
from specgen.generators.interpreter.python.functions.code import (
    Binds,
    Code,
    as_dtype,
    binary,
    bits_of,
    call,
    fits,
    holder,
    literal,
    method,
)
from specgen.generators.interpreter.python.functions.emitter import Emitter
from specgen.generators.interpreter.python.functions.lower import (
    integer,
    integer_form,
    interval,
)
from specgen.model.types import IntegerType
from specgen.semantics import ir

_SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "and": "&", "or": "|", "xor": "^", "shl": "<<", "shr": ">>"}


@integer_form(ir.Const)
def _const(_e: Emitter, expr: ir.Const, _bits: int | None) -> Code:
    return literal(expr.value)


# -- arithmetic --------------------------------------------------------------------------------------------------------


def plan(
    expr: ir.Expr, operands: tuple[ir.Expr, ...], codes: tuple[Code, ...], bits: int | None
) -> tuple[str, bool]:
    """The type to compute in, and whether its results are exact there."""
    low = min(interval(x)[0] for x in (expr, *operands))
    high = max(interval(x)[1] for x in (expr, *operands))
    wide = any(c.dtype in ("int64", "uint64") for c in codes)
    if fits("int32", low, high) and not (wide and fits("int64", low, high)) and all(c.exact for c in codes):
        return "int32", True
    if bits is not None and bits <= 32:
        return "uint32", False
    if all(c.exact for c in codes) and holder(low, high) != "object":
        kind = holder(low, high)
        return ("int64" if kind == "int32" else kind), True
    if bits is not None and bits <= 64:
        return "uint64", False
    return "object", True


@integer_form(ir.Arith)
def _arith(e: Emitter, expr: ir.Arith, bits: int | None) -> Code:
    if expr.op == "shr":
        return _shift_right(e, expr)
    if expr.op == "and":
        bits = _masked(expr, bits)
    left, right = integer(e, expr.left, bits), _right(e, expr, bits)
    if not left.varies and not right.varies:
        return binary(_SYMBOLS[expr.op], left, right)
    operands = (expr.left,) if expr.op == "shl" else (expr.left, expr.right)
    dtype, whole = plan(expr, operands, (left, right), bits)
    return binary(_SYMBOLS[expr.op], operand(left, dtype), operand(right, dtype), dtype, whole)


def _right(e: Emitter, expr: ir.Arith, bits: int | None) -> Code:
    return integer(e, expr.right, None if expr.op == "shl" else bits)


def _masked(expr: ir.Arith, bits: int | None) -> int | None:
    """Bits needed of operands of which one is a non-negative constant."""
    masks = [
        side.value.bit_length()
        for side in (expr.left, expr.right)
        if isinstance(side, ir.Const) and side.value >= 0
    ]
    return min([*masks, *([bits] if bits is not None else [])], default=None)


def operand(code: Code, dtype: str) -> Code:
    """One side of an operation in ``dtype``: arrays are cast, uniform integers wrapped where they may not fit."""
    if code.varies:
        return as_dtype(code, dtype)
    if dtype not in ("uint32", "uint64"):
        return code
    try:
        value = int(code.text, 0)
    except ValueError:
        return Code(f"np.{dtype}({code.at(Binds.BIT_AND)} & {hex((1 << bits_of(dtype)) - 1)})")
    return literal(value & ((1 << bits_of(dtype)) - 1))


def _shift_right(e: Emitter, expr: ir.Arith) -> Code:
    left, right = integer(e, expr.left), integer(e, expr.right)
    if not left.varies and not right.varies:
        return binary(">>", left, right)
    low, high = interval(expr.left)
    dtype = left.dtype if left.varies and fits(left.dtype, low, high) else holder(low, high)
    if interval(expr.right)[1] > 64 and dtype != "object":  # NumPy leaves nothing but the sign
        right = call("np.minimum" if right.varies else "min", right, 64, dtype=right.dtype)
    if not left.varies:
        left = Code(f"np.{dtype}({left.text})") if dtype != "object" else left
    return binary(">>", as_dtype(left, dtype), as_dtype(right, dtype), dtype)


@integer_form(ir.Negate)
def _negate(e: Emitter, expr: ir.Negate, bits: int | None) -> Code:
    value = integer(e, expr.value, None if expr.op == "abs" else bits)
    symbol = {"neg": "-", "inv": "~"}.get(expr.op)
    if not value.varies:
        return Code(f"{symbol}{value.at(Binds.UNARY)}", Binds.UNARY) if symbol else call("abs", value)
    dtype, whole = plan(expr, (expr.value,), (value,), None if expr.op == "abs" else bits)
    value = as_dtype(value, dtype)
    if symbol is None:
        return call("np.abs", value, dtype=dtype)
    return Code(f"{symbol}{value.at(Binds.UNARY)}", Binds.UNARY, dtype, whole)


@integer_form(ir.Divide)
def _divide(e: Emitter, expr: ir.Divide, _bits: int | None) -> Code:
    left, right = integer(e, expr.left), integer(e, expr.right)
    zero = integer(e, expr.zero) if expr.zero is not None else literal(0)
    operands = [expr.left, expr.right, *([expr.zero] if expr.zero is not None else [])]
    name = e.constant(expr.op, getattr(runtime.divide, expr.op))
    if not (left.varies or right.varies or zero.varies):
        return call(name, left, right, zero)
    low = min(interval(x)[0] for x in (expr, *operands))
    high = max(interval(x)[1] for x in (expr, *operands))
    dtype = holder(low, high)
    return call(name, *(as_dtype(c, dtype) for c in (left, right, zero)), dtype=dtype)


# -- cuts and bits -----------------------------------------------------------------------------------------------------


@integer_form(ir.Cut)
def _cut(e: Emitter, expr: ir.Cut, bits: int | None) -> Code:
    if bits is not None and bits <= expr.to.width and varies(e, expr.value):
        low, high = interval(expr.value)
        code = integer(e, expr.value, bits)
        return replace(code, exact=code.exact and expr.to.low <= low and high <= expr.to.high)
    return cut(integer(e, expr.value, expr.to.width), interval(expr.value), expr.to)


def cut(code: Code, held: tuple[int, int], to: IntegerType) -> Code:
    """A value wrapped to a type; nothing is emitted where it is known to fit."""
    if code.exact and to.low <= held[0] and held[1] <= to.high:
        return code
    mask = literal((1 << to.width) - 1)
    if code.varies:
        return _cut_array(code, to, mask)
    if not to.signed:
        return binary("&", code, mask)
    half = literal(1 << (to.width - 1))
    return binary("-", binary("&", binary("+", code, half), mask), half)


def _cut_array(code: Code, to: IntegerType, mask: Code) -> Code:
    half = literal(1 << (to.width - 1))
    if to.width > 64:
        value = binary("&", as_dtype(code, "object"), mask, "object")
        return binary("-", binary("^", value, half, "object"), half, "object") if to.signed else value
    if code.dtype == "object":
        code = method(
            binary("&", code, literal((1 << 64) - 1), "object"), "astype", "np.uint64", dtype="uint64"
        )
    if to.width in (8, 16, 32, 64):
        return replace(as_dtype(code, f"{'int' if to.signed else 'uint'}{to.width}"), exact=True)
    dtype = code.dtype if fits(code.dtype, 0, (1 << to.width) - 1) else "int64"
    if not to.signed:
        return binary("&", as_dtype(code, dtype), mask, dtype)
    wide = as_dtype(code, "int32" if to.width < 32 and bits_of(code.dtype) <= 32 else "int64")
    return binary(
        "-", Code(f"({wide.at(Binds.BIT_AND)} & {mask} ^ {half})", dtype=wide.dtype), half, wide.dtype
    )


@integer_form(ir.Saturate)
def _saturate(e: Emitter, expr: ir.Saturate, _bits: int | None) -> Code:
    value, (low, high) = integer(e, expr.value), interval(expr.value)
    least, most = ("np.maximum", "np.minimum") if value.varies else ("max", "min")
    if value.dtype in ("uint8", "int8", "uint16", "int16"):
        value = as_dtype(value, "int32")
    if high > expr.high:
        value = call(most, value, literal(expr.high), dtype=value.dtype)
    if low < expr.low:
        value = call(least, value, literal(expr.low), dtype=value.dtype)
    return value


@integer_form(ir.Slice)
def _slice(e: Emitter, expr: ir.Slice, _bits: int | None) -> Code:
    value = integer(e, expr.value, expr.high + 1)
    if value.varies and (interval(expr.value)[0] < 0 or not value.exact):
        dtype = (
            "uint32"
            if expr.high < 32 and value.dtype != "object" and bits_of(value.dtype) <= 32
            else "uint64"
        )
        value = as_dtype(value, "object" if expr.high > 63 else dtype)
    whole = value.exact
    if expr.low:
        value = binary(">>", value, literal(expr.low), value.dtype)
    width = expr.high - expr.low + 1
    if interval(expr.value)[0] >= 0 and interval(expr.value)[1] < 1 << (expr.high + 1) and whole:
        return replace(value, exact=True)
    if value.varies and not fits(value.dtype, 0, (1 << width) - 1):
        value = as_dtype(value, "uint64" if width > 32 else "uint32")
    return binary("&", value, literal((1 << width) - 1), value.dtype)


@integer_form(ir.Cat)
def _cat(e: Emitter, expr: ir.Cat, _bits: int | None) -> Code:
    total = sum(width for _, width in expr.parts)
    parts = [
        cut(integer(e, part, width), interval(part), IntegerType(width, False)) for part, width in expr.parts
    ]
    varies = any(p.varies for p in parts)
    dtype = ("uint64" if total <= 64 else "object") if varies else ""
    joined: Code | None = None
    below = total
    for part, (_, width) in zip(parts, expr.parts, strict=True):
        below -= width
        wide = as_dtype(part, dtype) if part.varies else part
        moved = binary("<<", wide, literal(below), wide.dtype) if below else wide
        joined = moved if joined is None else binary("|", joined, moved, dtype)
    assert joined is not None
    return joined

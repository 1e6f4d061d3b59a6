"""Integer and boolean expressions: Python's own integers where uniform, the smallest safe machine type over a grid."""

from __future__ import annotations

from collections.abc import Callable
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
    condition,
    condition_form,
    integer,
    integer_form,
    interval,
)
from specgen.model.types import IntegerType
from specgen.semantics import ir

_SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "and": "&", "or": "|", "xor": "^", "shl": "<<", "shr": ">>"}
_COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


# -- arithmetic --------------------------------------------------------------------------------------------------------


def _plan(expr: ir.Expr, operands: tuple[ir.Expr, ...], codes: tuple[Code, ...], bits: int | None) -> tuple[str, bool]:
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
    dtype, whole = _plan(expr, operands, (left, right), bits)
    return binary(_SYMBOLS[expr.op], _operand(left, dtype), _operand(right, dtype), dtype, whole)


def _right(e: Emitter, expr: ir.Arith, bits: int | None) -> Code:
    return integer(e, expr.right, None if expr.op == "shl" else bits)


def _masked(expr: ir.Arith, bits: int | None) -> int | None:
    """Bits needed of operands of which one is a non-negative constant."""
    masks = [side.value.bit_length() for side in (expr.left, expr.right) if isinstance(side, ir.Const) and side.value >= 0]
    return min([*masks, *([bits] if bits is not None else [])], default=None)


def _operand(code: Code, dtype: str) -> Code:
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
    if interval(expr.right)[1] > 63 and dtype != "object":
        right = call("np.minimum" if right.varies else "min", right, 63, dtype=right.dtype)
    if not left.varies:
        left = Code(f"np.{dtype}({left.text})") if dtype != "object" else left
    return binary(">>", as_dtype(left, dtype), as_dtype(right, dtype), dtype)


@integer_form(ir.Negate)
def _negate(e: Emitter, expr: ir.Negate, bits: int | None) -> Code:
    value = integer(e, expr.value, None if expr.op == "abs" else bits)
    symbol = {"neg": "-", "inv": "~"}.get(expr.op)
    if not value.varies:
        return Code(f"{symbol}{value.at(Binds.UNARY)}", Binds.UNARY) if symbol else call("abs", value)
    dtype, whole = _plan(expr, (expr.value,), (value,), None if expr.op == "abs" else bits)
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
        code = method(binary("&", code, literal((1 << 64) - 1), "object"), "astype", "np.uint64", dtype="uint64")
    if to.width in (8, 16, 32, 64):
        return replace(as_dtype(code, f"{'int' if to.signed else 'uint'}{to.width}"), exact=True)
    dtype = code.dtype if fits(code.dtype, 0, (1 << to.width) - 1) else "int64"
    if not to.signed:
        return binary("&", as_dtype(code, dtype), mask, dtype)
    wide = as_dtype(code, "int32" if to.width < 32 and bits_of(code.dtype) <= 32 else "int64")
    return binary("-", Code(f"({wide.at(Binds.BIT_AND)} & {mask} ^ {half})", dtype=wide.dtype), half, wide.dtype)


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
        dtype = "uint32" if expr.high < 32 and value.dtype != "object" and bits_of(value.dtype) <= 32 else "uint64"
        value = as_dtype(value, "object" if expr.high > 63 else dtype)
    if expr.low:
        value = binary(">>", value, literal(expr.low), value.dtype)
    width = expr.high - expr.low + 1
    if 0 <= interval(expr.value)[0] and interval(expr.value)[1] < 1 << (expr.high + 1) and value.exact:
        return replace(value, exact=True)
    if value.varies and not fits(value.dtype, 0, (1 << width) - 1):
        value = as_dtype(value, "uint64" if width > 32 else "uint32")
    return binary("&", value, literal((1 << width) - 1), value.dtype)


@integer_form(ir.Cat)
def _cat(e: Emitter, expr: ir.Cat, _bits: int | None) -> Code:
    total = sum(width for _, width in expr.parts)
    parts = [cut(integer(e, part, width), interval(part), IntegerType(width, False)) for part, width in expr.parts]
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


# -- choices and conditions --------------------------------------------------------------------------------------------


@integer_form(ir.Select)
def _select(e: Emitter, expr: ir.Select, bits: int | None) -> Code:
    then, otherwise, test = branches(e, expr, lambda side: integer(e, side, bits))
    if not test.varies and then.varies == otherwise.varies:
        return choose(test, then, otherwise)
    dtype, whole = _plan(expr, (expr.then, expr.otherwise), (then, otherwise), bits)
    if not test.varies:
        return choose(test, _scalar(then, dtype), _scalar(otherwise, dtype))
    return call("np.where", test, _scalar(then, dtype), _scalar(otherwise, dtype), dtype=dtype, exact=whole)


def _scalar(code: Code, dtype: str) -> Code:
    """One side of a ``np.where``: uniform integers are typed, so that two of them make an array of ``dtype``."""
    if code.varies or dtype == "object":
        return as_dtype(code, dtype)
    return Code(f"np.{dtype}({_operand(code, dtype).text})")


def branches(e: Emitter, expr: ir.Select, lower: Callable[[ir.Expr], Code]) -> tuple[Code, Code, Code]:
    """Both sides of a choice, each emitted for the iterations that take it, and the condition."""
    test = condition(e, expr.condition)
    if not test.varies:
        return lower(expr.then), lower(expr.otherwise), test
    test = Code(name_it(e, "taken", test), dtype="bool")
    taken, other = test, Code(f"~{test}", Binds.UNARY, "bool")
    with e.under(both(e.mask, taken)):
        then = lower(expr.then)
    with e.under(both(e.mask, other)):
        otherwise = lower(expr.otherwise)
    return then, otherwise, test


def name_it(e: Emitter, stem: str, code: Code) -> str:
    """Gives a value a name, unless it is one already."""
    if code.text.isidentifier():
        return code.text
    name = e.fresh(stem)
    e.line(f"{name} = {code.text}")
    return name


def both(mask: Code | None, condition_: Code) -> Code:
    """The iterations of a mask where a condition holds as well."""
    return condition_ if mask is None else binary("&", mask, condition_, "bool")


def choose(test: Code, then: Code, otherwise: Code) -> Code:
    """``then if test else otherwise`` of a uniform condition."""
    text = f"{then.at(Binds.OR)} if {test.at(Binds.OR)} else {otherwise.at(Binds.CHOICE)}"
    alias = then.alias or otherwise.alias
    dtype = then.dtype or otherwise.dtype
    if then.dtype != otherwise.dtype and then.varies and otherwise.varies:
        other = as_dtype(otherwise, dtype) if dtype != "float" else otherwise
        text = f"{then.at(Binds.OR)} if {test.at(Binds.OR)} else {other.at(Binds.CHOICE)}"
    return Code(text, Binds.CHOICE, dtype, then.exact and otherwise.exact, alias)


@integer_form(ir.MinMax)
def _minmax(e: Emitter, expr: ir.MinMax, _bits: int | None) -> Code:
    left, right = integer(e, expr.left), integer(e, expr.right)
    if not left.varies and not right.varies:
        return call(expr.op, left, right)
    dtype, _ = _plan(expr, (expr.left, expr.right), (left, right), None)
    return call(f"np.{expr.op}imum", as_dtype(left, dtype), as_dtype(right, dtype), dtype=dtype)


@integer_form(ir.FromBool)
def _from_bool(e: Emitter, expr: ir.FromBool, _bits: int | None) -> Code:
    value = condition(e, expr.value)
    return as_dtype(value, "int32") if value.varies else call("int", value)


@condition_form(ir.Const)
def _truth(_e: Emitter, expr: ir.Const) -> Code:
    return Code(str(bool(expr.value)))


@condition_form(ir.Select)
def _select_condition(e: Emitter, expr: ir.Select) -> Code:
    then, otherwise, test = branches(e, expr, lambda side: condition(e, side))
    if not test.varies:
        return choose(test, then, otherwise)
    return call("np.where", test, then, otherwise, dtype="bool")


def compare(e: Emitter, expr: ir.Compare) -> Code:
    """A comparison of two integers."""
    left, right = integer(e, expr.left), integer(e, expr.right)
    symbol = _COMPARISONS[expr.op]
    varies = left.varies or right.varies
    if varies:
        low = min(interval(expr.left)[0], interval(expr.right)[0])
        high = max(interval(expr.left)[1], interval(expr.right)[1])
        dtype = next((c.dtype for c in (left, right) if c.varies and fits(c.dtype, low, high)), holder(low, high))
        left, right = as_dtype(left, dtype), as_dtype(right, dtype)
    text = f"{left.at(Binds.BIT_OR)} {symbol} {right.at(Binds.BIT_OR)}"
    return Code(text, Binds.COMPARE, "bool" if varies else "")


@condition_form(ir.Logic)
def _logic(e: Emitter, expr: ir.Logic) -> Code:
    values = [condition(e, v) for v in expr.values]
    if not any(v.varies for v in values):
        if expr.op == "not":
            return Code(f"not {values[0].at(Binds.NOT)}", Binds.NOT)
        level = Binds.AND if expr.op == "and" else Binds.OR
        return Code(f" {expr.op} ".join(v.at(Binds(level + 1)) for v in values), level)
    if expr.op == "not":
        return Code(f"~{values[0].at(Binds.UNARY)}", Binds.UNARY, "bool")
    joined = values[0]
    for value in values[1:]:
        joined = binary("&" if expr.op == "and" else "|", joined, value, "bool")
    return joined


# -- leaves ------------------------------------------------------------------------------------------------------------


@integer_form(ir.Const)
def _const(_e: Emitter, expr: ir.Const, _bits: int | None) -> Code:
    return literal(expr.value)

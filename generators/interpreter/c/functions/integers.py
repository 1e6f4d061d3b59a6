"""Integer arithmetic in the smallest machine type that is exact, or that keeps the low bits that are asked for."""

from __future__ import annotations

from dataclasses import replace

from specgen.generators.interpreter.c.functions.code import (
    Binds,
    Code,
    binary,
    cast,
    chosen,
    forced,
    joined,
    literal,
)
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.lower import integer, integer_form
from specgen.generators.interpreter.c.functions.machine_types import (
    BOOL,
    SIGNED,
    UNSIGNED,
    CType,
    holder,
    promoted,
    unsigned_for,
)
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.types.integers import ARITHMETIC, EXACT

_SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "and": "&", "or": "|", "xor": "^", "shl": "<<", "shr": ">>"}
_NEUTRAL = {"add": 0, "sub": 0, "or": 0, "xor": 0, "shl": 0, "shr": 0, "mul": 1}


def least(one: int | None, other: int | None) -> int | None:
    """The lesser of two numbers of bits, of which None means all."""
    return other if one is None else one if other is None else min(one, other)


def plan(codes: tuple[Code, ...], low: int, high: int, bits: int | None) -> tuple[CType, bool]:
    """The type to compute in, given what else has to fit, and whether it is exact there."""
    low, high = min(low, *(c.low for c in codes)), max(high, *(c.high for c in codes))
    if not all(c.exact for c in codes):
        return unsigned_for(bits if bits is not None else 128), False
    widest = max((promoted(c.type).bits for c in codes if c.constant is None), default=32)
    unsigned = low >= 0 and any(c.type.kind == "unsigned" and c.type.bits >= 32 for c in codes)
    for size in (32, 64, 128):
        if bits is None and size < widest:
            continue
        order = (UNSIGNED[size], SIGNED[size]) if unsigned else (SIGNED[size], UNSIGNED[size])
        fitting = next((t for t in order if t.holds(low, high)), None)
        if fitting is not None:
            return fitting, True
        if bits is not None and bits <= size:
            return UNSIGNED[size], False
    return UNSIGNED[128], False


@integer_form(ir.Const)
def _const(_e: Emitter, expr: ir.Const, bits: int | None) -> Code:
    return literal(expr.value, holder(expr.value, expr.value))


@integer_form(ir.Arith)
def _arith(e: Emitter, expr: ir.Arith, bits: int | None) -> Code:
    bits = least(bits, expr.demanded)
    if expr.op == "shr":
        return _shift_right(e, expr, bits)
    if expr.op == "shl":
        return _shift_left(e, expr, bits)
    if expr.op == "and":
        bits = _masked(expr, bits)
    return arith(expr.op, integer(e, expr.left, bits), integer(e, expr.right, bits), bits)


def arith(op: str, left: Code, right: Code, bits: int | None) -> Code:
    """``add sub mul and or xor`` of two values."""
    if left.constant is not None and right.constant is not None:
        value = EXACT[op](left.constant, right.constant)
        return literal(value, holder(value, value))
    if right.constant is not None and right.constant == _NEUTRAL.get(op):
        return left
    if left.constant is not None and left.constant == _NEUTRAL.get(op) and op != "sub":
        return right
    if op == "and":
        left, right = _under(left, right), _under(right, left)
    held = ARITHMETIC[op](ir.IntValue(left.low, left.high), ir.IntValue(right.low, right.high))
    t, exact = plan((left, right), held.low, held.high, bits)
    symbol = _SYMBOLS[op]
    if op == "add" and right.constant is not None and right.constant < 0 and -right.constant < 1 << 31:
        symbol, right = "-", literal(-right.constant)
    return binary(symbol, left, right, t, held.low, held.high, exact=exact)


def _under(code: Code, mask: Code) -> Code:
    """One side of ``and``: where the other is a constant whose bits are right, it does not matter what is above them."""
    if code.exact or mask.constant is None or mask.constant < 0:
        return code
    t = promoted(code.type)
    return replace(code, low=t.low, high=t.high, exact=True)


def _masked(expr: ir.Arith, bits: int | None) -> int | None:
    """Bits needed of operands of which one is a constant that is not negative."""
    for side in (expr.left, expr.right):
        if isinstance(side, ir.Const) and side.value >= 0:
            bits = least(bits, max(side.value.bit_length(), 1))
    return bits


def _shift_left(e: Emitter, expr: ir.Arith, bits: int | None) -> Code:
    amount, known = integer(e, expr.right), expr.right.type
    assert isinstance(known, ir.IntValue)
    amount = replace(amount, low=max(amount.low, known.low), high=min(amount.high, known.high))
    left = integer(e, expr.left, None if bits is None else max(bits - amount.low, 1))
    if amount.constant is not None and left.constant is not None:
        value = left.constant << amount.constant
        return literal(value, holder(value, value))
    if amount.constant == 0:
        return left
    held = ARITHMETIC["shl"](ir.IntValue(left.low, left.high), ir.IntValue(amount.low, amount.high))
    t, exact = plan((left,), held.low, held.high, bits)
    # The low bits of what is shifted out of the type are all zero.
    room = min(amount.high, 127) + 1
    if t.bits < room <= 64:
        t, exact = unsigned_for(room), False
    if t.signed and left.low < 0:
        code = binary("<<", cast(left, UNSIGNED[t.bits]), amount, UNSIGNED[t.bits], 0, 0, exact=False)
        return replace(cast(code, t), low=held.low, high=held.high, exact=exact)
    if amount.high >= t.bits:
        amount = e.named(amount, "amount")
        shifted = binary("<<", left, amount, t, held.low, held.high, exact=exact)
        return chosen(Code(f"{amount} < {t.bits}", BOOL), shifted, literal(0, t), t, exact=shifted.exact)
    return binary("<<", left, amount, t, held.low, held.high, exact=exact)


def _shift_right(e: Emitter, expr: ir.Arith, bits: int | None) -> Code:
    amount = integer(e, expr.right)
    wanted = None if bits is None or amount.constant is None else bits + amount.constant
    left = integer(e, expr.left, wanted)
    if amount.constant == 0:
        return left
    t = promoted(left.type)
    if amount.constant is not None and left.constant is not None:
        value = EXACT["shr"](left.constant, amount.constant)
        return literal(value, holder(value, value))
    held = ARITHMETIC["shr"](ir.IntValue(left.low, left.high), ir.IntValue(amount.low, amount.high))
    return shifted_right(e, forced(left, t), amount, (held.low, held.high))


def shifted_right(e: Emitter, left: Code, amount: Code, held: tuple[int, int]) -> Code:
    """``left >> amount`` in the type of ``left``; by its width or more nothing stays but the sign."""
    t = promoted(left.type)
    last = t.bits - 1
    if amount.high <= last:
        return binary(">>", left, amount, t, *held, exact=left.exact)
    if amount.low > last:
        amount = literal(last)
    elif t.signed:
        amount = e.named(amount, "amount")
        amount = Code(f"({amount} < {last} ? {amount} : {last})", amount.type, amount.low, last)
    else:
        amount = e.named(amount, "amount")
        code = binary(">>", left, amount, t, *held, exact=left.exact)
        return chosen(Code(f"{amount} < {last + 1}", BOOL), code, literal(0, t), t, exact=code.exact)
    if not t.signed and amount.constant is not None:
        return literal(0)
    return binary(">>", left, amount, t, *held, exact=left.exact)


@integer_form(ir.Negate)
def _negate(e: Emitter, expr: ir.Negate, bits: int | None) -> Code:
    bits = least(bits, expr.demanded)
    if expr.op == "abs":
        return _absolute(e, integer(e, expr.value))
    value = integer(e, expr.value, bits)
    shift, sign = (0, "-") if expr.op == "neg" else (1, "~")
    if value.constant is not None:
        number = -value.constant - shift
        return literal(number, holder(number, number))
    low, high = -value.high - shift, -value.low - shift
    t, exact = plan((value,), low, high, bits)
    if expr.op == "inv" and value.within(
        0, 1
    ):  # compilers take it for a condition, whose `~` is an odd thing to want
        return binary("-", literal(-1), value, t, low, high, exact=exact)
    side = forced(value, t)
    text = f"{sign}{side.at(Binds.ATOM if side.text[0] in '-~' else Binds.UNARY)}"
    return Code(text, t, low if exact else t.low, high if exact else t.high, Binds.UNARY, exact)


def _absolute(e: Emitter, value: Code) -> Code:
    if value.low >= 0:
        return value
    t, _ = plan((value,), -value.high, -value.low, None)
    value = e.named(forced(value, t), "value")
    high = max(-value.low, value.high)
    if t.bits == 128 and not t.holds(-value.low, -value.low):  # the least number of all has no counterpart
        wide = cast(value, UNSIGNED[128])
        return Code(f"{value} < 0 ? -{wide.at(Binds.UNARY)} : {wide.text}", wide.type, 0, high, Binds.CHOICE)
    return Code(f"{value} < 0 ? -{value} : {value}", t, 0, high, Binds.CHOICE)


# -- cuts and bits -----------------------------------------------------------------------------------------------------


@integer_form(ir.Cut)
def _cut(e: Emitter, expr: ir.Cut, bits: int | None) -> Code:
    if bits is not None and bits <= expr.to.width:
        code = integer(e, expr.value, bits)
        return code if code.within(expr.to.low, expr.to.high) else replace(code, exact=False)
    return cut(integer(e, expr.value, expr.to.width), expr.to)


def cut(code: Code, to: IntegerType) -> Code:
    """A value wrapped to a type; as it is where it is known to fit."""
    if code.within(to.low, to.high):
        return code
    types = SIGNED if to.signed else UNSIGNED
    if to.width in types:
        return replace(cast(code, types[to.width]), low=to.low, high=to.high, exact=True)
    mask, half = (1 << to.width) - 1, 1 << (to.width - 1)
    size = 32 if to.width < 32 else 64 if to.width < 64 else 128
    if not to.signed:
        kept = cast(code, UNSIGNED[size]) if promoted(code.type).bits < to.width else code
        t = promoted(kept.type)
        return _narrowed(binary("&", kept, literal(mask, t), t, 0, mask), size)
    t = SIGNED[size]
    kept = cast(code, t) if promoted(code.type) != t else code
    flipped, _ = joined("^", binary("&", kept, literal(mask, t), t, 0, mask), literal(half, t))
    return binary("-", Code(flipped, t, 0, mask, Binds.BIT_XOR), literal(half, t), t, to.low, to.high)


def _narrowed(code: Code, size: int) -> Code:
    """A value that fits ``size`` bits in no more than those."""
    return code if code.type.bits <= size else cast(code, UNSIGNED[size])


@integer_form(ir.Saturate)
def _saturate(e: Emitter, expr: ir.Saturate, _bits: int | None) -> Code:
    value = integer(e, expr.value)
    if value.within(expr.low, expr.high):
        return value
    t = promoted(value.type)
    value = e.named(value, "value")
    text = value.text
    if value.high > expr.high:
        top = literal(expr.high, t).text
        text = f"{value} > {top} ? {top} : {text}"
    if value.low < expr.low:
        bottom = literal(expr.low, t).text
        text = f"{value} < {bottom} ? {bottom} : {text}"
    low, high = max(value.low, expr.low), min(value.high, expr.high)
    return Code(text, t, low, high, Binds.CHOICE)


@integer_form(ir.Slice)
def _slice(e: Emitter, expr: ir.Slice, _bits: int | None) -> Code:
    value = integer(e, expr.value, expr.high + 1)
    if value.constant is not None:
        number = value.constant >> expr.low & ((1 << (expr.high - expr.low + 1)) - 1)
        return literal(number, holder(number, number))
    return bits_of(value, expr.high, expr.low)


def bits_of(value: Code, high: int, low: int) -> Code:
    """Bits ``high`` to ``low`` of a value, unsigned."""
    width = high - low + 1
    mask = (1 << width) - 1
    if promoted(value.type).bits <= high and not value.within(0, value.type.high):
        value = cast(value, SIGNED[unsigned_for(high + 1).bits] if value.exact else unsigned_for(high + 1))
    if low and low >= promoted(value.type).bits:
        return literal(0)
    if value.within(0, (1 << (high + 1)) - 1):
        return shifted_by(value, low)
    if low + width == value.type.bits and value.type.kind == "unsigned":
        return shifted_by(replace(value, low=0, high=value.type.high, exact=True), low)
    t = promoted(value.type)
    shifted = shifted_by(replace(value, low=t.low, high=t.high, exact=True), low)
    if width in (8, 16, 32, 64) and (low == 0 or width < t.bits):
        return replace(cast(shifted, UNSIGNED[width]), low=0, high=mask, exact=True)
    return binary("&", shifted, literal(mask, t), t, 0, mask)


def shifted_by(value: Code, amount: int) -> Code:
    """``value >> amount`` for a constant less than its width."""
    if amount == 0:
        return value
    t = promoted(value.type)
    return binary(">>", forced(value, t), literal(amount), t, value.low >> amount, value.high >> amount)


@integer_form(ir.Cat)
def _cat(e: Emitter, expr: ir.Cat, _bits: int | None) -> Code:
    total = sum(width for _, width in expr.parts)
    t = unsigned_for(total)
    result: Code | None = None
    below = total
    for part, width in expr.parts:
        below -= width
        value = cut(integer(e, part, width), IntegerType(width, signed=False))
        if value.constant == 0 and (result is not None or below):
            continue
        top = ((1 << width) - 1) << below
        moved = binary("<<", value, literal(below), t, 0, top) if below and value.constant is None else value
        if value.constant is not None:
            moved = literal(value.constant << below, t)
        result = moved if result is None else binary("|", result, moved, t, 0, (1 << total) - 1)
    return result if result is not None else literal(0)

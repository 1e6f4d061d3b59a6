"""What intervals and constants say of an expression before any text is made."""

from __future__ import annotations

from specgen.generators.interpreter.python.code import Code, literal
from specgen.semantics import ir


def small(code: Code, demanded: int) -> Code:
    """A constant of which only low bits matter, as the number nearest to zero."""
    if code.constant is None:
        return code
    value = code.constant & ((1 << demanded) - 1)
    return literal(value - (1 << demanded) if value >> (demanded - 1) and demanded > 1 else value)


def neutral(op: str, left: Code, right: Code) -> Code | None:
    """The result where one side leaves the other as it is, or makes it zero."""
    if op in ("add", "or", "xor") and left.constant == 0:
        return right
    if op in ("add", "sub", "or", "xor", "shl") and right.constant == 0:
        return left
    if op == "mul" and 1 in (left.constant, right.constant):
        return right if left.constant == 1 else left
    if op in ("mul", "and") and 0 in (left.constant, right.constant):
        return literal(0)
    return None


def scaled(place: Code, extent: int, value: Code) -> Code:
    """The place of element ``value`` in row ``place`` of rows of ``extent`` elements."""
    if place.constant is not None and value.constant is not None:
        return literal(place.constant * extent + value.constant)
    return Code(
        f"{place} * {extent} + {value}", place.low * extent + value.low, place.high * extent + value.high
    )


def join(high: Code, width: int, low: Code) -> Code:
    """``high`` above the ``width`` bits of ``low``."""
    if high.constant == 0:
        return low
    if high.constant is not None and low.constant is not None:
        return literal(high.constant << width | low.constant)
    top = (high.high << width) | ((1 << width) - 1)
    if low.constant == 0:
        return Code(f"{high} << {width}", 0, top)
    return Code(f"{high} << {width} | {low}", 0, top)


def decided(op: str, left: Code, right: Code) -> bool | None:
    """The outcome of a comparison that the intervals settle."""
    match op:
        case "eq" | "ne":
            if left.high < right.low or right.high < left.low:
                return op == "ne"
            same = left.constant is not None and left.constant == right.constant
            return op == "eq" if same else None
        case "lt" | "ge":
            outcome = True if left.high < right.low else False if left.low >= right.high else None
            return outcome if outcome is None or op == "lt" else not outcome
        case _:
            outcome = True if left.high <= right.low else False if left.low > right.high else None
            return outcome if outcome is None or op == "le" else not outcome


def quotients(op: str, left: Code, right: Code) -> tuple[int, int]:
    """Bounds of a division's result."""
    most = max(abs(left.low), abs(left.high))
    if op in ("quot", "floordiv"):
        return (0 if left.low >= 0 and right.low >= 0 else -most - 1), most
    below = max(abs(right.low), abs(right.high))
    if op == "rem":
        bound = min(most, max(below - 1, 0))
        return (0 if left.low >= 0 else -bound), (0 if left.high <= 0 else bound)
    return (0 if right.low >= 0 else -below), (0 if right.high <= 0 else below)


def interval(code: Code) -> ir.IntValue:
    """The values that a text may have, as a type."""
    return ir.IntValue(code.low, code.high)

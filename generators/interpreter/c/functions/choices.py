"""Choices, comparisons, conditions, minima and maxima, divisions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from specgen.generators.interpreter.c.functions.code import (
    Binds,
    Code,
    binary,
    cast,
    chosen,
    comparison,
    literal,
    operand,
)
from specgen.generators.interpreter.c.functions.code import (
    alternatives as both_sides,
)
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.integers import plan
from specgen.generators.interpreter.c.functions.lower import (
    condition,
    condition_form,
    integer,
    integer_form,
)
from specgen.generators.interpreter.c.functions.machine_types import (
    BOOL,
    SIGNED,
    UNSIGNED,
    CType,
    holder,
    promoted,
)
from specgen.semantics import ir
from specgen.semantics.types.integers import divide as quotients
from specgen.semantics.types.integers import exact_division

_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_SWAPPED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@integer_form(ir.Select)
def _select(e: Emitter, expr: ir.Select, bits: int | None) -> Code:
    assert isinstance(expr.type, ir.IntValue)
    made = alternatives(e, expr, lambda side: integer(e, side, bits))
    t, exact = plan((made.then, made.otherwise), made.then.low, made.then.high, bits)
    low, high = min(made.then.low, made.otherwise.low), max(made.then.high, made.otherwise.high)
    return made.chosen(e, t, low, high, exact)


class Alternatives:
    """Both sides of a choice, each with the lines that have to run before it, and the condition."""

    def __init__(self, test: Code, then: tuple[Code, list[str]], otherwise: tuple[Code, list[str]]) -> None:
        self.test = test
        self.then, self._before_then = then
        self.otherwise, self._before_otherwise = otherwise

    def chosen(self, e: Emitter, t: CType, low: int = 0, high: int = 1, exact: bool = True) -> Code:
        """The value of the side taken, in ``t``: an expression, unless a side needs statements of its own."""
        then, otherwise = self.then, self.otherwise
        if t.bits >= 32 and t.kind != "float":
            then, otherwise = both_sides(then, otherwise, t)
        if not self._before_then and not self._before_otherwise:
            text = f"{self.test.at(Binds.OR)} ? {then.at(Binds.OR)} : {otherwise.at(Binds.CHOICE)}"
            if 1 < t.bits < 32:  # C computes it as an int
                return Code(f"({t.name})({text})", t, low, high, Binds.UNARY, exact)
            return Code(text, t, low, high, Binds.CHOICE, exact)
        name = e.fresh("chosen")
        e.line(f"{t.name} {name};")
        with e.braces(f"if ({self.test.text})"):
            e.lines += self._before_then
            e.line(f"{name} = {then.text};")
        e.lines[-1] = "    " * e.depth + "} else {"
        e.depth += 1
        e.lines += self._before_otherwise
        e.line(f"{name} = {otherwise.text};")
        e.depth -= 1
        e.line("}")
        return Code(name, t, low, high, exact=exact)


def alternatives(e: Emitter, expr: ir.Select, lower: Callable[[ir.Expr], Code]) -> Alternatives:
    """The parts of a choice."""
    test = condition(e, expr.condition)
    sides = []
    for side in (expr.then, expr.otherwise):
        e.depth += 1
        with e.aside() as lines:
            code = lower(side)
        e.depth -= 1
        sides.append((code, lines))
    return Alternatives(test, *sides)


@condition_form(ir.Select)
def _select_condition(e: Emitter, expr: ir.Select) -> Code:
    return alternatives(e, expr, lambda side: condition(e, side)).chosen(e, BOOL)


@integer_form(ir.MinMax)
def _min_max(e: Emitter, expr: ir.MinMax, _bits: int | None) -> Code:
    left = e.named(integer(e, expr.left), "one")
    right = e.named(integer(e, expr.right), "other")
    t, fits = plan((left, right), left.low, left.high, None)
    choose = min if expr.op == "min" else max
    op = "lt" if expr.op == "min" else "gt"
    test = compare_in(t, op, left, right) if fits else _mixed(e, op, left, right)
    if not fits:  # of a signed and an unsigned one of 128 bits the greater is not negative
        t = SIGNED[128] if expr.op == "min" else UNSIGNED[128]
    made = chosen(test, left, right, t)
    return replace(made, low=choose(left.low, right.low), high=choose(left.high, right.high))


@integer_form(ir.FromBool)
def _from_bool(e: Emitter, expr: ir.FromBool, _bits: int | None) -> Code:
    code = condition(e, expr.value)
    if code.text in ("true", "false"):
        return literal(int(code.text == "true"))
    # Negations look odd beside bits.
    return replace(code, low=0, high=1, binds=code.binds if code.binds is Binds.ATOM else Binds.OR)


# -- conditions --------------------------------------------------------------------------------------------------------


@condition_form(ir.Const)
def _truth(_e: Emitter, expr: ir.Const) -> Code:
    return Code("true" if expr.value else "false", BOOL, 0, 1)


def compare(e: Emitter, expr: ir.Compare) -> Code:
    """A comparison of two integers."""
    left, right = integer(e, expr.left), integer(e, expr.right)
    low, high = min(left.low, right.low), max(left.high, right.high)
    widest = max((promoted(c.type).bits for c in (left, right) if c.constant is None), default=32)
    t = holder(low, high, widest)
    if t.holds(low, high):
        unsigned = UNSIGNED[t.bits]
        prefers = low >= 0 and any(c.type == unsigned for c in (left, right))
        return compare_in(unsigned if prefers else t, expr.op, left, right)
    return _mixed(e, expr.op, left, right)


def compare_in(t: CType, op: str, left: Code, right: Code) -> Code:
    """A comparison in a type that holds both sides."""
    decided = decide(op, left, right)
    if left.text == right.text:
        decided = op in ("eq", "le", "ge")
    if op in ("eq", "ne") and (_never(left, right) or _never(right, left)):
        decided = op == "ne"
    if decided is not None:
        return Code("true" if decided else "false", BOOL, int(decided), int(decided))
    return comparison(_SIGNS[op], left, right, t)


_MASKED = re.compile(r"(0x[0-9a-f]+|\d+)u? [|&] |.* [|&] (0x[0-9a-f]+|\d+)u?$")


def _never(code: Code, other: Code) -> bool:
    """Whether bits that are set or cleared in one side make it differ from a constant, of which compilers complain."""
    found = _MASKED.match(code.text) if code.binds in (Binds.BIT_OR, Binds.BIT_AND) else None
    if found is None or other.constant is None:
        return False
    mask = int(found[1] or found[2], 0)
    return bool(mask & ~other.constant if code.binds is Binds.BIT_OR else other.constant & ~mask)


def decide(op: str, left: Code, right: Code) -> bool | None:
    """The outcome that the bounds of both sides settle, so that no compiler has to complain of it."""
    match op:
        case "eq" | "ne":
            if left.high < right.low or right.high < left.low:
                return op == "ne"
            return op == "eq" if left.constant is not None and left.constant == right.constant else None
        case "lt" | "ge":
            outcome = True if left.high < right.low else False if left.low >= right.high else None
            return outcome if outcome is None or op == "lt" else not outcome
        case _:
            outcome = True if left.high <= right.low else False if left.low > right.high else None
            return outcome if outcome is None or op == "le" else not outcome


def _mixed(e: Emitter, op: str, left: Code, right: Code) -> Code:
    """Two integers of 128 bits of which one alone may be negative."""
    if left.low >= 0:
        left, right, op = right, left, _SWAPPED[op]
    left = e.named(left, "one")
    below = {"eq": "&&", "gt": "&&", "ge": "&&", "ne": "||", "lt": "||", "le": "||"}[op]
    sign = Code(f"{left} >= 0" if below == "&&" else f"{left} < 0", BOOL, 0, 1, Binds.ORDER)
    unsigned = UNSIGNED[128]
    rest = comparison(_SIGNS[op], cast(left, unsigned), right, unsigned)
    return Code(f"{sign.text} {below} {rest.text}", BOOL, 0, 1, Binds.AND if below == "&&" else Binds.OR)


@condition_form(ir.Logic)
def _logic(e: Emitter, expr: ir.Logic) -> Code:
    values = [condition(e, v) for v in expr.values]
    if expr.op == "not":
        return Code(f"!{values[0].at(Binds.ATOM)}", BOOL, 0, 1, Binds.UNARY)
    sign, level = ("&&", Binds.AND) if expr.op == "and" else ("||", Binds.OR)
    parts = [v.at(Binds.EQUAL) if v.binds != level else v.text for v in values]
    return Code(f" {sign} ".join(parts), BOOL, 0, 1, level)


# -- divisions ---------------------------------------------------------------------------------------------------------


@integer_form(ir.Divide)
def _divide(e: Emitter, expr: ir.Divide, bits: int | None) -> Code:
    left, right = integer(e, expr.left), integer(e, expr.right)
    if left.constant is not None and right.constant:
        number = exact_division(expr.op, left.constant, right.constant)
        return literal(number, holder(number, number))
    if expr.zero is None:
        return division(e, expr.op, left, right, bits)
    left, right = e.named(left, "dividend"), e.named(right, "divisor")
    zero = integer(e, expr.zero)
    if not right.low <= 0 <= right.high:
        return division(e, expr.op, left, right, bits)
    quotient = division(e, expr.op, left, right, bits)
    t, exact = plan((quotient, zero), zero.low, zero.high, bits)
    test = comparison("==", right, literal(0), promoted(right.type))
    return chosen(test, zero, quotient, t, exact=exact and quotient.exact)


def is_power(number: int | None) -> bool:
    """Whether a number is a power of two."""
    return number is not None and number > 0 and number & (number - 1) == 0


def division(e: Emitter, op: str, left: Code, right: Code, bits: int | None) -> Code:
    """A division by what is not zero (or does not matter where it is)."""
    held = quotients(op, ir.IntValue(left.low, left.high), ir.IntValue(right.low, right.high))
    if min(left.low, right.low) < 0 and max(left.high, right.high) > SIGNED[128].high:
        return _divided_apart(e, op, left, right, (held.low, held.high))
    if is_power(right.constant) and (op in ("floordiv", "mod") or left.low >= 0):
        return _by_power(op, left, right.high, (held.low, held.high))
    quotient = quotients("quot", ir.IntValue(left.low, left.high), ir.IntValue(right.low, right.high))
    t, exact = plan((left, right), min(held.low, quotient.low), max(held.high, quotient.high), None)
    natural = left.low >= 0 and right.low >= 0
    if op in ("quot", "rem") or natural:
        narrow, _ = plan((left, right), held.low, held.high, None)
        if (not exact or narrow.bits < t.bits) and t.bits == 128:
            return _guarded(e, op, left, right, narrow, (held.low, held.high), bits)
        return binary("/" if op in ("quot", "floordiv") else "%", left, right, t, held.low, held.high)
    if not exact:
        t = SIGNED[128]
    text = f"N_{op}{t.bits}({operand(left, t).text}, {operand(right, t).text})"
    return Code(text, t, held.low, held.high)


def _divided_apart(e: Emitter, op: str, left: Code, right: Code, held: tuple[int, int]) -> Code:
    """A division of which one side may be negative and the other above what a signed type holds."""
    sides = []
    for side in (e.named(left, "dividend"), e.named(right, "divisor")):
        sides += [cast(side, UNSIGNED[128]).text, f"{side} < 0" if side.low < 0 else "false"]
    text, unsigned = f"N_{op}_mixed({', '.join(sides)})", UNSIGNED[128]
    if SIGNED[128].holds(*held):
        return Code(f"(N_s128){text}", SIGNED[128], *held, Binds.UNARY)
    fits = unsigned.holds(*held)
    return Code(text, unsigned, *(held if fits else (unsigned.low, unsigned.high)), exact=fits)


def _by_power(op: str, left: Code, divisor: int, held: tuple[int, int]) -> Code:
    """A division by a power of two that rounds down: a shift, or the low bits."""
    t = promoted(left.type)
    if op in ("quot", "floordiv"):
        if divisor == 1:
            return left
        return binary(">>", left, literal(divisor.bit_length() - 1), t, *held)
    return binary("&", left, literal(divisor - 1, t), t, *held)


def _guarded(
    e: Emitter, op: str, left: Code, right: Code, t: CType, held: tuple[int, int], bits: int | None
) -> Code:
    """A quotient or remainder in a type that has no room for its least number over -1."""
    base = holder(min(left.low, right.low), max(left.high, right.high))
    if op == "quot" and not (bits is not None and bits <= base.bits) and base.bits < 128:
        return binary("/", left, right, SIGNED[128], *held)
    left, right = e.named(left, "dividend"), e.named(right, "divisor")
    symbol = "/" if op == "quot" else "%"
    plain = binary(symbol, left, right, base, *held)
    if op == "rem":
        return Code(f"{right} == -1 ? 0 : {plain.text}", base, *held, Binds.CHOICE)
    unsigned = UNSIGNED[base.bits]
    text = f"{right} == -1 ? -{cast(left, unsigned).at(Binds.UNARY)} : {cast(plain, unsigned).text}"
    return Code(text, unsigned, unsigned.low, unsigned.high, Binds.CHOICE, exact=False)

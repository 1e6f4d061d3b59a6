"""Pieces of C text, each with its precedence, its C type and the integers that it may be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from specgen.generators.interpreter.c.functions.machine_types import (
    BOOL,
    I32,
    I64,
    U32,
    U64,
    U128,
    CType,
    promoted,
)


class Binds(IntEnum):
    """How tightly a text binds, loosest first."""

    CHOICE = 0
    OR = 1
    AND = 2
    BIT_OR = 3
    BIT_XOR = 4
    BIT_AND = 5
    EQUAL = 6
    ORDER = 7
    SHIFT = 8
    SUM = 9
    PRODUCT = 10
    UNARY = 11
    ATOM = 12


@dataclass(frozen=True, slots=True)
class Code:
    """An expression's text.

    ``type`` is its C type; [low, high] bound it where it is an integer. ``exact``: not merely congruent modulo the bits
    that were asked for. ``constant`` is its value where the text is a literal.
    """

    text: str
    type: CType
    low: int = 0
    high: int = 0
    binds: Binds = Binds.ATOM
    exact: bool = True
    constant: int | None = None

    def at(self, least: Binds) -> str:
        """The text, in parentheses where it would fall apart in a place that binds like ``least``."""
        return self.text if self.binds >= least else f"({self.text})"

    def within(self, low: int, high: int) -> bool:
        """Whether it is known to lie in [low, high]."""
        return self.exact and low <= self.low and self.high <= high

    def bounded(self, low: int, high: int) -> Code:
        """The same text, known to lie in [low, high] too."""
        if not self.exact:
            return self
        return replace(self, low=max(low, self.low), high=min(high, self.high))

    def __str__(self) -> str:
        return self.at(Binds.ATOM)


_LEVELS = {
    "||": Binds.OR,
    "&&": Binds.AND,
    "|": Binds.BIT_OR,
    "^": Binds.BIT_XOR,
    "&": Binds.BIT_AND,
    "==": Binds.EQUAL,
    "!=": Binds.EQUAL,
    "<": Binds.ORDER,
    "<=": Binds.ORDER,
    ">": Binds.ORDER,
    ">=": Binds.ORDER,
    "<<": Binds.SHIFT,
    ">>": Binds.SHIFT,
    "+": Binds.SUM,
    "-": Binds.SUM,
    "*": Binds.PRODUCT,
    "/": Binds.PRODUCT,
    "%": Binds.PRODUCT,
}

# Where readers (and compilers) want parentheses although C would do without: bits and shifts over anything else.
_LEFT = {
    Binds.OR: Binds.EQUAL,
    Binds.AND: Binds.EQUAL,
    Binds.EQUAL: Binds.SHIFT,
    Binds.ORDER: Binds.SHIFT,
    Binds.SUM: Binds.SUM,
    Binds.PRODUCT: Binds.PRODUCT,
}


def joined(op: str, left: Code, right: Code) -> tuple[str, Binds]:
    """The text ``left op right`` and how tightly it binds."""
    level = _LEVELS[op]
    first = _LEFT.get(level, Binds.UNARY)
    chains = left.binds == level and level <= Binds.BIT_AND and f" {op} " in left.text
    text = left.text if chains else left.at(first)
    second = Binds.UNARY if level in (Binds.PRODUCT, Binds.BIT_OR, Binds.BIT_XOR, Binds.BIT_AND) else first
    if level == Binds.SUM:
        second = Binds.PRODUCT
    return f"{text} {op} {right.at(second)}", level


def binary(op: str, left: Code, right: Code, t: CType, low: int, high: int, *, exact: bool = True) -> Code:
    """``left op right`` computed in ``t``, whose result lies in [low, high] (anywhere, unless ``exact``)."""
    first, second = operand(left, t), operand(right, t)
    if op in ("<<", ">>"):
        first, second = forced(left, t), right
    elif t not in {promoted(c.type) for c in (first, second) if c.constant is None}:
        first, second = (first, forced(right, t)) if left.constant is not None else (forced(left, t), second)
    text, level = joined(op, first, second)
    if not exact:
        low, high = t.low, t.high
    return Code(text, t, low, high, level, exact)


def comparison(op: str, left: Code, right: Code, t: CType) -> Code:
    """A comparison of two integers in ``t``."""
    code = binary(op, left, right, t, 0, 1)
    return replace(code, type=BOOL)


def operand(code: Code, t: CType) -> Code:
    """One side of an operation in ``t``: as it is where C converts it without loss, else cast."""
    if code.constant is not None:
        return literal(code.constant, t)
    if code.type == t or code.type is BOOL:
        return code
    widens = code.type.bits < t.bits and (t.signed or not code.type.signed)
    # Compilers look through casts and operations that are widened to something unsigned, and complain of signs.
    return code if widens and (t.signed or code.binds is Binds.ATOM) else cast(code, t)


def alternatives(then: Code, otherwise: Code, t: CType) -> tuple[Code, Code]:
    """The two sides of a ``?:`` whose type is ``t``."""
    first, second = operand(then, t), operand(otherwise, t)
    types = {promoted(c.type) for c in (first, second) if c.constant is None}
    if types == {t}:
        return first, second
    return forced(then, t), forced(otherwise, t)


def chosen(test: Code, then: Code, otherwise: Code, t: CType, *, exact: bool = True) -> Code:
    """``test ? then : otherwise`` of two integers."""
    first, second = alternatives(then, otherwise, t)
    text = f"{test.at(Binds.OR)} ? {first.at(Binds.OR)} : {second.at(Binds.CHOICE)}"
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    return Code(text, t, low if exact else t.low, high if exact else t.high, Binds.CHOICE, exact)


def forced(code: Code, t: CType) -> Code:
    """A value whose type is ``t`` itself once promoted."""
    if code.constant is not None:
        return literal(code.constant, t, plain=False)
    return code if promoted(code.type) == t else cast(code, t)


def cast(code: Code, t: CType) -> Code:
    """The value converted to ``t``, modulo its width."""
    if code.constant is not None:
        return literal(code.constant, t, plain=False)
    if code.type == t:
        return code
    exact = code.exact and t.holds(code.low, code.high)
    low, high = (code.low, code.high) if exact else (t.low, t.high)
    if t in (U32, U128) and _is_seen_through(code):
        name = "N_u128_of" if t is U128 else "N_u32" if code.type.signed else "N_low32"
        # A cast that widens stands for itself; a short argument would be seen through once more.
        text = f"(uint64_t){code.at(Binds.UNARY)}" if name == "N_low32" and code.type.bits < 64 else code.text
        return Code(f"{name}({text})", t, low, high, exact=exact)
    return Code(f"({t.name}){code.at(Binds.UNARY)}", t, low, high, Binds.UNARY, exact)


def _is_seen_through(code: Code) -> bool:
    """Whether GCC 12 looks behind a cast to something unsigned, finds a short number there and complains of its sign."""
    if code.type.kind not in ("signed", "unsigned") or code.type.bits > 64:
        return False
    return (code.type.signed and code.type.bits < 32) or code.binds is not Binds.ATOM or "(" in code.text


def wrapped(value: int, bits: int, *, signed: bool) -> int:
    """The low bits of a value, in two's complement where ``signed``."""
    low = value & ((1 << bits) - 1)
    return low - (1 << bits) if signed and low >> (bits - 1) else low


def literal(value: int, t: CType = I32, *, plain: bool = True) -> Code:
    """An integer, modulo the width of ``t``. ``plain``: any type will do that C converts to ``t`` without loss."""
    value = wrapped(value, t.bits, signed=t.signed)
    text, own = _number(value)
    if own is None:
        return Code(f"({t.name}){text}", t, value, value, Binds.UNARY, constant=value)
    if not plain and t.bits >= 32 and own != t:
        small = t.bits == 32 or (t.bits == 64 and own.bits == 64)
        text = f"{text}u" if small and not t.signed else f"({t.name}){text}"
        return Code(text, t, value, value, Binds.ATOM if small else Binds.UNARY, constant=value)
    return Code(text, t, value, value, Binds.UNARY if value < 0 else Binds.ATOM, constant=value)


def _number(value: int) -> tuple[str, CType | None]:
    """The text of a number and the type that C gives it; None: no literal is as wide."""
    if value in (-(1 << 31), -(1 << 63)):
        return ("INT32_MIN", I32) if value == -(1 << 31) else ("INT64_MIN", I64)
    if not -(1 << 63) < value < 1 << 64:
        bits = value & ((1 << 128) - 1)
        return f"((N_u128){bits >> 64:#x}u << 64 | {bits & ((1 << 64) - 1):#x}u)", None
    text = str(value) if value < 4096 else f"{value:#x}"
    if value < 1 << 31:
        return text, I32 if value > -(1 << 31) else I64
    if value < 1 << 32:
        return f"{text}u", U32
    return (text, I64) if value < 1 << 63 else (f"{text}u", U64)

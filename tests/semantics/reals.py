"""Exact floating-point arithmetic on codes: slow, and plainly IEEE 754-2019. Codes in, codes out."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from specgen.model import numerics
from specgen.model.numerics import Real, Special
from specgen.model.types import FloatType

NAN, INFINITY, MINUS_INFINITY, MINUS_ZERO = (
    Special.NAN,
    Special.INFINITY,
    Special.NEGATIVE_INFINITY,
    Special.NEGATIVE_ZERO,
)


def negative(value: Real) -> bool:
    """The sign bit."""
    return value in (MINUS_INFINITY, MINUS_ZERO) if isinstance(value, Special) else value < 0


def is_zero(value: Real) -> bool:
    return value is MINUS_ZERO or value == 0


def is_infinite(value: Real) -> bool:
    return value in (INFINITY, MINUS_INFINITY)


def number(value: Real) -> Fraction:
    """A finite value without the sign of its zero."""
    return Fraction(0) if isinstance(value, Special) else value


def _zero(minus: bool) -> Real:
    return MINUS_ZERO if minus else Fraction(0)


def _infinity(minus: bool) -> Real:
    return MINUS_INFINITY if minus else INFINITY


def add(a: Real, b: Real) -> Real:
    if a is NAN or b is NAN:
        return NAN
    if is_infinite(a) or is_infinite(b):
        if is_infinite(a) and is_infinite(b) and a is not b:
            return NAN
        return a if is_infinite(a) else b
    total = number(a) + number(b)
    if total:
        return total
    return _zero(negative(a) and negative(b) and is_zero(a) and is_zero(b))


def multiply(a: Real, b: Real) -> Real:
    if a is NAN or b is NAN:
        return NAN
    minus = negative(a) != negative(b)
    if is_infinite(a) or is_infinite(b):
        return NAN if is_zero(a) or is_zero(b) else _infinity(minus)
    return number(a) * number(b) or _zero(minus)


def divide(a: Real, b: Real) -> Real:
    if a is NAN or b is NAN or (is_infinite(a) and is_infinite(b)) or (is_zero(a) and is_zero(b)):
        return NAN
    minus = negative(a) != negative(b)
    if is_infinite(a) or is_zero(b):
        return _infinity(minus)
    if is_infinite(b):
        return _zero(minus)
    return number(a) / number(b) or _zero(minus)


def square_root(a: Real) -> Real:
    """The root with 300 bits, a last 1 standing for all that follow."""
    if a is NAN or is_zero(a):
        return a
    if negative(a):
        return NAN
    if is_infinite(a):
        return a
    value = number(a)
    scaled = value * 4 ** (300 + value.denominator.bit_length())
    floor = isqrt(scaled.numerator // scaled.denominator)
    exact = floor * floor == scaled
    return Fraction(2 * floor + (not exact), 2 * 2 ** (300 + value.denominator.bit_length()))


def operate(to: FloatType, op: str, codes: list[int], daz: bool, ftz: bool) -> int:
    """One operation of the language on codes of ``to``."""
    sign = 1 << (to.width - 1)
    if op in ("neg", "abs") and to.nans == "negative_zero" and codes[0] in (0, sign):
        return codes[0]
    if op == "neg":
        return codes[0] ^ sign
    if op == "abs":
        return codes[0] & ~sign
    values = [numerics.decode(to, code) for code in codes]
    if daz:
        values = [_flushed(to, value) for value in values]
    result = _exact(op, values)
    if ftz and _tiny(to, result):
        result = _zero(negative(result))
    return numerics.encode(to, result, "nearest_even")


def _exact(op: str, v: list[Real]) -> Real:
    match op:
        case "add":
            return add(v[0], v[1])
        case "sub":
            return add(v[0], numerics.negate(v[1]))
        case "mul":
            return multiply(v[0], v[1])
        case "div":
            return divide(v[0], v[1])
        case "sqrt":
            return square_root(v[0])
        case "fma":
            return add(multiply(v[0], v[1]), v[2])
    raise AssertionError(op)


def _flushed(of: FloatType, value: Real) -> Real:
    small = isinstance(value, Fraction) and 0 < abs(value) < Fraction(2) ** of.min_exponent
    return _zero(negative(value) and of.has_negative_zero) if small else value


def _tiny(to: FloatType, value: Real) -> bool:
    """Whether a value, rounded with an unbounded exponent, is below the least normal number."""
    if isinstance(value, Special) or not value:
        return False
    least = Fraction(2) ** to.min_exponent
    return abs(value) < least * (1 - Fraction(1, 2 ** (to.precision + 1)))


def extreme(of: FloatType, op: str, a: int, b: int) -> int:
    """``minimum`` and its like: the bits of one operand, or the canonical NaN."""
    x, y = numerics.decode(of, a), numerics.decode(of, b)
    if x is NAN or y is NAN:
        if not op.endswith("_number") or (x is NAN and y is NAN):
            return numerics.encode(of, NAN)
        return b if x is NAN else a
    first_is_less = _order(x) <= _order(y)
    return a if first_is_less == op.startswith("min") else b


def _order(value: Real) -> tuple[int, Fraction, int]:
    if is_infinite(value):
        return (-1 if negative(value) else 1, Fraction(0), 0)
    return (0, number(value), 0 if value is MINUS_ZERO else 1)


def compare(of: FloatType, op: str, a: int, b: int) -> bool:
    x, y = numerics.decode(of, a), numerics.decode(of, b)
    if x is NAN or y is NAN:
        return op == "ne"
    first, second = _order(x)[:2], _order(y)[:2]
    return {
        "eq": first == second,
        "ne": first != second,
        "lt": first < second,
        "le": first <= second,
        "gt": first > second,
        "ge": first >= second,
    }[op]


def scale(of: FloatType, code: int, power: int) -> int:
    value = numerics.decode(of, code)
    if isinstance(value, Fraction) and value:
        value *= Fraction(2) ** min(max(power, -50_000), 50_000)
    return numerics.encode(of, value, "nearest_even")


def to_integer(of: FloatType, code: int, rounding: str, low: int, high: int, nan: int) -> int:
    value = numerics.decode(of, code)
    if value is NAN:
        return nan
    if is_infinite(value):
        return low if negative(value) else high
    return min(max(_round(number(value), rounding), low), high)


def _round(value: Fraction, rounding: str) -> int:
    floor = value.numerator // value.denominator
    rest = value - floor
    if not rest:
        return floor
    toward_zero = floor if value > 0 else floor + 1
    match rounding:
        case "down":
            return floor
        case "up":
            return floor + 1
        case "toward_zero":
            return toward_zero
        case "away":
            return floor if value < 0 else floor + 1
        case "odd":
            return floor if floor % 2 else floor + 1
    if rest != Fraction(1, 2):
        return floor + (rest > Fraction(1, 2))
    if rounding == "nearest_even":
        return floor + floor % 2
    return floor + (value > 0)

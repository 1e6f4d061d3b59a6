"""The operators and functions of expressions: exact, dimensions kept, sizes limited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from specgen.model.expressions.errors import ExpressionError
from specgen.model.expressions.values import Measure, Value, parts, simplified
from specgen.model.units import NUMBER, Exponents, combined, said

MAX_BITS = 4096

Number = int | Fraction | Measure


def number(value: Value) -> Number:
    """Return a value that is no condition. Raises ExpressionError."""
    if isinstance(value, bool):
        raise ExpressionError("expr-type", "a number is needed here, not a condition")
    return value


def condition(value: Value) -> bool:
    """Return a value that is a condition. Raises ExpressionError."""
    if not isinstance(value, bool):
        hint = "compare it with something, such as != 0"
        raise ExpressionError("expr-type", "a condition is needed here, not a number", hint=hint)
    return value


def whole(value: Value) -> int:
    """Return a value that is a whole number without a dimension. Raises ExpressionError."""
    if isinstance(value, bool) or not isinstance(value, int):
        found = said(value.exponents) if isinstance(value, Measure) else str(value).lower()
        raise ExpressionError("expr-not-whole", f"a whole number is needed here, not {found}")
    return value


def made(value: int | Fraction, exponents: Exponents = NUMBER) -> Value:
    """Return a result, within limits. Raises ExpressionError."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise ExpressionError("expr-limit", f"a number of more than {MAX_BITS} bits")
    return (
        simplified(Measure(Fraction(value), exponents))
        if exponents != NUMBER
        else simplified(Fraction(value))
    )


def _same(left: Number, right: Number, what: str) -> tuple[int | Fraction, int | Fraction, Exponents]:
    (a, of_a), (b, of_b) = parts(left), parts(right)
    if of_a != of_b:
        raise ExpressionError("unit-mismatch", f"{what} {said(of_a)} and {said(of_b)}")
    return a, b, of_a


def _nonzero(value: int | Fraction) -> int | Fraction:
    if not value:
        raise ExpressionError("expr-domain", "a division by zero")
    return value


def _add(left: Number, right: Number) -> Value:
    a, b, of = _same(left, right, "a sum of")
    return made(a + b, of)


def _subtract(left: Number, right: Number) -> Value:
    a, b, of = _same(left, right, "a difference of")
    return made(a - b, of)


def _multiply(left: Number, right: Number) -> Value:
    (a, of_a), (b, of_b) = parts(left), parts(right)
    return made(a * b, combined(of_a, of_b, 1))


def _divide(left: Number, right: Number) -> Value:
    (a, of_a), (b, of_b) = parts(left), parts(right)
    return made(Fraction(a) / _nonzero(b), combined(of_a, of_b, -1))


def _floor_divide(left: Number, right: Number) -> Value:
    (a, of_a), (b, of_b) = parts(left), parts(right)
    return made(a // _nonzero(b), combined(of_a, of_b, -1))


def _remainder(left: Number, right: Number) -> Value:
    a, b, of = _same(left, right, "a remainder of")
    return made(a % _nonzero(b), of)


def _power(left: Number, right: Number) -> Value:
    exponent = whole(right)
    if isinstance(left, Measure):
        raise ExpressionError("unit-mismatch", f"a power of {said(left.exponents)}")
    if exponent < 0:
        _nonzero(left)
    size = max(left.numerator.bit_length(), left.denominator.bit_length())
    if abs(left) != 1 and size * abs(exponent) > 2 * MAX_BITS:
        raise ExpressionError("expr-limit", f"a power of more than {MAX_BITS} bits")
    if abs(left) == 1:
        exponent %= 2
    return made(Fraction(left) ** exponent)


def _shift(left: Number, right: Number) -> tuple[int, int]:
    value, amount = whole(left), whole(right)
    if amount < 0:
        raise ExpressionError("expr-domain", f"a shift by {amount}")
    return value, amount


def _shift_left(left: Number, right: Number) -> Value:
    value, amount = _shift(left, right)
    if amount > MAX_BITS:
        raise ExpressionError("expr-limit", f"a shift by {amount}: at most {MAX_BITS}")
    return made(value << amount)


def _shift_right(left: Number, right: Number) -> Value:
    value, amount = _shift(left, right)
    return value >> min(amount, 2 * MAX_BITS)


BINARY: dict[str, Callable[[Number, Number], Value]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "//": _floor_divide,
    "%": _remainder,
    "**": _power,
    "<<": _shift_left,
    ">>": _shift_right,
    "&": lambda a, b: whole(a) & whole(b),
    "|": lambda a, b: whole(a) | whole(b),
    "^": lambda a, b: whole(a) ^ whole(b),
}


def unary(operator: str, value: Value) -> Value:
    """Return ``-v``, ``+v``, ``~v`` or ``not v``."""
    if operator == "not":
        return not condition(value)
    if operator == "~":
        return ~whole(value)
    n, of = parts(number(value))
    return made(-n if operator == "-" else n, of)


def compare(operator: str, left: Value, right: Value) -> bool:
    """Return whether a comparison holds; conditions may be compared for equality."""
    if isinstance(left, bool) and isinstance(right, bool) and operator in ("==", "!="):
        return (left == right) is (operator == "==")
    a, b, _ = _same(number(left), number(right), "a comparison of")
    match operator:
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case ">=":
            return a >= b
        case "==":
            return a == b
        case _:
            return a != b


def _same_dimension(values: Sequence[Number]) -> tuple[list[Fraction], Exponents]:
    exponents = parts(values[0])[1]
    return [Fraction(_same(values[0], v, "a choice between")[1]) for v in values], exponents


def _least(*values: Number) -> Value:
    amounts, exponents = _same_dimension(values)
    return made(min(amounts), exponents)


def _greatest(*values: Number) -> Value:
    amounts, exponents = _same_dimension(values)
    return made(max(amounts), exponents)


def _absolute(value: Number) -> Value:
    n, of = parts(value)
    return made(-n if n < 0 else n, of)


def _ceildiv(left: Number, right: Number) -> Value:
    (a, of_a), (b, of_b) = parts(left), parts(right)
    return made(-(-a // _nonzero(b)), combined(of_a, of_b, -1))


def _log2(value: Number) -> Value:
    n = whole(value)
    if n <= 0 or n & (n - 1):
        raise ExpressionError("expr-domain", f"log2 of {n}, which is no power of two")
    return n.bit_length() - 1


def _align(value: Number, to: Number) -> Value:
    a, b, of = _same(value, to, "alignment of")
    if b <= 0:
        raise ExpressionError("expr-domain", f"alignment to {b}")
    return made(-(-a // b) * b, of)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "min": _least,
    "max": _greatest,
    "abs": _absolute,
    "ceildiv": _ceildiv,
    "log2": _log2,
    "align": _align,
}

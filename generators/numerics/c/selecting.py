"""What orders, scales and looks at floats without arithmetic: minimum and maximum, comparisons, powers of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.numerics.c import parts
from specgen.generators.numerics.c.formats import (
    arithmetic_mode,
    as_code,
    as_value,
    c_type,
    carrier,
    function,
    magnitude_mask,
    nan_code,
    native,
    quantum,
    sign_bit,
    unsigned,
)
from specgen.model.types import F64, FloatType

if TYPE_CHECKING:
    from specgen.generators.numerics.c.registry import Numerics

COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def _bits(of: FloatType) -> int:
    return 64 if of.width > 32 else 32


def test(op: str, of: FloatType, name: str) -> str:
    """``nan`` or ``infinite``."""
    kind, bits = c_type(of), _bits(of)
    if native(of) is not None:
        return function("bool", name, f"{kind} x", "x != x" if op == "nan" else "isinf(x) != 0")
    lines = [f"static inline bool {name}({kind} x)", "{"]
    if op == "nan":
        needs_code = of.nans == "negative_zero"
        condition = parts.nan_test(of, bits)
    else:
        needs_code = False
        condition = f"magnitude == {unsigned(of.max_code + 1, bits)}" if of.infinities else "false"
    if condition == "false":
        lines.append("    (void)x;")
    elif needs_code:
        condition = condition.replace("code", "x")
    else:
        lines.append(f"    const uint{bits}_t magnitude = x & {unsigned(magnitude_mask(of), bits)};")
    return "\n".join([*lines, f"    return {condition};", "}", ""])


def order(of: FloatType, name: str) -> str:
    """Integers in the order of the values that are no NaN; -0 before +0."""
    kind, bits = c_type(of), _bits(of)
    lines = [
        f"static inline int{bits}_t {name}({kind} x)",
        "{",
        f"    const uint{bits}_t code = {as_code(of, 'x')};",
    ]
    magnitude = f"(int{bits}_t)(code & {unsigned(magnitude_mask(of), bits)})"
    if of.signed and of.width == bits:
        lines.append(f"    return code >> {bits - 1} ? -1 - {magnitude} : {magnitude};")
    elif of.signed:
        lines.append(f"    return code & {unsigned(sign_bit(of), bits)} ? -1 - {magnitude} : {magnitude};")
    elif of.width == bits:
        # The top bit belongs to the magnitude: moved down, the order stays.
        lines.append(f"    return (int{bits}_t)(code ^ {unsigned(1 << (bits - 1), bits)});")
    else:
        lines.append(f"    return {magnitude};")
    return "\n".join([*lines, "}", ""])


def minmax(n: Numerics, op: str, of: FloatType, name: str) -> str:
    """IEEE 754-2019's ``minimum maximum minimum_number maximum_number``; -0 is less than +0."""
    kind, is_nan, ordered = c_type(of), n.test("nan", of), n.order(of)
    nan = as_value(of, unsigned(nan_code(of), _bits(of)))
    first, second = ("a", "b") if op.startswith("minimum") else ("b", "a")
    lines = [f"static inline {kind} {name}({kind} a, {kind} b)", "{"]
    lines.append(f"    const {kind} chosen = {ordered}(a) <= {ordered}(b) ? {first} : {second};")
    if of.has_nan:
        lines.append(f"    const bool a_nan = {is_nan}(a), b_nan = {is_nan}(b);")
    if not of.has_nan:
        result = "chosen"
    elif op.endswith("_number"):
        result = f"a_nan && b_nan ? {nan} : a_nan ? b : b_nan ? a : chosen"
    else:
        result = f"a_nan || b_nan ? {nan} : chosen"
    cast = f"({kind})({result})" if native(of) is None else result
    return "\n".join([*lines, f"    return {cast};", "}", ""])


def comparison(n: Numerics, op: str, of: FloatType, name: str) -> str:
    """``eq ne lt le gt ge``: false with NaN, ``ne`` true; -0 equals +0."""
    kind, symbol = c_type(of), COMPARISONS[op]
    parameters = f"{kind} a, {kind} b"
    if native(of) is not None:
        return function("bool", name, parameters, f"a {symbol} b")
    ordered = n.order(of)
    lines = [f"static inline bool {name}({parameters})", "{"]
    lines.append(f"    const int{_bits(of)}_t i = {ordered}(a), j = {ordered}(b);")
    merged = of.has_negative_zero
    compared = f"i + (i < 0) {symbol} j + (j < 0)" if merged else f"i {symbol} j"
    if of.has_nan:
        is_nan = n.test("nan", of)
        unordered = f"{is_nan}(a) || {is_nan}(b)"
        compared = f"{unordered} || {compared}" if op == "ne" else f"!({unordered}) && {compared}"
    return "\n".join([*lines, f"    return {compared};", "}", ""])


def scaling(n: Numerics, of: FloatType, name: str) -> str:
    """``ldexp``: a value times two to an integer power, rounded once to nearest even."""
    kind = c_type(of)
    lines = [f"static inline {kind} {name}({kind} x, int64_t power)", "{"]
    reach = of.max_exponent - quantum(of) + 4
    wide = carrier(of) is not None and native(of) != "double"
    if wide and max(of.max_exponent + reach, reach - quantum(of)) < 1020 and of.subnormals:
        lines += _clamped(reach)
        first = f"{n.convert(of, F64)}(x)" if native(of) is None else "(double)x"
        scaled = f"{first} * N_double_of((uint64_t)(far + 1023) << 52)"
        return "\n".join(
            [*lines, f"    return {n.convert(F64, of, 'nearest_even', of.overflow)}({scaled});", "}", ""]
        )
    lines += _clamped(1 << 17)
    lines += [
        f"    N_parts v = {n.unpack(of)}(x);",
        "    v.top += (int32_t)far;",
        f"    return {as_value(of, f'{n.pack(of, arithmetic_mode(of))}(v)')};",
    ]
    return "\n".join([*lines, "}", ""])


def _clamped(reach: int) -> list[str]:
    """Beyond this power every value has left the format's range, whatever it was."""
    return [f"    const int64_t far = power < -{reach} ? -{reach} : power > {reach} ? {reach} : power;"]

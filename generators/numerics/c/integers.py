"""Integers to floats and floats to integers, exact up to 128 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.numerics.c import parts
from specgen.generators.numerics.c.formats import (
    INTEGER_TYPES,
    Mode,
    as_value,
    c_type,
    carrier,
    container_of,
    function,
    literal,
    native,
    unsigned,
)
from specgen.model.types import F64, FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.generators.numerics.c.registry import Numerics

_NEAREST = Mode("nearest_even", "infinity")


def from_integer(n: Numerics, source: str, to: FloatType, mode: Mode, name: str) -> str:
    """The text of ``to name(x[, uint64_t random])`` for ``x`` of s32 u32 s64 u64 s128 u128."""
    kind, width = INTEGER_TYPES[source], int(source[1:])
    random, passed = (", uint64_t random", ", random") if mode.random_bits else ("", "")
    direct = native(to)
    if direct and mode == _NEAREST and width <= 64:
        return function(direct, name, f"{kind} x", f"({direct})x")
    if width == 32 and not mode.random_bits:
        return function(
            c_type(to), name, f"{kind} x", f"{n.convert(F64, to, mode.rounding, mode.overflow)}((double)x)"
        )
    size = "x < 0 ? 0 - (N_u128)x : (N_u128)x" if source[0] == "s" else "(N_u128)x"
    negative = "x < 0" if source[0] == "s" else "false"
    packed = f"{n.pack(to, mode)}({n.parts_of()}({negative}, {size}, 0, false){passed})"
    return function(c_type(to), name, f"{kind} x{random}", as_value(to, packed))


def to_integer(n: Numerics, source: FloatType, to: IntegerType, rounding: str, nan: int, name: str) -> str:
    """The text of ``int name(x)``: clamped to ``to``, ``nan`` for NaN."""
    if carrier(source) is None or to.width > 32:
        return _from_parts(n, source, to, rounding, nan, name)
    narrow = carrier(source) == "float" and to.width <= 16
    return _clamped(n, source, to, rounding, nan, name, "float" if narrow else "double")


def _clamped(
    n: Numerics, source: FloatType, to: IntegerType, rounding: str, nan: int, name: str, real: str
) -> str:
    """In floats: clamped first, as every rounding keeps the order and the integers."""
    container = container_of(to)
    result, f = INTEGER_TYPES[container], "f" if real == "float" else ""
    whole = "int32_t" if to.high < 1 << 31 else "int64_t"
    lines = [f"static inline {result} {name}({c_type(source)} x)", "{"]
    lines.append(f"    const {real} exact = {_exact(n, source, real)};")
    low, high = f"{to.low}.0{f}", f"{to.high}.0{f}"
    lines.append(f"    const {real} inside = exact > {low} ? exact < {high} ? exact : {high} : {low};")
    lines += [f"    {line}" for line in _whole(rounding, real, whole)]
    value = f"({result})whole" if result != whole else "whole"
    return "\n".join([*lines, f"    return exact == exact ? {value} : {literal(nan, container)};", "}", ""])


def _exact(n: Numerics, source: FloatType, real: str) -> str:
    own = native(source)
    if own is not None:
        return "x" if own == real else f"({real})x"
    return f"{n.widen(source, real)}(x)"


def _whole(rounding: str, real: str, whole: str) -> list[str]:
    cut = [f"const {whole} cut = ({whole})inside;", f"const {real} rest = inside - ({real})cut;"]
    half = "0.5f" if real == "float" else "0.5"
    match rounding:
        case "nearest_even":
            # Adding and taking away a number whose last place is 1 leaves the nearest integer.
            big = "0x1.8p23f" if real == "float" else "0x1.8p52"
            return [f"const {whole} whole = ({whole})((inside + {big}) - {big});"]
        case "nearest_away":
            return [*cut, f"const {whole} whole = cut + (rest >= {half}) - (rest <= -{half});"]
        case "away":
            return [*cut, f"const {whole} whole = cut + (rest > 0) - (rest < 0);"]
        case "up":
            return [*cut, f"const {whole} whole = cut + (rest > 0);"]
        case "down":
            return [*cut, f"const {whole} whole = cut - (rest < 0);"]
        case "odd":
            step = "(rest > 0) - (rest < 0)"
            return [*cut, f"const {whole} whole = cut & 1 ? cut : cut + ({step});"]
        case _:
            return [f"const {whole} whole = ({whole})inside;"]


def _from_parts(n: Numerics, source: FloatType, to: IntegerType, rounding: str, nan: int, name: str) -> str:
    container = container_of(to)
    result = INTEGER_TYPES[container]
    least, most = literal(to.low, container), literal(to.high, container)
    condition = parts.up(
        Mode(rounding, "saturate"),
        above="(fraction > half)",
        tie="(fraction == half)",
        inexact="(fraction != 0)",
        odd="((uint64_t)size & 1)",
        negative="v.negative",
    )
    low, high = unsigned(-to.low, 128), unsigned(to.high, 128)
    clamped = [
        "    if (v.negative)",
        f"        return size >= {low} ? {least} : {_negated(result)};" if to.signed else "        return 0;",
        f"    return size >= {high} ? {most} : ({result})size;",
    ]
    return "\n".join(
        [
            f"static inline {result} {name}({c_type(source)} x)",
            "{",
            f"    const N_parts v = {n.unpack(source)}(x);",
            "    if (v.nan)",
            f"        return {literal(nan, container)};",
            "    if (v.infinite || (v.significand != 0 && v.top > 127))",
            f"        return v.negative ? {least} : {most};",
            "    const int32_t cut = v.significand == 0 ? 0 : 63 - v.top;",
            "    N_u128 size = cut > 63 ? 0 : cut > 0 ? v.significand >> cut : (N_u128)v.significand << -cut;",
            *_rest(condition),
            f"    size += {condition};",
            *clamped,
            "}",
            "",
        ]
    )


def _rest(condition: str) -> list[str]:
    lines = []
    if "fraction" in condition:
        far = "cut > 64 ? (v.significand >> 2) != 0 : v.significand << (64 - cut)"
        lines.append(f"    const uint64_t fraction = cut <= 0 ? 0 : {far};")
    if "half" in condition:
        lines.append("    const uint64_t half = (uint64_t)1 << 63;")
    return lines


def _negated(result: str) -> str:
    return f"({result})-({result})size" if "_t" not in result else f"({result})(0 - ({result})size)"

"""Arithmetic of any float format, one rounding per operation, NaN results canonical.

f32 and f64 are the machine's own. Narrower formats compute in float or double: for a sum, product, quotient or root
of numbers of p bits a first rounding to 2p + 2 bits or more is innocuous (Figueroa), and a fused multiply-add is first
rounded to odd. All else is computed in integers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.numerics.c.formats import (
    arithmetic_mode,
    as_value,
    c_type,
    carrier,
    function,
    is_short_binary32,
    magnitude_mask,
    nan_code,
    native,
    quantum,
    sign_bit,
    unsigned,
)
from specgen.model.types import F32, F64, FloatType

if TYPE_CHECKING:
    from specgen.generators.numerics.c.registry import Numerics

OPERANDS = {"add": "ab", "sub": "ab", "mul": "ab", "div": "ab", "sqrt": "a", "fma": "abc"}

FMA_ODD = """\
/* a * b + c rounded to odd, where a * b is exact: one more rounding, to 51 bits or fewer, is then the only one. */
static inline double N_fma_odd(double a, double b, double c)
{
    const double product = a * b, total = product + c, part = total - product;
    const double error = (product - (total - part)) + (c - part);
    const uint64_t bits = N_double_bits(total);
    const uint64_t outward = (error > 0) == (total > 0) ? 1 : UINT64_MAX;
    return N_double_of((error > 0 || error < 0) && !(bits & 1) ? bits + outward : bits);
}
"""


def operation(n: Numerics, op: str, of: FloatType, name: str, *, daz: bool, ftz: bool) -> str:
    """The text of ``name(a[, b[, c]])``: ``add sub mul div sqrt fma``."""
    values = [*OPERANDS[op]]
    kind = c_type(of)
    lines = [f"static inline {kind} {name}({', '.join(f'{kind} {v}' for v in values)})", "{"]
    if daz and of.subnormals:
        flush = n.flush_input(of)
        lines += [f"    {v} = {flush}({v});" for v in values]
    return "\n".join([*lines, *(f"    {line}" for line in _body(n, op, of, values, ftz)), "}", ""])


def _body(n: Numerics, op: str, of: FloatType, values: list[str], ftz: bool) -> list[str]:
    if native(of) == "float":
        return _binary32(n, op, of, values, ftz)
    if native(of) == "double":
        return _binary64(n, op, of, values, ftz)
    wide = None if ftz else _innocuous(op, of)
    if wide is None:
        return _in_parts(n, op, of, values, ftz)
    return _through(n, op, of, values, wide)


def text(n: Numerics, op: str, values: list[str], kind: str) -> str:
    """An operation of C's own types."""
    suffix = "f" if kind == "float" else ""
    match op:
        case "sqrt" | "fma":
            return f"{op}{suffix}({', '.join(values)})"
        case _:
            return f"{values[0]} { ({'add': '+', 'sub': '-', 'mul': '*', 'div': '/'}[op]) } {values[1]}"


def _binary32(n: Numerics, op: str, of: FloatType, values: list[str], ftz: bool) -> list[str]:
    nan = f"N_float_of({unsigned(nan_code(of))})"
    if not ftz:
        return [f"const float r = {text(n, op, values, 'float')};", f"return r == r ? r : {nan};"]
    wide = [f"(double){v}" for v in values]
    if op == "fma":
        n.need("N_fma_odd", FMA_ODD)
        exact = f"N_fma_odd({', '.join(wide)})"
    else:
        exact = text(n, op, wide, "double")
    return [
        f"const double wide = {exact};",
        "const float r = fabs(wide) < 0x1.ffffffp-127 ? copysignf(0, (float)wide) : (float)wide;",
        f"return r == r ? r : {nan};",
    ]


def _binary64(n: Numerics, op: str, of: FloatType, values: list[str], ftz: bool) -> list[str]:
    lines = [f"double r = {text(n, op, values, 'double')};"]
    if ftz:
        # Only at the least normal number itself does the rounded result not tell what came before.
        lines += [
            f"if (fabs(r) < 0x1p-1022 || (fabs(r) == 0x1p-1022 && {_tiny(n, of, _parts(n, op, of, values))}))",
            "    r = copysign(0, r);",
        ]
    return [*lines, f"return r == r ? r : N_double_of({unsigned(nan_code(of), 64)});"]


def _parts(n: Numerics, op: str, of: FloatType, values: list[str]) -> str:
    unpacked = ", ".join(f"{n.unpack(of)}({v})" for v in values)
    return f"{n.parts_operation(op)}({unpacked})"


def _tiny(n: Numerics, of: FloatType, parts: str) -> str:
    return f"{n.parts_tiny()}({parts}, {of.min_exponent}, {of.precision})"


def _in_parts(n: Numerics, op: str, of: FloatType, values: list[str], ftz: bool) -> list[str]:
    exact, packed = _parts(n, op, of, values), n.pack(of, arithmetic_mode(of))
    if not ftz:
        return [f"return {as_value(of, f'{packed}({exact})')};"]
    return [
        f"N_parts v = {exact};",
        f"if ({_tiny(n, of, 'v')})",
        "    v.significand = 0;",
        f"return {as_value(of, f'{packed}(v)')};",
    ]


def _innocuous(op: str, of: FloatType) -> str | None:
    """``float`` or ``double``: that in which rounding first changes nothing; None where it might."""
    if carrier(of) is None or not of.subnormals:
        return None
    if op != "fma" and _innocuous_in_binary32(op, of):
        return "float"
    far = quantum(of) > -450 and of.max_exponent < 450
    return "double" if of.precision <= 25 and far else None


def _innocuous_in_binary32(op: str, of: FloatType) -> bool:
    """Whether rounding to float first changes nothing: 24 bits are 2p + 2 or more, and float's edges are far.

    Where the format shares float's exponents, sums below the normal numbers are exact; a product that is not is
    below half the format's quantum, and stays there.
    """
    if 2 * of.precision + 2 > 24:
        return False
    if is_short_binary32(of) and of.overflow == "infinity":
        return op in ("add", "sub") or (op == "mul" and quantum(of) - 2 * of.precision >= -149)
    return 2 * quantum(of) > -120 and 2 * of.max_exponent - quantum(of) < 120


def _through(n: Numerics, op: str, of: FloatType, values: list[str], kind: str) -> list[str]:
    wide = F32 if kind == "float" else F64
    widen = n.convert(of, wide)
    widened = [f"{widen}({v})" for v in values]
    if op == "fma" and not _exact_sum(of):
        n.need("N_fma_odd", FMA_ODD)
        exact = f"N_fma_odd({', '.join(widened)})"
    elif op == "fma":
        exact = f"{widened[0]} * {widened[1]} + {widened[2]}"
    else:
        exact = text(n, op, widened, kind)
    return [f"return {n.convert(wide, of, 'nearest_even', of.overflow)}({exact});"]


def _exact_sum(of: FloatType) -> bool:
    """Whether every a * b + c is a double."""
    return 2 * (of.max_exponent + 1) + 1 - 2 * quantum(of) <= 53 and of.max_exponent >= 0 >= quantum(of)


# -- signs and subnormals ----------------------------------------------------------------------------------------------


def sign(op: str, of: FloatType, name: str) -> str:
    """``neg`` or ``abs``: the sign bit alone changes, and of a format without -0 not that of zero and NaN."""
    kind, bits = c_type(of), 64 if of.width > 32 else 32
    if native(of) == "float":
        return function(kind, name, f"{kind} x", "-x" if op == "neg" else "fabsf(x)")
    if native(of) == "double":
        return function(kind, name, f"{kind} x", "-x" if op == "neg" else "fabs(x)")
    magnitude = f"x & {unsigned(magnitude_mask(of), bits)}"
    changed = f"x ^ {unsigned(sign_bit(of), bits)}" if op == "neg" else magnitude
    if of.nans == "negative_zero":
        changed = f"({magnitude}) != 0 ? {changed} : x"
    return function(kind, name, f"{kind} x", f"({kind})({changed})")


def flush_input(of: FloatType, name: str) -> str:
    """Subnormal values made zeros of their sign."""
    kind, bits = c_type(of), 64 if of.width > 32 else 32
    if native(of) is not None:
        f = "f" if native(of) == "float" else ""
        return function(
            kind, name, f"{kind} x", f"fabs{f}(x) < 0x1p{of.min_exponent}{f} ? copysign{f}(0, x) : x"
        )
    normal = f"(x & {unsigned(magnitude_mask(of), bits)}) >= {unsigned(1 << of.mantissa, bits)}"
    if of.nans == "negative_zero":
        normal += f" || x == {unsigned(sign_bit(of), bits)}"
    zero = f"x & {unsigned(sign_bit(of) if of.has_negative_zero else 0, bits)}"
    return function(kind, name, f"{kind} x", f"({kind})({normal} ? x : {zero})")

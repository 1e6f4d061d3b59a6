"""What Intel publishes of its dot products of floats, in exact rationals: operands and results are codes.

Every step has denormals-are-zero operands, rounds to nearest even and flushes after rounding: a result is a zero of its sign
where the exact one, rounded with an unbounded exponent, is below 2^-126.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

INFINITY, INDEFINITE, QUIET, ONE = 0x7F800000, 0xFFC00000, 0x400000, 0x3F800000


def is_nan(code: int) -> bool:
    """Whether the code of an f32 is a NaN."""
    return code & 0x7FFFFFFF > INFINITY


def from_bf16(code: int) -> int:
    """The f32 of the same value."""
    return code << 16


def from_f16(code: int) -> int:
    """The f32 of the same value; NaNs keep their fraction's leading bits."""
    sign, exponent, fraction = code >> 15 << 31, code >> 10 & 31, code & 1023
    if exponent == 31:
        return sign | INFINITY | fraction << 13
    if exponent == 0:
        return _rounded(Fraction(fraction, 1 << 24), sign)
    return sign | exponent + 112 << 23 | fraction << 13


def fused(a: int, b: int, c: int) -> int:
    """The product of a and b plus c, rounded once. Of NaNs the first is the result, made quiet."""
    a, b, c = (_flushed(code) for code in (a, b, c))
    for code in (a, b, c):
        if is_nan(code):
            return code | QUIET
    sign = (a ^ b) & 1 << 31
    if _infinite(a) or _infinite(b):
        opposed = _infinite(c) and c & 1 << 31 != sign
        zero = a << 1 & 0xFFFFFFFF == 0 or b << 1 & 0xFFFFFFFF == 0
        return INDEFINITE if zero or opposed else sign | INFINITY
    if _infinite(c):
        return c
    product, addend = _value(a) * _value(b), _value(c)
    if product == 0 and addend == 0:
        return sign & c
    return _rounded(product + addend, 0)


def added(a: int, b: int) -> int:
    """The sum of a and b, rounded once. Of NaNs the first is the result, made quiet."""
    return fused(a, ONE, b)


def tile_element(start: int, pairs: Sequence[tuple[int, int, int, int]]) -> int:
    """An element of TDPBF16PS or TDPFP16PS: its value before, and for every k the even and odd elements (a0, b0, a1, b1)."""
    even = odd = 0
    for a0, b0, a1, b1 in pairs:
        even, odd = fused(a0, b0, even), fused(a1, b1, odd)
    return added(start, added(even, odd))


def vector_element(start: int, a0: int, b0: int, a1: int, b1: int) -> int:
    """An element of VDPBF16PS: the odd elements of its pair first."""
    return fused(a0, b0, fused(a1, b1, start))


def to_bf16(code: int) -> int:
    """VCVTNEPS2BF16 of an f32: in its own words, by integers."""
    if code & INFINITY == 0:
        return code >> 31 << 15
    if is_nan(code):
        return code >> 16 | 0x40
    return code + 0x7FFF + (code >> 16 & 1) >> 16 & 0xFFFF


def _infinite(code: int) -> bool:
    return code & 0x7FFFFFFF == INFINITY


def _flushed(code: int) -> int:
    return code if code & INFINITY else code & 1 << 31


def _value(code: int) -> Fraction:
    size = Fraction((code & 0x7FFFFF) | 1 << 23) * Fraction(2) ** ((code >> 23 & 255) - 150)
    return Fraction(0) if code & INFINITY == 0 else -size if code >> 31 else size


def _rounded(exact: Fraction, sign: int) -> int:
    if exact == 0:
        return sign
    sign, size = sign | int(exact < 0) << 31, abs(exact)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if size < Fraction(2) ** exponent:
        exponent -= 1
    units = size / Fraction(2) ** (exponent - 23)
    whole = round(units)  # of a Fraction: exact, ties to even
    if whole == 1 << 24:
        whole, exponent = 1 << 23, exponent + 1
    if exponent < -126:
        return sign
    return sign | INFINITY if exponent > 127 else sign | exponent + 127 << 23 | whole - (1 << 23)

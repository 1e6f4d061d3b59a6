"""Codes to ``float`` and ``double``: by table, or with a format's bits moved to their places."""

from __future__ import annotations

from specgen.generators.numerics.c.formats import (
    carrier,
    is_short_binary32,
    magnitude_mask,
    quantum,
    sign_bit,
    unsigned,
)
from specgen.generators.numerics.c.header.sources import DOUBLE, SINGLE, Source
from specgen.model.numerics import Special, decode
from specgen.model.types import FixedType, FloatType, IntegerType

#: Codes of so many bits are looked up.
TABLE_WIDTH = 8


def float_decoder(of: FloatType) -> tuple[Source, list[str]]:
    """To what a code is decoded at once, and the lines that do it."""
    if of.width <= TABLE_WIDTH and carrier(of) == "float":
        return SINGLE, _table(of)
    if is_short_binary32(of):
        nan = f"(code & {unsigned(magnitude_mask(of))}) > {unsigned(of.max_code + 1)}"
        moved = f"(uint32_t)code << {23 - of.mantissa}"
        return SINGLE, [f"return N_fp_float_of({nan} ? {SINGLE.quiet} : {moved});"]
    to = SINGLE if carrier(of) == "float" and quantum(of) >= -126 else DOUBLE
    return to, _moved(of, to)


def fixed_decoder(of: FixedType | IntegerType) -> tuple[Source, list[str]]:
    """The same for integers of a unit."""
    fraction = of.fraction if isinstance(of, FixedType) else 0
    to = SINGLE if of.width <= 24 and -100 < fraction < 126 else DOUBLE
    mask, top = unsigned((1 << of.width) - 1, to.bits), unsigned(1 << (of.width - 1), to.bits)
    whole = f"({to.s})(((code & {mask}) ^ {top}) - {top})" if of.signed else f"({to.s})(code & {mask})"
    unit = f" * 0x1p{-fraction}{to.suffix}" if fraction else ""
    return to, [f"return ({to.real}){whole}{unit};"]


def _table(of: FloatType) -> list[str]:
    texts = [literal(decode(of, code)) for code in range(1 << of.width)]
    rows = [", ".join(texts[at : at + 8]) + "," for at in range(0, len(texts), 8)]
    index = "code" if of.width == TABLE_WIDTH else f"code & {unsigned((1 << of.width) - 1)}"
    return [
        f"static const float values[{len(texts)}] = {{",
        *(f"    {row}" for row in rows),
        "};",
        f"return values[{index}];",
    ]


def literal(value: object) -> str:
    """A value as a ``float`` literal: decimal where that is short."""
    match value:
        case Special.NAN:
            return "NAN"
        case Special.INFINITY:
            return "INFINITY"
        case Special.NEGATIVE_INFINITY:
            return "-INFINITY"
        case Special.NEGATIVE_ZERO:
            return "-0.0f"
    number = float(value)  # type: ignore[arg-type]  # what is not special is a rational
    plain = repr(number)
    return f"{plain if len(plain) < 12 and 'e' not in plain else hexadecimal(number)}f"


def hexadecimal(number: float) -> str:
    """A number in C's hexadecimal notation, without zeros at its end."""
    digits, exponent = number.hex().split("p")
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}p{int(exponent)}"


def _moved(of: FloatType, to: Source) -> list[str]:
    """The bits moved up, the exponent's bias changed; below the least normal number one is added and taken away."""
    change = (to.bias - of.bias) << to.mantissa
    moved = f"(magnitude << {to.mantissa - of.mantissa})"
    moved += f" {'+' if change > 0 else '-'} {unsigned(abs(change), to.bits)}" if change else ""
    lines = [f"const {to.u} magnitude = code & {unsigned(magnitude_mask(of), to.bits)};"]
    if of.subnormals:
        least = unsigned((of.min_exponent + to.bias) << to.mantissa, to.bits)
        lines += [
            f"const {to.u} small = magnitude < {unsigned(1 << of.mantissa, to.bits)};",
            f"const {to.real} sum = N_fp_{to.real}_of({moved} + (small << {to.mantissa}));",
            f"{to.u} bits = N_fp_{to.real}_bits(sum - N_fp_{to.real}_of((0 - small) & {least}));",
        ]
    else:
        lines.append(f"{to.u} bits = {moved};")
        if of.has_zero:
            lines.append("bits = magnitude == 0 ? 0 : bits;")
    if of.infinities:
        lines.append(f"bits = magnitude == {unsigned(of.max_code + 1, to.bits)} ? {to.infinity} : bits;")
    if of.signed:
        lines.append(f"bits |= ({to.u})(code >> {of.exponent + of.mantissa} & 1) << {to.bits - 1};")
    if of.has_nan:
        lines.append(f"bits = {_nan_test(of, to)} ? {to.quiet} : bits;")
    return [*lines, f"return N_fp_{to.real}_of(bits);"]


def _nan_test(of: FloatType, to: Source) -> str:
    if of.nans == "negative_zero":
        return f"code == {unsigned(sign_bit(of), to.bits)}"
    return f"magnitude > {unsigned(of.max_code + int(of.infinities), to.bits)}"

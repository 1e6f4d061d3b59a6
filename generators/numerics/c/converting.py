"""Conversions between float formats, every one rounding once.

All of them can go through numbers taken apart. Those from f32 and f64 to narrower formats stay in the bits of the
source, without a branch; 8-bit codes become codes of other formats by table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.numerics.c import parts
from specgen.generators.numerics.c.formats import (
    Mode,
    as_value,
    c_type,
    carrier,
    code_type,
    function,
    infinite_code,
    infinity_code,
    is_short_binary32,
    magnitude_mask,
    nan_code,
    native,
    refuses_negative,
    sign_bit,
    unsigned,
)
from specgen.model import numerics as exact
from specgen.model.types import F32, F64, FloatType

if TYPE_CHECKING:
    from specgen.generators.numerics.c.registry import Numerics

TABLE_WIDTH = 8


def conversion(n: Numerics, source: FloatType, to: FloatType, mode: Mode, name: str) -> str:
    """The text of ``to name(source x[, uint64_t random])``."""
    if mode.stochastic:
        return _through_parts(n, source, to, mode, name)
    keeps = mode.overflow != "saturate" or not source.infinities
    if native(source) is None and keeps and (wide := _widened(source, to)):
        return _widening(source, to, name, wide)
    if native(source) is None and source.width <= TABLE_WIDTH:
        return _by_table(source, to, mode, name)
    if native(source) == "float":
        return _from_binary32(n, to, mode, name)
    if native(source) == "double":
        return _from_binary64(n, to, mode, name)
    for by in (F32, F64):
        if native(to) != native(by) and _widened(source, by):
            return _in_two_steps(n, source, by, to, mode, name)
    return _through_parts(n, source, to, mode, name)


def _through_parts(n: Numerics, source: FloatType, to: FloatType, mode: Mode, name: str) -> str:
    random, passed = (", uint64_t random", ", random") if mode.random_bits else ("", "")
    packed = f"{n.pack(to, mode)}({n.unpack(source)}(x){passed})"
    return function(c_type(to), name, f"{c_type(source)} x{random}", as_value(to, packed))


def _in_two_steps(n: Numerics, source: FloatType, by: FloatType, to: FloatType, mode: Mode, name: str) -> str:
    first = n.convert(source, by, by.rounding, by.overflow)
    second = n.convert(by, to, mode.rounding, mode.overflow)
    return function(c_type(to), name, f"{c_type(source)} x", f"{second}({first}(x))")


def _by_table(source: FloatType, to: FloatType, mode: Mode, name: str) -> str:
    codes = [
        exact.encode(to, exact.decode(source, code), mode.rounding, mode.overflow)
        for code in range(1 << source.width)
    ]
    bits = 64 if to.width > 32 else 32
    digits = (to.width + 3) // 4
    texts = [f"0x{code:0{digits}x}" if bits == 32 else unsigned(code, 64) for code in codes]
    per_line = max(1, 96 // (len(texts[0]) + 2))
    rows = [", ".join(texts[at : at + per_line]) + "," for at in range(0, len(texts), per_line)]
    looked = f"table[x & {unsigned((1 << source.width) - 1)}]"
    return "\n".join(
        [
            f"static inline {c_type(to)} {name}({c_type(source)} x)",
            "{",
            f"    static const {code_type(to)} table[{len(codes)}] = {{",
            *(f"        {row}" for row in rows),
            "    };",
            f"    return {as_value(to, looked)};",
            "}",
            "",
        ]
    )


# -- widening ----------------------------------------------------------------------------------------------------------


def _widened(source: FloatType, to: FloatType) -> str | None:
    """``float`` or ``double`` where a code's bits, moved up to that type's, are its value times a power of two."""
    for twin, name in ((F32, "float"), (F64, "double")):
        if native(to) == name and source.subnormals and source.mantissa <= twin.mantissa:
            fits = source.exponent <= twin.exponent and abs(twin.bias - source.bias) <= twin.max_exponent
            return name if fits and carrier(source) in ("float", name) and _finite(source, twin) else None
    return None


def _finite(source: FloatType, twin: FloatType) -> bool:
    """Whether the moved bits are finite until they are scaled, and scaling loses nothing."""
    return source.exponent < twin.exponent or (
        source.bias == twin.bias and source.infinities and source.nans == "ieee"
    )


def _widening(source: FloatType, to: FloatType, name: str, kind: str) -> str:
    twin, bits = (F32, 32) if kind == "float" else (F64, 64)
    u = f"uint{bits}_t"
    shift = twin.mantissa - source.mantissa
    mask = unsigned(magnitude_mask(source), bits)
    lines = [f"static inline {kind} {name}({c_type(source)} x)", "{"]
    lines.append(f"    const {u} code = x, magnitude = code & {mask};")
    moved = f"N_{kind}_of(magnitude << {shift})"
    if source.bias != twin.bias:
        moved += f" * 0x1p{twin.bias - source.bias}{'f' * (kind == 'float')}"
    if source.infinities and (source.exponent, source.bias, source.nans) != (
        twin.exponent,
        twin.bias,
        "ieee",
    ):
        infinite = unsigned((1 << twin.exponent) - 1 << twin.mantissa, bits)
        moved = f"magnitude == {unsigned(source.max_code + 1, bits)} ? N_{kind}_of({infinite}) : {moved}"
    lines.append(f"    const {kind} value = {moved};")
    result = "value"
    if source.signed:
        lift = bits - 1 - (source.exponent + source.mantissa)
        sign = unsigned(sign_bit(source), bits)
        result = f"N_{kind}_of(N_{kind}_bits(value) | (code & {sign}) << {lift})"
    if source.has_nan:
        result = f"{parts.nan_test(source, bits)} ? N_{kind}_of({unsigned(nan_code(to), bits)}) : {result}"
    return "\n".join([*lines, f"    return {result};", "}", ""])


# -- from f32 and f64 --------------------------------------------------------------------------------------------------


def _from_binary32(n: Numerics, to: FloatType, mode: Mode, name: str) -> str:
    if native(to) == "double" and mode.overflow != "saturate":
        nan = unsigned(nan_code(to), 64)
        return function("double", name, "float x", f"x == x ? (double)x : N_double_of({nan})")
    if native(to) == "float":
        return _same(to, mode, name, 32)
    if is_short_binary32(to) and mode.overflow != "nan":
        return _shortened(to, mode, name)
    if _stays_in_bits(to, F32):
        return _in_bits(to, mode, name, F32)
    if _stays_in_bits(to, F64):
        wide = n.convert(F64, to, mode.rounding, mode.overflow)
        return function(c_type(to), name, "float x", f"{wide}((double)x)")
    return _through_parts(n, F32, to, mode, name)


def _from_binary64(n: Numerics, to: FloatType, mode: Mode, name: str) -> str:
    if native(to) == "double":
        return _same(to, mode, name, 64)
    if native(to) == "float" and mode == Mode("nearest_even", "infinity"):
        nan = unsigned(nan_code(to))
        return function("float", name, "double x", f"x == x ? (float)x : N_float_of({nan})")
    if _stays_in_bits(to, F64):
        return _in_bits(to, mode, name, F64)
    return _through_parts(n, F64, to, mode, name)


def _same(to: FloatType, mode: Mode, name: str, bits: int) -> str:
    """A format to itself: only NaNs, and infinities where they saturate, change."""
    kind = native(to)
    result = f"x == x ? x : N_{kind}_of({unsigned(nan_code(to), bits)})"
    if mode.overflow == "saturate":
        most = unsigned(to.max_code, bits)
        result = (
            f"x > N_{kind}_of({most}) ? N_{kind}_of({most}) : x < -N_{kind}_of({most}) ? -N_{kind}_of({most}) : "
            + result
        )
    return function(str(kind), name, f"{kind} x", result)


def _stays_in_bits(to: FloatType, source: FloatType) -> bool:
    """Whether the source's subnormal numbers are no more than other small ones, and something is always cut."""
    whole = to.subnormals or to.mantissa == 0
    return whole and to.mantissa < source.mantissa and to.min_exponent >= source.min_exponent


def _in_bits(to: FloatType, mode: Mode, name: str, source: FloatType) -> str:
    """Rounding in the bits of the source, every step the same for all values."""
    bits, kind = source.width, native(source)
    u, s, m = f"uint{bits}_t", f"int{bits}_t", source.mantissa
    least, infinite = to.min_exponent, source.max_code + 1
    base = least + int(not to.subnormals)
    lines = [
        f"static inline {c_type(to)} {name}({kind} x)",
        "{",
        f"    const {u} bits = N_{kind}_bits(x), magnitude = bits & {unsigned(magnitude_mask(source), bits)};",
        f"    const {u} field = magnitude >> {m}, normal = field != 0;",
        f"    const {u} significand = (magnitude & {unsigned((1 << m) - 1, bits)}) | normal << {m};",
        f"    const {s} top = ({s})(field + 1 - normal) - {source.bias};",
        f"    const {s} binade = top > {least} ? top : {least};",
        f"    const {u} far = ({u})({m - to.mantissa} + binade - top), cut = far < {m + 2} ? far : {m + 2};",
        f"    const {u} kept = significand >> cut;",
    ]
    lines += _choice(to, mode, u, bits)
    lines.append(
        f"    {u} code = (({u})(binade - {base}) << {to.mantissa}) + kept + up;".replace("- -", "+ ")
    )
    if not to.has_zero:
        lines.append(f"    code = top < {least} || magnitude == 0 ? 0 : code;")
    lines += _ends(to, mode, bits, infinite)
    return "\n".join([*lines, "}", ""])


def _choice(to: FloatType, mode: Mode, u: str, bits: int) -> list[str]:
    """Whether to round away from zero, and what that needs."""
    if mode.rounding == "toward_zero":
        return [f"    const {u} up = 0;"]
    lines = [f"    const {u} rest = significand & ((({u})1 << cut) - 1);"]
    if mode.rounding.startswith("nearest"):
        lines.append(f"    const {u} half = ({u})1 << (cut - 1);")
    condition = parts.up(
        mode,
        above="(rest > half)",
        tie="(rest == half)",
        inexact="(rest != 0)",
        odd=f"({_last_digit(to, u)} & 1)",
        negative=f"(bits >> {bits - 1})",
    )
    return [*lines, f"    const {u} up = {condition};"]


def _last_digit(to: FloatType, u: str) -> str:
    """What is odd where the code is: without mantissa bits that is the exponent's last, if there is a zero."""
    return (
        "kept"
        if to.mantissa or not to.has_zero
        else f"(({u})(binade - {to.min_exponent}) + kept)".replace("- -", "+ ")
    )


def _ends(to: FloatType, mode: Mode, bits: int, infinite: int) -> list[str]:
    """Overflow, infinities, the sign and NaN."""
    nans = [f"magnitude > {unsigned(infinite, bits)}"]
    lines = [
        f"    const bool beyond = code > {unsigned(to.max_code, bits)};",
        *_overflow(to, mode, bits, infinite, nans),
        *_infinite(to, mode, bits, infinite, nans),
        *_sign(to, mode, bits, nans),
    ]
    result = f"({code_type(to)})({' || '.join(nans)} ? {unsigned(nan_code(to), bits)} : code)"
    return [*lines, f"    return {as_value(to, result)};"]


def _overflow(to: FloatType, mode: Mode, bits: int, infinite: int, nans: list[str]) -> list[str]:
    code, nan = infinity_code(to, mode.overflow)
    most = unsigned(to.max_code, bits)
    if mode.rounding in ("toward_zero", "odd"):
        return [f"    code = beyond ? {most} : code;"]
    outward = {"up": f"bits >> {bits - 1} == 0", "down": f"bits >> {bits - 1} != 0"}.get(mode.rounding)
    if nan:
        nans.append(
            f"(beyond && magnitude != {unsigned(infinite, bits)}{f' && {outward}' if outward else ''})"
        )
        return [f"    code = beyond ? {most} : code;"]
    size = f"({outward} ? {unsigned(code, bits)} : {most})" if outward else unsigned(code, bits)
    return [f"    code = beyond ? {size} : code;"]


def _infinite(to: FloatType, mode: Mode, bits: int, infinite: int, nans: list[str]) -> list[str]:
    code, nan = infinite_code(to, mode.overflow)
    test = f"magnitude == {unsigned(infinite, bits)}"
    if nan:
        nans.append(test)
        return []
    return [f"    code = {test} ? {unsigned(code, bits)} : code;"]


def _sign(to: FloatType, mode: Mode, bits: int, nans: list[str]) -> list[str]:
    sign = f"bits >> {bits - 1}"
    if not to.signed:
        if refuses_negative(to, mode.overflow):
            nans.append(f"({sign} && magnitude != 0)")
        return [f"    code = {sign} ? 0 : code;"]
    place = to.exponent + to.mantissa
    only = "" if to.has_negative_zero else f" & (uint{bits}_t)(0 - (uint{bits}_t)(code != 0))"
    sign = f"({sign}){only}" if only else sign
    return [f"    code |= ({sign}) << {place};"]


def _shortened(to: FloatType, mode: Mode, name: str) -> str:
    """A float cut to its upper bits: rounding is an addition below the cut, and its carry does the rest."""
    shift = 23 - to.mantissa
    below, half = (1 << shift) - 1, 1 << (shift - 1)
    added = {
        "nearest_even": f"bits + (((bits >> {shift}) & 1) + {unsigned(half - 1)})",
        "nearest_away": f"bits + {unsigned(half)}",
        "away": f"bits + {unsigned(below)}",
        "up": f"bits + {unsigned(below)} * (1 - (bits >> 31))",
        "down": f"bits + {unsigned(below)} * (bits >> 31)",
        "odd": f"bits | (uint32_t)((bits & {unsigned(below)}) != 0) << {shift}",
        "toward_zero": "bits",
    }[mode.rounding]
    code = f"({added}) >> {shift}"
    lines = [
        f"static inline {c_type(to)} {name}(float x)",
        "{",
        f"    const uint32_t bits = N_float_bits(x), code = {code};",
    ]
    result = "code"
    if mode.overflow in ("saturate", "propagate"):
        beyond = f"(code & {unsigned(magnitude_mask(to))}) == {unsigned(to.max_code + 1)}"
        beyond += " && (bits & 0x7fffffffu) != 0x7f800000u" * (mode.overflow == "propagate")
        result = f"{beyond} ? code - 1 : code"
    kind = code_type(to)
    test = "(bits & 0x7fffffffu) > 0x7f800000u"
    return "\n".join([*lines, f"    return ({kind})({test} ? {unsigned(nan_code(to))} : {result});", "}", ""])

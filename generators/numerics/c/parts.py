"""Finite numbers taken apart: exact arithmetic of any format in integers, rounded once when packed again."""

from __future__ import annotations

from specgen.generators.numerics.c.formats import (
    Mode,
    c_type,
    code_type,
    infinite_code,
    infinity_code,
    magnitude_mask,
    nan_code,
    native,
    refuses_negative,
    sign_bit,
    unsigned,
)
from specgen.model.types import FloatType

PARTS = """\
/* A number: (-1)^negative * significand * 2^(top - 63). The significand's top bit is set unless the number is
   zero; `more` says that something, less than its last place, was cut off. */
typedef struct N_parts {
    uint64_t significand;
    int32_t top;
    bool negative, infinite, nan, more;
} N_parts;

static inline int N_leading_zeros(uint64_t x)
{
#ifdef __GNUC__
    return __builtin_clzll(x);
#else
    int n = 0;
    while (!(x >> 63)) {
        x <<= 1;
        n++;
    }
    return n;
#endif
}

/* The number (-1)^negative * significand * 2^exponent. */
static inline N_parts N_parts_of(bool negative, N_u128 significand, int32_t exponent, bool more)
{
    const uint64_t high = (uint64_t)(significand >> 64), low = (uint64_t)significand;
    N_parts v = {0, 0, negative, false, false, more};
    if (high != 0) {
        const int n = N_leading_zeros(high);
        v.significand = (uint64_t)(significand << n >> 64);
        v.top = exponent + 127 - n;
        v.more = more || (uint64_t)(significand << n) != 0;
    } else if (low != 0) {
        const int n = N_leading_zeros(low);
        v.significand = low << n;
        v.top = exponent + 63 - n;
    }
    return v;
}
"""

NAN = """\
static inline N_parts N_parts_nan(void)
{
    const N_parts v = {0, 0, false, false, true, false};
    return v;
}
"""

SUM = """\
/* The sum of two numbers that are not zero, both with their top bit at 126 and the last bit 0: where the exponents
   differ by two or more no more than one leading bit is lost, so what is cut off stays below the last place. */
static inline N_parts N_parts_sum(bool a_negative, N_u128 a, int32_t a_top, bool b_negative, N_u128 b, int32_t b_top)
{
    if (a_top < b_top || (a_top == b_top && a < b)) {
        const bool negative = a_negative;
        const N_u128 significand = a;
        const int32_t top = a_top;
        a_negative = b_negative, a = b, a_top = b_top;
        b_negative = negative, b = significand, b_top = top;
    }
    const int32_t distance = a_top - b_top;
    const N_u128 aligned = distance > 126 ? 0 : b >> distance;
    const bool more = distance > 126 || aligned << distance != b;
    if (a_negative == b_negative)
        return N_parts_of(a_negative, a + aligned, a_top - 126, more);
    const N_u128 rest = a - aligned - more;
    return N_parts_of(a_negative && rest != 0, rest, a_top - 126, more);
}
"""

ADD = """\
static inline N_parts N_parts_add(N_parts a, N_parts b)
{
    if (a.nan || b.nan || (a.infinite && b.infinite && a.negative != b.negative))
        return N_parts_nan();
    if (a.infinite || b.infinite)
        return a.infinite ? a : b;
    if (a.significand == 0 && b.significand == 0) {
        a.negative = a.negative && b.negative;
        return a;
    }
    if (a.significand == 0 || b.significand == 0)
        return a.significand != 0 ? a : b;
    return N_parts_sum(a.negative, (N_u128)a.significand << 63, a.top, b.negative, (N_u128)b.significand << 63, b.top);
}
"""

SUB = """\
static inline N_parts N_parts_sub(N_parts a, N_parts b)
{
    b.negative = !b.negative;
    return N_parts_add(a, b);
}
"""

MUL = """\
static inline N_parts N_parts_mul(N_parts a, N_parts b)
{
    const bool negative = a.negative != b.negative;
    const bool infinite = a.infinite || b.infinite;
    const bool zero = (!a.infinite && a.significand == 0) || (!b.infinite && b.significand == 0);
    if (a.nan || b.nan || (infinite && zero))
        return N_parts_nan();
    N_parts v = N_parts_of(negative, (N_u128)a.significand * b.significand, a.top + b.top - 126, false);
    v.infinite = infinite;
    return v;
}
"""

DIV = """\
static inline N_parts N_parts_div(N_parts a, N_parts b)
{
    const bool negative = a.negative != b.negative;
    const bool a_zero = !a.infinite && a.significand == 0, b_zero = !b.infinite && b.significand == 0;
    if (a.nan || b.nan || (a.infinite && b.infinite) || (a_zero && b_zero))
        return N_parts_nan();
    if (a.infinite || b.infinite || a_zero || b_zero) {
        N_parts v = N_parts_of(negative, 0, 0, false);
        v.infinite = a.infinite || b_zero;
        return v;
    }
    const N_u128 dividend = (N_u128)a.significand << 64, quotient = dividend / b.significand;
    return N_parts_of(negative, quotient, a.top - b.top - 64, quotient * b.significand != dividend);
}
"""

SQRT = """\
static inline N_parts N_parts_sqrt(N_parts a)
{
    if (a.nan || (!a.infinite && a.significand == 0))
        return a;
    if (a.negative)
        return N_parts_nan();
    if (a.infinite)
        return a;
    const int odd = a.top & 1;
    const N_u128 square = (N_u128)a.significand << (63 + odd);
    uint64_t root = 0;
    for (int bit = 63; bit >= 0; bit--) {
        const uint64_t next = root | (uint64_t)1 << bit;
        if ((N_u128)next * next <= square)
            root = next;
    }
    return N_parts_of(false, root, (a.top - odd) / 2 - 63, (N_u128)root * root != square);
}
"""

FMA = """\
static inline N_parts N_parts_fma(N_parts a, N_parts b, N_parts c)
{
    if (a.nan || b.nan || c.nan)
        return N_parts_nan();
    if (a.infinite || b.infinite || c.infinite || a.significand == 0 || b.significand == 0 || c.significand == 0)
        return N_parts_add(N_parts_mul(a, b), c);
    /* Significands of 61 bits or fewer: three low bits of their product are 0. */
    N_u128 product = (N_u128)(a.significand >> 1) * b.significand;
    int32_t top = a.top + b.top + 1;
    if (!(product >> 126)) {
        product <<= 1;
        top--;
    }
    return N_parts_sum(a.negative != b.negative, product, top, c.negative, (N_u128)c.significand << 63, c.top);
}
"""

TINY = """\
/* Whether the number, rounded to `precision` bits with an unbounded exponent, is less than 2^least. */
static inline bool N_parts_tiny(N_parts v, int32_t least, int precision)
{
    if (v.nan || v.infinite || v.significand == 0)
        return false;
    return v.top < least - 1 || (v.top == least - 1 && v.significand < 0 - ((uint64_t)1 << (63 - precision)));
}
"""


def unpack(of: FloatType) -> str:
    """``N_parts N_<fmt>_unpack(value)``."""
    bits, mask = (64 if of.width > 32 else 32), magnitude_mask(of)
    code = "x"
    if native(of) is not None:
        code = f"N_{native(of)}_bits(x)"
    fraction = (1 << of.mantissa) - 1
    implied = "field != 0" if of.subnormals else "magnitude != 0" if of.has_zero else "true"
    lines = [
        f"static inline N_parts N_{of.name}_unpack({c_type(of)} x)",
        "{",
        f"    const uint{bits}_t code = {code}, magnitude = code & {unsigned(mask, bits)};",
        f"    const uint32_t field = (uint32_t)(magnitude >> {of.mantissa});",
        f"    const uint64_t fraction = magnitude & {unsigned(fraction, bits)};",
        f"    const uint64_t significand = fraction | (uint64_t)({implied}) << {of.mantissa};",
        f"    const int32_t exponent = (int32_t)({_least_field(of)}) - {of.bias + of.mantissa};".replace(
            "- -", "+ "
        ),
        f"    N_parts v = N_parts_of({_negative(of, bits)}, significand, exponent, false);",
    ]
    if of.infinities:
        lines.append(f"    v.infinite = magnitude == {unsigned(of.max_code + 1, bits)};")
    if of.has_nan:
        lines.append(f"    v.nan = {nan_test(of, bits)};")
    return "\n".join([*lines, "    return v;", "}", ""])


def _least_field(of: FloatType) -> str:
    return "field != 0 ? field : 1" if of.subnormals else "field"


def _negative(of: FloatType, bits: int) -> str:
    return f"(code & {unsigned(sign_bit(of), bits)}) != 0" if of.signed else "false"


def nan_test(of: FloatType, bits: int) -> str:
    """Whether ``code``, with its ``magnitude``, is NaN."""
    match of.nans:
        case "ieee":
            return f"magnitude > {unsigned(of.max_code + int(of.infinities), bits)}"
        case "all_ones":
            return f"magnitude == {unsigned(magnitude_mask(of), bits)}"
        case "negative_zero":
            return f"code == {unsigned(sign_bit(of), bits)}"
    return "false"


def up(mode: Mode, *, above: str, tie: str, inexact: str, odd: str, negative: str) -> str:
    """The C condition under which rounding leads away from zero; all parts are conditions (0 or 1)."""
    match mode.rounding:
        case "nearest_even":
            return f"{above} | ({tie} & {odd})"
        case "nearest_away":
            return f"{above} | {tie}"
        case "away":
            return inexact
        case "up":
            return f"{inexact} & !{negative}"
        case "down":
            return f"{inexact} & {negative}"
        case "odd":
            return f"{inexact} & !{odd}"
    return "0"


def overflowed(to: FloatType, mode: Mode) -> tuple[str, bool]:
    """The magnitude's code after an overflow, as C, and whether it is NaN (where the rounding leads there)."""
    code, nan = infinity_code(to, mode.overflow)
    bounded = unsigned(to.max_code, 64)
    match mode.rounding:
        case "toward_zero" | "odd":
            return bounded, False
        case "up":
            return f"v.negative ? {bounded} : {unsigned(code, 64)}", nan
        case "down":
            return f"v.negative ? {unsigned(code, 64)} : {bounded}", nan
    return unsigned(code, 64), nan


def pack(to: FloatType, mode: Mode, name: str) -> str:
    """``code name(N_parts v[, uint64_t random])``: rounded once."""
    random = ", uint64_t random" if mode.random_bits else ""
    lines = [
        f"static inline {code_type(to)} {name}(N_parts v{random})",
        "{",
        f"    const {code_type(to)} nan = {unsigned(nan_code(to), 64 if to.width > 32 else 32)};",
        "    uint64_t code = 0;",
        "    if (v.nan)",
        "        return nan;",
        *_refused(to, mode),
        "    if (v.infinite) {",
        *_infinite(to, mode),
        "    } else if (v.significand != 0) {",
        *_rounded(to, mode),
        "    }",
        *_signed(to),
        f"    return ({code_type(to)})code;",
        "}",
        "",
    ]
    return "\n".join(lines)


def _refused(to: FloatType, mode: Mode) -> list[str]:
    negative = "v.negative && (v.infinite || v.significand != 0)"
    return [f"    if ({negative})", "        return nan;"] if refuses_negative(to, mode.overflow) else []


def _infinite(to: FloatType, mode: Mode) -> list[str]:
    code, nan = infinite_code(to, mode.overflow)
    return ["        return nan;"] if nan else [f"        code = {unsigned(code, 64)};"]


def _rounded(to: FloatType, mode: Mode) -> list[str]:
    choice = _up(to, mode)
    lines = [
        f"const int32_t binade = v.top > {to.min_exponent} ? v.top : {to.min_exponent};",
        f"const int32_t cut = {63 - to.mantissa} + binade - v.top;",
        "const uint64_t kept = cut > 63 ? 0 : v.significand >> cut;",
        *_rest(choice),
        f"const uint64_t up = {choice};",
        f"const int32_t bounded = binade > {to.max_exponent} ? {to.max_exponent + 1} : binade;",
        f"code = ((uint64_t)(int64_t)(bounded - {_base(to)}) << {to.mantissa}) + kept + up;".replace(
            "- -", "+ "
        ),
    ]
    if not to.has_zero:
        lines += [f"if (v.top < {to.min_exponent})", "    code = 0;"]
    if not to.subnormals and to.mantissa:
        lines += _below_the_least(to, mode)
    lines += _beyond(to, mode)
    return ["        " + line for line in lines]


def _rest(choice: str) -> list[str]:
    """What was cut off, so far as the choice looks at it."""
    wide = "cut > 127 ? 0 : cut > 64 ? v.significand >> (cut - 64) : v.significand << (64 - cut)"
    lines = {
        "fraction": f"const uint64_t fraction = {wide};",
        "more": "const bool more = v.more || cut > 127 || (cut > 64 && fraction << (cut - 64) != v.significand);",
        "half": "const uint64_t half = (uint64_t)1 << 63;",
    }
    return [line for name, line in lines.items() if name in choice]


def _base(to: FloatType) -> int:
    return to.min_exponent + int(not to.subnormals)


def _up(to: FloatType, mode: Mode) -> str:
    if mode.stochastic:
        return f"(N_u128){_lead(mode)} + random >= {_power(mode.random_bits)}"
    binade = f"(uint64_t)(int64_t)(binade - {to.min_exponent})".replace("- -", "+ ")
    return up(
        mode,
        above="(fraction > half || (fraction == half && more))",
        tie="(fraction == half && !more)",
        inexact="(fraction != 0 || more)",
        odd="(kept & 1)" if to.mantissa or not to.has_zero else f"(({binade} + kept) & 1)",
        negative="v.negative",
    )


def _lead(mode: Mode) -> str:
    """What was cut off, as an integer of ``random_bits`` bits: cut itself, or rounded to the nearest."""
    lead, tail = f"(fraction >> {64 - mode.random_bits})", f"fraction << {mode.random_bits}"
    match mode.rounding:
        case "stochastic":
            return lead
        case "stochastic_centred":
            return f"({lead} + (({tail}) >> 63))"
    odd = f"({lead} & 1)" if mode.rounding == "stochastic_even" else f"!({lead} & 1)"
    return f"({lead} + (({tail}) > half || (({tail}) == half && (more || {odd}))))"


def _power(bits: int) -> str:
    return f"(N_u128)1 << {bits}"


def _beyond(to: FloatType, mode: Mode) -> list[str]:
    code, nan = overflowed(to, mode)
    lines = [f"if (binade > {to.max_exponent} || code > {unsigned(to.max_code, 64)}) {{"]
    if nan and mode.rounding in ("up", "down"):
        lines += [f"    if ({'!' * (mode.rounding == 'up')}v.negative)", "        return nan;"]
        code = unsigned(to.max_code, 64)
    elif nan:
        return [*lines, "    return nan;", "}"]
    return [*lines, f"    code = {code};", "}"]


def _below_the_least(to: FloatType, mode: Mode) -> list[str]:
    """Between zero and the least value of a format without subnormals: no power of two divides it."""
    least = ((1 << to.mantissa) + 1) << (63 - to.mantissa)
    low, size = to.min_exponent, unsigned(least, 64)
    lines = [f"if (v.top < {low} || (v.top == {low} && v.significand < {size})) {{"]
    if mode.stochastic:
        return [*lines, *("    " + line for line in _least_lottery(to, mode, least)), "}"]
    condition = up(
        mode,
        above=f"(v.top == {low} || (v.top == {low - 1} && (v.significand > {size} || (v.significand == {size} && v.more))))",
        tie=f"(v.top == {low - 1} && v.significand == {size} && !v.more)",
        inexact="true",
        odd="false",
        negative="v.negative",
    )
    return [*lines, f"    code = {condition};", "}"]


def _least_lottery(to: FloatType, mode: Mode, least: int) -> list[str]:
    """Whether v, in halves of least * 2^-random_bits, reaches the share of them that ``random`` leaves."""
    bits, whole = mode.random_bits, mode.rounding == "stochastic"
    reached = "lot >= needed"
    if mode.rounding in ("stochastic_even", "stochastic_odd"):
        tie = f"(share & 1) == {int(mode.rounding == 'stochastic_odd')}"
        reached = f"lot > needed || (lot == needed && (v.more || {tie}))"
    return [
        f"const int32_t distance = {to.min_exponent} - v.top;",
        f"const N_u128 share = ({_power(bits)}) - random;",
        "code = 0;",
        f"if (distance <= {bits + 1}) {{",
        f"    const N_u128 lot = (N_u128)v.significand << ({bits + 1} - distance);",
        f"    const N_u128 needed = (share * 2{'' if whole else ' - 1'}) * {unsigned(least, 64)};",
        f"    code = {reached};",
        "}",
    ]


def _signed(to: FloatType) -> list[str]:
    if not to.signed:
        return ["    if (v.negative)", "        code = 0;"]
    only = "" if to.has_negative_zero else " && code != 0"
    return [f"    if (v.negative{only})", f"        code |= {unsigned(sign_bit(to), 64)};"]

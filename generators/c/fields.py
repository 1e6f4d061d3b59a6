"""C expressions that take a field out of a word and put it in. A word is an array of 32-bit lanes, lowest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model.isa import Field

LANE = 32


@dataclass(frozen=True, slots=True)
class Segment:
    """``width`` bits at bit ``low`` of ``lane`` hold the bits from ``raw_low`` on of the field's raw value."""

    lane: int
    low: int
    width: int
    raw_low: int


def segments(field: Field) -> Iterator[Segment]:
    """Cut a field's pieces at the borders of lanes, most significant first."""
    below = field.width
    for piece in field.pieces:
        high = piece.high
        while high >= piece.low:
            lane = high // LANE
            low = max(piece.low, lane * LANE)
            width = high - low + 1
            below -= width
            yield Segment(lane, low - lane * LANE, width, below)
            high = low - 1


def number(value: int, bits: int = 32) -> str:
    """Return an unsigned constant of 32 or 64 bits, in hexadecimal from 10 on."""
    digits = str(value) if value < 10 else hex(value)
    return f"UINT64_C({digits})" if bits > LANE else f"{digits}u"


def raw_type(field: Field) -> str:
    """Return the unsigned type that holds the raw bits."""
    return "uint64_t" if field.width > LANE else "uint32_t"


def value_type(field: Field) -> str:
    """Return the integer type that holds every value of the field."""
    low, high = field.low, field.high
    if low >= 0:
        return "uint32_t" if high < 1 << 32 else "uint64_t"
    return "int32_t" if low >= -(1 << 31) and high < 1 << 31 else "int64_t"


def extract(field: Field, word: str = "word") -> str:
    """Return the expression of the raw bits, of type ``raw_type``."""
    parts = [_taken(s, word, field.width > LANE) for s in segments(field)]
    return parts[0].removeprefix("(").removesuffix(")") if _wrapped(parts) else " | ".join(parts)


def _wrapped(parts: list[str]) -> bool:
    """Whether there is one part, with parentheses around all of it."""
    inner = parts[0][1:-1]
    depth = 0
    for character in inner:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return len(parts) == 1 and parts[0].startswith("(") and parts[0].endswith(")")


def _taken(s: Segment, word: str, wide: bool) -> str:
    part = f"{word}[{s.lane}]"
    if s.low:
        part = f"({part} >> {s.low})"
    if s.low + s.width < LANE:
        part = f"({part} & {number((1 << s.width) - 1)})"
    if wide:
        part = f"(uint64_t){part}"
    return f"({part} << {s.raw_low})" if s.raw_low else part


def insert(field: Field, raw: str, word: str = "word") -> list[str]:
    """Return the statements that put ``raw`` (a primary expression) into a word whose bits there are zero."""
    return [f"{word}[{s.lane}] |= {_shifted(field, s, raw)};" for s in segments(field)]


def replace(field: Field, raw: str, word: str = "word") -> list[str]:
    """Return the statements that put the low bits of ``raw`` (an identifier) into any word."""
    lines = []
    for s in segments(field):
        bits = f"{raw} >> {s.raw_low}" if s.raw_low else raw
        bits = f"(uint32_t)({bits})" if field.width > LANE else f"({bits})" if s.raw_low else bits
        if s.width == LANE:
            lines.append(f"{word}[{s.lane}] = {bits};")
            continue
        mask = number((1 << s.width) - 1)
        kept = number(~(((1 << s.width) - 1) << s.low) & 0xFFFFFFFF)
        bits = f"(({bits} & {mask}) << {s.low})" if s.low else f"({bits} & {mask})"
        lines.append(f"{word}[{s.lane}] = ({word}[{s.lane}] & {kept}) | {bits};")
    return lines


def _shifted(field: Field, s: Segment, raw: str) -> str:
    bits = f"{raw} >> {s.raw_low}" if s.raw_low else raw
    if s.width < field.width:
        bits = f"{f'({bits})' if s.raw_low else bits} & {number((1 << s.width) - 1, field.width)}"
    if field.width > LANE:
        bits = f"(uint32_t)({bits})"
    elif bits != raw:
        bits = f"({bits})"
    return f"{bits} << {s.low}" if s.low else bits


def decode(field: Field, raw: str) -> str:
    """Return the expression of the operand's value for ``raw`` (an identifier of type ``raw_type``)."""
    wide = field.width > LANE
    kind = value_type(field)
    if not field.signed and field.scale == 1 and field.bias == 0:
        return raw
    if field.signed:
        half = number(1 << (field.width - 1), field.width)
        size = 64 if wide or kind == "int64_t" else 32
        value = (
            f"(int{size}_t)({raw} ^ {half}) - (int{size}_t){half}"
            if field.width < size
            else f"(int{size}_t){raw}"
        )
        value = f"({value})"
    elif field.low < 0 or field.scale < 0:
        value = f"(int64_t){raw}"
    else:
        value = f"({kind}){raw}"
    constant = "INT64_C({})" if kind == "int64_t" else "{}"
    if field.scale != 1:
        value = f"{value} * {constant.format(field.scale)}"
    if field.bias:
        sign = "+" if field.bias > 0 else "-"
        value = f"{value} {sign} {constant.format(abs(field.bias))}"
    return f"({kind})({value})"


def encode(field: Field, value: str) -> str:
    """Return the expression of the raw bits for ``value``, which was checked to be one that the field holds."""
    raw = raw_type(field)
    mask = (1 << field.width) - 1
    if field.scale == 1 and field.bias == 0:
        expression = f"({raw}){value}"
    else:
        wide = value_type(field)
        base = f"((int64_t){value} - {field.bias})" if field.bias else f"(int64_t){value}"
        if wide == "uint64_t":
            base = f"({value} - {number(field.bias, 64)})" if field.bias else value
        expression = f"({raw})({base} / {field.scale})" if field.scale != 1 else f"({raw}){base}"
    full = field.width in (32, 64) or (not field.signed)
    return expression if full else f"{expression} & {number(mask, field.width)}"


def refusals(field: Field, value: str) -> list[str]:
    """Return the tests that find ``value`` impossible to encode; none that a compiler would call constant."""
    kind = value_type(field)
    low, high = field.low, field.high
    tests = []
    least = {"uint32_t": 0, "uint64_t": 0, "int32_t": -(1 << 31), "int64_t": -(1 << 63)}[kind]
    most = {
        "uint32_t": (1 << 32) - 1,
        "uint64_t": (1 << 64) - 1,
        "int32_t": (1 << 31) - 1,
        "int64_t": (1 << 63) - 1,
    }[kind]
    if low > least:
        tests.append(f"{value} < {constant(low, kind)}")
    if high < most:
        tests.append(f"{value} > {constant(high, kind)}")
    if abs(field.scale) != 1:
        base = f"({value} - {constant(field.bias, kind)})" if field.bias else value
        tests.append(f"{base} % {constant(abs(field.scale), kind)} != 0")
    return tests


_RANGES = {
    "uint32_t": (0, (1 << 32) - 1),
    "uint64_t": (0, (1 << 64) - 1),
    "int32_t": (-(1 << 31), (1 << 31) - 1),
    "int64_t": (-(1 << 63), (1 << 63) - 1),
}


def constant(value: int, kind: str) -> str:
    """Return a constant of an integer type, in decimal."""
    if kind == "uint32_t":
        return f"{value}u"
    if kind == "uint64_t":
        return f"UINT64_C({value})"
    if kind == "int64_t":
        return "INT64_MIN" if value == -(1 << 63) else f"INT64_C({value})"
    return "INT32_MIN" if value == -(1 << 31) else str(value)

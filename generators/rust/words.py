"""Expressions that take bits out of a word and put them in: one integer, or an array of them where words are wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.rust.text import decimal, integer, limits, number
from specgen.model.legality import Condition, FieldIn, Matches

if TYPE_CHECKING:
    from specgen.model.isa import Field

WIDEST = 128
LANE = 64


@dataclass(frozen=True, slots=True)
class Segment:
    """``width`` bits at bit ``low`` of ``lane`` hold the bits from ``raw_low`` on of a field."""

    lane: int
    low: int
    width: int
    raw_low: int


class Words:
    """Words of so many bits."""

    def __init__(self, width: int) -> None:
        fitting = (size for size in (8, 16, 32, 64, WIDEST) if width <= size)
        self.lane_bits = next(fitting, LANE)
        self.lanes = 1 if width <= WIDEST else -(-width // LANE)
        self.lane_type = f"u{self.lane_bits}"
        self.type = self.lane_type if self.lanes == 1 else f"[{self.lane_type}; {self.lanes}]"

    def lane(self, index: int, word: str = "word") -> str:
        """Return a lane of a word."""
        return word if self.lanes == 1 else f"{word}[{index}]"

    def literal(self, value: int) -> str:
        """Return a word."""
        lanes = [
            number(value >> (self.lane_bits * i) & ((1 << self.lane_bits) - 1)) for i in range(self.lanes)
        ]
        return lanes[0] if self.lanes == 1 else f"[{', '.join(lanes)}]"

    def segments(self, field: Field) -> Iterator[Segment]:
        """Cut a field's pieces at the borders of lanes, most significant first."""
        below = field.width
        for piece in field.pieces:
            high = piece.high
            while high >= piece.low:
                lane = high // self.lane_bits
                low = max(piece.low, lane * self.lane_bits)
                below -= high - low + 1
                yield Segment(lane, low - lane * self.lane_bits, high - low + 1, below)
                high = low - 1

    def bits(self, low: int, width: int) -> str:
        """Return adjacent bits of one lane."""
        lane, low = divmod(low, self.lane_bits)
        taken = f"{self.lane(lane)} >> {low}" if low else self.lane(lane)
        if low + width == self.lane_bits:
            return taken
        return f"{f'({taken})' if low else taken} & {number((1 << width) - 1)}"

    def raw_type(self, field: Field) -> str:
        """Return the type that a field's bits are joined in."""
        return self.lane_type if field.width <= self.lane_bits else f"u{WIDEST}"

    def raw(self, field: Field) -> str:
        """Return the bits of a field, joined, of type `raw_type`."""
        segments = list(self.segments(field))
        parts = []
        for s in segments:
            part = self.bits(s.lane * self.lane_bits + s.low, s.width)
            if self.raw_type(field) != self.lane_type:
                part = f"{self.raw_type(field)}::from({part})"
            if s.raw_low:
                part = f"({atom(part)} << {s.raw_low})"
            parts.append(part if len(segments) == 1 else atom(part))
        return " | ".join(parts)

    def value(self, field: Field, kind: str) -> str:
        """Return the value of a field, of type ``kind``."""
        raw, joined = self.raw(field), self.raw_type(field)
        if not field.signed and field.scale == 1 and field.bias == 0:
            return raw if kind == joined else f"{atom(raw)} as {kind}"
        if field.signed:
            exact = f"signed({raw if joined == f'u{WIDEST}' else f'u{WIDEST}::from({raw})'}, {field.width})"
        else:
            exact = f"i128::from({raw})" if joined != f"u{WIDEST}" else f"({atom(raw)} as i128)"
        exact += f" * {field.scale}" if field.scale != 1 else ""
        exact += f" {'+' if field.bias > 0 else '-'} {abs(field.bias)}" if field.bias else ""
        return f"{atom(exact)} as {kind}"

    def put(self, field: Field, name: str, kind: str) -> list[str]:
        """Return the statements that put the value ``name``, of type ``kind`` and found to fit, into a word."""
        joined = self.raw_type(field)
        raw = name
        if field.bias or field.scale < 0:
            sign = "-" if field.bias > 0 else "+"
            raw = f"(i128::from({name}) {sign} {abs(field.bias)})" if field.bias else f"i128::from({name})"
        raw += f" / {field.scale}" if field.scale != 1 else ""
        if raw != name or kind != joined:
            widened = raw == name and kind[0] == "u" and int(kind[1:]) < int(joined[1:])
            raw = f"{joined}::from({name})" if widened else f"{atom(raw)} as {joined}"
        segments = list(self.segments(field))
        if len(segments) == 1 and (field.low >= 0 or field.width == self.lane_bits):
            return [f"{self.lane(segments[0].lane)} |= {_shifted(raw, segments[0].low)};"]
        return [f"let raw = {raw};", *(self._placed(s, joined) for s in segments)]

    def _placed(self, s: Segment, joined: str) -> str:
        bits = f"(raw >> {s.raw_low})" if s.raw_low else "raw"
        bits = f"{bits} & {number((1 << s.width) - 1)}"
        if joined != self.lane_type:
            bits = f"({bits}) as {self.lane_type}"
        return f"{self.lane(s.lane)} |= {_shifted(bits, s.low)};"

    def test(self, mask: int, value: int) -> str:
        """Return the test that the bits of the word under ``mask`` are ``value``."""
        tests = []
        for lane in range(self.lanes):
            ones = (1 << self.lane_bits) - 1
            m, v = mask >> (lane * self.lane_bits) & ones, value >> (lane * self.lane_bits) & ones
            if m:
                taken = self.lane(lane) if m == ones else f"{self.lane(lane)} & {number(m)}"
                tests.append(f"{taken} == {number(v)}")
        return " && ".join(tests) or "true"

    def holds(self, condition: Condition) -> str:
        """Return the test that the word satisfies a condition on its operands."""
        if isinstance(condition, FieldIn):
            ranges = " | ".join(_range(low, high) for low, high in condition.ranges)
            return f"matches!({self.raw(condition.field)}, {ranges})" if ranges else "false"
        if isinstance(condition, Matches):
            return " || ".join(f"({self.test(c.mask, c.value)})" for c in condition.within) or "false"
        alike = _meaning(condition.left) == _meaning(condition.right)
        left, right = (
            atom(self.raw(field) if alike else self.value(field, "i128"))
            for field in (condition.left, condition.right)
        )
        return f"{left} {'==' if condition.equal else '!='} {right}"


def atom(expression: str) -> str:
    """Return an expression, in parentheses where it has operators outside of its own."""
    depth = 0
    for i, character in enumerate(expression):
        depth += (character in "([") - (character in ")]")
        if character == " " and depth == 0:
            return f"({expression})"
        if depth == 0 and expression[0] == "(" and i < len(expression) - 1:
            return f"({expression})"
    return expression


def value_type(field: Field) -> str:
    """Return the smallest type that holds every value of the field."""
    return integer(field.low, field.high)


def fits(field: Field, name: str, kind: str) -> str:
    """Return the test that the value ``name``, of type ``kind``, can be encoded; empty where every one can."""
    least, most = limits(kind)
    low, high = max(field.low, least), min(field.high, most)
    tests = []
    if low > least and high < most:
        tests.append(f"({decimal(low)}..={decimal(high)}).contains(&{name})")
    else:
        tests += [f"{name} >= {decimal(low)}"] * (low > least) + [f"{name} <= {decimal(high)}"] * (
            high < most
        )
    if abs(field.scale) != 1:
        base = f"i128::from({name})" if field.bias else name
        base = f"({base} {'-' if field.bias > 0 else '+'} {abs(field.bias)})" if field.bias else base
        tests.append(f"{base} % {abs(field.scale)} == 0")
    return " && ".join(tests)


def _meaning(field: Field) -> tuple[int, bool, int, int]:
    return field.width, field.signed, field.scale, field.bias


def _shifted(bits: str, low: int) -> str:
    return f"{atom(bits)} << {low}" if low else bits


def _range(low: int, high: int) -> str:
    return number(low) if low == high else f"{number(low)}..={number(high)}"

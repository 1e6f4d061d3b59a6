"""Kinds of operands, each a record once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.naming import camel
from specgen.model.templates import Kind

if TYPE_CHECKING:
    from specgen.generators.naming import Scope
    from specgen.generators.tablegen.registers import RegisterFile
    from specgen.model.isa import Field
    from specgen.model.legality import Ranges
    from specgen.model.templates import Place


@dataclass(frozen=True, slots=True)
class Subset:
    """A class of some registers of a file."""

    record: str
    file: RegisterFile
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Immediate:
    """A kind of number: its type, what it is, and what is to be known of its coding."""

    record: str
    type: str
    summary: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """Registers of a class whose numbers are coded otherwise than by their low bits."""

    record: str
    registers: str
    summary: str


class Operands:
    """The kinds of operands of a target, made as they are asked for."""

    def __init__(self, scope: Scope, files: Mapping[str, RegisterFile]) -> None:
        self._scope = scope
        self._files = files
        self.subsets: dict[str, Subset] = {}
        self.immediates: dict[str, Immediate] = {}
        self.coded: dict[str, Coded] = {}

    def of(self, field: Field, place: Place | None, ranges: Ranges | None) -> str:
        """Return the record of an operand; ``ranges`` are the raw values that it may have, where not all."""
        if place is not None and place.kind is Kind.REGISTER:
            return self._register(field, self._files[place.file], ranges)
        return self._immediate(field, place, ranges)

    def _register(self, field: Field, file: RegisterFile, ranges: Ranges | None) -> str:
        allowed = ranges or ((0, (1 << field.width) - 1),)
        values = {field.value(raw) for low, high in allowed for raw in range(low, min(high, 1 << 16) + 1)}
        numbers = tuple(sorted(v for v in values if 0 <= v < len(file.registers)))
        record = file.record
        if numbers and len(numbers) < len(file.registers):
            wanted = f"{file.record}{_spans(numbers)}"
            record = self._scope.give(("subset", file.state.name, numbers), wanted)
            self.subsets[record] = Subset(record, file, numbers)
        if all(field.raw(number) == number & ((1 << field.width) - 1) for number in numbers):
            return record
        coded = self._scope.give(("coded", record, *_coding(field)), f"{record}{_coding_name(field)}")
        self.coded[coded] = Coded(coded, record, _formula(field))
        return coded

    def _immediate(self, field: Field, place: Place | None, ranges: Ranges | None) -> str:
        kind = place.kind if place is not None else Kind.NUMBER
        enum = field.enum if kind is Kind.ENUM else None
        base = camel(enum.name) if enum else f"{'S' if field.signed else 'U'}Imm"
        far = {Kind.LABEL: "Label", Kind.ADDRESS: "Address"}.get(kind, "")
        wanted = f"{base}{field.width}{_coding_name(field)}{far}{_range_name(ranges) if ranges and not enum else ''}"
        key = ("operand", base, field.width, *_coding(field), far, ranges, enum.name if enum else "")
        record = self._scope.give(key, wanted)
        settings = [("OperandType", '"OPERAND_PCREL"')] if kind is Kind.LABEL else []
        if enum:
            settings.append(("PrintMethod", f'"print{base}"'))
        if field.scale != 1 or field.bias:
            settings.append(("EncoderMethod", f'"encode{record}"'))
        if field.signed or field.scale != 1 or field.bias or ranges:
            settings.append(("DecoderMethod", f'"decode{record}"'))
        summary = f"{enum.name if enum else 'A number'}, {_formula(field)}{_told(field, ranges)}"
        wide = "i64" if max(-field.low, field.high) >= 1 << 31 else "i32"
        self.immediates[record] = Immediate(record, wide, summary, tuple(settings))
        return record


def _coding(field: Field) -> tuple[int, ...]:
    return field.signed, field.scale, field.bias


def _coding_name(field: Field) -> str:
    scale = f"Times{field.scale}".replace("-", "Minus") if field.scale != 1 else ""
    bias = f"{'Plus' if field.bias > 0 else 'Less'}{abs(field.bias)}" if field.bias else ""
    return scale + bias


def _formula(field: Field) -> str:
    """How a value follows from the bits."""
    text = f"{'s' if field.signed else 'u'}{field.width}"
    text += f" * {field.scale}" if field.scale != 1 else ""
    return text + (f" {'+' if field.bias > 0 else '-'} {abs(field.bias)}" if field.bias else "")


def _told(field: Field, ranges: Ranges | None) -> str:
    if not ranges:
        return ""
    spans = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in ranges[:8])
    return f", its bits {spans}{', ...' if len(ranges) > 8 else ''}"


def _spans(numbers: tuple[int, ...]) -> str:
    """``8To15`` or ``1And2``."""
    if numbers == tuple(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 1:
        return f"{numbers[0]}To{numbers[-1]}"
    return "And".join(map(str, numbers)) if len(numbers) < 4 else f"{numbers[0]}Among{len(numbers)}"


def _range_name(ranges: Ranges) -> str:
    low, high = ranges[0]
    return f"From{low}To{high}" if len(ranges) == 1 else f"Among{len(ranges)}"

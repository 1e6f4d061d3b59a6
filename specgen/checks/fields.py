"""Checks of single formats and fields: every bit is accounted for exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.source import Location, Related, Severity

if TYPE_CHECKING:
    from specgen.model.isa import Field, Format


def ranges(mask: int) -> str:
    """Spell the bits of a mask as ranges, most significant first: ``31:28, 7``."""
    spelled = []
    while mask:
        high = mask.bit_length() - 1
        low = high
        while low and mask >> (low - 1) & 1:
            low -= 1
        spelled.append(f"{high}:{low}" if high > low else str(high))
        mask &= (1 << low) - 1
    return ", ".join(spelled)


@check(
    "isa-bits-uncovered",
    Severity.ERROR,
    "Every bit of a format belongs to a field.",
    """A bit that no field names is one that an encoder may set and a decoder may ignore: two teams will decide
    differently. Say that it is reserved, and whether other bits there are illegal or ignored.""",
    wrong="""
    formats:
      short: {width: 32, fields: {opcode: "6:0", rd: "11:7", imm: {bits: "31:20", signed: true}}}
    """,
    right="""
    formats:
      short: {width: 32, fields: {opcode: "6:0", rd: "11:7", reserved: "19:12", imm: {bits: "31:20", signed: true}}}
    """,
)
def bits_uncovered(subject: Subject) -> Iterator[Finding]:
    """Bits of a format that no field names."""
    for format_ in subject.architecture.formats.values():
        covered = 0
        for field in format_.fields:
            covered |= field.mask
        missing = ((1 << format_.width) - 1) & ~covered
        if missing:
            bits = ranges(missing)
            yield Finding(
                f"of format {format_.name}, no field has {_named(bits)}",
                format_.origin.key("fields"),
                hint=f'add a reserved field, such as reserved: "{bits.replace(",", "")}"',
            )


@check(
    "isa-field-overlap",
    Severity.ERROR,
    "No bit of a format belongs to two fields.",
    """Where two fields share a bit, setting one changes the other: an encoder writes one word for two meanings and
    no decoder can tell which was meant.""",
    wrong="""
    formats:
      short: {width: 16, fields: {opcode: "6:0", rd: "11:6", reserved: "15:12"}}
    """,
    right="""
    formats:
      short: {width: 16, fields: {opcode: "5:0", rd: "11:6", reserved: "15:12"}}
    """,
)
def field_overlap(subject: Subject) -> Iterator[Finding]:
    """Bits that two fields share, or that one field names twice."""
    for format_ in subject.architecture.formats.values():
        for i, field in enumerate(format_.fields):
            if sum(p.width for p in field.pieces) > field.mask.bit_count():
                yield Finding(f"field {field.name} names a bit twice", _bits(field))
            for other in format_.fields[:i]:
                if shared := field.mask & other.mask:
                    yield Finding(
                        f"fields {other.name} and {field.name} of format {format_.name} share {_named(ranges(shared))}",
                        _bits(field),
                        (Related(_bits(other), f"{other.name} is here"),),
                    )


def _named(bits: str) -> str:
    return f"bit {bits}" if bits.isdecimal() else f"bits {bits}"


def _bits(field: Field) -> Location:
    return field.origin.at("bits")


@check(
    "isa-enum-wide",
    Severity.ERROR,
    "Every value of an enum fits the fields that use it.",
    "A value that the field cannot hold has a name and no encoding: it would be cut to another value's bits.",
    wrong="""
    enums: {mode: {values: {slow: 0, fast: 4}}}
    formats:
      short: {width: 16, fields: {opcode: "6:0", how: {bits: "8:7", enum: mode}, reserved: "15:9"}}
    """,
    right="""
    enums: {mode: {values: {slow: 0, fast: 3}}}
    formats:
      short: {width: 16, fields: {opcode: "6:0", how: {bits: "8:7", enum: mode}, reserved: "15:9"}}
    """,
)
def enum_wide(subject: Subject) -> Iterator[Finding]:
    """Members of an enum that a field with it cannot hold."""
    for format_ in subject.architecture.formats.values():
        for field in format_.fields:
            for member in field.enum.members if field.enum else ():
                if field.raw(member.value) is None:
                    yield Finding(
                        f"{member.name} = {member.value} does not fit field {field.name} of {field.width} bits",
                        member.origin.at(),
                        (Related(_bits(field), f"the field, from {field.low} to {field.high}"),),
                    )


@check(
    "isa-format-bytes",
    Severity.ERROR,
    "A format is a whole number of its processor's units long.",
    """Instructions follow each other in memory; one that ends inside a unit leaves the next without an address.""",
    wrong="""
    formats: {odd: {width: 12, fields: {opcode: "6:0", rest: "11:7"}}}
    instructions:
      skip: {format: odd, encoding: {opcode: 0x7f}, assembly: "skip {rest}", summary: Does nothing., semantics: "pass"}
    """,
    right="""
    formats: {even: {width: 16, fields: {opcode: "6:0", rest: "15:7"}}}
    instructions:
      skip: {format: even, encoding: {opcode: 0x7f}, assembly: "skip {rest}", summary: Does nothing., semantics: "pass"}
    """,
)
def format_bytes(subject: Subject) -> Iterator[Finding]:
    """Formats of instructions that are no multiple of the program counter's unit."""
    seen: set[Format] = set()
    for one in subject.architecture.instructions.values():
        unit = 8 * one.processor.unit
        if one.format.width % unit and one.format not in seen:
            seen.add(one.format)
            yield Finding(
                f"format {one.format.name} is {one.format.width} bits wide, not a multiple of {unit}",
                one.format.origin.at("width"),
                (
                    Related(
                        one.processor.origin.at(),
                        f"{one.processor.name} counts in {one.processor.unit} bytes",
                    ),
                ),
            )

"""Documents of the instruction set: formats, instructions, aliases, extensions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from specgen.model.documents.base import TEXT, Document, ItemDocument, Number, Text

_END = r"(\d+|[^\s:]*[A-Za-z(][^\s:]*)"  # a number, or an expression without spaces
_PIECE = f"{_END}(:{_END})?"
Bits = Annotated[
    str | int,
    Field(
        description='Bits from the most significant on, such as "6:0" or "31 7 30:25 11:8".',
        json_schema_extra={"pattern": rf"^\s*{_PIECE}(\s+{_PIECE})*\s*$"},
    ),
]


class FieldDocument(ItemDocument):
    """A field of a format; its value is raw * scale + bias."""

    bits: Bits
    signed: Annotated[bool, Field(description="Whether the raw value is in two's complement.")] = False
    scale: Annotated[Number, Field(description="What one step of the raw value means.")] = 1
    bias: Annotated[Number, Field(description="The value of raw zero.")] = 0
    enum: Annotated[str | None, Field(description="The enum that names its values.")] = None
    reserved: Annotated[
        Literal["zero", "ignored"] | None,
        Field(description="Reserved bits: they must be zero, or are ignored."),
    ] = None


class FormatDocument(ItemDocument):
    """The fields of an instruction word."""

    width: Annotated[Number, Field(description="Bits of the instruction word, a multiple of 8.")]
    fields: Annotated[
        dict[str, Bits | FieldDocument], Field(description="Fields by name: their bits, or a mapping.")
    ]


_SHAPE = {
    "description": "Its extents: one for each dimension of the layout, or by dimension those that are not fixed.",
    "anyOf": [
        {"type": "array", "items": TEXT, "minItems": 1},
        {"type": "object", "additionalProperties": TEXT},
    ],
}


class TileDocument(ItemDocument):
    """A window onto a memory, through a layout."""

    kind: Annotated[Literal["tile"], Field(description="A tile.")]
    memory: Annotated[str, Field(description="The memory that it lies in.")]
    base: Annotated[Text, Field(description="Address of its first byte.")]
    layout: Annotated[str, Field(description="How its elements are laid out.")]
    shape: Annotated[Any, WithJsonSchema(_SHAPE)] = None
    element: Annotated[str, Field(description="The number format of an element, or a field that chooses it.")]
    pitch: Annotated[
        Text | None, Field(description="The layout's argument of that name, such as bytes from row to row.")
    ] = None
    arguments: Annotated[
        dict[str, Text] | None,
        Field(description="Arguments of the layout, in its units; by default as the layout says."),
    ] = None
    align: Annotated[Number, Field(description="The base must be a multiple of that many bytes.")] = 1


class TimingDocument(Document):
    """Cycles, as expressions over operands, parameters and memories' figures."""

    issue: Annotated[Text, Field(description="Until the processor may go on.")] = 1
    occupancy: Annotated[Text, Field(description="Until the engine may start the next.")] = 1
    latency: Annotated[Text, Field(description="Until the result is there.")] = 1


class InstructionDocument(ItemDocument):
    """One instruction: encoding, assembly and behaviour."""

    format: Annotated[str, Field(description="The format of its word.")]
    encoding: Annotated[
        dict[str, Number] | None,
        Field(description="Fixed fields: raw values, or the name of an enum's value."),
    ] = None
    assembly: Annotated[str, Field(description="Its assembly: text with places such as {rd:x}.")]
    constraints: Annotated[
        list[str] | None, Field(description='What holds for every word of it, such as "rs1 != rs2".')
    ] = None
    extension: Annotated[str | None, Field(description="The extension that it belongs to.")] = None
    group: Annotated[str, Field(description="The heading under which it is listed.")] = ""
    shadows: Annotated[
        list[str] | None, Field(description="Instructions whose words it takes on purpose.")
    ] = None
    operands: Annotated[dict[str, TileDocument] | None, Field(description="Tile operands by name.")] = None
    semantics: Annotated[str, Field(description="What it does, in the semantics language.")]
    timing: Annotated[TimingDocument | None, Field(description="What it costs, in cycles.")] = None
    engine: Annotated[str | None, Field(description="The engine that runs it; none: the processor.")] = None
    processor: Annotated[
        str | None, Field(description="The processor that fetches it; needed where there are several.")
    ] = None
    atomic: Annotated[bool, Field(description="Whether no other access may come between its own.")] = False


class ExpansionDocument(Document):
    """What an alias turns into under a condition."""

    when: Annotated[str | None, Field(description="A condition over its operands; none: otherwise.")] = None
    lines: Annotated[list[str], Field(description="Lines of assembly with {expression} places.")]


class AliasDocument(ItemDocument):
    """Another spelling of one instruction or of several."""

    assembly: Annotated[str, Field(description="Its assembly: text with places such as {rd:x}.")]
    expands: Annotated[
        str | list[str | ExpansionDocument],
        Field(description="What it turns into: lines, or cases with lines."),
    ]
    preferred: Annotated[bool, Field(description="Whether the disassembler shows it.")] = False
    option: Annotated[
        str | None, Field(description="Tried before others of its text while this option is on.")
    ] = None
    last: Annotated[bool, Field(description="Tried where nothing else of its text takes the operands.")] = (
        False
    )
    exact: Annotated[bool, Field(description="Whether its lines stand whatever options are on.")] = False
    group: Annotated[str, Field(description="The heading under which it is listed.")] = ""


class OptionDocument(ItemDocument):
    """What `.option` switches."""


class ModifierDocument(ItemDocument):
    """A function of the assembler."""

    value: Annotated[
        str, Field(description="What %name(expression) is worth, over value (the expression's) and here.")
    ]
    of: Annotated[
        str | None,
        Field(description="Its argument is a label: it is about this modifier in the statement there."),
    ] = None


class ExtensionDocument(ItemDocument):
    """An optional part of the instruction set."""

    requires: Annotated[list[str] | None, Field(description="Other extensions that it needs.")] = None

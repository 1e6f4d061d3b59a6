"""Documents of structures and of error codes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import Document, ItemDocument, Number, Text
from specgen.model.documents.isa import Bits

Endian = Annotated[Literal["little", "big"], Field(description="The order of bytes in every value.")]
Reserved = Annotated[
    Literal["zero", "ignored", "preserve"] | None,
    Field(
        description="Not in use: it must be zero, is ignored, or is kept by who changes what is around it."
    ),
]
Condition = Annotated[
    Text | None, Field(description="A condition on other members: it is there only where this holds.")
]


class BitFieldDocument(ItemDocument):
    """Some bits of a member."""

    bits: Bits
    signed: Annotated[bool, Field(description="Whether they are in two's complement.")] = False
    enum: Annotated[str | None, Field(description="The enum that names their values.")] = None
    reserved: Reserved = None
    valid_when: Condition = None


class ChecksumDocument(Document):
    """A checksum over bytes of the structure."""

    algorithm: Annotated[
        Literal["crc32", "crc32c", "crc64", "sum32", "sha256"], Field(description="How it is computed.")
    ]
    first: Annotated[str | None, Field(description="The first member that it covers.")] = None
    last: Annotated[str | None, Field(description="The last member that it covers.")] = None


class PlaceDocument(ItemDocument):
    """What stands in some bytes."""

    count: Annotated[Number, Field(description="How many there are in an array.")] = None
    counted_by: Annotated[str | None, Field(description="The member that tells how many there are.")] = None
    enum: Annotated[str | None, Field(description="The enum that names its values.")] = None
    min: Annotated[Number, Field(description="The least value.")] = None
    max: Annotated[Number, Field(description="The greatest value.")] = None
    address_of: Annotated[str | None, Field(description="The memory that it holds an address in.")] = None
    unit: Annotated[str, Field(description="What it is counted in.")] = ""
    valid_when: Condition = None


class ValueDocument(PlaceDocument):
    """What shares the bytes of a union."""

    type: Annotated[str, Field(description="An integer type (u8 to s64), f32, f64, text, or a structure.")]


class MemberDocument(PlaceDocument):
    """A member of a structure."""

    type: Annotated[
        str | None, Field(description="An integer type (u8 to s64), f32, f64, text, or a structure.")
    ] = None
    bits: Annotated[
        dict[str, Bits | BitFieldDocument] | None, Field(description="How an integer is divided.")
    ] = None
    union: Annotated[
        dict[str, ValueDocument] | None, Field(description="What shares its bytes, each with valid_when.")
    ] = None
    offset: Annotated[Number, Field(description="Where it lies; checked, not chosen.")] = None
    constant: Annotated[Number, Field(description="The only value that it may have.")] = None
    reserved: Reserved = None
    checksum: Annotated[ChecksumDocument | None, Field(description="A checksum that it holds.")] = None


class ConstraintDocument(Document):
    """What holds between members."""

    holds: Annotated[Text, Field(description="The condition.")]
    summary: Annotated[str, Field(description="It in words.")] = ""
    error: Annotated[str | None, Field(description="The error where it does not hold.")] = None


class StructureDocument(ItemDocument):
    """Bytes that two sides agree on."""

    endian: Annotated[
        Literal["little", "big"] | None, Field(description="The order of bytes in every value.")
    ] = None
    size: Annotated[Number, Field(description="Its size in bytes; checked, not chosen.")] = None
    align: Annotated[Number, Field(description="Its alignment; by default that of its members.")] = None
    packed: Annotated[bool, Field(description="Whether members lie at any offset.")] = False
    growth: Annotated[
        Literal["fixed", "append", "sized"],
        Field(
            description="What later versions may do: nothing, add members at the end, or that with a size."
        ),
    ] = "fixed"
    sized_by: Annotated[
        str | None, Field(description="The member that holds the size which the writer knew.")
    ] = None
    fields: Annotated[
        dict[str, str | MemberDocument], Field(description="Members in order: a type, or a mapping.")
    ]
    constraints: Annotated[
        list[str | ConstraintDocument] | None, Field(description="What holds between members.")
    ] = None


class ErrorDocument(ItemDocument):
    """An error code."""

    code: Annotated[Number, Field(description="Its number.")]
    cause: Annotated[str, Field(description="What led to it.")] = ""
    blame: Annotated[
        Literal["nobody", "caller", "compiler", "program", "runtime", "driver", "firmware", "hardware"],
        Field(description="Who can mend it."),
    ] = "nobody"
    remedy: Annotated[str, Field(description="What to do about it.")] = ""
    retry: Annotated[bool, Field(description="Whether trying again may help.")] = False
    when: Annotated[list[str] | None, Field(description="What happens that surfaces as this code.")] = None
    faults: Annotated[
        list[str] | None, Field(description="Faults of the instruction set that surface as it.")
    ] = None

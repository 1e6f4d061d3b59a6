"""Documents of formats of executables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import Document, ItemDocument, Number, Text, Version
from specgen.model.documents.queues import Roles
from specgen.model.documents.structures import Endian


class SectionDocument(ItemDocument):
    """A kind of section."""

    does: Annotated[
        Literal[
            "code", "data", "strings", "symbols", "relocations", "buffers", "entries", "arguments",
            "quantisation", "hooks", "features", "signature", "notes",
        ],
        Field(description="What it holds."),
    ]  # fmt: skip
    entry: Annotated[str | None, Field(description="The structure of one of its entries; none: bytes.")] = (
        None
    )
    roles: Roles = None
    required: Annotated[bool, Field(description="Whether every file has one.")] = False
    most: Annotated[Number, Field(description="How many there may be.")] = None
    limit: Annotated[Number, Field(description="How many entries one may have.")] = 4096


class RelocationDocument(ItemDocument):
    """A kind of relocation: what it patches, and with what."""

    type: Annotated[str | None, Field(description="An unsigned integer of 8, 16, 32 or 64 bits.")] = None
    format: Annotated[str | None, Field(description="Or the format of an instruction.")] = None
    field: Annotated[str | None, Field(description="The field of that instruction.")] = None
    value: Annotated[
        Text, Field(description="What it holds, over value (the address) and here (that of the place).")
    ] = "value"


class BlockDocument(Document):
    """Where a kernel finds its arguments."""

    memory: Annotated[str, Field(description="The memory.")]
    address: Annotated[Number, Field(description="The address in it; its base by default.")] = None
    size: Annotated[Number, Field(description="How many bytes there are for them.")]
    word: Annotated[Number, Field(description="Bytes of a word; longer values take several.")] = 8
    high_first: Annotated[bool, Field(description="Whether the word with the high bits comes first.")] = False


class ExecutableDocument(ItemDocument):
    """A format of executables."""

    magic: Annotated[str, Field(description="The first bytes: text, with \\x for others.")]
    suffix: Annotated[str, Field(description="The ending of files, such as .bex.")] = ".exe"
    version: Annotated[Version, Field(description="Of the format: major.minor.")]
    endian: Endian
    alignment: Annotated[Number, Field(description="Every section begins at a multiple of it.")] = 8
    most_sections: Annotated[Number, Field(description="How many sections a file may have.")] = 256
    header: Annotated[str, Field(description="The structure that files begin with.")]
    header_with: Annotated[dict[str, str] | None, Field(description="Its members by role.")] = None
    table: Annotated[str, Field(description="The structure of an entry of the table of sections.")]
    table_with: Annotated[dict[str, str] | None, Field(description="Its members by role.")] = None
    sections: Annotated[
        dict[str, SectionDocument],
        Field(description="Kinds of sections, by the names of the enum of the table's kind."),
    ]
    relocations: Annotated[
        dict[str, RelocationDocument] | None,
        Field(description="Kinds of relocations, by the names of the enum of their kind."),
    ] = None
    arguments: Annotated[BlockDocument | None, Field(description="Where a kernel finds its arguments.")] = (
        None
    )
    features: Annotated[
        dict[str, str] | None, Field(description="What a program may ask of a runtime, besides extensions.")
    ] = None

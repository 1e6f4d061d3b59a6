"""Documents of formats of executables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import ItemDocument, Number, Version
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


class ExecutableDocument(ItemDocument):
    """A format of executables."""

    magic: Annotated[str, Field(description="The first bytes: text, with \\x for others.")]
    suffix: Annotated[str, Field(description="The ending of files, such as .bex.")] = ".exe"
    version: Annotated[Version, Field(description="Of the format: major.minor.")]
    endian: Endian
    alignment: Annotated[Number, Field(description="Every section begins at a multiple of it.")] = 8
    header: Annotated[str, Field(description="The structure that files begin with.")]
    header_with: Annotated[dict[str, str] | None, Field(description="Its members by role.")] = None
    table: Annotated[str, Field(description="The structure of an entry of the table of sections.")]
    table_with: Annotated[dict[str, str] | None, Field(description="Its members by role.")] = None
    sections: Annotated[
        dict[str, SectionDocument],
        Field(description="Kinds of sections, by the names of the enum of the table's kind."),
    ]

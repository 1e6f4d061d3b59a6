"""Documents of a runtime's C interface."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import ItemDocument, Version


class HandleDocument(ItemDocument):
    """An opaque thing of the runtime."""

    parent: Annotated[str | None, Field(description="The handle it is made from, which outlives it.")] = None


class ParameterOfCallDocument(ItemDocument):
    """A parameter of a function."""

    type: Annotated[
        str,
        Field(description="A number format, bytes, text, a structure, an enum, error, or a handle."),
    ]
    direction: Annotated[Literal["in", "out", "inout"], Field(description="Which way it goes.")] = "in"
    counted_by: Annotated[str | None, Field(description="The parameter that tells how many.")] = None
    optional: Annotated[bool, Field(description="Whether it may be null.")] = False
    ownership: Annotated[
        Literal["borrowed", "kept", "transferred"],
        Field(description="For the call, until the handle goes, or for good."),
    ] = "borrowed"


class CallDocument(ItemDocument):
    """A function."""

    does: Annotated[str, Field(description="What it does: see the language reference.")]
    parameters: Annotated[
        dict[str, str | ParameterOfCallDocument] | None,
        Field(description="Parameters in order: a type, or a mapping."),
    ] = None
    roles: Annotated[
        dict[str, str] | None, Field(alias="with", description="Parameters by role, where named otherwise.")
    ] = None
    blocking: Annotated[bool, Field(description="Whether it may wait for the device.")] = False
    threads: Annotated[
        Literal["any", "handle", "none"],
        Field(description="Callable from any thread at once, one at a time for a handle, or one in all."),
    ] = "any"
    errors: Annotated[list[str] | None, Field(description="The errors that it may return.")] = None
    slot: Annotated[
        int | None, Field(description="Its place in the dispatch table; checked, not chosen.")
    ] = None


class RuntimeDocument(ItemDocument):
    """A runtime's interface."""

    prefix: Annotated[str | None, Field(description="What its names begin with; the spec's by default.")] = (
        None
    )
    version: Annotated[Version, Field(description="Of its dispatch table: major.minor.")]
    handles: Annotated[dict[str, HandleDocument | None], Field(description="Handles by name.")]
    functions: Annotated[dict[str, CallDocument], Field(description="Functions, in the order of the table.")]

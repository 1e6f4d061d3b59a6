"""Documents of paths between memories, and of links between instances."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import ItemDocument, Number


class LinksDocument(ItemDocument):
    """What connects the instances."""

    between: Annotated[str, Field(description="The instances.")]
    topology: Annotated[
        Literal["ring", "mesh", "torus", "crossbar", "all"],
        Field(description="Who is joined to whom: crossbar, each to one switch; all, each to each."),
    ]
    shape: Annotated[
        list[Number] | None, Field(description="The extents of a mesh or torus; one line by default.")
    ] = None
    bandwidth: Annotated[Number, Field(description="Of one link in one direction.")] = None
    latency: Annotated[Number, Field(description="Of one link: cycles or time.")] = None
    clock: Annotated[Number, Field(description="Their frequency.")] = None


class PathDocument(ItemDocument):
    """A way on which data moves from one memory to another."""

    source: Annotated[str, Field(alias="from", description="The memory that is read.")]
    target: Annotated[str, Field(alias="to", description="The memory that is written.")]
    by: Annotated[str, Field(description="The engine or processor that moves it.")]
    bandwidth: Annotated[Number, Field(description="What it moves when it is alone.")] = None
    latency: Annotated[Number, Field(description="From the start to the first byte: cycles or time.")] = None
    hops: Annotated[
        Number, Field(description="Links or switches on the way; those of the links by default.")
    ] = None
    burst: Annotated[Number, Field(description="Bytes of one request: less takes as long.")] = 1
    over: Annotated[str | None, Field(description="The links that it leads over.")] = None

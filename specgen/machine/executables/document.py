"""Documents of manifests: what goes into an executable."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from specgen.model.documents.base import Document, Version

_At = Annotated[int | str, Field(description="An offset in bytes, a label, or label + offset.")]


class CodeDocument(Document):
    """The code of one processor."""

    file: Annotated[str, Field(description="Assembly (.s), or a raw image.")]
    processor: Annotated[str | None, Field(description="Whose; the first processor by default.")] = None
    address: Annotated[int | None, Field(description="Where it lies; after the code before by default.")] = (
        None
    )


class DataDocument(Document):
    """Bytes that lie in a memory while the program runs."""

    file: Annotated[str | None, Field(description="A .npy file, or any other as bytes.")] = None
    bytes: Annotated[str | None, Field(description="Or the bytes, as hexadecimal digits.")] = None
    memory: Annotated[str | None, Field(description="The memory; none: they stay in the file.")] = None
    address: Annotated[int, Field(description="The address in it.")] = 0
    alignment: Annotated[int, Field(description="Of the address, a power of two.")] = 1


class PlanDocument(Document):
    """Where a buffer may lie, and while which steps it is needed."""

    memory: Annotated[str, Field(description="The memory.")]
    alignment: Annotated[int, Field(description="Of its place, a power of two.")] = 64
    first_use: Annotated[int, Field(description="The first step that needs it.")] = 0
    last_use: Annotated[int | None, Field(description="The last one; the program's last by default.")] = None
    offset: Annotated[int | None, Field(description="Where it lies in the plan; chosen by default.")] = None


class BufferDocument(PlanDocument):
    """A buffer of the memory plan."""

    size: Annotated[int, Field(description="Its bytes.")]
    kind: Annotated[str | None, Field(description="What it is for, of the format's enum.")] = None
    alias_of: Annotated[str | None, Field(description="The buffer whose bytes it has.")] = None
    data: Annotated[str | None, Field(description="The data that fills it.")] = None


class WeightDocument(PlanDocument):
    """An array in a file, as a section and the buffer that it fills."""

    file: Annotated[str, Field(description="A .npy file.")]
    layout: Annotated[
        str | None, Field(description="The layout of its last dimensions; dense by default.")
    ] = None
    element: Annotated[str | None, Field(description="Its number format.")] = None
    kind: Annotated[str | None, Field(description="What the buffer is for.")] = "constant"


class ArgumentDocument(Document):
    """An argument of an entry point."""

    element: Annotated[str, Field(description="Its number format.")]
    shape: Annotated[
        list[int],
        Field(default_factory=list, description="Its extents, the outermost first; none: a number."),
    ]
    layout: Annotated[str | None, Field(description="The layout of its last dimensions.")] = None
    direction: Annotated[Literal["in", "out", "inout"], Field(description="Who writes it.")] = "in"
    buffer: Annotated[str | None, Field(description="The buffer or weight that it may lie in.")] = None
    alignment: Annotated[int, Field(description="What its address is a multiple of.")] = 1
    at: Annotated[int | None, Field(description="Where it stands in the argument block; after the last.")] = (
        None
    )
    size: Annotated[int | None, Field(description="Bytes of its address or value there.")] = None


class EntryDocument(Document):
    """What can be launched."""

    code: Annotated[str, Field(description="Its code.")]
    at: Annotated[_At | None, Field(description="Where it begins; the program's entry by default.")] = None
    arguments: Annotated[
        dict[str, ArgumentDocument], Field(default_factory=dict, description="What it takes, in order.")
    ]


class SymbolDocument(Document):
    """A name of a place in some data, or of a number."""

    data: Annotated[str | None, Field(description="The data; none: the value itself.")] = None
    value: Annotated[int, Field(description="Bytes into it, or the number.")] = 0
    size: Annotated[int, Field(description="How many bytes it names.")] = 0


class RelocationDocument(Document):
    """A place that holds an address."""

    section: Annotated[str, Field(description="The code or data that is patched.")]
    at: Annotated[_At, Field(description="Where in it.")]
    kind: Annotated[str, Field(description="How, of the format's kinds.")]
    symbol: Annotated[str, Field(description="Whose address.")]
    addend: Annotated[int, Field(description="What is added to it.")] = 0


class QuantisationDocument(Document):
    """How the codes of an argument mean numbers."""

    argument: Annotated[str, Field(description="entry.argument")]
    format: Annotated[str, Field(description="The number format that they mean.")]
    scale: Annotated[Any, Field(description="A factor of all.")] = 1
    zero_point: Annotated[int, Field(description="The code that means zero.")] = 0
    axis: Annotated[int, Field(description="The dimension along which scales differ.")] = 0
    block: Annotated[int, Field(description="Elements that share a scale; 0: all.")] = 0


class HookDocument(Document):
    """A place in code that a profiler may watch."""

    code: Annotated[str, Field(description="The code.")]
    at: _At
    kind: Annotated[str, Field(description="What happens there, of the format's enum.")]


class ManifestDocument(Document):
    """What goes into an executable."""

    format: Annotated[str | None, Field(description="The format, where the spec has several.")] = None
    spec: Annotated[str | None, Field(description="The spec's name.")] = None
    variant: Annotated[str | None, Field(description="The variant that it is for.")] = None
    version: Annotated[Version | None, Field(description="Of the program, for people.")] = None
    code: dict[str, CodeDocument]
    data: dict[str, DataDocument] = Field(default_factory=dict)
    weights: dict[str, WeightDocument] = Field(default_factory=dict)
    buffers: dict[str, BufferDocument] = Field(default_factory=dict)
    entries: dict[str, EntryDocument] = Field(default_factory=dict)
    symbols: dict[str, SymbolDocument] = Field(default_factory=dict)
    relocations: list[RelocationDocument] = Field(default_factory=list)
    quantisation: list[QuantisationDocument] = Field(default_factory=list)
    hooks: dict[str, HookDocument] = Field(default_factory=dict)
    features: dict[str, Literal["required", "wanted"]] = Field(default_factory=dict)
    sign: Annotated[list[str], Field(description="Digests, of the format's kinds: sha256.")] = Field(
        default_factory=list
    )
    notes: Annotated[str, Field(description="Text for people.")] = ""

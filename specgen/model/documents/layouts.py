"""Documents of tensor layouts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from specgen.model.documents.base import NUMBER, Document, ItemDocument, Number

_DIGITS = {
    "description": "Digits from the outermost to the innermost: `r0 c0 r1`, or a list of [digit, stride].",
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2}},
    ],
}
_NAMES = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_BITS = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}

Digits = Annotated[Any, WithJsonSchema(_DIGITS)]
Names = Annotated[Any, WithJsonSchema(_NAMES)]
Bits = Annotated[list[Any], WithJsonSchema(_BITS)]


_DIMENSION = {
    "description": "A size, `any`, or what sizes given at use may be.",
    "anyOf": [
        NUMBER,
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "size": {**NUMBER, "description": "Its size: a number, or `any`."},
                "example": {**NUMBER, "description": "The size that drawings and sampled checks take."},
                "multiple": {**NUMBER, "description": "What a size is a multiple of."},
                "max": {**NUMBER, "description": "The greatest size."},
            },
        },
    ],
}
Dimension = Annotated[Any, WithJsonSchema(_DIMENSION)]


class ArgumentDocument(Document):
    """A number that is given where the layout is used, such as a pitch, in units."""

    example: Annotated[Number, Field(description="The value that drawings and sampled checks take.")] = None


class XorDocument(Document):
    """An exchange of address bits."""

    axis: Annotated[str, Field(description="The axis whose bits they are.")] = "addr"
    dst: Annotated[Bits, Field(description="The bits that change, [high, low].")]
    src: Annotated[
        Bits, Field(description="The bits that they are combined with by exclusive or, [high, low].")
    ]


class BanksDocument(Document):
    """What serves addresses in parallel."""

    count: Annotated[Number, Field(description="How many banks there are.")] = None
    width: Annotated[Number, Field(description="Bytes of one bank before the next one's begin.")] = None
    axis: Annotated[str | None, Field(description="The axis that is the bank, instead.")] = None
    memory: Annotated[str | None, Field(description="The memory whose banks these are, instead.")] = None


class AccessDocument(Document):
    """What lanes touch at once."""

    lanes: Annotated[Number, Field(description="How many lanes there are.")]
    vector: Annotated[Number, Field(description="Elements that each takes along the last dimension.")] = 1
    index: Annotated[
        dict[str, Number], Field(description="The index of a lane's first element: expressions over lane.")
    ]
    repeat: Annotated[
        dict[str, Number] | None, Field(description="Counters in those expressions, and how far they count.")
    ] = None
    ways: Annotated[Number, Field(description="The most accesses that one bank may serve in turn.")] = None
    align: Annotated[
        Number, Field(description="Bytes to which a lane's are aligned; those of its vector by default.")
    ] = None


class SparseDocument(Document):
    """Structured sparsity."""

    axis: Annotated[str | None, Field(description="The dimension that groups lie along; the last.")] = None
    keep: Annotated[Number, Field(description="How many elements of a group are kept.")] = 2
    of: Annotated[Number, Field(description="How many elements a group has.")] = 4


class PartDocument(Document):
    """One of the tensors that a tensor in parts consists of."""

    layout: Annotated[str, Field(description="Its layout.")]


class LayoutDocument(ItemDocument):
    """From an index to an address."""

    order: Annotated[
        Literal["row_major", "column_major"] | None,
        Field(description="Two dimensions i and j with a pitch; which runs fastest: the last, or the first."),
    ] = None
    dims: Annotated[dict[str, Dimension] | None, Field(description="The dimensions and their sizes.")] = None
    split: Annotated[
        dict[str, list[Number]] | None,
        Field(description="Sizes of a dimension's digits from the outermost, which may be `any`."),
    ] = None
    fuse: Annotated[dict[str, Names] | None, Field(description="Digits merged into one.")] = None
    split2: Annotated[
        dict[str, list[Number]] | None, Field(description="Sizes of the digits of a merged one.")
    ] = None
    place: Annotated[
        dict[str, Digits] | None, Field(description="Where digits go: axes, of which addr is the address.")
    ] = None
    broadcast: Annotated[Names, Field(description="Digits that do not change where an element lies.")] = None
    replicate: Annotated[
        dict[str, Number] | None, Field(description="How many copies of it all lie on an axis.")
    ] = None
    xor: Annotated[list[XorDocument] | None, Field(description="Exchanges of address bits, in order.")] = None
    arguments: Annotated[
        dict[str, ArgumentDocument] | None,
        Field(description="Numbers that are given at use, such as a pitch."),
    ] = None
    offset: Annotated[Number, Field(description="Where the first element lies, in units.")] = 0
    unit: Annotated[Number, Field(description="Bits that an address counts; one element by default.")] = None
    packed: Annotated[bool, Field(description="Whether elements take their bits and not whole bytes.")] = (
        False
    )
    element: Annotated[str | None, Field(description="The number format; none: any.")] = None
    pad: Annotated[
        Literal["zero", "any", "forbidden"],
        Field(description="What lies where digits go on beyond a dimension."),
    ] = "forbidden"
    capacity: Annotated[
        dict[str, Number] | None, Field(description="What there is on an axis; on addr in bytes.")
    ] = None
    align: Annotated[Number, Field(description="Bytes to which the tensor is aligned.")] = 1
    banks: Annotated[BanksDocument | None, Field(description="What serves addresses in parallel.")] = None
    of: Annotated[
        str | None, Field(description="The block-scaled format of a tensor in parts: elements and scales.")
    ] = None
    axis: Annotated[str | None, Field(description="The dimension that its blocks lie along.")] = None
    sparse: Annotated[
        SparseDocument | None, Field(description="Structured sparsity, in parts: values and index.")
    ] = None
    blocks: Annotated[
        dict[str, Number] | None,
        Field(
            description="The size of blocks that are left out if zero, in parts: values, mask and offsets."
        ),
    ] = None
    parts: Annotated[
        dict[str, PartDocument] | None, Field(description="The parts of such a tensor and their layouts.")
    ] = None
    accesses: Annotated[
        dict[str, AccessDocument] | None, Field(description="What is touched at once, by name.")
    ] = None

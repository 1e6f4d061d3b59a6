"""Documents of number formats, enums and tables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import ItemDocument, Number

Rounding = Literal["nearest_even", "nearest_away", "toward_zero", "away", "up", "down", "odd"]
Overflow = Literal["saturate", "propagate", "infinity", "nan"]


class FloatDocument(ItemDocument):
    """A floating-point format by its parameters."""

    kind: Annotated[Literal["float"], Field(description="A floating-point format.")]
    exponent: Annotated[Number, Field(description="Bits of the exponent.")]
    mantissa: Annotated[Number, Field(description="Bits of the mantissa, without the implicit one.")]
    bias: Annotated[Number, Field(description="Bias of the exponent; 2^(exponent - 1) - 1 by default.")] = (
        None
    )
    signed: Annotated[bool, Field(description="Whether the top bit is a sign.")] = True
    infinities: Annotated[
        bool | None,
        Field(description="Whether there are infinities; by default where nans is ieee, where they must be."),
    ] = None
    nans: Annotated[
        Literal["ieee", "all_ones", "negative_zero", "none"], Field(description="Which codes are NaN.")
    ] = "ieee"
    subnormals: Annotated[
        bool, Field(description="Whether exponent 0 means subnormals, rather than one more exponent.")
    ] = True
    canonical_nan: Annotated[Number, Field(description="The code of NaN that arithmetic yields.")] = None
    overflow: Annotated[Overflow | None, Field(description="What conversions do with too large values.")] = (
        None
    )
    rounding: Annotated[Rounding, Field(description="How conversions round.")] = "nearest_even"


class FixedDocument(ItemDocument):
    """A fixed-point format."""

    kind: Annotated[Literal["fixed"], Field(description="A fixed-point format.")]
    width: Annotated[Number, Field(description="Bits.")]
    fraction: Annotated[
        Number, Field(description="Bits after the point: a value is its code times 2^-fraction.")
    ]
    signed: Annotated[bool, Field(description="Whether codes are two's complement.")] = True
    symmetric: Annotated[
        bool,
        Field(description="Whether conversions leave out the least code, which has no negative of its own."),
    ] = False
    rounding: Annotated[Rounding, Field(description="How conversions round.")] = "nearest_even"


class BlockDocument(ItemDocument):
    """A block-scaled format: several elements share one scale."""

    kind: Annotated[Literal["block"], Field(description="A block-scaled format.")]
    element: Annotated[str, Field(description="The number format of an element.")]
    scale: Annotated[str, Field(description="The float format of the scale.")]
    block: Annotated[Number, Field(description="How many elements share a scale.")]
    axis: Annotated[
        Number | Literal["last"],
        Field(description="The axis of a tensor along which blocks lie; negative counts from the last."),
    ] = "last"
    scale_rule: Annotated[
        Literal["floor", "ceil", "nearest", "amax"],
        Field(description="How quantisation finds a block's scale."),
    ] = "floor"
    scale_rounding: Annotated[
        Rounding | None, Field(description="How the scale is rounded where scale_rule is amax.")
    ] = None
    tensor_scale: Annotated[
        str | None, Field(description="The float format of a second scale, one a tensor.")
    ] = None


class IntegerDocument(ItemDocument):
    """A name of an integer type, whose width parameters may choose."""

    kind: Annotated[Literal["integer"], Field(description="An integer type by another name.")]
    width: Annotated[Number, Field(description="Bits.")]
    signed: Annotated[bool, Field(description="Whether it is two's complement.")] = False


TypeDocument = Annotated[
    FloatDocument | FixedDocument | BlockDocument | IntegerDocument, Field(discriminator="kind")
]


class MemberDocument(ItemDocument):
    """One value of an enum."""

    value: Annotated[Number, Field(description="The code of this value.")]
    type: Annotated[str | None, Field(description="The number format that this value chooses.")] = None


class EnumDocument(ItemDocument):
    """Named values of a field."""

    values: Annotated[
        dict[str, int | str | MemberDocument], Field(description="The values by name: a code, or a mapping.")
    ]
    open: Annotated[bool, Field(description="Whether other codes are legal.")] = False


class TableDocument(ItemDocument):
    """A constant array."""

    type: Annotated[str, Field(description="The number format of its elements.")]
    values: Annotated[
        list[Number],
        Field(description="The elements in row-major order; of floats, raw bits or decimal text."),
    ]
    shape: Annotated[list[Number] | None, Field(description="Its extents; one dimension by default.")] = None

"""Number formats, enums and tables."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from specgen.model import numerics
from specgen.model.documents.types import (
    BlockDocument,
    FixedDocument,
    FloatDocument,
    IntegerDocument,
    MemberDocument,
)
from specgen.model.execution import Table
from specgen.model.isa import Enum, EnumMember
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.types import BlockType, ElementType, FixedType, FloatType, IntegerType, NumberType
from specgen.source.scalars import SpelledFloat, SpelledInt, exact, meaning

if TYPE_CHECKING:
    from specgen.model.documents.types import EnumDocument, TableDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_EXPONENT_BITS = 15
MAX_MANTISSA_BITS = 60
MAX_FLOAT_BITS = 64
MAX_FIXED_BITS = 64
MAX_RANK = 8


def resolve_types(ctx: Context) -> None:
    """Resolve names of integer types, float and fixed-point formats, then the block formats made of them."""
    entries = ctx.merged.sections.types
    integers = {n: e for n, e in entries.items() if isinstance(e.document, IntegerDocument)}
    floats = {n: e for n, e in entries.items() if isinstance(e.document, FloatDocument)}
    fixed = {n: e for n, e in entries.items() if isinstance(e.document, FixedDocument)}
    blocks = {n: e for n, e in entries.items() if isinstance(e.document, BlockDocument)}
    ctx.resolve(integers, ctx.integers, integer)  # type: ignore[arg-type]  # narrowed by the line above
    ctx.types.broken |= ctx.integers.broken
    ctx.resolve(floats, ctx.types, float_type)  # type: ignore[arg-type]  # narrowed by the lines above
    ctx.resolve(fixed, ctx.fixed_types, fixed_type)  # type: ignore[arg-type]
    ctx.types.broken |= ctx.fixed_types.broken
    ctx.resolve(blocks, ctx.block_types, block_type)  # type: ignore[arg-type]
    ctx.types.broken |= ctx.block_types.broken


def integer(ctx: Context, name: str, document: IntegerDocument, origin: Origin) -> IntegerType:
    """Resolve another name of an integer type."""
    return IntegerType(whole(ctx, document.width, origin, "width", low=1, high=128), document.signed)


def float_type(ctx: Context, name: str, document: FloatDocument, origin: Origin) -> FloatType:
    """Resolve a floating-point format."""
    before = ctx.failures
    exponent = whole(ctx, document.exponent, origin, "exponent", low=1, high=MAX_EXPONENT_BITS)
    bias = (1 << (exponent - 1)) - 1
    if document.bias is not None:
        bias = whole(ctx, document.bias, origin, "bias", low=-(1 << 15), high=1 << 15)
    ieee = document.nans == "ieee"
    infinities = document.infinities if document.infinities is not None else ieee
    fallback = "infinity" if infinities else "saturate" if document.nans == "none" else "nan"
    made = FloatType(
        **common(name, document, origin),
        exponent=exponent,
        mantissa=whole(ctx, document.mantissa, origin, "mantissa", low=0, high=MAX_MANTISSA_BITS),
        bias=bias,
        signed=document.signed,
        infinities=infinities,
        nans=document.nans,
        subnormals=document.subnormals,
        overflow=document.overflow or fallback,
        rounding=document.rounding,
    )
    if ctx.failures == before:
        _check_special_codes(ctx, made, document, origin)
    return replace(made, canonical_nan=_canonical_nan(ctx, made, document, origin))


def _check_special_codes(ctx: Context, made: FloatType, document: FloatDocument, origin: Origin) -> None:
    if made.nans == "ieee" and not made.infinities:
        message = "IEEE's NaNs surround infinity, which this format does not have"
        ctx.report(
            "type-infinities", message, origin.at("infinities"), hint="nans: all_ones, negative_zero or none"
        )
    if made.nans == "ieee" and made.mantissa == 0:
        message = "without mantissa bits there is no code for an IEEE NaN"
        ctx.report("type-nans", message, origin.at("mantissa"), hint="nans: all_ones, or none")
    if made.nans == "negative_zero" and not made.signed:
        message = "an unsigned format has no -0 to be NaN"
        ctx.report("type-nans", message, origin.at("nans"), hint="nans: all_ones, or none")
    if made.signed and not made.has_zero:
        message = f"{made.name} has no zero: without mantissa bits, subnormals alone hold it"
        ctx.report("type-zero", message, origin.at("subnormals"), hint="signed: false, or subnormals: true")
    if made.width > MAX_FLOAT_BITS:
        message = f"{made.name} has {made.width} bits, and a float has at most {MAX_FLOAT_BITS}"
        ctx.report("type-width", message, origin.at("exponent"), hint="fewer bits of exponent or mantissa")
    if made.max_code < int(made.has_zero):
        message = f"no code of {made.name} is left for a finite value" + " but zero" * made.has_zero
        ctx.report("type-codes", message, origin.key(), hint="more bits, or fewer special values")
    if made.overflow == "infinity" and not made.infinities:
        ctx.report("type-overflow", f"{made.name} has no infinities to overflow to", origin.at("overflow"))
    if made.overflow == "nan" and not made.has_nan:
        ctx.report("type-overflow", f"{made.name} has no NaN to overflow to", origin.at("overflow"))


def _canonical_nan(ctx: Context, made: FloatType, document: FloatDocument, origin: Origin) -> int | None:
    if document.canonical_nan is None:
        return numerics.canonical_nan(made)
    code = whole(ctx, document.canonical_nan, origin, "canonical_nan", high=(1 << made.width) - 1)
    if not numerics.is_nan(made, code):
        ctx.report("type-canonical-nan", f"{code:#x} is no NaN of {made.name}", origin.at("canonical_nan"))
    return code


def fixed_type(ctx: Context, name: str, document: FixedDocument, origin: Origin) -> FixedType:
    """Resolve a fixed-point format."""
    before = ctx.failures
    made = FixedType(
        **common(name, document, origin),
        width=whole(ctx, document.width, origin, "width", low=1, high=MAX_FIXED_BITS),
        fraction=whole(ctx, document.fraction, origin, "fraction", low=0, high=MAX_FIXED_BITS),
        signed=document.signed,
        symmetric=document.symmetric,
        rounding=document.rounding,
    )
    if made.symmetric and not made.signed:
        message = f"{name} is unsigned: no code of it is the negative of another"
        ctx.report("type-symmetric", message, origin.at("symmetric"), hint="leave out symmetric")
    if made.high == 0 and ctx.failures == before:
        message = f"no code of {name} is left for a value above zero"
        ctx.report("type-codes", message, origin.at("width"), hint="more bits")
    return made


def block_type(ctx: Context, name: str, document: BlockDocument, origin: Origin) -> BlockType | None:
    """Resolve a block-scaled format."""
    element = _element(ctx, document.element, origin)
    scale = _scale(ctx, document.scale, origin, "scale")
    block = whole(ctx, document.block, origin, "block", low=1, high=1 << 16)
    axis = (
        -1
        if document.axis == "last"
        else whole(ctx, document.axis, origin, "axis", low=-MAX_RANK, high=MAX_RANK - 1)
    )
    tensor = (
        None if document.tensor_scale is None else _scale(ctx, document.tensor_scale, origin, "tensor_scale")
    )
    if document.scale_rounding is not None and document.scale_rule != "amax":
        message = f"a scale by the rule {document.scale_rule} is a power of two, and never rounded"
        ctx.report("type-scale-rounding", message, origin.at("scale_rounding"), hint="scale_rule: amax")
    if element is None or scale is None:
        return None
    return BlockType(
        **common(name, document, origin),
        element=element,
        scale=scale,
        block=block,
        axis=axis,
        scale_rule=document.scale_rule,
        scale_rounding=document.scale_rounding,
        tensor_scale=tensor,
    )


def _element(ctx: Context, name: str, origin: Origin) -> ElementType | None:
    if _is_block(ctx, name, origin, "element"):
        return None
    found = ctx.fixed_types.items.get(name) or ctx.number_type(
        name, origin, "element", others=ctx.fixed_types.items
    )
    if isinstance(found, IntegerType) and found.high == 0:
        message = f"no value of {name} is above zero, and a block is scaled to the greatest"
        ctx.report("type-codes", message, origin.at("element"), hint="more bits")
    return found


def _scale(ctx: Context, name: str, origin: Origin, key: str) -> FloatType | None:
    if _is_block(ctx, name, origin, key):
        return None
    found = ctx.number_type(name, origin, key)
    if isinstance(found, IntegerType):
        ctx.report("type-scale", f"a scale is a float, and {found.name} is not", origin.at(key))
        return None
    return found


def _is_block(ctx: Context, name: str, origin: Origin, key: str) -> bool:
    """Whether a part of a block format is one itself, which is reported."""
    entry = ctx.merged.sections.types.get(name)
    if entry is None or not isinstance(entry.document, BlockDocument):
        return False
    message = f"{name} is a block format, and the {key.replace('_', ' ')} of a block is one number"
    ctx.report("type-block", message, origin.at(key))
    return True


def enum(ctx: Context, name: str, document: EnumDocument, origin: Origin) -> Enum:
    """Resolve an enum and its values."""
    members = []
    for key, given in document.values.items():
        where = origin.child("values", key)
        if not isinstance(given, MemberDocument):
            code = whole(ctx, given, where, low=-(1 << 63), high=(1 << 64) - 1)
            members.append(EnumMember(name=key, value=code, origin=where))
            continue
        code = whole(ctx, given.value, where, "value", low=-(1 << 63), high=(1 << 64) - 1)
        chosen = ctx.number_type(given.type, where, "type")
        members.append(EnumMember(**common(key, given, where), value=code, type=chosen))
    if not members:
        ctx.report("spec-empty", "an enum has at least one value", origin.at("values"))
    typed = [m for m in members if m.type is not None]
    untyped = [m for m in members if m.type is None]
    if typed and untyped and not ctx.types.broken:
        message = f"{typed[0].name} names a type and {untyped[0].name} does not"
        ctx.report("type-choice", message, untyped[0].origin.key(), hint="give all values a type, or none")
    return Enum(**common(name, document, origin), members=tuple(members), open=document.open)


def table(ctx: Context, name: str, document: TableDocument, origin: Origin) -> Table | None:
    """Resolve a constant array."""
    element = ctx.number_type(document.type, origin, "type")
    if element is None:
        return None
    values = [raw(ctx, element, given, origin, "values", i) for i, given in enumerate(document.values)]
    shape: tuple[int, ...] = (len(values),)
    if document.shape is not None:
        shape = shape_of(ctx, document.shape, origin)
        if prod(shape) != len(values):
            message = f"a shape of {prod(shape)} elements, and {len(values)} values"
            ctx.report("spec-shape", message, origin.at("shape"))
    if not values:
        ctx.report("spec-empty", "a table has at least one value", origin.at("values"))
    return Table(**common(name, document, origin), type=element, shape=shape, values=tuple(values))


def shape_of(ctx: Context, given: list[object], origin: Origin) -> tuple[int, ...]:
    """Resolve the extents of an array."""
    if not given:
        ctx.report("spec-empty", "a shape has at least one extent", origin.at("shape"))
    if len(given) > MAX_RANK:
        ctx.report("spec-shape", f"a shape has at most {MAX_RANK} extents", origin.at("shape"))
        return (1,)
    return tuple(whole(ctx, n, origin, "shape", i, low=1, high=1 << 32) for i, n in enumerate(given))


def raw(ctx: Context, of: NumberType, given: object, origin: Origin, *path: str | int) -> int:
    """Resolve a value of a number format: of an integer type itself; of a float, raw bits or decimal text."""
    if isinstance(of, IntegerType):
        return whole(ctx, given, origin, *path, low=of.low, high=of.high)
    number = _decimal(given)
    if number is None:
        return whole(ctx, given, origin, *path, high=(1 << of.width) - 1)
    code = numerics.encode(of, number)
    if isinstance(number, Fraction) and not isinstance(numerics.decode(of, code), Fraction) and number:
        ctx.report("spec-number-range", f"{given} is too large for {of.name}", origin.at(*path))
    return code


_SPECIALS = {
    "nan": numerics.Special.NAN,
    "inf": numerics.Special.INFINITY,
    "-inf": numerics.Special.NEGATIVE_INFINITY,
    "-0.0": numerics.Special.NEGATIVE_ZERO,
}


def _decimal(given: object) -> numerics.Real | None:
    """Return the number that decimal text means (``0.5``, ``"-1"``, ``1e3``), or None for raw bits."""
    if isinstance(given, SpelledFloat):
        return exact(given)
    if isinstance(given, SpelledInt):
        digits = given.spelling.lstrip("+-")
        spelled = digits[:2].lower() not in ("0x", "0b", "0o") and not digits.replace("_", "").isdecimal()
        return Fraction(int(given)) if spelled else None
    if not isinstance(given, str):
        return None
    text = given.strip().lower()
    if text in _SPECIALS:
        return _SPECIALS[text]
    number = meaning(text)
    return exact(number) if isinstance(number, int | float) and not isinstance(number, bool) else None

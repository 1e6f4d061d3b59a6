"""Values, bit fields and unions of structures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.documents.structures import BitFieldDocument
from specgen.model.interfaces import BitField, Structure, Value
from specgen.model.resolve.formats import single_range
from specgen.model.resolve.interfaces.conditions import Names, condition
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.types import PREDEFINED_FLOATS, FloatType, IntegerType
from specgen.source import Related

if TYPE_CHECKING:
    from collections.abc import Callable

    from specgen.model.documents.structures import MemberDocument, PlaceDocument, ValueDocument
    from specgen.model.expressions import Expression
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_COUNT = 1 << 20
_WIDTHS = (8, 16, 32, 64)
_FLOATS = ("f32", "f64")


def value(
    ctx: Context,
    name: str,
    document: MemberDocument | ValueDocument,
    origin: Origin,
    find: Callable[..., Structure | None],
) -> Value | None:
    """Resolve what stands in the bytes of a member; its condition is left for when all members are known."""
    assert document.type is not None
    text = document.type == "text"
    kind = IntegerType(8, False) if text else _type(ctx, document.type, origin, find)
    count = None
    if document.count is not None:
        count = whole(ctx, document.count, origin, "count", low=1, high=MAX_COUNT)
    flexible = document.counted_by is not None and document.count is None
    if kind is None:
        return None
    if text and count is None:
        ctx.report("struct-type", "text has a count of bytes", origin.at("type"), hint="count: 32")
    enum = ctx.find(ctx.enums, document.enum, origin, "enum")
    if enum is not None and not isinstance(kind, IntegerType):
        ctx.report("struct-type", "only integers have an enum", origin.at("enum"))
    low, high = _limits(ctx, document, kind, origin)
    return Value(
        **common(name, document, origin),
        type=kind,
        count=0 if flexible else count,
        counted_by=document.counted_by,
        flexible=flexible,
        text=text,
        enum=enum,
        low=low,
        high=high,
        address_of=ctx.find(ctx.memories, document.address_of, origin, "address_of"),
        unit=document.unit,
    )


def _type(
    ctx: Context, name: str, origin: Origin, find: Callable[..., Structure | None]
) -> IntegerType | FloatType | Structure | None:
    if name in ctx.merged.sections.structures:
        return find(ctx, name, origin)
    if name in _FLOATS:
        return PREDEFINED_FLOATS[name]
    others = (*ctx.merged.sections.structures, "text", "u8", "u16", "u32", "u64")
    found = ctx.number_type(name, origin, "type", others=others)
    if found is None:
        return None
    if not isinstance(found, IntegerType) or found.width not in _WIDTHS:
        hint = "8, 16, 32 or 64 bits, f32, f64, text or a structure; divide an integer by bits"
        message = f"{name} is no type that C has at every place"
        ctx.report("struct-type", message, origin.at("type"), hint=hint)
        return None
    return found


def _limits(
    ctx: Context, document: PlaceDocument, kind: object, origin: Origin
) -> tuple[int | None, int | None]:
    if document.min is None and document.max is None:
        return None, None
    if not isinstance(kind, IntegerType):
        ctx.report("struct-type", "only integers have limits", origin.at("min"))
        return None, None
    low = (
        kind.low
        if document.min is None
        else whole(ctx, document.min, origin, "min", low=kind.low, high=kind.high)
    )
    high = kind.high
    if document.max is not None:
        high = whole(ctx, document.max, origin, "max", low=low, high=kind.high)
    return low, high


def bit_fields(ctx: Context, document: MemberDocument, width: int, origin: Origin) -> tuple[BitField, ...]:
    """Resolve how an integer of ``width`` bits is divided: every bit is named once."""
    made: list[BitField] = []
    taken: dict[int, BitField] = {}
    for key, given in (document.bits or {}).items():
        one = _bit_field(ctx, key, given, origin.child("bits", key), width)
        if one is None:
            continue
        clash = next((taken[b] for b in range(one.low, one.high + 1) if b in taken), None)
        if clash is not None:
            related = [Related(clash.origin.key(), f"{clash.name} has it")]
            message = f"{one.name} and {clash.name} have bits in common"
            ctx.report("struct-bits", message, one.origin.key(), related=related)
        taken.update(dict.fromkeys(range(one.low, one.high + 1), one))
        made.append(one)
    missing = [bit for bit in range(width) if bit not in taken]
    if made and missing and len(made) == len(document.bits or ()):
        hint = f'reserved: {{bits: "{_run(missing)}", reserved: zero}}'
        message = f"bit {missing[0]} of {width} is not named"
        ctx.report("struct-bits", message, origin.key("bits"), hint=hint)
    return tuple(sorted(made, key=lambda b: b.low))


def _run(bits: list[int]) -> str:
    high = bits[0]
    while high + 1 in bits:
        high += 1
    return f"{high}:{bits[0]}"


def _bit_field(ctx: Context, name: str, given: object, origin: Origin, width: int) -> BitField | None:
    document = given if isinstance(given, BitFieldDocument) else None
    path = ("bits",) if document else ()
    bits = single_range(ctx, str(document.bits if document else given), origin, path, width)
    if bits is None:
        return None
    implied = "zero" if name == "reserved" or name.startswith("reserved_") else None
    if document is None:
        return BitField(name=name, high=bits.high, low=bits.low, reserved=implied, origin=origin)
    return BitField(
        **common(name, document, origin),
        high=bits.high,
        low=bits.low,
        signed=document.signed,
        enum=ctx.find(ctx.enums, document.enum, origin, "enum"),
        reserved=document.reserved or implied,
    )


def where_valid(ctx: Context, document: object, names: Names, origin: Origin) -> Expression | None:
    """Resolve the condition of a value or bit field, over the members of its structure."""
    text = getattr(document, "valid_when", None)
    return None if text is None else condition(ctx, text, names, origin, "valid_when")

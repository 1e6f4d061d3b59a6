"""Kinds of relocations: what they patch, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.expressions import Expression, ExpressionError, parse_expression
from specgen.model.expressions.nodes import Binary, Constant, Name, Node, Unary
from specgen.model.interfaces import MOST_ADDRESS, Place, Relocation, Section, Structure, place_of
from specgen.model.resolve.context import integer_type
from specgen.model.resolve.items import common
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.executables import ExecutableDocument, RelocationDocument
    from specgen.model.isa import Enum, Field, Format
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_MOST = 1 << 63


def relocations(
    ctx: Context, document: ExecutableDocument, sections: dict[str, Section], origin: Origin
) -> dict[str, Relocation]:
    """Resolve kinds of relocations: each value of the enum of their kind has one."""
    given = document.relocations or {}
    section = next((s for s in sections.values() if s.does == "relocations"), None)
    if section is None or section.entry is None:
        if given:
            ctx.report("exe-relocation", "no section holds relocations", origin.key("relocations"))
        return {}
    kinds = kinds_of(ctx, section.entry, section.roles.get("kind", ""), section.origin)
    found = {}
    for name, one in given.items():
        where = origin.child("relocations", name)
        found[name] = _relocation(ctx, name, one, where, code_of(ctx, name, kinds, where))
    missing = [m.name for m in kinds.members if m.name not in given] if kinds is not None else []
    if missing:
        message = f"nothing says what a relocation of kind {missing[0]} patches"
        ctx.report("exe-relocation", message, origin.key("sections"), hint=f"{missing[0]}: {{type: u32}}")
    return {n: r for n, r in found.items() if r is not None}


def _relocation(
    ctx: Context, name: str, document: RelocationDocument, origin: Origin, code: int
) -> Relocation | None:
    kind = None if document.type is None else integer_type(document.type)
    layout: Format | None = ctx.find(ctx.formats, document.format, origin, "format")
    field: Field | None = None
    if (document.type is None) == (document.format is None) or (layout is None) != (document.field is None):
        message = "a relocation patches an integer, or a field of an instruction"
        ctx.report("exe-relocation", message, origin.key(), hint="type: u32")
        return None
    if document.type is not None and (kind is None or kind.signed or kind.width not in (8, 16, 32, 64)):
        message = f"{document.type} is no unsigned integer of 8, 16, 32 or 64 bits"
        ctx.report("exe-relocation", message, origin.at("type"))
    if layout is not None and document.field is not None:
        field = layout.by_name.get(document.field)
        if field is None or field.reserved is not None:
            hint = did_you_mean(document.field, layout.by_name)
            message = f"format {layout.name} has no field {document.field!r}"
            ctx.report("exe-relocation", message, origin.at("field"), hint=hint)
    value = _value(ctx, document, origin)
    if value is None:
        return None
    return Relocation(
        **common(name, document, origin), code=code, type=kind, format=layout, field=field, value=value
    )


def _value(ctx: Context, document: RelocationDocument, origin: Origin) -> Expression | None:
    try:
        found = parse_expression(str(document.value))
        found.whole({"value": 0, "here": 0})
        _bounds(found.tree)
    except ExpressionError as error:
        ctx.failures += 1
        at = origin.tree.scalar_location((*origin.path, "value"), error.offset, error.length)
        ctx.report(error.rule, error.message, at, hint=error.hint)
        return None
    return found


def _bounds(node: Node) -> tuple[int, int]:
    """The least and the greatest value, for addresses below 2^62: what generated code computes in 64 bits."""
    match node:
        case Constant() if type(node.value) is int:
            low = high = node.value
        case Name():
            low, high = 0, MOST_ADDRESS - 1
        case Unary() if node.operator in ("-", "~"):
            below, above = _bounds(node.operand)
            low, high = (-above, -below) if node.operator == "-" else (~above, ~below)
        case Binary():
            low, high = _binary(node)
        case _:
            raise ExpressionError("exe-relocation", "only numbers, value and here stand here", 0)
    if not -_MOST < low <= high < _MOST:
        raise ExpressionError("exe-relocation", "it may leave 64 bits", getattr(node, "offset", 0))
    return low, high


def _binary(node: Binary) -> tuple[int, int]:
    (a, b), (c, d) = _bounds(node.left), _bounds(node.right)
    fixed = c == d
    match node.operator:
        case "+":
            return a + c, b + d
        case "-":
            return a - d, b - c
        case "*":
            ends = (a * c, a * d, b * c, b * d)
            return min(ends), max(ends)
        case "//" if fixed and c > 0:
            return a // c, b // c
        case ">>" if fixed and 0 <= c < 63:
            return a >> c, b >> c
        case "%" if fixed and c > 0:
            return 0, c - 1
        case "&" | "|" | "^":
            most = 1 << max(x.bit_length() for x in (a, b, c, d))
            return (0 if a >= 0 and c >= 0 else -most), most - 1
    message = f"{node.operator} stands before a positive constant here, if at all"
    raise ExpressionError("exe-relocation", message, node.offset, len(node.operator))


def kinds_of(ctx: Context, structure: Structure, role: str, origin: Origin) -> Enum | None:
    """The enum of a member that tells kinds apart."""
    place = place_of(structure, role)
    enum = enum_of(place) if place is not None else None
    if enum is None:
        message = f"{role} of {structure.name} has no enum that names the kinds"
        ctx.report("exe-kind", message, origin.key())
    return enum


def enum_of(place: Place) -> Enum | None:
    """Return the enum that names the values of a member or bit field."""
    value = place.member.value
    return place.bits.enum if place.bits is not None else value.enum if value is not None else None


def code_of(ctx: Context, name: str, kinds: Enum | None, origin: Origin) -> int:
    """Return the value of a name in the enum of kinds; what has none is reported."""
    if kinds is None:
        return 0
    member = kinds.by_name.get(name)
    if member is None:
        hint = did_you_mean(name, kinds.by_name)
        ctx.report("exe-kind", f"enum {kinds.name} has no value {name!r}", origin.key(), hint=hint)
        return 0
    return member.value

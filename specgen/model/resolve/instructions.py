"""Instructions: format, fixed fields, constraints, tiles, timing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.isa import Field, Format, Instruction, Timing
from specgen.model.resolve.constraints import constraint
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import value
from specgen.model.resolve.tiles import text, tile
from specgen.source import Related, did_you_mean, spelling_of

if TYPE_CHECKING:
    from specgen.model.documents.isa import InstructionDocument, TimingDocument
    from specgen.model.execution import Processor
    from specgen.model.isa import Enum
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context
    from specgen.source import Location


def instruction(ctx: Context, name: str, document: InstructionDocument, origin: Origin) -> Instruction | None:
    """Resolve an instruction."""
    format_ = ctx.find(ctx.formats, document.format, origin, "format")
    engine = ctx.find(ctx.engines, document.engine, origin, "engine")
    extension = ctx.find(ctx.extensions, document.extension, origin, "extension")
    processor = _processor(ctx, document.processor, origin)
    _check_shadows(ctx, name, document.shadows or (), origin)
    timing = _timing(ctx, document.timing, origin.child("timing"))
    if format_ is None:
        return None
    encoding = _encoding(ctx, document.encoding or {}, format_, origin)
    constraints = [
        constraint(ctx, text, format_, encoding, origin, index)
        for index, text in enumerate(document.constraints or ())
    ]
    tiles = [
        tile(ctx, key, given, format_, origin.child("operands", key))
        for key, given in (document.operands or {}).items()
    ]
    if processor is None:
        return None
    return Instruction(
        **common(name, document, origin),
        format=format_,
        encoding=encoding,
        assembly=document.assembly,
        semantics=document.semantics,
        processor=processor,
        engine=engine,
        tiles=tuple(t for t in tiles if t is not None),
        constraints=tuple(c for c in constraints if c is not None),
        timing=timing,
        extension=extension,
        group=document.group,
        shadows=tuple(document.shadows or ()),
        atomic=document.atomic,
    )


def _processor(ctx: Context, name: str | None, origin: Origin) -> Processor | None:
    """Return the processor of that name, or the only one."""
    if name is not None:
        return ctx.find(ctx.processors, name, origin, "processor")
    known = list(ctx.processors.items.values())
    if len(known) == 1 and not ctx.processors.broken:
        return known[0]
    ctx.failures += 1
    if len(known) > 1:
        message = "there are several processors: say which one fetches this instruction"
        ctx.report("spec-processor", message, origin.key(), hint=f"processor: {known[0].name}")
    return None


def _check_shadows(ctx: Context, name: str, shadows: list[str] | tuple[()], origin: Origin) -> None:
    known = ctx.merged.sections.instructions
    for index, other in enumerate(shadows):
        if other == name:
            ctx.report("spec-shadows", f"{name} cannot take its own words", origin.at("shadows", index))
        elif other not in known:
            ctx.unknown(ctx.instructions, other, origin.at("shadows", index), known)


def _encoding(ctx: Context, given: dict[str, object], format_: Format, origin: Origin) -> dict[str, int]:
    """Return the raw values of the fixed fields; what is wrong is reported."""
    made = {}
    for key, number in given.items():
        field = format_.by_name.get(key)
        if field is None:
            unknown_field(ctx, key, format_, origin.key("encoding", key))
        elif field.reserved is not None:
            related = [Related(field.origin.key(), "reserved here")]
            message = f"{key} is reserved, and cannot be given a value"
            ctx.report("spec-encoding", message, origin.key("encoding", key), related=related)
        else:
            raw = _fixed(ctx, field, number, origin, key)
            if raw is not None:
                made[key] = raw
    return made


def _fixed(ctx: Context, field: Field, number: object, origin: Origin, key: str) -> int | None:
    """Return the raw bits of a fixed field: of an enum's value, or a number."""
    enum = field.enum
    if isinstance(number, str) and enum is not None and (member := enum.by_name.get(number)) is not None:
        raw = field.raw(member.value)
        ctx.failures += raw is None  # the enum does not fit its field: a finding about the field
        return raw
    if isinstance(number, str) and enum is not None and number.isidentifier() and number not in ctx.values:
        unknown_member(ctx, enum, number, origin.at("encoding", key))
        return None
    low = -(1 << (field.width - 1)) if field.signed else 0
    found = value(ctx, number, origin, ("encoding", key))
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int):
        ctx.report("expr-not-whole", "a whole number is needed here", origin.at("encoding", key))
        return None
    if not low <= found < 1 << field.width:
        related = [Related(field.origin.key(), f"{key} is declared here")]
        shown = spelling_of(number) if isinstance(number, int) else str(found)
        message = f"{shown} does not fit {key}, which has {field.width} bits"
        ctx.report("spec-constant-wide", message, origin.at("encoding", key), related=related)
        return None
    raw = found & ((1 << field.width) - 1)
    if enum is not None and not enum.open and field.value(raw) not in enum.by_value:
        related = [Related(enum.origin.key(), f"{enum.name} is declared here")]
        message = f"{found} is no value of {enum.name}"
        ctx.report("spec-encoding", message, origin.at("encoding", key), related=related)
    return raw


def unknown_field(ctx: Context, name: str, format_: Format, at: Location) -> None:
    """Report a field that the format does not have."""
    hint = did_you_mean(name, format_.by_name) or f"its fields: {', '.join(format_.by_name)}"
    related = [Related(format_.origin.key(), f"{format_.name} is declared here")]
    message = f"format {format_.name} has no field {name!r}"
    ctx.report("ref-unknown", message, at, related=related, hint=hint)


def unknown_member(ctx: Context, enum: Enum, name: str, at: Location) -> None:
    """Report a value that the enum does not have."""
    hint = did_you_mean(name, enum.by_name)
    related = [Related(enum.origin.key(), f"{enum.name} is declared here")]
    ctx.report("ref-unknown", f"enum {enum.name} has no value {name!r}", at, related=related, hint=hint)


def _timing(ctx: Context, document: TimingDocument | None, origin: Origin) -> Timing | None:
    if document is None:
        return None
    issue, occupancy, latency = (
        text(ctx, getattr(document, key), origin, key) for key in ("issue", "occupancy", "latency")
    )
    return Timing(issue, occupancy, latency, origin)

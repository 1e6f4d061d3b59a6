"""Traces: records of one size that begin with a header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.interfaces import COMMON_RECORD_ROLES, RECORD_ROLES, Record, Trace
from specgen.model.resolve.interfaces.roles import begins_with, members, type_enum
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import size
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.queues import TraceDocument
    from specgen.model.interfaces import Structure
    from specgen.model.isa import Enum
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_RECORD = 1 << 16


def trace(ctx: Context, name: str, document: TraceDocument, origin: Origin) -> Trace | None:
    """Resolve a trace; what is wrong with any of its records is wrong with it."""
    record_size = size(ctx, document.record_size, origin, "record_size", low=1, high=MAX_RECORD)
    header = ctx.find(ctx.structures, document.header, origin, "header")
    enum = type_enum(ctx, "trace-type", header, document.type, origin) if header else None
    if header is None or enum is None:
        return None
    return Trace(
        **common(name, document, origin),
        size=record_size,
        header=header,
        type=document.type,
        records=_records(ctx, document, enum, header, record_size, origin),
    )


def _records(
    ctx: Context, document: TraceDocument, enum: Enum, header: Structure, record_size: int, origin: Origin
) -> dict[str, Record]:
    made: dict[str, Record] = {}
    for name, given in document.records.items():
        where = origin.child("records", name)
        value = enum.by_name.get(name)
        structure = ctx.find(ctx.structures, given.structure, where, "structure")
        if value is None:
            related = [Related(enum.origin.key(), f"{enum.name} is here")]
            hint = did_you_mean(name, enum.by_name)
            message = f"{enum.name} has no value {name!r}"
            ctx.report("trace-type", message, where.key(), related=related, hint=hint)
        elif structure is not None:
            begins_with(ctx, "trace-record", header, record_size, structure, where)
            wanted = (*RECORD_ROLES[given.does], *COMMON_RECORD_ROLES)
            made[name] = Record(
                **common(name, given, where),
                code=value.value,
                structure=structure,
                does=given.does,
                category=given.category or given.does,
                roles=members(ctx, "trace-role", wanted, structure, given.roles, where),
            )
    return made

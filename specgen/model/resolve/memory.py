"""Memories and layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.documents.memory import WritesDocument
from specgen.model.memory import Memory
from specgen.model.quantity import Dimension
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import size, whole
from specgen.model.resolve.quantities import quantity

if TYPE_CHECKING:
    from specgen.model.documents.memory import MemoryDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_SIZE = 1 << 64
_BANDWIDTH = (Dimension.BANDWIDTH, Dimension.BYTES_PER_CYCLE)
_LATENCY = (Dimension.CYCLES, Dimension.TIME)


def memory(ctx: Context, name: str, document: MemoryDocument, origin: Origin) -> Memory | None:
    """Resolve a memory."""
    address = ctx.plain_integer(document.address, origin, "address")
    if address is not None and address.signed:
        hint = f"u{address.width}"
        ctx.report("type-unsigned", "an address is unsigned", origin.at("address"), hint=hint)
    extent = size(ctx, document.size, origin, "size", low=1, high=MAX_SIZE)
    base = size(ctx, document.base, origin, "base", high=MAX_SIZE)
    out_of_range = ctx.find(ctx.faults, document.out_of_range, origin, "out_of_range")
    misaligned = ctx.find(ctx.faults, document.misaligned, origin, "misaligned")
    writes = document.writes or WritesDocument()
    write_out_of_range = ctx.find(ctx.faults, writes.out_of_range, origin, "writes", "out_of_range")
    write_misaligned = ctx.find(ctx.faults, writes.misaligned, origin, "writes", "misaligned")
    agents(ctx, document.reachable_by or (), origin, "reachable_by")
    width = size(ctx, document.width, origin, "width", low=1, high=1 << 20)
    banks = whole(ctx, document.banks, origin, "banks", low=1, high=1 << 20)
    ports = whole(ctx, document.ports, origin, "ports", low=1, high=1 << 20)
    latency = quantity(ctx, document.latency, origin, "latency", dimensions=_LATENCY)
    bandwidth = quantity(ctx, document.bandwidth, origin, "bandwidth", dimensions=_BANDWIDTH)
    clock = quantity(ctx, document.clock, origin, "clock", dimensions=(Dimension.FREQUENCY,))
    if address is None:
        return None
    return Memory(
        **common(name, document, origin),
        size=extent,
        address=address,
        base=base,
        endianness=document.endianness,
        out_of_range=out_of_range,
        misaligned=misaligned,
        uninitialised=ctx.find(ctx.faults, document.uninitialised, origin, "uninitialised"),
        write_out_of_range=write_out_of_range,
        write_misaligned=write_misaligned,
        shared=document.shared,
        kind=document.kind,
        width=width,
        banks=banks,
        ports=ports,
        latency=latency,
        bandwidth=bandwidth,
        clock=clock,
        reachable_by=tuple(document.reachable_by or ()),
    )


def agents(ctx: Context, names: list[str] | tuple[str, ...], origin: Origin, *path: str | int) -> None:
    """Report names that are neither engines nor processors (nor ``any``)."""
    sections = ctx.merged.sections
    known = {"any", *sections.engines, *sections.processors, *ctx.merged.broken["processors"]}
    for index, name in enumerate(names):
        if name not in known and "*" not in known:
            ctx.unknown(ctx.engines, name, origin.at(*path, index), sections.processors)

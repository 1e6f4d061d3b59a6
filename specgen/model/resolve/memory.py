"""Memories and layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.model.documents.memory import WritesDocument
from specgen.model.memory import Memory
from specgen.model.quantity import Dimension
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import size, whole
from specgen.model.resolve.quantities import quantity
from specgen.source import Related

if TYPE_CHECKING:
    from specgen.model.documents.memory import MemoryDocument
    from specgen.model.merge import Entry
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_SIZE = 1 << 64
BANDWIDTH = (Dimension.BANDWIDTH, Dimension.BYTES_PER_CYCLE)
LATENCY = (Dimension.CYCLES, Dimension.TIME)


def resolve_memories(ctx: Context) -> None:
    """Resolve all memories; windows, and what others back, after the memories that they name."""
    entries = ctx.merged.sections.memories
    waiting = dict(entries)
    while waiting:
        free = {n: e for n, e in waiting.items() if not _names(e.document) & waiting.keys()}
        ready = {n: e for n, e in free.items() if _names(e.document) <= entries.keys()} or free
        if not ready:
            break
        ctx.resolve(ready, ctx.memories, memory)
        waiting = {n: e for n, e in waiting.items() if n not in ready}
    if waiting:
        _report_circle(ctx, waiting)
    ctx.memories.items = {name: ctx.memories.items[name] for name in entries if name in ctx.memories.items}


def _names(document: MemoryDocument) -> set[str]:
    """The memories that one names."""
    return {name for name in (document.window, document.backing) if name is not None}


def _report_circle(ctx: Context, waiting: dict[str, Entry[MemoryDocument]]) -> None:
    """Report one circle of memories that back each other; what else waits follows from it."""
    circle = [next(iter(waiting))]
    while circle.count(circle[-1]) < 2:
        circle.append(min(_names(waiting[circle[-1]].document) & waiting.keys()))
    circle = circle[circle.index(circle[-1]) :]
    origins = [waiting[name].origin for name in circle[:-1]]
    key = "backing" if waiting[circle[0]].document.backing == circle[1] else "window"
    related = [
        Related(one.key(), f"{name} is here") for one, name in zip(origins[1:], circle[1:], strict=False)
    ]
    message = f"{' is behind '.join(reversed(circle))}: these memories form a circle"
    ctx.report("memory-backing", message, origins[0].at(key), related=related)
    ctx.memories.broken |= waiting.keys()


def memory(ctx: Context, name: str, document: MemoryDocument, origin: Origin) -> Memory | None:
    """Resolve a memory, of which those that it names are resolved."""
    address = ctx.plain_integer(document.address, origin, "address")
    if address is not None and address.signed:
        hint = f"u{address.width}"
        ctx.report("type-unsigned", "an address is unsigned", origin.at("address"), hint=hint)
    agents(ctx, document.reachable_by or (), origin, "reachable_by")
    shown = ctx.find(ctx.memories, document.window, origin, "window")
    extent, stride = _extent(ctx, document, shown, origin)
    made = {
        **common(name, document, origin),
        "size": extent,
        "stride": stride,
        "window": shown,
        "base": size(ctx, document.base, origin, "base", high=MAX_SIZE),
        "space": document.space or name,
        "backing": ctx.find(ctx.memories, document.backing, origin, "backing"),
        "shared": document.shared or shown is not None,
        "endianness": document.endianness or (shown.endianness if shown else "little"),
        "kind": document.kind or ("window" if shown else "sram"),
        "reachable_by": tuple(document.reachable_by or ()),
        **_faults(ctx, document, shown, origin),
        **_counts(ctx, document, shown, origin),
        **_speed(ctx, document, origin),
    }
    if address is None or (document.window is not None and shown is None):
        return None
    return Memory(address=address, **made)


def _extent(ctx: Context, document: MemoryDocument, shown: Memory | None, origin: Origin) -> tuple[int, int]:
    """The size of a memory, and the stride of a window: 0 for any other."""
    if document.window is None:
        if document.stride is not None:
            message = "only a window has a stride"
            ctx.report(
                "memory-window", message, origin.key("stride"), hint="name what it shows: window: NAME"
            )
        return size(ctx, document.size, origin, "size", low=1, high=MAX_SIZE), 0
    if shown is None:
        return 1, 1
    _check_window(ctx, document, shown, origin)
    stride = shown.size
    if document.stride is not None:
        stride = size(ctx, document.stride, origin, "stride", low=1, high=MAX_SIZE)
    other = next((one for one in ctx.memories.items.values() if one.window is shown), None)
    if other is not None and other.stride != stride:
        message = (
            f"{other.name} shows {shown.name} every {other.stride} bytes, and this window every {stride}"
        )
        related = [Related(other.origin.key(), f"{other.name} is here")]
        ctx.report(
            "memory-window", message, origin.key("stride"), related=related, hint="one stride for both"
        )
    copies = next(iter(ctx.instances.items.values()), None)
    return stride * (copies.count if copies is not None else 1), stride


def _check_window(ctx: Context, document: MemoryDocument, shown: Memory, origin: Origin) -> None:
    related = [Related(shown.origin.key(), f"{shown.name} is here")]
    if shown.window is not None or shown.shared:
        why = "a window itself" if shown.window is not None else "shared, and exists once"
        message = f"a window shows every instance's memory, and {shown.name} is {why}"
        ctx.report("memory-window", message, origin.at("window"), related=related)
    if document.endianness not in (None, shown.endianness):
        message = f"{shown.name} is {shown.endianness} endian, and so are its bytes seen from elsewhere"
        ctx.report("memory-window", message, origin.at("endianness"), related=related)
    for key in ("size", "backing", "uninitialised"):
        if getattr(document, key) is not None:
            message = f"the {key} of a window is that of what it shows, {shown.name}"
            ctx.report("memory-window", message, origin.key(key), related=related, hint="leave it out")


def _faults(ctx: Context, document: MemoryDocument, shown: Memory | None, origin: Origin) -> dict[str, Any]:
    """The faults of accesses; a window has those of what it shows where it names none."""
    writes = document.writes or WritesDocument()
    found = {
        "out_of_range": ctx.find(ctx.faults, document.out_of_range, origin, "out_of_range"),
        "misaligned": ctx.find(ctx.faults, document.misaligned, origin, "misaligned"),
        "uninitialised": ctx.find(ctx.faults, document.uninitialised, origin, "uninitialised"),
        "write_out_of_range": ctx.find(ctx.faults, writes.out_of_range, origin, "writes", "out_of_range"),
        "write_misaligned": ctx.find(ctx.faults, writes.misaligned, origin, "writes", "misaligned"),
    }
    for kind in ("out_of_range", "misaligned"):
        if found[kind] is None:
            found[kind], own = getattr(shown, kind, None), found[f"write_{kind}"]
            found[f"write_{kind}"] = own or getattr(shown, f"write_{kind}", None)
    found["uninitialised"] = found["uninitialised"] or getattr(shown, "uninitialised", None)
    return found


def _counts(ctx: Context, document: MemoryDocument, shown: Memory | None, origin: Origin) -> dict[str, Any]:
    """Width, granule, banks and ports; of a window those of what it shows."""
    given = {
        "width": (size, document.width),
        "granule": (size, document.granule),
        "banks": (whole, document.banks),
        "ports": (whole, document.ports),
    }
    return {
        key: getattr(shown, key, 1) if number is None else read(ctx, number, origin, key, low=1, high=1 << 20)
        for key, (read, number) in given.items()
    }


def _speed(ctx: Context, document: MemoryDocument, origin: Origin) -> dict[str, Any]:
    return {
        "latency": quantity(ctx, document.latency, origin, "latency", dimensions=LATENCY),
        "bandwidth": quantity(ctx, document.bandwidth, origin, "bandwidth", dimensions=BANDWIDTH),
        "clock": quantity(ctx, document.clock, origin, "clock", dimensions=(Dimension.FREQUENCY,)),
    }


def agents(ctx: Context, names: list[str] | tuple[str, ...], origin: Origin, *path: str | int) -> None:
    """Report names that are neither engines nor processors (nor ``any``)."""
    sections = ctx.merged.sections
    known = {"any", *sections.engines, *sections.processors, *ctx.merged.broken["processors"]}
    for index, name in enumerate(names):
        if name not in known and "*" not in known:
            ctx.unknown(ctx.engines, name, origin.at(*path, index), sections.processors)

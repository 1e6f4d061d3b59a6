"""Checks of memories beside each other: address spaces, hierarchy, windows, paths."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.quantity import Dimension
from specgen.model.units import written
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Device, Memory
    from specgen.model.quantity import Quantity

_TILES = """
    instances: {tile: {count: 4}}
    engines: {dma: {queue: 4, clock: 1 GHz}}
    memories:
      ram: {size: 4 KiB, address: u32, out_of_range: bad_address, bandwidth: 64 GB/s, reachable_by: [dma, control]}
      rom: {size: 4 KiB, address: u32, out_of_range: bad_address, reachable_by: [control]}
      far: {size: 1 MiB, address: u32, out_of_range: bad_address, bandwidth: 16 GB/s}
"""


@check(
    "memory-overlap",
    Severity.ERROR,
    "In one address space every address means one byte.",
    "An address that two memories answer to reads one of them on one machine and the other on the next.",
    wrong="""
    memories:
      ram: {size: 8 KiB, address: u32, space: bus, base: 0, out_of_range: bad_address}
      rom: {size: 4 KiB, address: u32, space: bus, base: 0x1800, out_of_range: bad_address}
    """,
    right="""
    memories:
      ram: {size: 8 KiB, address: u32, space: bus, base: 0, out_of_range: bad_address}
      rom: {size: 4 KiB, address: u32, space: bus, base: 0x2000, out_of_range: bad_address}
    """,
)
def overlap(subject: Subject) -> Iterator[Finding]:
    """Memories and devices of one space that have addresses in common; those of one memory are refused before."""
    for space in _spaces(subject.architecture).values():
        widest = None
        for one in sorted(space, key=lambda part: part.base):
            if widest is not None and one.base < widest.base + widest.size and not _own(one, widest):
                last = min(one.base + one.size, widest.base + widest.size) - 1
                yield Finding(
                    f"{widest.name} and {one.name} both have {one.base:#x} to {last:#x}, {last + 1 - one.base} bytes",
                    one.origin.key(),
                    (Related(widest.origin.key(), f"{widest.name} begins at {widest.base:#x}"),),
                    f"move one of them, or give it a space of its own: {one.name} ends at {one.base + one.size - 1:#x}",
                )
            if widest is None or one.base + one.size > widest.base + widest.size:
                widest = one


def _spaces(a: Architecture) -> dict[str, list[Memory | Device]]:
    found: dict[str, list[Memory | Device]] = {}
    for memory in a.memories.values():
        found.setdefault(memory.space, []).append(memory)
    for device in a.devices.values():
        found.setdefault(device.memory.space, []).append(device)
    return found


def _own(one: Memory | Device, other: Memory | Device) -> bool:
    """Whether one is a device in the addresses of the other, or both are devices beside one memory."""
    first, second = getattr(one, "memory", one), getattr(other, "memory", other)
    return first is second


@check(
    "memory-backing-small",
    Severity.WARNING,
    "What lies further out holds at least what lies nearer.",
    "A level that cannot hold what the levels before it hold together is no place to fill them from.",
    wrong="""
    instances: {tile: {count: 4}}
    memories:
      ram: {size: 4 KiB, address: u32, backing: far, out_of_range: bad_address}
      far: {size: 8 KiB, address: u32, shared: true, out_of_range: bad_address}
    """,
    right="""
    instances: {tile: {count: 4}}
    memories:
      ram: {size: 4 KiB, address: u32, backing: far, out_of_range: bad_address}
      far: {size: 16 KiB, address: u32, shared: true, out_of_range: bad_address}
    """,
)
def backing_small(subject: Subject) -> Iterator[Finding]:
    """Memories that are larger, all copies together, than what backs them."""
    instances = subject.architecture.instances
    copies = instances.count if instances is not None else 1
    for memory in subject.architecture.memories.values():
        behind = memory.backing
        if behind is None:
            continue
        times = copies if behind.shared and not memory.shared else 1
        if memory.size * times > behind.size:
            all_of = f"{times} x " if times > 1 else ""
            yield Finding(
                f"{memory.name} holds {all_of}{_bytes(memory.size)}, and {behind.name} behind it {_bytes(behind.size)}",
                memory.origin.at("backing"),
                (Related(behind.origin.at("size"), f"{behind.name} is here"),),
            )


def _bytes(count: int) -> str:
    return written(Fraction(count), Dimension.BYTES)


@check(
    "memory-window-stride",
    Severity.ERROR,
    "The instances of a window do not overlap.",
    "With a stride below the size, the last bytes of one instance would have the addresses of the next one's first.",
    wrong="""
    instances: {tile: {count: 4}}
    memories:
      ram: {size: 4 KiB, address: u32, out_of_range: bad_address}
      peers: {window: ram, stride: 2 KiB, address: u32}
    """,
    right="""
    instances: {tile: {count: 4}}
    memories:
      ram: {size: 4 KiB, address: u32, out_of_range: bad_address}
      peers: {window: ram, stride: 4 KiB, address: u32}
    """,
)
def window_stride(subject: Subject) -> Iterator[Finding]:
    """Windows whose stride is less than what they show."""
    for memory in subject.architecture.memories.values():
        shown = memory.window
        if shown is not None and memory.stride < shown.size:
            yield Finding(
                f"{memory.name} has {_bytes(shown.size)} of {shown.name} every {_bytes(memory.stride)}",
                memory.origin.at("stride"),
                (Related(shown.origin.at("size"), f"{shown.name} is here"),),
                f"a stride of {_bytes(shown.size)} leaves no gaps",
            )


@check(
    "memory-granule",
    Severity.ERROR,
    "A memory is whole granules, and so is a row of its banks.",
    "An access moves whole granules: the last one would be cut short, or lie across two rows.",
    wrong="memories: {ram: {size: 4 KiB, address: u32, granule: 48, out_of_range: bad_address}}",
    right="memories: {ram: {size: 4 KiB, address: u32, granule: 64, width: 16, banks: 4, out_of_range: bad_address}}",
)
def granule(subject: Subject) -> Iterator[Finding]:
    """Memories whose size or base is no multiple of their granule."""
    for memory in subject.architecture.memories.values() if subject.resolved else ():
        for key in ("size", "base"):
            number = getattr(memory, key)
            if number % memory.granule and memory.window is None:
                yield Finding(
                    f"the {key} of {memory.name}, {number}, is no multiple of its granule of {memory.granule} bytes",
                    memory.origin.at(key) if key == "size" else memory.origin.key(),
                )


@check(
    "path-unreachable",
    Severity.ERROR,
    "Who moves data along a path reaches both of its ends.",
    "A path that its mover cannot take is a drawing of something that is not there.",
    wrong=f"""{_TILES}
    paths: {{load: {{from: rom, to: ram, by: dma}}}}
    """,
    right=f"""{_TILES}
    paths: {{load: {{from: far, to: ram, by: dma}}}}
    """,
)
def path_unreachable(subject: Subject) -> Iterator[Finding]:
    """Paths with an end that their mover does not reach."""
    for path in subject.architecture.paths.values():
        for key, end in (("from", path.source), ("to", path.target)):
            if end.reachable_by and path.by not in end.reachable_by:
                yield Finding(
                    f"{path.by} cannot reach {end.name}, which {path.name} leads {key}",
                    path.origin.at(key),
                    (Related(end.origin.at("reachable_by"), f"by {', '.join(end.reachable_by)} only"),),
                )


@check(
    "path-bandwidth",
    Severity.WARNING,
    "A path is no faster than its ends and its links.",
    "Data cannot leave a memory faster than that gives it: what is computed from the path's bandwidth is too good.",
    wrong=f"""{_TILES}
    paths: {{load: {{from: far, to: ram, by: dma, bandwidth: 32 GB/s}}}}
    """,
    right=f"""{_TILES}
    paths: {{load: {{from: far, to: ram, by: dma, bandwidth: 16 GB/s}}}}
    """,
)
def path_bandwidth(subject: Subject) -> Iterator[Finding]:
    """Paths with a bandwidth over that of a memory at an end, or of the links on the way."""
    for path in subject.architecture.paths.values():
        own = _rate(path.bandwidth, path.clock)
        for key, part in (("from", path.source), ("to", path.target), ("over", path.over)):
            most = None if part is None else _rate(part.bandwidth, part.clock)
            if part is not None and own is not None and most is not None and own > most:
                yield Finding(
                    f"{path.name} moves {_per_second(own)}, and {part.name} gives {_per_second(most)}",
                    path.origin.at("bandwidth"),
                    (Related(path.origin.at(key), f"{part.name} is named here"),),
                    f"at most {_per_second(most)}",
                )


def _rate(given: Quantity | None, clock: Quantity | None) -> Fraction | None:
    """Bytes per second; None where that is not known."""
    if given is None or given.dimension is Dimension.BANDWIDTH:
        return None if given is None else given.value
    return None if clock is None else given.value * clock.value


def _per_second(rate: Fraction) -> str:
    return written(rate, Dimension.BANDWIDTH)


@check(
    "memory-unreached",
    Severity.WARNING,
    "Where paths are declared, one leads to or from every memory that engines alone reach.",
    "A memory that no path leads to is filled by nobody knows whom: either the path is missing, or the memory is.",
    wrong=f"""{_TILES}
      side: {{size: 4 KiB, address: u32, out_of_range: bad_address, reachable_by: [dma]}}
    paths: {{load: {{from: far, to: ram, by: dma}}}}
    """,
    right=f"""{_TILES}
      side: {{size: 4 KiB, address: u32, out_of_range: bad_address, reachable_by: [dma]}}
    paths:
      load: {{from: far, to: ram, by: dma}}
      aside: {{from: far, to: side, by: dma}}
    """,
)
def memory_unreached(subject: Subject) -> Iterator[Finding]:
    """Memories that no processor loads from or fetches from, beside all paths of a spec that has some."""
    a = subject.architecture
    if not a.paths or not subject.resolved:
        return
    known = {processor.memory for processor in a.processors.values()}
    known |= {end for path in a.paths.values() for end in (path.source.home, path.target.home)}
    for memory in a.memories.values():
        moved = memory.reachable_by and not a.processors.keys() & set(memory.reachable_by)
        if moved and memory.home not in known:
            yield Finding(f"no path leads to {memory.name}", memory.origin.key(), (), _hint(memory))


def _hint(memory: Memory) -> str:
    by = memory.reachable_by[0] if memory.reachable_by else "ENGINE"
    return f"paths: {{fill: {{from: MEMORY, to: {memory.name}, by: {by}}}}}"

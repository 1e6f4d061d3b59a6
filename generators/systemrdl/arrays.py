"""Arrays whose elements lie in each other's gaps, which SystemRDL has as arrays of register files, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.interfaces import HostRegister, RegisterBlock


@frozen()
class Group:
    """Registers whose spans overlap. ``together``: they are arrays of one count and one stride, within one stride."""

    name: str
    start: int
    registers: tuple[HostRegister, ...]
    together: bool


def grouped(block: RegisterBlock) -> list[HostRegister | Group]:
    """Return the registers of a block in the order of their addresses; as groups those whose spans overlap.

    So is an array of which SystemRDL would say that it ends behind the block.
    """
    clusters: list[list[HostRegister]] = []
    end = -1
    for register in block.registers:  # in the order of their offsets
        if register.offset < end:
            clusters[-1].append(register)
        else:
            clusters.append([register])
        end = max(end, _end(register))
    return [
        cluster[0] if len(cluster) == 1 and _end(cluster[0]) <= block.size else _group(cluster, block)
        for cluster in clusters
    ]


def _end(register: HostRegister) -> int:
    """Where SystemRDL takes it to end: an array after the gap behind its last element."""
    return register.offset + (register.count * register.stride if register.count else register.width // 8)


def apart(blocks: list[RegisterBlock]) -> set[str]:
    """Return the names of arrays of blocks that lie in each other's gaps, or have others there: they are written one by one."""
    clusters: list[list[RegisterBlock]] = []
    end = -1
    for block in sorted(blocks, key=lambda b: b.base):
        if block.base < end:
            clusters[-1].append(block)
        else:
            clusters.append([block])
        end = max(end, block.base + (block.count or 1) * block.stride)
    return {b.name for cluster in clusters if len(cluster) > 1 for b in cluster if b.count is not None}


def _group(cluster: list[HostRegister], block: RegisterBlock) -> Group:
    start, first = cluster[0].offset, cluster[0]
    same = all((r.count, r.stride) == (first.count, first.stride) and r.count is not None for r in cluster)
    within = max(r.offset + r.width // 8 for r in cluster) - start <= first.stride
    fits = start + (first.count or 1) * first.stride <= block.size
    return Group(free(f"group_{start:x}", block), start, tuple(cluster), same and within and fits)


def free(name: str, block: RegisterBlock) -> str:
    """Return a name that no register of the block has."""
    while name in block.by_name:
        name += "_"
    return name

"""Rooflines: how fast each engine can compute and each memory deliver, from the numbers of the spec alone.

The model is Williams, Waterman and Patterson's (Communications of the ACM 52(4), 2009): a kernel with ``I`` operations
a byte of some memory runs at most at ``min(peak, I * bandwidth)``; they meet at the ridge, ``peak / bandwidth``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model.quantity import Dimension
from specgen.perfmodel.chips.basis import Basis, basis_of
from specgen.perfmodel.chips.peaks import Peak, all_peaks

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory
    from specgen.semantics import Semantics


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a memory delivers at most, all instances together, in bytes per second; its size in bytes, likewise."""

    memory: str
    shared: bool
    size: int
    rate: Fraction
    basis: Basis


@dataclass(frozen=True, slots=True)
class Roofline:
    """Peaks, the highest first, and ceilings, the memory with the greatest capacity first, of one variant."""

    name: str
    variant: str
    instances: int
    peaks: tuple[Peak, ...]
    ceilings: tuple[Ceiling, ...]

    def attainable(self, peak: Peak, ceiling: Ceiling, intensity: Fraction) -> Fraction:
        """Return operations per second at ``intensity`` operations a byte of that memory."""
        return min(peak.rate, ceiling.rate * intensity)

    def ridge(self, peak: Peak, ceiling: Ceiling) -> Fraction:
        """Return the operations a byte from which on the engine, not the memory, is the limit."""
        return peak.rate / ceiling.rate


def roofline(architecture: Architecture, semantics: Semantics) -> Roofline:
    """Compute the roofline of a variant. Engines and memories without a clock or a bandwidth are left out."""
    instances = architecture.instances.count if architecture.instances else 1
    best: dict[tuple[str, str], Peak] = {}
    for peak in all_peaks(architecture, semantics):
        key = peak.engine, peak.data_type
        if key not in best or peak.rate > best[key].rate:
            best[key] = peak
    return Roofline(
        architecture.name,
        architecture.variant,
        instances,
        tuple(sorted(best.values(), key=lambda p: (-p.rate, p.engine, p.data_type))),
        ceilings_of(architecture),
    )


def ceilings_of(architecture: Architecture) -> tuple[Ceiling, ...]:
    """Return what the memories that engines reach deliver, the one with the greatest capacity first."""
    instances = architecture.instances.count if architecture.instances else 1
    found = (_ceiling(memory, architecture, instances) for memory in architecture.memories.values())
    return tuple(sorted((c for c in found if c is not None), key=lambda c: (-c.size, c.memory)))


def _ceiling(memory: Memory, architecture: Architecture, instances: int) -> Ceiling | None:
    """The bandwidth of a memory that an engine reaches."""
    reached = (
        not memory.reachable_by
        or not architecture.engines
        or set(memory.reachable_by) & set(architecture.engines)
    )
    if memory.bandwidth is None or not reached:
        return None
    rate, used = memory.bandwidth.value, [memory.bandwidth]
    if memory.bandwidth.dimension is Dimension.BYTES_PER_CYCLE:
        if memory.clock is None:
            return None
        rate, used = rate * memory.clock.value, [memory.bandwidth, memory.clock]
    copies = 1 if memory.shared else instances
    return Ceiling(memory.name, memory.shared, memory.size * copies, rate * copies, basis_of(used))

"""Memories as the device addresses them, and how long bytes take between them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.generators.device.text import array, literal, number
from specgen.model.clocks import ticks_per_second
from specgen.model.quantity import Dimension

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory
    from specgen.model.paths import DataPath
    from specgen.model.quantity import Quantity

_HOST = 1 << 47
_RATE = Fraction(10**9)  # where no clock is given
_MOST_PARTS = 1 << 20


def rate_of(architecture: Architecture) -> Fraction:
    """Return the ticks in a second; a billion where the spec gives no clock."""
    return ticks_per_second(architecture) or _RATE


def shift_of(architecture: Architecture, memory: Memory) -> int:
    """Return the bit of a device address from which on it has the instance; 0 where all instances have one memory."""
    several = architecture.instances is not None and architecture.instances.count > 1
    if memory.shared or memory.window is not None or not several:
        return 0
    return max((memory.base + memory.size - 1).bit_length(), 1)


def host_base(architecture: Architecture) -> int:
    """Return the first device address of the host's memory: behind all others."""
    count = architecture.instances.count if architecture.instances is not None else 1
    ends = [
        count << shift if (shift := shift_of(architecture, m)) else m.base + m.size
        for m in architecture.memories.values()
    ]
    return max([_HOST, *(1 << (end - 1).bit_length() for end in ends)])


def memory_tables(architecture: Architecture) -> list[str]:
    """Return spaces and ways."""
    names = list(architecture.memories)
    spaces = [
        f"{{{literal(m.name)}, {number(m.base)}, {number(m.size)}, {number(m.stride)}, "
        f"{names.index(m.window.name) if m.window is not None else -1}, {shift_of(architecture, m)}}}"
        for m in architecture.memories.values()
    ]
    ends: list[Memory | None] = [*architecture.memories.values(), None]
    ways = [f"{{{', '.join(_way(architecture, source, target) for target in ends)}}}" for source in ends]
    return [
        *array("N_dev_space N_dev_spaces", spaces),
        "const N_dev_way N_dev_ways[N_DEV_SPACES + 1][N_DEV_SPACES + 1] = {",
        *(f"    {row}," for row in ways),
        "};",
        "",
    ]


def _way(architecture: Architecture, source: Memory | None, target: Memory | None) -> str:
    """The path between two memories with the most bandwidth, else what the memories themselves allow."""
    rate = rate_of(architecture)
    paths = [p for p in architecture.paths.values() if p.source is source and p.target is target]
    if paths:
        best = max(paths, key=lambda p: _speed(architecture, p) or 0)
        return _figures(rate, _seconds(architecture, best), _speed(architecture, best))
    ends = [m.home for m in (source, target) if m is not None]
    speeds = [s for m in ends if (s := _speed(architecture, m)) is not None]
    latency = sum((_seconds(architecture, m) for m in ends), Fraction(0))
    return _figures(rate, latency, min(speeds, default=None))


def _figures(rate: Fraction, latency: Fraction, speed: Fraction | None) -> str:
    each = Fraction(0) if not speed else (rate / speed).limit_denominator(_MOST_PARTS)
    ticks = -(-latency * rate // 1)
    return f"{{{number(int(ticks))}, {each.numerator}, {each.denominator}}}"


def _clock(architecture: Architecture, of: Memory | DataPath) -> Fraction:
    return of.clock.value if of.clock is not None else rate_of(architecture)


def _seconds(architecture: Architecture, of: Memory | DataPath) -> Fraction:
    return _based(of.latency, Dimension.CYCLES, 1 / _clock(architecture, of)) or Fraction(0)


def _speed(architecture: Architecture, of: Memory | DataPath) -> Fraction | None:
    """Bytes a second."""
    return _based(of.bandwidth, Dimension.BYTES_PER_CYCLE, _clock(architecture, of))


def _based(quantity: Quantity | None, cycles: Dimension, cycle: Fraction) -> Fraction | None:
    if quantity is None:
        return None
    return quantity.value * (cycle if quantity.dimension is cycles else 1)

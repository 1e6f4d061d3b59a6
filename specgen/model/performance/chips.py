"""Chips as a spec declares them: peaks, memories and networks, each number with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.quantity import Quantity


@frozen()
class ChipPeak:
    """What a chip computes at most: ``rate`` in operations per second, a multiply-add being two."""

    unit: str
    format: str
    accumulate: str | None
    density: str
    kind: str
    rate: Quantity


@frozen()
class ChipLevel:
    """A memory: ``size`` in bytes, ``bandwidth`` in bytes per second or cycle, of the chip or (``per``) of one unit."""

    name: str
    size: Quantity | None
    bandwidth: Quantity | None
    latency: Quantity | None
    per: str
    managed: str


@frozen()
class ChipNetwork:
    """What joins ``ranks`` chips; ``bandwidth`` is that of one chip in one direction, all its links together."""

    name: str
    bandwidth: Quantity
    latency: Quantity | None
    topology: str
    ranks: int | None


@frozen(eq=False, kw_only=True)
class Chip(Item):
    """An accelerator in numbers: levels from the outermost in, networks the fastest first, ``cost`` in USD per hour."""

    vendor: str
    year: int | None
    units: Quantity | None
    clock: Quantity | None
    peaks: tuple[ChipPeak, ...]
    levels: tuple[ChipLevel, ...]
    networks: tuple[ChipNetwork, ...]
    power: Quantity | None
    idle: Quantity | None
    energy_operations: dict[str, Quantity]
    energy_bytes: dict[str, Quantity]
    cost: Quantity | None

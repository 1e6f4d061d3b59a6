"""Chips: every number with its dimension and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.performance import Chip, ChipLevel, ChipNetwork, ChipPeak
from specgen.model.quantity import Dimension, Quantity
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.resolve.quantities import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specgen.model.documents.performance import ChipDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_BANDWIDTH = (Dimension.BANDWIDTH, Dimension.BYTES_PER_CYCLE)
_LATENCY = (Dimension.TIME, Dimension.CYCLES)


def chip(ctx: Context, name: str, document: ChipDocument, origin: Origin) -> Chip:
    """Resolve a chip."""

    def number(given: object, *path: str | int, of: tuple[Dimension, ...]) -> Quantity | None:
        return quantity(ctx, given, origin, *path, dimensions=of)

    energy = document.energy
    return Chip(
        **common(name, document, origin),
        vendor=document.vendor,
        year=document.year,
        units=number(document.units, "units", of=(Dimension.NUMBER,)),
        clock=number(document.clock, "clock", of=(Dimension.FREQUENCY,)),
        peaks=_peaks(ctx, document, origin),
        levels=_levels(ctx, document, origin),
        networks=_networks(ctx, document, origin),
        power=number(document.power, "power", of=(Dimension.POWER,)),
        idle=number(document.idle, "idle", of=(Dimension.POWER,)),
        energy_operations=_energies(ctx, (energy and energy.operations) or {}, origin, "operations"),
        energy_bytes=_energies(ctx, (energy and energy.bytes) or {}, origin, "bytes"),
        cost=number(document.cost, "cost", of=(Dimension.NUMBER,)),
    )


def _peaks(ctx: Context, document: ChipDocument, origin: Origin) -> tuple[ChipPeak, ...]:
    made = []
    for index, one in enumerate(document.peaks):
        rate = quantity(
            ctx, one.rate, origin, "peaks", index, "rate", dimensions=(Dimension.OPERATIONS_PER_SECOND,)
        )
        if rate is not None:
            made.append(ChipPeak(one.unit, one.format, one.accumulate, one.density, one.kind, rate))
    return tuple(made)


def _levels(ctx: Context, document: ChipDocument, origin: Origin) -> tuple[ChipLevel, ...]:
    return tuple(
        ChipLevel(
            name,
            quantity(ctx, one.size, origin, "levels", name, "size", dimensions=(Dimension.BYTES,)),
            quantity(ctx, one.bandwidth, origin, "levels", name, "bandwidth", dimensions=_BANDWIDTH),
            quantity(ctx, one.latency, origin, "levels", name, "latency", dimensions=_LATENCY),
            one.per,
            one.managed,
        )
        for name, one in document.levels.items()
    )


def _networks(ctx: Context, document: ChipDocument, origin: Origin) -> tuple[ChipNetwork, ...]:
    made = []
    for name, one in (document.networks or {}).items():
        at = ("networks", name)
        bandwidth = quantity(ctx, one.bandwidth, origin, *at, "bandwidth", dimensions=(Dimension.BANDWIDTH,))
        latency = quantity(ctx, one.latency, origin, *at, "latency", dimensions=(Dimension.TIME,))
        ranks = None if one.ranks is None else whole(ctx, one.ranks, origin, *at, "ranks", low=1)
        if bandwidth is not None:
            made.append(ChipNetwork(name, bandwidth, latency, one.topology, ranks))
    return tuple(made)


def _energies(ctx: Context, given: Mapping[str, object], origin: Origin, key: str) -> dict[str, Quantity]:
    found = {
        name: quantity(ctx, one, origin, "energy", key, name, dimensions=(Dimension.ENERGY,))
        for name, one in given.items()
    }
    return {name: one for name, one in found.items() if one is not None}

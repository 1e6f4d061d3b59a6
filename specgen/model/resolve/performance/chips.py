"""Chips: every number with its dimension and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.performance import Chip, ChipLevel, ChipNetwork, ChipPeak
from specgen.model.quantity import Confidence, Dimension, Quantity
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.resolve.quantities import quantity
from specgen.source import nearest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specgen.model.documents.performance import ChipDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_BANDWIDTH = (Dimension.BANDWIDTH, Dimension.BYTES_PER_CYCLE)
_LATENCY = (Dimension.TIME, Dimension.CYCLES)
_MOST = 10**30
"""Of any number of a chip, and one over it the least: beyond all that is, and far from where floats end."""


def chip(ctx: Context, name: str, document: ChipDocument, origin: Origin) -> Chip:
    """Resolve a chip."""
    numbers, energy = _Numbers(ctx, document, origin), document.energy
    if not document.levels:
        ctx.report("chip-parts", "a chip has at least one memory", origin.at("levels"))
    return Chip(
        **common(name, document, origin),
        vendor=document.vendor,
        year=document.year,
        units=numbers.of(document.units, "units", dimensions=(Dimension.NUMBER,)),
        clock=numbers.of(document.clock, "clock", dimensions=(Dimension.FREQUENCY,)),
        peaks=_peaks(numbers),
        levels=_levels(numbers),
        networks=_networks(numbers),
        power=numbers.of(document.power, "power", dimensions=(Dimension.POWER,)),
        idle=numbers.of(document.idle, "idle", dimensions=(Dimension.POWER,)),
        energy_operations=_energies(numbers, (energy and energy.operations) or {}, "operations"),
        energy_bytes=_energies(numbers, (energy and energy.bytes) or {}, "bytes"),
        cost=numbers.of(document.cost, "cost", dimensions=(Dimension.NUMBER,)),
    )


@frozen(eq=False)
class _Numbers:
    """The numbers of one chip: what does not say what it rests on rests on what the chip does."""

    ctx: Context
    document: ChipDocument
    origin: Origin

    def of(self, given: object, *path: str | int, dimensions: tuple[Dimension, ...]) -> Quantity | None:
        """Return a number with what it rests on; None where it is absent or wrong."""
        found = quantity(self.ctx, given, self.origin, *path, dimensions=dimensions)
        if found is None or not self._positive(found, path) or (found.source and found.confidence):
            return found
        default = next((one for one in Confidence if one.value == self.document.confidence), None)
        source = found.source or self.document.source
        return replace(found, source=source, confidence=found.confidence or default)

    def _positive(self, found: Quantity, path: tuple[str | int, ...]) -> bool:
        """Whether a number can be divided by, where one is; else it is reported."""
        least = found.value if found.low is None else min(found.value, found.low)
        most = found.value if found.high is None else max(found.value, found.high)
        may_be_zero = path[0] in ("idle", "energy", "cost") or path[-1] == "latency"
        by_cycle = found.dimension in (Dimension.CYCLES, Dimension.BYTES_PER_CYCLE)
        told = ""
        if least < 0 or (least == 0 and not may_be_zero):
            told = f"{'.'.join(map(str, path))} is {found.text}: a positive number is needed here"
        elif most > _MOST or 0 < least * _MOST < 1:
            told = f"{'.'.join(map(str, path))} is not from 1e-30 to 1e30: nothing can be computed with it"
        elif by_cycle and self.document.clock is None:
            told = f"{found.text} of a chip that has no clock"
        if told:
            self.ctx.report("chip-number", told, self.origin.at(*path))
        return not told


def _peaks(numbers: _Numbers) -> tuple[ChipPeak, ...]:
    made: list[ChipPeak] = []
    seen: set[tuple[str, ...]] = set()
    for index, one in enumerate(numbers.document.peaks):
        key = one.unit, one.format, one.density, one.kind
        if key in seen:
            message = f"a second rate of the {one.unit} unit in {one.format}"
            numbers.ctx.report("chip-parts", message, numbers.origin.at("peaks", index))
        seen.add(key)
        rate = numbers.of(one.rate, "peaks", index, "rate", dimensions=(Dimension.OPERATIONS_PER_SECOND,))
        if rate is not None:
            made.append(ChipPeak(one.unit, one.format, one.accumulate, one.density, one.kind, rate))
    return tuple(made)


def _levels(numbers: _Numbers) -> tuple[ChipLevel, ...]:
    return tuple(
        ChipLevel(
            name,
            numbers.of(one.size, "levels", name, "size", dimensions=(Dimension.BYTES,)),
            numbers.of(one.bandwidth, "levels", name, "bandwidth", dimensions=_BANDWIDTH),
            numbers.of(one.latency, "levels", name, "latency", dimensions=_LATENCY),
            one.per,
            one.managed,
        )
        for name, one in numbers.document.levels.items()
    )


def _networks(numbers: _Numbers) -> tuple[ChipNetwork, ...]:
    made = []
    for name, one in (numbers.document.networks or {}).items():
        at = ("networks", name)
        bandwidth = numbers.of(one.bandwidth, *at, "bandwidth", dimensions=(Dimension.BANDWIDTH,))
        latency = numbers.of(one.latency, *at, "latency", dimensions=(Dimension.TIME,))
        joined = one.ranks
        ranks = None if joined is None else whole(numbers.ctx, joined, numbers.origin, *at, "ranks", low=1)
        if bandwidth is not None:
            made.append(ChipNetwork(name, bandwidth, latency, one.topology, ranks))
    return tuple(made)


def _energies(numbers: _Numbers, given: Mapping[str, object], key: str) -> dict[str, Quantity]:
    for name in given:
        if key == "bytes" and name not in numbers.document.levels:
            place, hint = numbers.origin.key("energy", key, name), nearest_of(name, numbers.document.levels)
            numbers.ctx.report("chip-parts", f"no memory of the chip is called {name!r}", place, hint=hint)
    found = {
        name: numbers.of(one, "energy", key, name, dimensions=(Dimension.ENERGY,))
        for name, one in given.items()
    }
    return {name: one for name, one in found.items() if one is not None}

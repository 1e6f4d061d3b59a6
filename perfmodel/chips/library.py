"""The chips of `std:chips`, and those that a spec declares, as numbers to compute with."""

from __future__ import annotations

from functools import cache
from math import inf
from typing import TYPE_CHECKING

from specgen.model import load_fragment
from specgen.model.quantity import Dimension
from specgen.perfmodel.chips.chip import Chip, Level, Network
from specgen.source import SourceFile

if TYPE_CHECKING:
    from specgen.model.performance import Chip as Declared
    from specgen.model.performance import ChipLevel
    from specgen.model.quantity import Quantity
    from specgen.perfmodel.counting import Count


@cache
def declared_chips() -> dict[str, Declared]:
    """Return the chips that come with specgen as they are declared, by name."""
    fragment = load_fragment(SourceFile("chips.yaml", "include: [std:chips/*.yaml]\n"))
    return fragment.architecture().chips


def library_chips() -> tuple[str, ...]:
    """Return the names of the chips that come with specgen."""
    return tuple(declared_chips())


@cache
def library_chip(name: str) -> Chip:
    """Return a chip that comes with specgen. Raises KeyError where there is none of that name."""
    return chip_of(declared_chips()[name])


def chip_of(declared: Declared) -> Chip:
    """Return a chip's numbers in SI units; those of a memory of one unit are taken times the units.

    A bandwidth or size that nobody knows is infinite, a latency 0: it never bounds.
    """
    numbers = _Numbers(declared)
    peaks: dict[tuple[str, str], Count] = {}
    sparse: dict[str, Count] = {}
    achievable: dict[tuple[str, str], Count] = {}
    for one in declared.peaks:
        if one.kind == "achievable":
            achievable[one.unit, one.format] = numbers.of(one.rate, "achievable", one.unit, one.format)
        elif one.density == "sparse":
            sparse[one.format] = numbers.of(one.rate, "sparse", one.format)
        else:
            peaks[one.unit, one.format] = numbers.of(one.rate, "peaks", one.unit, one.format)
    return Chip(
        name=declared.name,
        units=numbers.of(declared.units, "units", default=1.0),
        clock=numbers.of(declared.clock, "clock", default=inf),
        peaks=peaks,
        levels=tuple(map(numbers.level, declared.levels)),
        sparse=sparse,
        achievable=achievable,
        networks=numbers.networks(),
        power=numbers.maybe(declared.power, "power"),
        idle=numbers.maybe(declared.idle, "idle"),
        energy_operation={
            name: numbers.of(one, "energy.operations", name)
            for name, one in declared.energy_operations.items()
        },
        energy_byte={
            name: numbers.of(one, "energy.bytes", name) for name, one in declared.energy_bytes.items()
        },
        cost=numbers.maybe(declared.cost, "cost"),
        basis=numbers.basis,
    )


class _Numbers:
    """Reads the numbers of a declared chip, and keeps what each rests on."""

    def __init__(self, declared: Declared) -> None:
        self.declared = declared
        self.basis: dict[str, Quantity] = {}

    def of(self, given: Quantity | None, *path: str, default: float = inf) -> float:
        """Return a number in its base unit; cycles become seconds."""
        if given is None:
            return default
        self.basis[".".join(path)] = given
        clock = self.declared.clock
        if given.dimension is Dimension.BYTES_PER_CYCLE:
            return float(given) * float(clock) if clock is not None else inf
        if given.dimension is Dimension.CYCLES:
            return float(given) / float(clock) if clock is not None else 0.0
        return float(given)

    def maybe(self, given: Quantity | None, *path: str) -> float | None:
        """Return a number, or None where it is not said."""
        return None if given is None else self.of(given, *path)

    def level(self, one: ChipLevel) -> Level:
        """Return a memory level of the whole chip."""
        at = f"levels.{one.name}"
        times = float(self.declared.units) if one.per == "unit" and self.declared.units is not None else 1.0
        return Level(
            one.name,
            size=self.of(one.size, at, "size") * times,
            bandwidth=self.of(one.bandwidth, at, "bandwidth") * times,
            latency=self.of(one.latency, at, "latency", default=0.0),
            per_unit=one.per == "unit",
            managed=one.managed,
        )

    def networks(self) -> tuple[Network, ...]:
        """Return what joins it to other chips; without a number of ranks, any number of them."""
        return tuple(
            Network(
                one.name,
                self.of(one.bandwidth, f"networks.{one.name}", "bandwidth"),
                self.of(one.latency, f"networks.{one.name}", "latency", default=0.0),
                one.topology,
                one.ranks or 1 << 30,
            )
            for one in self.declared.networks
        )

"""How long an operator takes at least: the hierarchical roofline, with every memory level and the network.

An operator cannot end before its work is done at the peak of its format, nor before its bytes have crossed each memory
level, nor before its messages have arrived: the bound is the longest of these (S. Williams, A. Waterman and D.
Patterson, Roofline, Communications of the ACM 52(4), 2009; by level: A. Ilic, F. Pratas and L. Sousa, Cache-aware
Roofline Model, IEEE Computer Architecture Letters 13(1), 2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.bounds.energy import Energy, energy_of
from specgen.perfmodel.bounds.residence import Residence, bytes_by_level
from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import Count, maximum, minimum, where
from specgen.perfmodel.parallel import COLLECTIVES, chip_seconds
from specgen.perfmodel.workloads import Kind, Operator

COMPUTE, NETWORK = "compute", "network"


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound of one execution of an operator, which is done ``times`` times; all times in seconds.

    ``levels`` and ``bytes`` are by memory level, the outermost first. ``bound_by`` is the place, in ``limits``, of what
    takes longest: an array where the operator or the chip has any. ``computed_in`` is the unit and the format of the
    peak; None where the chip has none for it, which then does not bound.
    """

    operator: Operator
    compute: Count
    levels: dict[str, Count]
    network: Count
    time: Count
    bound_by: Count
    limits: tuple[str, ...]
    bytes: dict[str, Count]
    computed_in: tuple[str, str] | None
    energy: Energy

    @property
    def times(self) -> Any:
        """How often the operator is executed."""
        return self.operator.times

    @property
    def total(self) -> Any:
        """Seconds of all its executions, one after the other."""
        return self.time * self.operator.times

    @property
    def limit(self) -> str:
        """The name of what takes longest; of a point, not of an array."""
        return self.limits[int(self.bound_by)]

    def intensity(self, level: str) -> Any:
        """Operations a byte that crosses a level; infinite where none does. Raises KeyError for an unknown level."""
        crossing = self.bytes[level]
        return where(crossing > 0, self.operator.operations / maximum(crossing, 1e-300), float("inf"))


def time_of(
    operator: Operator, chip: Chip, residence: Residence = Residence.INNERMOST, *, blocked: bool = False
) -> Bound:
    """Return the bound of an operator on a chip. Any size of the operator or number of the chip may be an array.

    ``blocked`` products fetch again what does not fit into the next level inwards: no bound of every order of work, but
    of that one.
    """
    crossing = bytes_by_level(operator, chip, residence, blocked)
    levels = {one.name: moved / one.bandwidth for one, moved in zip(chip.levels, crossing, strict=True)}
    computed_in = chip.computes_in(operator.unit, operator.format)
    compute = operator.operations / rate_of(operator, chip)
    network = network_seconds(operator, chip)
    each: tuple[Any, ...] = (compute, *levels.values(), network)
    time, longest = each[0], 0
    for place, seconds in enumerate(each):
        longest = where(seconds > time, place, longest)
        time = maximum(time, seconds)
    return Bound(
        operator=operator,
        compute=compute,
        levels=levels,
        network=network,
        time=time,
        bound_by=longest,
        limits=(COMPUTE, *levels, NETWORK),
        bytes={one.name: moved for one, moved in zip(chip.levels, crossing, strict=True)},
        computed_in=computed_in,
        energy=energy_of(operator, chip, dict(zip(levels, crossing, strict=True)), computed_in, time),
    )


def rate_of(operator: Operator, chip: Chip) -> Any:
    """Return the operations/s that bound it: the dense peak, or where zeros are left out, what that gains at most.

    A chip without structured sparsity for the format does the zeros, too.
    """
    dense = chip.peak(operator.unit, operator.format)
    found = chip.computes_in(operator.unit, operator.format)
    sparse = chip.sparse.get(found[1]) if found and operator.unit == "matrix" else None
    if sparse is None:
        return dense
    return minimum(dense / operator.density, maximum(sparse, dense))


def network_seconds(operator: Operator, chip: Chip) -> Any:
    """Return what a collective takes between chips; 0 of any other operator."""
    if operator.kind is not Kind.COLLECTIVE:
        return 0.0
    name, _, algorithm = operator.algorithm.partition(":")
    ranks = int(operator.dims["ranks"])
    collective = name if name in COLLECTIVES else "all_reduce"
    return chip_seconds(collective, operator.dims["bytes"], ranks, chip, algorithm or None)

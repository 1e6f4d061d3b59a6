"""How data gets from one memory to another, and what connects the instances: paths and links."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.execution import Instances
    from specgen.model.memory import Memory
    from specgen.model.quantity import Quantity

#: How instances may be connected. ``crossbar``: each to one switch; ``all``: each to each.
TOPOLOGIES = ("ring", "mesh", "torus", "crossbar", "all")


@frozen(eq=False, kw_only=True)
class Links(Item):
    """What connects the instances; ``bandwidth`` and ``latency`` are those of one link in one direction.

    ``shape`` are the extents of a mesh or torus, the last one fastest: instance ``y * shape[1] + x`` is at (y, x).
    """

    between: Instances
    topology: str
    shape: tuple[int, ...]
    bandwidth: Quantity | None = None
    latency: Quantity | None = None
    clock: Quantity | None = None

    @property
    def count(self) -> int:
        """How many instances are connected."""
        return prod(self.shape)

    @property
    def wraps(self) -> bool:
        """Whether the last along an axis is a neighbour of the first."""
        return self.topology in ("ring", "torus")

    def coordinates(self, instance: int) -> tuple[int, ...]:
        """Where an instance lies along each axis."""
        found = []
        for extent in reversed(self.shape):
            found.append(instance % extent)
            instance //= extent
        return tuple(reversed(found))

    def hops(self, one: int, other: int) -> int:
        """How many links a message crosses from one instance to another on a shortest way."""
        if one == other:
            return 0
        if self.topology in ("crossbar", "all"):
            return 2 if self.topology == "crossbar" else 1
        ends = zip(self.coordinates(one), self.coordinates(other), self.shape, strict=True)
        apart = ((abs(a - b), extent) for a, b, extent in ends)
        return sum(min(far, extent - far) if self.wraps else far for far, extent in apart)

    @property
    def diameter(self) -> int:
        """The hops between the two instances that are farthest from each other."""
        if self.count == 1:
            return 0
        if self.topology in ("crossbar", "all"):
            return self.hops(0, 1)
        return sum(extent // 2 if self.wraps else extent - 1 for extent in self.shape)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The instances that a link joins, each pair once; of a crossbar none, since all links lead to the switch."""
        if self.topology == "all":
            yield from ((a, b) for a in range(self.count) for b in range(a + 1, self.count))
        elif self.topology != "crossbar":
            for place, axis in product(range(self.count), range(len(self.shape))):
                here, extent = self.coordinates(place)[axis], self.shape[axis]
                step = prod(self.shape[axis + 1 :])
                if here + 1 < extent:
                    yield place, place + step
                elif self.wraps and extent > 2:
                    yield place - here * step, place


@frozen(eq=False, kw_only=True)
class DataPath(Item):
    """A way on which ``by``, an engine or a processor, moves data from one memory to another.

    ``bandwidth`` is what one of its movers gets when it is alone, ``latency`` the time to the first byte, ``burst`` the
    bytes of one request: less takes as long. ``hops``: links or switches on the way at most, of the links ``over`` which
    it leads if it names some.
    """

    source: Memory
    target: Memory
    by: str
    bandwidth: Quantity | None = None
    latency: Quantity | None = None
    clock: Quantity | None = None
    hops: int = 0
    burst: int = 1
    over: Links | None = None

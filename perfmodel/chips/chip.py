"""The numbers of a chip as the performance model computes with them: rates, sizes, energies, and what each rests on.

Any number may be an array, so that one formula serves a chip, a sweep over chips and a sample of what a chip may be.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import Count

if TYPE_CHECKING:
    from specgen.model.quantity import Quantity

WIDER: dict[str, tuple[str, ...]] = {
    "nvfp4": ("mxfp4", "e2m1", "e4m3", "bf16", "f16", "f32"),
    "mxfp4": ("nvfp4", "e2m1", "mxfp8_e4m3", "e4m3", "bf16", "f16", "f32"),
    "e2m1": ("nvfp4", "mxfp4", "e4m3", "bf16", "f16", "f32"),
    "mxfp8_e4m3": ("e4m3", "bf16", "f16", "f32"),
    "mxfp8_e5m2": ("e5m2", "bf16", "f16", "f32"),
    "e4m3": ("bf16", "f16", "tf32", "f32"),
    "e5m2": ("bf16", "f16", "tf32", "f32"),
    "s4": ("s8", "bf16", "f16", "f32"),
    "u4": ("u8", "s8", "bf16", "f16", "f32"),
    "s8": ("bf16", "f16", "f32"),
    "u8": ("s8", "bf16", "f16", "f32"),
    "bf16": ("tf32", "f32"),
    "f16": ("tf32", "f32"),
    "tf32": ("f32",),
    "f32": ("f64",),
    "s32": ("f64",),
}
"""Formats that hold the values of another, the nearest first: a chip that lacks that one converts to one of them."""


@dataclass(frozen=True, slots=True)
class Level:
    """A memory level of the whole chip: ``size`` in bytes, ``bandwidth`` in bytes/s (infinite where nobody knows it).

    ``latency`` is in seconds, 0 where nobody knows it. Where it is ``per_unit``, each unit has its own part of it.
    ``managed`` says who decides what it holds: ``main`` memory, a ``cache``, or ``software``.
    """

    name: str
    size: Count
    bandwidth: Count
    latency: Count = 0.0
    per_unit: bool = False
    managed: str = "main"


@dataclass(frozen=True, slots=True)
class Network:
    """What joins ``ranks`` chips: ``bandwidth`` in bytes/s of one chip in one direction, ``latency`` of a message in s.

    ``bandwidth`` is that of all the chip's links together; ``topology``: each to one ``switch``, a ``ring``, ``mesh``,
    ``torus2d`` or ``torus3d``, or each to each (``all``).
    """

    name: str
    bandwidth: Count
    latency: Count = 0.0
    topology: str = "switch"
    ranks: int = 1


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip: dense ``peaks`` in operations/s by unit (``matrix``, ``vector``) and format; ``levels``, the greatest first.

    ``sparse`` are the rates with structured sparsity by format, and ``achievable`` what a benchmark got out of the
    peaks: both apart, so that neither is taken for a peak. ``networks`` are given fastest first, ``power`` and ``idle``
    in watts, energies in joules an operation (by format) and a byte (by level), ``cost`` in USD an hour. ``basis`` says
    what a number rests on, by a path such as ``peaks.matrix.bf16`` or ``levels.hbm.bandwidth``. ``fabric`` joins the
    units of one chip.
    """

    name: str
    units: Count
    clock: Count
    peaks: dict[tuple[str, str], Count]
    levels: tuple[Level, ...]
    sparse: dict[str, Count] = field(default_factory=dict)
    achievable: dict[tuple[str, str], Count] = field(default_factory=dict)
    networks: tuple[Network, ...] = ()
    power: Count | None = None
    idle: Count | None = None
    energy_operation: dict[str, Count] = field(default_factory=dict)
    energy_byte: dict[str, Count] = field(default_factory=dict)
    cost: Count | None = None
    basis: dict[str, Quantity] = field(default_factory=dict)
    fabric: Network | None = None

    def computes_in(self, unit: str, form: str) -> tuple[str, str] | None:
        """Return the unit and format with which the chip computes ``form``: its own, or the nearest wider one.

        Sums of products in a format that no matrix unit has are left to the vector unit before they are widened; None
        where neither computes them.
        """
        units = ("matrix", "vector") if unit == "matrix" else (unit,)
        for candidate in (form, *WIDER.get(form, ())):
            for one in units:
                if (one, candidate) in self.peaks:
                    return one, candidate
        return None

    def peak(self, unit: str, form: str) -> Any:
        """Return dense operations/s in the unit and format that `computes_in` finds; infinite where there is none."""
        found = self.computes_in(unit, form)
        return self.peaks[found] if found else inf

    def as_achieved(self) -> Chip:
        """Return the chip with the best that was measured in the place of its peaks, where that is known."""
        return replace(self, peaks=self.peaks | self.achievable)

    @property
    def carriers(self) -> tuple[Level | Network, ...]:
        """What bytes cross: the memory levels, then the networks."""
        return (*self.levels, *self.networks)

    def level(self, name: str) -> Level:
        """Return a memory level by name. Raises KeyError where there is none."""
        for one in self.levels:
            if one.name == name:
                return one
        raise KeyError(name)

    def network(self, ranks: int = 2) -> Network | None:
        """Return the fastest network that joins so many chips; the widest where none does; None where there is none."""
        for one in self.networks:
            if one.ranks >= ranks:
                return one
        return max(self.networks, key=lambda one: one.ranks, default=None)

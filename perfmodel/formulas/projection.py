"""Chips seen through one window: the same names for the numbers of each, so that one formula serves all that are alike.

Of a projected chip the levels and networks are called by their places, the outermost and the fastest ``0``. For each unit
and format that is asked for it has a peak of its own: that of what the chip computes it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.chips import Chip, numbers, varied

if TYPE_CHECKING:
    from specgen.perfmodel.formulas.recording import Record

Rate = tuple[str, str]
"""A unit and a number format."""


def projected(chip: Chip, rates: Iterable[Rate]) -> Chip:
    """Return a chip that bounds what computes in ``rates`` as ``chip`` does, its numbers called alike for all chips.

    A format without structured sparsity has a sparse rate of 0, which no bound takes. Energies and prices are left out.
    """
    wanted = tuple(dict.fromkeys(rates))
    return Chip(
        name=chip.name,
        units=chip.units,
        clock=chip.clock,
        peaks={one: chip.peak(*one) for one in wanted},
        levels=tuple(replace(one, name=str(place)) for place, one in enumerate(chip.levels)),
        sparse={form: _sparse(chip, form) for unit, form in wanted if unit == "matrix"},
        networks=tuple(replace(one, name=str(place)) for place, one in enumerate(chip.networks)),
    )


def _sparse(chip: Chip, form: str) -> Any:
    found = chip.computes_in("matrix", form)
    return chip.sparse.get(found[1], 0.0) if found else 0.0


def shape_of(chip: Chip) -> str:
    """Return what chips have in common that one formula serves: which levels units have their own of, and the networks."""
    levels = ["own" if one.per_unit else "shared" for one in chip.levels]
    return " ".join([*levels, *(f"{one.topology}:{one.ranks}" for one in chip.networks)])


def unknown_chip(record: Record, like: Chip) -> Chip:
    """Return a projected chip whose numbers are inputs of a record, by their paths."""
    inputs: dict[str, Any] = {path: record.input(path) for path in numbers(like)}
    return varied(like, inputs)


def seen_as(chip: Chip, rates: Iterable[Rate]) -> Mapping[str, tuple[str, ...]]:
    """Return, by the path of each number of a chip, the paths that it has in the projection: none, one or several."""
    found: dict[str, list[str]] = {path: [] for path in numbers(chip)}
    for path in ("units", "clock"):
        found[path].append(path)
    for unit, form in dict.fromkeys(rates):
        there = chip.computes_in(unit, form)
        if there is None:
            continue
        found[f"peaks.{'.'.join(there)}"].append(f"peaks.{unit}.{form}")
        if unit == "matrix" and there[1] in chip.sparse:
            found[f"sparse.{there[1]}"].append(f"sparse.{form}")
    parts = [(f"levels.{one.name}.", f"levels.{n}.") for n, one in enumerate(chip.levels)]
    parts += [(f"networks.{one.name}.", f"networks.{n}.") for n, one in enumerate(chip.networks)]
    for own, name in parts:
        for path in found:
            if path.startswith(own):
                found[path].append(name + path.removeprefix(own))
    return {path: tuple(paths) for path, paths in found.items()}

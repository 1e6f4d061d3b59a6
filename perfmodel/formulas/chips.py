"""Chips as data for readers that compute with them: their numbers under the names that formulas have for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from specgen.perfmodel.chips import Chip, numbers
from specgen.perfmodel.formulas.draws import draws_of
from specgen.perfmodel.formulas.projection import Rate, projected, shape_of, unknown_chip
from specgen.perfmodel.formulas.recording import Record
from specgen.perfmodel.formulas.writing import number, written
from specgen.perfmodel.sweeps import with_numbers

MOVED = ("clock", "units", "levels.0.bandwidth")
"""The numbers of a projected chip that may be set, what is proportional to them following; the inputs are ``set.<path>``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A parameter that another design has another value of: those allowed, as text, and that of the chip itself."""

    name: str
    summary: str
    values: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A chip to choose: its ``kind`` is ``variant``, ``spec`` or ``library``; its ``variant`` that of the spec, if any.

    ``designs`` are what it would be with other values of its ``choices``, one of each, itself among them.
    """

    chip: Chip
    kind: str
    variant: str = ""
    choices: tuple[Choice, ...] = ()
    designs: Mapping[tuple[str, ...], Chip] = field(default_factory=dict)

    def alone(self) -> Offered:
        """Return it without networks, for steps that one chip does."""
        designs = {values: replace(one, networks=()) for values, one in self.designs.items()}
        return replace(self, chip=replace(self.chip, networks=()), designs=designs)

    @property
    def movable(self) -> tuple[str, ...]:
        """Which numbers may be set: those that are known, and units where there are several."""
        known = numbers(projected(self.chip, ()))
        several = [path for path in MOVED if path != "units" or float(self.chip.units) > 1]
        return tuple(path for path in several if isfinite(float(known[path])) and known[path])


def chip_data(one: Offered, rates: Sequence[Rate]) -> dict[str, Any]:
    """Return a chip as data: numbers, what computes each of ``rates``, what may be set, what may be off, other designs."""
    chip = one.chip
    return {
        "name": chip.name,
        "kind": one.kind,
        "variant": one.variant,
        "shape": shape_of(chip),
        "levels": [level.name for level in chip.levels],
        "numbers": _numbers(chip, rates),
        "computes": {".".join(rate): _computes(chip, rate) for rate in rates},
        "own": [".".join(rate) for rate in chip.peaks if rate in rates],
        "moved": list(one.movable),
        "drawn": [drawn.to_json() for drawn in draws_of(chip, rates)],
        "choices": [
            {"name": each.name, "summary": each.summary, "values": list(each.values), "value": each.value}
            for each in one.choices
        ],
        "designs": {
            ",".join(values): dict(_differing(chip, other, rates)) for values, other in one.designs.items()
        },
    }


def _numbers(chip: Chip, rates: Iterable[Rate]) -> dict[str, Any]:
    return {path: number(value) for path, value in numbers(projected(chip, rates)).items()}


def _computes(chip: Chip, rate: Rate) -> str | None:
    found = chip.computes_in(*rate)
    return " ".join(found) if found else None


def _differing(chip: Chip, other: Chip, rates: Sequence[Rate]) -> Iterator[tuple[str, Any]]:
    """The numbers that another design has not from the chip itself."""
    before = _numbers(chip, rates)
    yield from ((path, one) for path, one in _numbers(other, rates).items() if one != before[path])


def moving(like: Chip, rates: Sequence[Rate]) -> dict[str, Any]:
    """Return the formulas of a chip's numbers where some are set: inputs are its numbers, and ``set.`` before a path."""
    record = Record()
    moved = with_numbers(
        unknown_chip(record, projected(like, rates)), {path: record.input(f"set.{path}") for path in MOVED}
    )
    return written(record, {path: record.place(one) for path, one in numbers(moved).items()})

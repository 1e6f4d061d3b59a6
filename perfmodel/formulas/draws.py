"""The draws of uncertainty as readers make them again: by number of a chip, its range, and where its generator begins."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.formulas.projection import Rate, seen_as
from specgen.perfmodel.uncertainty import SAMPLES, SEED, tied_inputs

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number that may be off, ``low`` to ``high`` times what it is taken for, and the ``paths`` that move with it.

    ``state`` and ``increment`` are those of the PCG64 generator that draws it: the same draws as `banded` takes.
    """

    name: str
    low: float
    high: float
    why: str
    paths: tuple[str, ...]
    state: int
    increment: int

    def to_json(self) -> dict[str, Any]:
        """Return it as data; whole numbers of 128 bits are text."""
        return {
            "name": self.name, "low": self.low, "high": self.high, "why": self.why, "paths": list(self.paths),
            "state": str(self.state), "increment": str(self.increment),
        }  # fmt: skip


def draws_of(chip: Chip, rates: Iterable[Rate], seed: int = SEED) -> tuple[Drawn, ...]:
    """Return the numbers of a chip that may be off and that its projection has."""
    import numpy as np

    seen, made = seen_as(chip, rates), []
    for one in tied_inputs(chip):
        paths = tuple(path for own in one.paths for path in seen[own])
        if not paths:
            continue
        began = np.random.PCG64([seed, zlib.crc32(one.input.name.encode())]).state["state"]
        value = one.input.value
        made.append(
            Drawn(
                one.input.name,
                one.input.low / value,
                one.input.high / value,
                one.input.why,
                paths,
                int(began["state"]),
                int(began["inc"]),
            )
        )
    return tuple(made)


__all__ = ["SAMPLES", "Drawn", "draws_of"]

"""What bounds an operator, as a colour: the same in every chart."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.perfmodel.bounds import COMPUTE, NETWORK, Bound
from specgen.perfmodel.chips import Chip

_NETWORK = 8


def limit_colors(chip: Chip) -> dict[str, int]:
    """Return a colour for arithmetic, each memory level from the outermost in, and the network."""
    levels = {level.name: 2 + n % 6 for n, level in enumerate(chip.levels)}
    return {COMPUTE: 1, **levels, NETWORK: _NETWORK}


def limit_legend(chip: Chip, bounds: Iterable[Bound]) -> dict[int, str]:
    """Return the colours of what bounds any of ``bounds``, with their names."""
    there = {one.limit for one in bounds}
    return {color: name for name, color in limit_colors(chip).items() if name in there}

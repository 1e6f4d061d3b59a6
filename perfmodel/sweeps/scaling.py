"""Chips with other numbers: what an axis sets, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.chips import numbers, varied

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

_SHORT = ("levels.", "peaks.", "networks.")


def with_numbers(chip: Chip, changed: Mapping[str, Any]) -> Chip:
    """Return the chip with numbers changed by path, and with what is proportional to them.

    Another ``clock`` changes peaks, and bandwidths of memories that each unit has its own of; another number of
    ``units`` changes the sizes of these, too. What is itself among the changed stays as it is given.
    """
    factors: dict[str, Any] = {}
    for what in ("clock", "units"):
        if what in changed:
            ratio = changed[what] / getattr(chip, what)
            for path in _follow(chip, what):
                factors[path] = factors.get(path, 1.0) * ratio
    known = numbers(chip)
    follows = {path: known[path] * ratio for path, ratio in factors.items()}
    return varied(chip, {**follows, **changed})


def path_of(chip: Chip, name: str) -> str | None:
    """Return the path that a name of an axis stands for: itself, or one that begins with levels, peaks or networks."""
    known = numbers(chip)
    return next((path for path in (name, *(one + name for one in _SHORT)) if path in known), None)


def short_names(chip: Chip) -> list[str]:
    """Return the names of all numbers of a chip, as an axis may call them."""
    found = list(numbers(chip))
    for prefix in _SHORT:
        found = [one.removeprefix(prefix) for one in found]
    return found


def _follow(chip: Chip, what: str) -> list[str]:
    own = [one.name for one in chip.levels if one.per_unit]
    rates = [path for path in numbers(chip) if path.partition(".")[0] in ("peaks", "sparse", "achievable")]
    rates += [f"levels.{name}.bandwidth" for name in own]
    return rates + ([f"levels.{name}.size" for name in own] if what == "units" else [])

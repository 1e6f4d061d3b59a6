"""What claims may say of a chip: peaks, bandwidths, sizes, ridges, power, cost; of this design or of the library."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.claims.values import (
    BYTES,
    BYTES_PER_SECOND,
    HERTZ,
    OPERATIONS_PER_SECOND,
    PLAIN,
    SECONDS,
    WATTS,
    Amount,
    Function,
    Members,
    Take,
    Thing,
)
from specgen.source import nearest_of

if TYPE_CHECKING:
    from specgen.model.units import Exponents
    from specgen.perfmodel.chips import Chip, Level

_UNITS = {"format": Take("word"), "unit": Take("word", needed=False)}
_RIDGE = {"format": Take("word"), "level": Take("word", needed=False), "unit": Take("word", needed=False)}


def chip_thing(chip: Chip) -> Thing:
    """Return a chip's members: ``peak(bf16)``, ``ridge(bf16, hbm)``, ``bandwidth(hbm)``, ``size(hbm)``, ``power`` ..."""
    what = f"the chip {chip.name}"
    level = {"level": Take("word")}
    members: Members = {
        "peak": _function(f"peak of {chip.name}", _UNITS, partial(_peak, chip)),
        "ridge": _function(f"ridge of {chip.name}", _RIDGE, partial(_ridge, chip)),
        "bandwidth": _function(
            f"bandwidth of {chip.name}",
            level,
            lambda g: _known(level_of(chip, g).bandwidth, BYTES_PER_SECOND),
        ),
        "size": _function(f"size in {chip.name}", level, lambda g: _known(level_of(chip, g).size, BYTES)),
        "latency": _function(
            f"latency in {chip.name}", level, lambda g: _known(level_of(chip, g).latency, SECONDS)
        ),
        "units": partial(_known, chip.units, PLAIN),
        "clock": partial(_known, chip.clock, HERTZ),
        "power": partial(_known, chip.power, WATTS),
        "idle": partial(_known, chip.idle, WATTS),
        "cost": partial(_known, chip.cost, PLAIN),
    }
    return Thing(what, members)


def level_of(chip: Chip, given: dict[str, Any]) -> Level:
    """Return the memory level that an argument names, the outermost by default. Raises ValueError."""
    if "level" not in given:
        return chip.levels[0]
    names = [one.name for one in chip.levels]
    if given["level"] not in names:
        raise ValueError(unknown("memory level", given["level"], names, chip.name))
    return chip.level(given["level"])


def unknown(what: str, name: str, known: list[str], where: str) -> str:
    """Return that nothing there has a name, with the nearest one that is there."""
    return f"{where} has no {what} {name!r}; {nearest_of(name, known)}"


def _function(
    what: str, takes: dict[str, Take], make: Callable[[dict[str, Any]], Amount]
) -> Callable[[], Thing]:
    return lambda: Thing(what, call=Function(takes, make))


def _known(value: Any, exponents: Exponents) -> Amount:
    if value is None or not isfinite(value):
        raise ValueError("nobody says it of this chip")
    return Amount(value, exponents)


def _rate(chip: Chip, given: dict[str, Any]) -> float:
    unit, form = given.get("unit", "matrix"), given["format"]
    if (unit, form) not in chip.peaks:
        known = [name for one, name in chip.peaks if one == unit]
        raise ValueError(unknown(f"{unit} peak in", form, known, chip.name))
    return float(chip.peaks[unit, form])


def _peak(chip: Chip, given: dict[str, Any]) -> Amount:
    return Amount(_rate(chip, given), OPERATIONS_PER_SECOND)


def _ridge(chip: Chip, given: dict[str, Any]) -> Amount:
    bandwidth = _known(level_of(chip, given).bandwidth, BYTES_PER_SECOND).value
    return Amount(_rate(chip, given) / bandwidth)  # in operations a byte

"""A chip's numbers by their paths, and the same chip with other ones: what sweeps and samples of a chip are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from specgen.model.quantity import Dimension
from specgen.perfmodel.chips.chip import Chip, Level, Network
from specgen.perfmodel.counting import Count

_PLAIN = {
    "units": Dimension.NUMBER,
    "clock": Dimension.FREQUENCY,
    "power": Dimension.POWER,
    "idle": Dimension.POWER,
    "cost": Dimension.NUMBER,
}
_LAST = {"size": Dimension.BYTES, "bandwidth": Dimension.BANDWIDTH, "latency": Dimension.TIME}
_FIRST = {
    "peaks": Dimension.OPERATIONS_PER_SECOND,
    "sparse": Dimension.OPERATIONS_PER_SECOND,
    "achievable": Dimension.OPERATIONS_PER_SECOND,
    "energy": Dimension.ENERGY,
}
_Part = TypeVar("_Part", Level, Network)


def numbers(chip: Chip) -> dict[str, Count]:
    """Return every number that is known of a chip, by a path such as ``clock`` or ``levels.hbm.bandwidth``."""
    return dict(_numbers(chip))


def dimension(path: str) -> Dimension:
    """Return what the number at a path measures."""
    head, *rest = path.split(".")
    return _PLAIN.get(head) or _FIRST.get(head) or _LAST[rest[-1]]


def varied(chip: Chip, changed: Mapping[str, Count]) -> Chip:
    """Return the chip with other numbers at some paths. Raises KeyError where it has no number there."""
    known = numbers(chip)
    for path in changed:
        if path not in known:
            raise KeyError(path)

    def now(path: str, before: Count) -> Count:
        return changed.get(path, before)

    plain: dict[str, Any] = {name: now(name, getattr(chip, name)) for name in _PLAIN}
    return replace(
        chip,
        **plain,
        peaks={key: now(f"peaks.{'.'.join(key)}", one) for key, one in chip.peaks.items()},
        achievable={key: now(f"achievable.{'.'.join(key)}", one) for key, one in chip.achievable.items()},
        sparse={key: now(f"sparse.{key}", one) for key, one in chip.sparse.items()},
        energy_operation={
            key: now(f"energy.operations.{key}", one) for key, one in chip.energy_operation.items()
        },
        energy_byte={key: now(f"energy.bytes.{key}", one) for key, one in chip.energy_byte.items()},
        levels=tuple(_part(one, f"levels.{one.name}", now) for one in chip.levels),
        networks=tuple(_part(one, f"networks.{one.name}", now) for one in chip.networks),
    )


def _numbers(chip: Chip) -> Iterator[tuple[str, Count]]:
    for name in _PLAIN:
        number: Count | None = getattr(chip, name)
        if number is not None:
            yield name, number
    for kind in ("peaks", "achievable"):
        yield from ((f"{kind}.{unit}.{form}", one) for (unit, form), one in getattr(chip, kind).items())
    yield from ((f"sparse.{form}", one) for form, one in chip.sparse.items())
    for level in chip.levels:
        yield from ((f"levels.{level.name}.{what}", getattr(level, what)) for what in _LAST)
    for network in chip.networks:
        for what in ("bandwidth", "latency"):
            yield f"networks.{network.name}.{what}", getattr(network, what)
    yield from ((f"energy.operations.{form}", one) for form, one in chip.energy_operation.items())
    yield from ((f"energy.bytes.{level}", one) for level, one in chip.energy_byte.items())


def _part(part: _Part, path: str, now: Callable[[str, Count], Count]) -> _Part:
    found: dict[str, Any] = {
        name: now(f"{path}.{name}", getattr(part, name)) for name in _LAST if hasattr(part, name)
    }
    return replace(part, **found)

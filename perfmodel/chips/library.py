"""The chips of `std:chips`."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from specgen.model.includes import STANDARD
from specgen.model.quantity import Confidence, Dimension, Quantity
from specgen.model.units import unit
from specgen.perfmodel.chips.chip import Chip, Level, Network
from specgen.source import Diagnostics, load_yaml, read_source


@cache
def library_chips() -> tuple[str, ...]:
    """Return the names of the chips that come with specgen."""
    return tuple(_declared())


@cache
def library_chip(name: str) -> Chip:
    """Return a chip that comes with specgen. Raises KeyError where there is none of that name."""
    return _chip(name, _declared()[name])


@cache
def _declared() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted((STANDARD / "chips").glob("*.yaml")):
        diagnostics = Diagnostics()
        source = read_source(str(path), diagnostics)
        tree = load_yaml(source, diagnostics) if source else None
        assert tree is not None and isinstance(tree.data, dict), list(diagnostics)
        found |= tree.data["chips"]
    return found


def _quantity(value: Any, chip: Any) -> Quantity:
    given = value if isinstance(value, dict) else {"value": value}
    level = given.get("confidence", chip["confidence"])
    ends = [_amount(one) for one in given.get("range", ())] or [None, None]
    return Quantity(
        _amount(given["value"]),
        Dimension.NUMBER,
        str(given["value"]),
        given.get("source", chip["source"]),
        next(one for one in Confidence if one.value == level),
        ends[0],
        ends[1],
    )


def _amount(value: Any) -> Fraction:
    if not isinstance(value, str):
        return Fraction(str(value))
    number, _, name = value.partition(" ")
    found = unit(name.replace("TOPS", "TFLOPS"))
    assert found is not None, value
    return Fraction(number) * found[0]


def _chip(name: str, given: Any) -> Chip:
    basis: dict[str, Quantity] = {}

    def number(path: str, value: Any) -> float:
        basis[path] = _quantity(value, given)
        return float(basis[path])

    units = number("units", given["units"])
    peaks, sparse, achievable = {}, {}, {}
    for one in given["peaks"]:
        key = one["unit"], one["format"]
        if one.get("kind") == "achievable":
            achievable[key] = number(f"achievable.{'.'.join(key)}", one["rate"])
        elif one.get("density") == "sparse":
            sparse[one["format"]] = number(f"sparse.{one['format']}", one["rate"])
        else:
            peaks[key] = number(f"peaks.{'.'.join(key)}", one["rate"])
    levels = []
    for level, one in given["levels"].items():
        per_unit = one.get("per") == "unit"
        size = number(f"levels.{level}.size", one["size"]) * (units if per_unit else 1)
        bandwidth = number(f"levels.{level}.bandwidth", one["bandwidth"])
        latency = number(f"levels.{level}.latency", one["latency"]) if "latency" in one else 0.0
        levels.append(Level(level, size, bandwidth, latency, per_unit))
    networks = [
        Network(
            net,
            number(f"networks.{net}.bandwidth", one["bandwidth"]),
            number(f"networks.{net}.latency", one["latency"]),
            one["topology"],
            one["ranks"],
        )
        for net, one in given.get("networks", {}).items()
    ]
    return Chip(
        name,
        units,
        number("clock", given["clock"]),
        peaks,
        tuple(levels),
        sparse,
        achievable,
        tuple(networks),
        power=number("power", given["power"]) if "power" in given else None,
        basis=basis,
    )

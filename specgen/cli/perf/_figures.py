"""What commands on chips and workloads share: chips and models by name, figures as text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model.quantity import Dimension
    from specgen.perfmodel.sweeps import SpecShelf


def shelf(spec: Path) -> SpecShelf:
    """Return chips and models of a spec, where there is one, and of the library. Raises SpecError."""
    from specgen import api
    from specgen.perfmodel.sweeps import SpecShelf

    return SpecShelf(api.load_spec(spec) if (spec / "spec.yaml").is_file() else None)


def measured(value: float, dimension: Dimension) -> str:
    """Return a quantity in four digits."""
    from specgen.model.quantity import Dimension
    from specgen.model.units import written

    if dimension is Dimension.NUMBER:
        return f"{value:.4g}"
    return written(
        Fraction(f"{value:.4g}") if dimension is not Dimension.BYTES else Fraction(value), dimension
    )


def quantity_text(path: str, value: float) -> str:
    """Return a number of a chip in its unit."""
    from specgen.perfmodel.chips import dimension

    return measured(value, dimension(path))


def metric_text(name: str, value: float) -> str:
    """Return a metric in its unit."""
    from specgen.model.quantity import Dimension

    units = {
        "time": Dimension.TIME,
        "energy": Dimension.ENERGY,
        "energy_per_token": Dimension.ENERGY,
        "power": Dimension.POWER,
    }
    found = units.get(name.rpartition(".")[2])
    if found is not None:
        return measured(value, found)
    if name.rpartition(".")[2] == "memory":
        return f"{value / 1e9:.4g} GB"
    return f"{value:,.0f}" if abs(value) >= 1e3 else f"{value:.4g}"

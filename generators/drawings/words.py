"""What drawings say: sizes, places and views in words."""

from __future__ import annotations

from collections.abc import Mapping

from specgen.generators.drawings.views import View
from specgen.model.layouts import ADDRESS, Bound


def place_words(bound: Bound, at: Mapping[str, int]) -> str:
    """Return where an element lies: its coordinates, and the byte where addresses are not bytes."""
    said = [f"{_NAMES.get(axis, axis)} {value}" for axis, value in at.items()]
    if ADDRESS in at and bound.unit != 8:
        bit = at[ADDRESS] * bound.unit
        said.append(f"byte {bit // 8}" + (f" bit {bit % 8}" if bit % 8 else ""))
    return ", ".join(said)


_NAMES = {ADDRESS: "address"}


def index_words(bound: Bound, index: tuple[int, ...]) -> str:
    """Return an index with the names of its dimensions."""
    return ", ".join(f"{d.name} {at}" for d, at in zip(bound.layout.dims, index, strict=True))


def shape_words(bound: Bound) -> str:
    """Return the sizes of the dimensions: ``r 8 x c 16``."""
    return " × ".join(f"{d.name} {size}" for d, size in zip(bound.layout.dims, bound.shape, strict=True))


def view_words(view: View) -> str:
    """Return what of the tensor is drawn."""
    return f"All of {shape_words(view.bound)}." if view.whole else f"{excerpt(view)}."


def excerpt(view: View) -> str:
    """Return how much a view that does not show all shows."""
    dims = view.bound.layout.dims
    sides = [(view.rows, view.height), (view.columns, view.width)]
    shown = " and ".join(f"{dims[n].name} 0 to {size - 1}" for n, size in sides if n >= 0)
    others = any(size > 1 for n, size in enumerate(view.bound.shape) if n not in (view.rows, view.columns))
    panels = (
        f", {len(view.panels)} of the panels," if len(view.panels) > 1 else ", one panel," if others else ""
    )
    return f"Only {shown}{panels} of {shape_words(view.bound)}"


def bank_axis(bound: Bound) -> tuple[str, int]:
    """Return the axis that is the bank, empty where banks are those of addresses, and how many there are.

    Raises ValueError where nothing is like a bank.
    """
    banks, axes = bound.layout.banks, bound.layout.axes
    if banks is not None and not banks.axis:
        return "", banks.count
    named = banks.axis if banks is not None else "bank" if "bank" in axes else ""
    axis = named or next((name for name in axes if name != ADDRESS), "")
    if not axis:
        raise ValueError(f"{bound.layout.name} says nothing of banks")
    return axis, bound.extents[axis]


def bank_of(bound: Bound, axis: str, at: Mapping[str, int]) -> int:
    """Return the bank of what lies at these coordinates."""
    if axis:
        return at[axis]
    banks = bound.layout.banks
    assert banks is not None
    return at[ADDRESS] * bound.unit // 8 // banks.width % banks.count


def amount_words(bits: int) -> str:
    """Return an amount of memory: bytes where it is whole ones."""
    if bits % 8:
        return f"{bits:,} bits" if bits != 1 else "1 bit"
    for power, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if bits >= 8 << power and bits % (8 << power) == 0:
            return f"{bits // (8 << power):,} {unit}"
    return f"{bits // 8:,} B"

"""Tensor layouts: what they are, and what can be proven of them."""

from typing import TYPE_CHECKING, Any

from specgen.model.layouts.bound import Bound
from specgen.model.layouts.layout import (
    ADDRESS,
    MAX_DIMS,
    Access,
    Argument,
    Axis,
    Banks,
    Digit,
    Dim,
    Fused,
    Layout,
    Place,
    Xor,
    ordered,
)
from specgen.model.layouts.sizes import ELEMENT, Named, Quotient, Size, named

if TYPE_CHECKING:
    from specgen.model.layouts.aligning import alignment
    from specgen.model.layouts.all_sizes import injectivity_of_all, samples_of
    from specgen.model.layouts.banks import Conflict, Outside, Touch, conflicts, touches
    from specgen.model.layouts.bounds import Occupancy, greatest, leaving, occupancy
    from specgen.model.layouts.collisions import ENUMERATED, PROVED, SAMPLED, Injectivity, injectivity
    from specgen.model.layouts.composite import Blocks, Composite, Part, Scaled, Sparse
    from specgen.model.layouts.inversion import element_at
    from specgen.model.layouts.runs import Run, Step, run, traversal

_LATE = {
    **dict.fromkeys(("Blocks", "Composite", "Part", "Scaled", "Sparse"), "composite"),
    "alignment": "aligning",
    "injectivity_of_all": "all_sizes",
    "samples_of": "all_sizes",
    "Conflict": "banks",
    "Outside": "banks",
    "Touch": "banks",
    "conflicts": "banks",
    "touches": "banks",
    "Occupancy": "bounds",
    "greatest": "bounds",
    "leaving": "bounds",
    "occupancy": "bounds",
    "ENUMERATED": "collisions",
    "PROVED": "collisions",
    "SAMPLED": "collisions",
    "Injectivity": "collisions",
    "injectivity": "collisions",
    "element_at": "inversion",
    "Run": "runs",
    "Step": "runs",
    "run": "runs",
    "traversal": "runs",
}

__all__ = [
    "ADDRESS",
    "ELEMENT",
    "ENUMERATED",
    "MAX_DIMS",
    "PROVED",
    "SAMPLED",
    "Access",
    "Argument",
    "Axis",
    "Banks",
    "Blocks",
    "Bound",
    "Composite",
    "Conflict",
    "Digit",
    "Dim",
    "Fused",
    "Injectivity",
    "Layout",
    "Named",
    "Occupancy",
    "Outside",
    "Part",
    "Place",
    "Quotient",
    "Run",
    "Scaled",
    "Size",
    "Sparse",
    "Step",
    "Touch",
    "Xor",
    "alignment",
    "conflicts",
    "element_at",
    "greatest",
    "injectivity",
    "injectivity_of_all",
    "leaving",
    "named",
    "occupancy",
    "ordered",
    "run",
    "samples_of",
    "touches",
    "traversal",
]


def __getattr__(name: str) -> Any:
    """Import what proves something when it is asked for; a module of a function's name is not imported before it."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = found = getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    return found

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
    from specgen.model.layouts.all_sizes import greatest_shape, injectivity_of_all, samples_of
    from specgen.model.layouts.banks import Conflict, conflicts
    from specgen.model.layouts.bounds import Occupancy, greatest, leaving, occupancy
    from specgen.model.layouts.collisions import ENUMERATED, PROVED, SAMPLED, Injectivity, injectivity
    from specgen.model.layouts.composite import Blocks, Composite, Part, Scaled, Sparse
    from specgen.model.layouts.composition import box, compose, inverse, permuted, repeated
    from specgen.model.layouts.equality import Comparison, compare
    from specgen.model.layouts.inversion import element_at
    from specgen.model.layouts.lanes import Outside, Touch, outside, touches
    from specgen.model.layouts.runs import Run, Step, run, traversal
    from specgen.model.layouts.vectors import Stray, align_of, strays
    from specgen.model.layouts.wording import bits_said, counters_said, place_of, said, sizes_said

_LATE = {
    "aligning": "alignment",
    "all_sizes": "greatest_shape injectivity_of_all samples_of",
    "banks": "Conflict conflicts",
    "bounds": "Occupancy greatest leaving occupancy",
    "collisions": "ENUMERATED PROVED SAMPLED Injectivity injectivity",
    "composite": "Blocks Composite Part Scaled Sparse",
    "composition": "box compose inverse permuted repeated",
    "equality": "Comparison compare",
    "inversion": "element_at",
    "lanes": "Outside Touch outside touches",
    "runs": "Run Step run traversal",
    "vectors": "Stray align_of strays",
    "wording": "bits_said counters_said place_of said sizes_said",
}
_MODULES = {name: module for module, names in _LATE.items() for name in names.split()}

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
    "Comparison",
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
    "Stray",
    "Touch",
    "Xor",
    "align_of",
    "alignment",
    "bits_said",
    "box",
    "compare",
    "compose",
    "conflicts",
    "counters_said",
    "element_at",
    "greatest",
    "greatest_shape",
    "injectivity",
    "injectivity_of_all",
    "inverse",
    "leaving",
    "named",
    "occupancy",
    "ordered",
    "outside",
    "permuted",
    "place_of",
    "repeated",
    "run",
    "said",
    "samples_of",
    "sizes_said",
    "strays",
    "touches",
    "traversal",
]


def __getattr__(name: str) -> Any:
    """Import what proves something when it is asked for; no function has the name of a module, which would stand for it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return found

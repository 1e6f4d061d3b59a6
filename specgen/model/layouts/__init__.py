"""Tensor layouts: what they are, and what can be proven of them."""

from specgen.model.layouts.bound import Bound
from specgen.model.layouts.collisions import ENUMERATED, PROVED, SAMPLED, Injectivity, injectivity
from specgen.model.layouts.layout import (
    ADDRESS,
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

__all__ = [
    "ADDRESS",
    "ELEMENT",
    "ENUMERATED",
    "PROVED",
    "SAMPLED",
    "Access",
    "Argument",
    "Axis",
    "Banks",
    "Bound",
    "Digit",
    "Dim",
    "Fused",
    "Injectivity",
    "Layout",
    "Named",
    "Place",
    "Quotient",
    "Size",
    "Xor",
    "injectivity",
    "named",
    "ordered",
]

"""Checks of tensors in several parts: the layout of each part holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model import layouts
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.layouts import Composite, Part


@check(
    "layout-part",
    Severity.ERROR,
    "The layout of a part has a place of its own for each of its elements.",
    """
    Of every size that the whole may have: where a part's layout is fixed or takes whole groups only, the dimensions of the
    whole say so, by a number or by `multiple`. Elements of the part's format do not overlap there, and none is left out by
    `broadcast`.
    """,
    wrong="""
    layouts:
      halves: {dims: {i: any, j: any}, split: {j: [any, 8]}, place: {addr: i j0 j1}}
      kept:
        dims: {m: any, k: any}
        sparse: {axis: k, keep: 2, of: 4}
        parts: {values: {layout: halves}, index: {layout: halves}}
    """,
    right="""
    layouts:
      halves: {dims: {i: any, j: any}, split: {j: [any, 8]}, place: {addr: i j0 j1}}
      kept:
        dims: {m: any, k: {multiple: 16}}
        sparse: {axis: k, keep: 2, of: 4}
        parts: {values: {layout: halves}, index: {layout: halves}}
    """,
)
def parts(subject: Subject) -> Iterator[Finding]:
    """Parts that their layouts have no room for."""
    for composite in subject.architecture.composites.values():
        for part in composite.parts.values():
            said = next(_unfit(composite, part), None)
            if said is not None:
                at = composite.origin.at("parts", part.name, "layout")
                yield Finding(said, at, (Related(part.layout.origin.key(), f"{part.layout.name} is here"),))


def _unfit(composite: Composite, part: Part) -> Iterator[str]:
    """Why a layout does not hold a part."""
    layout = part.layout
    if layout.broadcast:
        yield f"{layout.name} has one place for elements that differ by {layout.broadcast[0]}, and {part.name} differ"
    shapes = [[d.example for d in composite.dims]]
    shapes += [
        [d.multiple * n if d.size.known is None else d.example for d in composite.dims] for n in (1, 2)
    ]
    for shape in shapes:
        sizes = _said(composite, shape)
        try:
            names = composite.names(shape)
            layout.bind([size.value(names) for size in part.shape], element=part.element)
        except ValueError as error:
            yield f"{error}: {part.name} {sizes}"
            return
    yield from _meeting(composite, part)


def _said(composite: Composite, shape: Sequence[int]) -> str:
    return f"of {composite.name} of {' x '.join(map(str, shape))}"


def _meeting(composite: Composite, part: Part) -> Iterator[str]:
    """Two elements of the part's format that share a place."""
    if part.layout.arguments:  # which may be others where the tensor is used
        return
    shape = [d.example for d in composite.dims]
    names = composite.names(shape)
    bound = part.layout.bind([size.value(names) for size in part.shape], element=part.element)
    found = layouts.injectivity(bound).collision
    if found is not None and part.layout.element is None:
        first, second = (layouts.said(index) for index in found)
        yield f"{first} and {second} of {part.name} share bits, elements of {part.element.name} in {part.layout.name}"

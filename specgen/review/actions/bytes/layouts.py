"""What witnesses ask of layouts: where an element lies, how much room a tensor takes, how often lanes meet in a bank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.model.layouts import ADDRESS, Bound, Composite, Layout
from specgen.model.resolve.context import integer_type
from specgen.review.actions.bytes.finding import Absent, item, refused
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.review.sides import Side


def bound_of(layout: Layout, given: Mapping[str, Any]) -> Bound:
    """Return the layout of the tensor that an input describes: its shape, arguments, and the format of free elements."""
    element = integer_type(given["element"]) if "element" in given else None
    return layout.bind(given.get("shape"), element=element, arguments=given.get("arguments"))


def place_of(bound: Bound, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return where an element of a tensor lies: its coordinates, on the axis of addresses in bytes (and bits), its format."""
    at = bound.locate(given["index"])
    found: dict[str, Any] = {}
    for axis, coordinate in at.items():
        number = given.get("copies", {}).get(axis, 0)
        copies = bound.layout.axes[axis].copies
        if number >= copies:
            raise ValueError(f"{copies} copies on {axis}")
        coordinate += number * (bound.extents[axis] // copies)
        if axis != ADDRESS:
            found[axis] = coordinate
            continue
        found["byte"], bit = divmod(coordinate * bound.unit, 8)
        found |= {"bit": bit} if bit else {}
    return {**found, "element": bound.element.name}


@action("layout_place")
def place(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Where the element at ``index`` lies in a tensor of ``shape``; of copies, those whose numbers are given by axis."""
    try:
        return place_of(bound_of(item(side.architectures[variant].layouts, "layout", given), given), given)
    except (Absent, ValueError) as error:
        return refused(error)


@action("layout_bytes")
def room(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """How many bytes a tensor of ``shape`` takes, and how far it goes on other axes."""
    try:
        bound = bound_of(item(side.architectures[variant].layouts, "layout", given), given)
    except (Absent, ValueError) as error:
        return refused(error)
    others = {axis: extent for axis, extent in bound.extents.items() if axis != ADDRESS}
    return ({"bytes": bound.bytes} if ADDRESS in bound.extents else {}) | others


@action("layout_part")
def part(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Where the element at ``index`` of one ``part`` lies, of a tensor in parts that has ``shape`` as a whole."""
    try:
        found: Composite = item(side.architectures[variant].composites, "layout", given)
        bounds = found.bind(given["shape"])
        if given["part"] not in bounds:
            raise ValueError(f"no part {given['part']}")
        return place_of(bounds[given["part"]], given)
    except (Absent, ValueError) as error:
        return refused(error)


@action("layout_base")
def base(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether a tensor may begin at an address."""
    try:
        return given["base"] % item(side.architectures[variant].layouts, "layout", given).align == 0
    except Absent as error:
        return refused(error)


@action("layout_ways")
def ways(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """How many words one bank serves in turn, at the worst, for an ``access`` of the layout."""
    from specgen.model.expressions import ExpressionError
    from specgen.model.layouts import conflicts

    try:
        layout: Layout = item(side.architectures[variant].layouts, "layout", given)
        if given["access"] not in layout.accesses:
            return refused(f"no access {given['access']}")
        return conflicts(layout.bind(), layout.accesses[given["access"]]).ways
    except (Absent, ValueError, ExpressionError) as error:
        return refused(error)

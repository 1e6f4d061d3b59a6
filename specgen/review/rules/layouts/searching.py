"""Whether two layouts are the same function: proved, or an input on which they differ, or so many shapes without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.model.layouts import ENUMERATED, PROVED, Bound, Composite, Layout, compare, samples_of
from specgen.model.resolve.context import integer_type
from specgen.review.rules.layouts.forms import form

if TYPE_CHECKING:
    from specgen.review.witnesses import Witness

_ELEMENTS = ("u8", "u16", "u32", "u4")
"""Formats that layouts for any element are looked at with."""
_CORNERS = 64
_MOST_CASES = 48

Given = dict[str, Any]


@frozen()
class Same:
    """What is known of two layouts: a ``witness`` that they differ, or that they are ``proved`` equal, or so many ``trials``."""

    witness: Witness | None
    proved: str = ""
    trials: int = 0


def same(old: Layout | Composite, new: Layout | Composite, ask: Any) -> Same:
    """Compare two layouts; ``ask(action, input, told)`` asks both sides."""
    if form(old) == form(new):
        return Same(None, "both are one function of all shapes by the algebra of their digits")
    if isinstance(old, Composite) or isinstance(new, Composite):
        return (
            _parts(old, new, ask) if isinstance(old, Composite) and isinstance(new, Composite) else Same(None)
        )
    trials, certain = 0, _fixed(old) and _fixed(new)
    for given in islice(_cases(old, new), _MOST_CASES):
        bounds = _bound(old, given), _bound(new, given)
        if bounds == (None, None):
            continue
        trials += 1
        for action, one, how in _suspects(*bounds, given):
            certain = certain and how in (PROVED, ENUMERATED)
            seen = ask(action, one, _TOLD[action]) if action else None
            if seen is not None:
                return Same(seen)
    if certain and trials:
        return Same(None, "every element of its one shape lies where it did")
    return Same(None, trials=trials)


_TOLD = {
    "layout_place": "element {index} of {layout} is at {before} before, at {after} after",
    "layout_bytes": "a tensor of {layout} takes {before} before, {after} after",
    "layout_part": "element {index} of {part} of {layout} is at {before} before, at {after} after",
}


def _fixed(layout: Layout) -> bool:
    """Whether there is one tensor of the layout, so that looking at all its elements decides."""
    return layout.shape is not None and layout.element is not None and not layout.arguments


# -- tensors -------------------------------------------------------------------------------------------------------------------


def _cases(old: Layout, new: Layout) -> Iterator[Given]:
    """Yield shapes, formats and arguments, as inputs of actions, the examples first."""
    elements: list[Given] = [] if old.element is None is new.element else [{}]
    elements += [{"element": e} for e in _ELEMENTS] if old.element is None else []
    shapes = _shapes(old, new)
    for arguments, shape, element in product(_arguments(old, new), shapes, elements):
        yield {**shape, **element, **arguments}


def _shapes(old: Layout, new: Layout) -> list[Given]:
    found: list[Given] = [] if old.shape is None or new.shape is None else [{}]
    for layout in (old, new):
        bounds = [bound.shape for bound in _samples(layout)]
        if layout.shape is None or {} not in found:
            found += [{"shape": list(shape)} for shape in bounds]
    return [one for n, one in enumerate(found) if one not in found[:n]]


def _samples(layout: Layout) -> list[Bound]:
    try:
        return list(samples_of(layout))
    except ValueError:
        return []


def _arguments(old: Layout, new: Layout) -> list[Given]:
    """No arguments at all, and those of either side, with two values each."""
    found: list[Given] = [{}]
    for layout in (old, new):
        if layout.arguments:
            known = _names(layout)
            some = {n: known.get(n) or a.example or 64 for n, a in layout.arguments.items()}
            found += [{"arguments": some}, {"arguments": {n: 2 * v for n, v in some.items()}}]
    return [one for n, one in enumerate(found) if one not in found[:n]]


def _names(layout: Layout) -> Mapping[str, int]:
    for element in (None, *_ELEMENTS):
        try:
            return layout.bind(element=integer_type(element) if element else None).names
        except ValueError:
            continue
    return {}


def _bound(layout: Layout, given: Given) -> Bound | None:
    element = integer_type(given["element"]) if "element" in given else None
    try:
        return layout.bind(given.get("shape"), element=element, arguments=given.get("arguments"))
    except ValueError:
        return None


# -- elements ------------------------------------------------------------------------------------------------------------------


def _suspects(one: Bound | None, other: Bound | None, given: Given) -> Iterator[tuple[str, Given, str]]:
    """Yield actions and inputs on which the sides may differ, with how it is known that no other element does (if it is)."""
    there = one or other
    assert there is not None
    zero = [0] * len(there.shape)
    if one is None or other is None or len(one.shape) != len(other.shape):
        yield "layout_place", {**given, "index": zero}, ""
        return
    if one.shape != other.shape:
        for bound in (one, other):
            for index in _corners(bound.shape):
                yield "layout_place", {**given, "index": index}, ""
        return
    if not one.count:
        return
    found = compare(one, other)
    if found.index is not None:
        yield "layout_place", {**given, "index": list(found.index)}, ""
    yield "layout_place", {**given, "index": zero}, found.how
    yield "layout_bytes", given, PROVED
    for axis in dict.fromkeys([*one.extents, *other.extents]):
        most = max(_copies(one, axis), _copies(other, axis))
        if most > 1:
            yield "layout_place", {**given, "index": zero, "copies": {axis: 1}}, PROVED
            yield "layout_place", {**given, "index": zero, "copies": {axis: most - 1}}, PROVED


def _copies(bound: Bound, axis: str) -> int:
    return bound.layout.axes[axis].copies if axis in bound.layout.axes else 1


def _corners(shape: tuple[int, ...]) -> Iterator[list[int]]:
    """Indices at the ends of dimensions, the last element first."""
    ends = (sorted({0, 1, size // 2, size - 1} & set(range(size)), reverse=True) for size in shape)
    yield from islice(map(list, product(*ends)), _CORNERS)


# -- tensors in parts ----------------------------------------------------------------------------------------------------------


def _parts(old: Composite, new: Composite, ask: Any) -> Same:
    trials = 0
    for shape in _wholes(old, new):
        bounds = _all(old, shape), _all(new, shape)
        if bounds == (None, None):
            continue
        trials += 1
        for part in dict.fromkeys([*(bounds[0] or {}), *(bounds[1] or {})]):
            one, other = ((found or {}).get(part) for found in bounds)
            for action, given, _ in _suspects(one, other, {"shape": shape, "part": part}):
                if action == "layout_place":
                    seen = ask("layout_part", {**given, "shape": shape}, _TOLD["layout_part"])
                    if seen is not None:
                        return Same(seen)
    return Same(None, trials=trials)


def _wholes(old: Composite, new: Composite) -> list[list[int]]:
    found = []
    for one in (old, new):
        example = [d.example for d in one.dims]
        most = [
            d.size.known or d.multiple * max(1, min(8 * d.example, d.most or 1 << 20) // d.multiple)
            for d in one.dims
        ]
        least = [d.size.known or d.multiple for d in one.dims]
        found += [example, most, least]
    return [one for n, one in enumerate(found) if one not in found[:n]]


def _all(composite: Composite, shape: list[int]) -> dict[str, Bound] | None:
    try:
        return composite.bind(shape)
    except ValueError:
        return None

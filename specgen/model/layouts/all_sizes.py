"""Whether no two elements share a place in a layout of any size: by construction, or else at some sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.layouts.collisions import PROVED, SAMPLED, Injectivity, injectivity
from specgen.model.layouts.layout import ADDRESS, MAX_DIMS
from specgen.model.layouts.sizes import ELEMENT, Size, named
from specgen.model.layouts.symbolic import Ranges, ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.flat import Index
    from specgen.model.layouts.layout import Axis, Dim, Layout

SAMPLES = tuple(
    tuple(large if dim % 2 == odd else small for dim in range(MAX_DIMS))
    for small, large, odd in (
        (1 << 20, 1 << 20, 0),
        (1, 1, 0),
        (3, 3, 0),
        (1, 64, 0),
        (1, 64, 1),
        (5, 37, 0),
        (5, 37, 1),
    )
)
"""How many times what it is a multiple of each dimension is: all the greatest that they may be, all the least, and others."""


def injectivity_of_all(layout: Layout) -> Injectivity:
    """Return whether no two elements share a place whatever the sizes, and how that is known.

    A layout whose sizes are fixed is decided as it is, arguments without a default being as their examples say. One whose
    digits lie beyond each other by construction is proved for all sizes. Else `samples_of` it are looked at, and
    ``shapes`` are theirs. Raises ValueError where an argument has no example either.
    """
    if layout.shape is not None:
        return injectivity(layout.bind())
    if nested(layout):
        return Injectivity(None, PROVED)
    shapes: list[Index] = []
    for bound in samples_of(layout):
        shapes.append(bound.shape)
        found = injectivity(bound)
        if found.collision is not None:
            return Injectivity(found.collision, found.how, (bound.shape,))
        if found.how == PROVED and holds_all(layout, bound.shape):
            return found
        if found.how == SAMPLED:  # more sizes would take long, and tell no more
            break
    return Injectivity(None, SAMPLED, tuple(shapes))


def holds_all(layout: Layout, shape: Index) -> bool:
    """Whether ``shape`` is the greatest, and all other tensors lie as parts of it: no stride depends on sizes."""
    known = ranges(layout)
    strides = [p.stride for axis in layout.axes.values() for p in axis.places]
    weights = [weight for fused in layout.fused.values() for _, weight in fused.digits]
    most = greatest_shape(layout)
    return shape == most and all(known.substituted(s).known is not None for s in strides + weights)


def greatest_shape(layout: Layout) -> Index | None:
    """Return the shape of the greatest tensor; None where there is none."""
    found = [
        d.size.known or (d.most and d.most // m * m)
        for d, m in zip(layout.dims, layout.multiples.values(), strict=True)
    ]
    return None if None in found else tuple(size for size in found if size is not None)


def samples_of(layout: Layout) -> Iterator[Bound]:
    """Yield the layout at some sizes: at the example's, and where no argument was chosen for that, the greatest and others.

    Raises ValueError.
    """
    example = layout.bind()
    yield example
    if layout.shape is not None or any(a.default is None for a in layout.arguments.values()):
        return
    seen = {example.shape}
    for times in SAMPLES:
        shape = tuple(
            _sample(layout, dim, multiple) for dim, multiple in zip(layout.dims, times, strict=False)
        )
        if shape not in seen:
            seen.add(shape)
            yield layout.bind(shape)


def _sample(layout: Layout, dim: Dim, times: int) -> int:
    multiple = layout.multiples[dim.name]
    most = times if dim.most is None else dim.most // multiple
    return dim.size.known or multiple * min(times, most)


def nested(layout: Layout) -> bool:
    """Whether on every axis each digit steps over all that smaller ones reach, and no element is torn apart, at all sizes."""
    known = ranges(layout)
    if any(xor.axis == ADDRESS for xor in layout.xors) and _may_tear(layout, known):
        return False
    names = layout.bind().names
    return all(_nested(layout, axis, known, names) for axis in layout.axes.values())


def _nested(layout: Layout, axis: Axis, known: Ranges, names: dict[str, int]) -> bool:
    """Whether the digits of one axis do; their order is that at the example's sizes."""
    reaches = [known.substituted(named(ELEMENT)) if axis.name == ADDRESS else Size()]
    order = sorted(
        axis.places, key=lambda p: (p.stride.value(names), layout.digits[p.digit].size.value(names))
    )
    for place in order:
        size = known.substituted(layout.digits[place.digit].size)
        stride = known.substituted(place.stride)
        if size == Size():
            continue
        if not any(known.at_least(stride, reach) for reach in reaches):
            return False
        most = known.upper(size)
        numbers = [reach.known for reach in reaches if reach.known is not None]
        reaches = [stride * size]
        if most is not None and stride.known is not None and numbers:
            reaches.append(Size(min(numbers) + (most - 1) * stride.known))
    return True


def _may_tear(layout: Layout, known: Ranges) -> bool:
    """Whether exchanged bits may tear elements apart, see `torn`."""
    width = known.upper(named(ELEMENT))
    if width == 1:
        return False
    block = min(1 << min(xor.dst[1], xor.src[1]) for xor in layout.xors if xor.axis == ADDRESS)
    for place in layout.axes[ADDRESS].places:
        divisor = known.divisor(known.substituted(place.stride))
        block = min(block, divisor & -divisor)
    return width is None or layout.offset % block + width > block

"""Pack and unpack arrays by a layout whose sizes are known."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from specgen.generators.layouts.numpy.kernels import images
from specgen.generators.layouts.positions import positions
from specgen.model.layouts import ADDRESS
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.generators.layouts.numpy.kernels.images import Array, Form
    from specgen.model.layouts import Bound

_FLOATS = {"f16": "<f2", "f32": "<f4", "f64": "<f8"}


def pack(bound: Bound, array: Array) -> Array:
    """Return the storage of a tensor: bytes, zero where no element lies.

    The array holds elements, or their bits, in the layout's shape; an element of fewer bits takes whole bytes there. The
    storage has a dimension for each other axis before that of the bytes; where no axis is an address it has elements.
    Raises ValueError where the array or a number in it does not fit, or goes on beyond a dimension that may not be padded.
    """
    made = form(bound)
    _short(made.bits, array)
    return images.pack(made, array)


def _short(bits: int, array: Array) -> None:
    """Refuse integers that would lose bits in elements that are no whole bytes."""
    if bits % 8 and array.dtype.kind in "iu" and array.size:
        for number in (int(array.min()), int(array.max())):
            if not -1 << (bits - 1) <= number < 1 << bits:
                raise ValueError(f"elements have {bits} bits, and {number} has more")


def unpack(bound: Bound, storage: Array | bytes | bytearray | memoryview) -> Array:
    """Return the tensor in a storage that `pack` made: numbers where NumPy has the format, else the bits of elements.

    Raises ValueError where the storage has another size.
    """
    image = np.frombuffer(storage, np.uint8) if not isinstance(storage, np.ndarray) else storage
    return images.unpack(form(bound), image).view(elements(bound))


def storage(bound: Bound) -> tuple[int, ...]:
    """Return the shape of what `pack` returns."""
    return form(bound).image


def form(bound: Bound) -> Form:
    """Return the form of a bound layout. Raises ValueError where the tensor needs padding and none is allowed."""
    layout, found = bound.layout, positions(bound.layout)
    addressed = ADDRESS in found.axes
    sizes, places = bound.sizes, {axis: dict(bound.places[axis]) for axis in found.axes}
    made = images.Form(
        shape=bound.shape,
        parts=tuple(tuple(sizes[d.name] for d in part) for part in found.parts),
        fused=tuple((at, tuple(sizes[d.name] for d in instead)) for at, instead in found.fused),
        strides=tuple(tuple(places[axis].get(d, 0) for d in found.order) for axis in found.axes),
        extents=tuple(_extent(bound, axis) for axis in found.axes),
        bits=bound.width * bound.unit if addressed else 8 * bound.element.bytes,
        unit=bound.unit if addressed else 8,
        offset=layout.offset if addressed else 0,
        addressed=addressed,
        copies=tuple(layout.axes[axis].copies for axis in found.axes),
        broadcast=tuple(found.order.index(d) for d in layout.broadcast),
        exchanges=tuple((found.axes.index(x.axis), x.dst, x.src) for x in layout.xors),
    )
    _filled(bound, made.parts)
    if addressed and made.offset + _lowest(made) < 0:
        raise ValueError(f"{layout.name} leads to addresses below 0, which a storage does not have")
    if not made.whole:
        raise ValueError(f"{layout.name} exchanges bits below those of an element of {made.bits} bits")
    return made


def _lowest(made: Form) -> int:
    """The address, beside the offset, of the element that lies lowest."""
    return sum(
        min(stride * max(size - 1, 0), 0)
        for stride, size in zip(made.strides[-1], images.digit_sizes(made), strict=True)
    )


def _extent(bound: Bound, axis: str) -> int:
    """The coordinates of one copy, up to where exchanged bits may lead."""
    extent = bound.extents[axis] // bound.layout.axes[axis].copies
    step = max((2 << x.dst[0] for x in bound.layout.xors if x.axis == axis), default=1)
    return -(-extent // step) * step


def _filled(bound: Bound, parts: tuple[tuple[int, ...], ...]) -> None:
    if bound.layout.pad != "forbidden":
        return
    for dim, size, digits in zip(bound.layout.dims, bound.shape, parts, strict=True):
        if prod(digits) != size:
            of = f"{dim.name} of {bound.layout.name}"
            raise ValueError(f"{of} is {size}, fills {prod(digits)}, and the layout allows no padding")


def elements(bound: Bound) -> np.dtype[Any]:
    """Return the type of NumPy that elements have, or unsigned for their bits."""
    element = bound.element
    size = form(bound).element.itemsize
    if element.name in _FLOATS:
        return np.dtype(_FLOATS[element.name])
    if isinstance(element, IntegerType) and element.signed and element.width in (8, 16, 32, 64):
        return np.dtype(f"<i{size}")
    return form(bound).element

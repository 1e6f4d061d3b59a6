"""Arrays to the bytes of their layouts: leading dimensions one after another, the last ones as the layout has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.machine.executables.writing import PackError
from specgen.source import did_you_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from specgen.model.architecture import Architecture
    from specgen.model.types import NumberType

    Array = npt.NDArray[Any]


def packed_array(
    architecture: Architecture, array: Array, layout: str | None = None, element: str | None = None
) -> bytes:
    """Return the storage of an array: dense where it has no layout. It holds numbers or the bits of elements.

    Raises:
        PackError: it does not fit the layout or the number format, or there are none such.
    """
    import numpy as np

    from specgen.generators.layouts import pack, storage

    form = element_of(architecture, element) if element is not None else None
    if layout is None:
        return _dense(np.asarray(array), form)
    found = architecture.layouts.get(layout)
    if found is None:
        raise PackError(f"there is no layout {layout!r}; {did_you_mean(layout, architecture.layouts) or ''}")
    rank = len(found.dims)
    if array.ndim < rank:
        raise PackError(f"layout {layout} has {rank} dimensions, and the array {array.ndim}")
    lead, shape = array.shape[: array.ndim - rank], array.shape[array.ndim - rank :]
    try:
        if form is None and found.element is None:
            form = element_of(architecture, f"u{8 * array.dtype.itemsize}")
        bound = found.bind(shape, element=form)
        if storage(bound) and len(storage(bound)) != 1:
            raise PackError(f"layout {layout} has other axes than the address")
        blocks = array.reshape((-1, *shape)) if lead else array[None]
        return b"".join(pack(bound, block).tobytes() for block in blocks)
    except ValueError as error:
        raise PackError(f"layout {layout}: {error}") from None


def _dense(array: Array, form: NumberType | None) -> bytes:
    """Elements one after another, row by row."""
    import numpy as np

    if form is None:
        return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
    if array.dtype.kind in "ui" and array.dtype.itemsize == form.bytes:
        return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
    raise PackError(
        f"the array holds {array.dtype}, and {form.name} has {form.bytes} bytes: give it a layout"
    )


def element_of(architecture: Architecture, name: str) -> NumberType:
    """Return a number format by name. Raises PackError where there is none, or it is that of several values."""
    from specgen.model.resolve.context import integer_type

    known: dict[str, NumberType] = {**architecture.integer_types, **architecture.types}
    found = integer_type(name) or known.get(name)
    if found is None:
        raise PackError(
            f"no number format is called {name!r}; {did_you_mean(name, known) or ''}".rstrip("; ")
        )
    return found

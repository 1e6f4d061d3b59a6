"""Arrays to the bytes of their layouts: leading dimensions one after another, the last ones as the layout has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from specgen.machine.executables.writing import PackError
from specgen.model.types import FloatType, IntegerType
from specgen.source import did_you_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from specgen.model.architecture import Architecture
    from specgen.model.layouts import Bound
    from specgen.model.types import NumberType

    Array = npt.NDArray[Any]


def packed_array(
    architecture: Architecture,
    array: Array,
    layout: str | None = None,
    element: str | None = None,
    endianness: str = "little",
) -> bytes:
    """Return the storage of an array: dense where it has no layout. It holds numbers or the bits of elements.

    ``endianness`` is that of the memory that it goes to.

    Raises:
        PackError: it does not fit the layout or the number format, or there are none such.
    """
    import numpy as np

    from specgen.generators.layouts import pack, storage

    form = element_of(architecture, element) if element is not None else None
    if layout is None:
        return _dense(np.asarray(array), form, endianness)
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
        return _ordered(b"".join(pack(bound, block).tobytes() for block in blocks), bound, endianness)
    except ValueError as error:
        raise PackError(f"layout {layout}: {error}") from None


def _dense(array: Array, form: NumberType | None, endianness: str) -> bytes:
    """Elements one after another, row by row."""
    import numpy as np

    order: Literal[">", "<"] = ">" if endianness == "big" else "<"
    if form is not None and (array.dtype.itemsize != form.bytes or not _same_kind(array, form)):
        raise PackError(
            f"the array holds {array.dtype}: give {form.name} as its codes, of {form.bytes} bytes"
        )
    return np.ascontiguousarray(array, array.dtype.newbyteorder(order)).tobytes()


def _same_kind(array: Array, form: NumberType) -> bool:
    """Whether an array holds a format's codes, or numbers that are stored as it has them."""
    return array.dtype.kind in "uib" or (array.dtype.kind == "f" and form.name in ("f16", "f32", "f64"))


def _ordered(data: bytes, bound: Bound, endianness: str) -> bytes:
    """The storage of a layout, in the order of bytes of the memory."""
    import numpy as np

    size = bound.element.bytes
    if endianness != "big" or size not in (2, 4, 8) or len(data) % size:
        return data
    return np.frombuffer(data, f"<u{size}").byteswap().tobytes()


def _held(form: NumberType) -> str:
    """NumPy's name for what holds an element."""
    if isinstance(form, FloatType) and form.name in ("f16", "f32", "f64"):
        return f"f{form.bytes}"
    return f"{'i' if form.signed and isinstance(form, IntegerType) else 'u'}{form.bytes}"


def unpacked_array(
    architecture: Architecture,
    data: bytes,
    shape: tuple[int, ...],
    element: str,
    layout: str | None = None,
    endianness: str = "little",
) -> Array:
    """Return the array of ``shape`` in a storage: NumPy's own floats as such, other elements as their bits."""
    import numpy as np

    from specgen.generators.layouts import storage, unpack

    form = element_of(architecture, element)
    if layout is None:
        order = ">" if endianness == "big" else "<"
        return np.frombuffer(data, f"{order}{_held(form)}").astype(_held(form)).reshape(shape)
    found = architecture.layouts[layout]
    rank = len(found.dims)
    bound = found.bind(shape[len(shape) - rank :], element=None if found.element is not None else form)
    kind = np.uint8
    whole = np.frombuffer(_ordered(data, bound, endianness), kind)
    each = int(np.prod(storage(bound)))
    blocks = [unpack(bound, whole[i : i + each]) for i in range(0, len(whole), each)]
    return np.stack(blocks).reshape(shape)


def stored_bytes(architecture: Architecture, shape: tuple[int, ...], element: str, layout: str | None) -> int:
    """Return the bytes that an array of that shape takes."""
    from math import prod

    from specgen.generators.layouts import storage

    form = element_of(architecture, element)
    if layout is None:
        return prod(shape) * form.bytes
    found = architecture.layouts[layout]
    lead, rest = shape[: len(shape) - len(found.dims)], shape[len(shape) - len(found.dims) :]
    return prod(lead) * prod(storage(found.bind(rest, element=None if found.element is not None else form)))


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

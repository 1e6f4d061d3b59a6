"""Arrays in files to the storage of tensors, and back."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.references import LayoutError, Reference

if TYPE_CHECKING:
    from specgen.model.layouts import Bound

_MOST_BYTES = 1 << 33


def pack_file(
    reference: Reference,
    path: str | Path,
    element: str | None = None,
    arguments: Mapping[str, int] | None = None,
) -> bytes:
    """Return the storage of the array in a ``.npy`` file, what lies on other axes than the address one after another.

    Elements have the layout's format, else ``element``, else the size of the array's. Raises LayoutError where it does not
    fit, two elements share a place, the storage is beyond 8 GiB, or it is no such file.
    """
    from specgen.generators.layouts import pack
    from specgen.machine import ImageError, read_array

    try:
        array = read_array(path)
    except ImageError as error:
        raise LayoutError(str(error)) from None
    if element is None and reference.layout.element is None:
        element = f"u{8 * array.dtype.itemsize}"
    bound = reference.bind(array.shape, element, arguments)
    try:
        _check(bound)
        return pack(bound, array).tobytes()
    except ValueError as error:
        raise LayoutError(str(error)) from None


def _check(bound: Bound) -> None:
    """Refuse a tensor that a storage cannot hold."""
    from specgen.generators.layouts import storage
    from specgen.model import layouts

    name, shape = bound.layout.name, storage(bound)
    if prod(shape) > _MOST_BYTES:
        raise LayoutError(f"{name} takes {prod(shape)} bytes, and files end at {_MOST_BYTES}")
    collision = layouts.injectivity(bound).collision
    if collision is not None:
        first, second = map(layouts.said, collision)
        raise LayoutError(f"{first} and {second} share a place in {name}, which cannot hold both")


def unpack_file(bound: Bound, path: str | Path) -> bytes:
    """Return as a ``.npy`` file the tensor in a file that `pack_file` made. Raises LayoutError, OSError."""
    from io import BytesIO

    import numpy as np

    from specgen.generators.layouts import storage, unpack
    from specgen.model.layouts import ADDRESS

    kind = np.dtype(np.uint8 if ADDRESS in bound.places else f"<u{bound.element.bytes}")
    try:
        shape = storage(bound)
        data = _bytes(Path(path), prod(shape) * kind.itemsize)
        made = BytesIO()
        np.save(made, unpack(bound, np.frombuffer(data, kind).reshape(shape)), allow_pickle=False)
    except ValueError as error:
        raise LayoutError(str(error)) from None
    return made.getvalue()


def _bytes(path: Path, needed: int) -> bytes:
    """Return a file of so many bytes. Raises LayoutError where it has others, without reading more."""
    size = path.stat().st_size
    if not path.is_file() or size == needed:
        with path.open("rb") as stream:
            size = len(data := stream.read(min(needed, _MOST_BYTES) + 1))
        if size == needed:
            return data
    has = size if path.is_file() or size < needed else f"more than {needed}"
    raise LayoutError(f"{path} has {has} bytes, and this tensor takes {needed}")

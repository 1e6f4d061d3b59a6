"""Arrays in files to the storage of tensors, and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.api.references import LayoutError, Reference

if TYPE_CHECKING:
    from specgen.model.layouts import Bound


def pack_file(
    reference: Reference,
    path: str | Path,
    element: str | None = None,
    arguments: Mapping[str, int] | None = None,
) -> bytes:
    """Return the storage of the array in a ``.npy`` file, what lies on other axes than the address one after another.

    Elements have the layout's format, else ``element``, else the size of the array's. Raises LayoutError where it does not
    fit or is no such file, OSError where it cannot be read.
    """
    import numpy as np

    from specgen.generators.layouts import pack

    try:
        array: Any = np.load(path, allow_pickle=False)
    except (ValueError, EOFError):
        raise LayoutError(f"{path} is no .npy file of an array of numbers") from None
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biuf":
        raise LayoutError(f"{path} is no .npy file of an array of numbers")
    if element is None and reference.layout.element is None:
        element = f"u{8 * array.dtype.itemsize}"
    bound = reference.bind(array.shape, element, arguments)
    try:
        return pack(bound, array).tobytes()
    except ValueError as error:
        raise LayoutError(str(error)) from None


def unpack_file(bound: Bound, path: str | Path) -> bytes:
    """Return as a ``.npy`` file the tensor in a file that `pack_file` made. Raises LayoutError, OSError."""
    from io import BytesIO

    import numpy as np

    from specgen.generators.layouts import storage, unpack
    from specgen.model.layouts import ADDRESS

    kind = np.dtype(np.uint8 if ADDRESS in bound.places else f"<u{bound.element.bytes}")
    data = Path(path).read_bytes()
    try:
        shape = storage(bound)
        image = np.frombuffer(data, kind)
        if image.size != np.prod(shape, dtype=object):
            needed = int(np.prod(shape, dtype=object)) * kind.itemsize
            raise LayoutError(f"{path} has {len(data)} bytes, and this tensor takes {needed}")
        made = BytesIO()
        np.save(made, unpack(bound, image.reshape(shape)), allow_pickle=False)
    except ValueError as error:
        raise LayoutError(str(error)) from None
    return made.getvalue()

"""Structures read from bytes and written into them, by the model alone: what generated readers do, without generating.

A structure's values are a dict: integers and bit fields (by their own names) as ``int``, f32 and f64 as ``float``, text
as ``str``, arrays of u8 as ``bytes``, other arrays as lists, inner structures as dicts, a union as ``{arm: value}`` or,
where no arm is valid, ``{}``. What is reserved is left out, except what is to be preserved. What is not there is zero,
and an inner structure that is not there an empty dict.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from specgen.model.interfaces.codec.places import Window
from specgen.model.interfaces.codec.reading import measured, refusals
from specgen.model.interfaces.codec.refusals import RULES, Refusal, Refused
from specgen.model.interfaces.codec.values import (
    Values,
    count_of,
    inner,
    read,
    slice_of,
    value_of,
    writable,
    write,
)

if TYPE_CHECKING:
    from specgen.model.interfaces.structures import Structure

__all__ = [
    "RULES", "Bytes", "Refusal", "Refused", "Values", "Window", "checked", "count_of", "extent", "inner", "pack",
    "slice_of", "unpack", "value_of", "verify",
]  # fmt: skip

Bytes = bytes | bytearray | memoryview
_MOST = 1 << 24  # bytes of a structure that a later version may have made longer


def verify(structure: Structure, data: Bytes, offset: int = 0, *, limit: int = 100) -> list[Refusal]:
    """Return the first ``limit`` faults of the structure at ``offset``; none, and every getter may trust it.

    The first one is that which the generated readers report. Offsets are those in ``data``.
    """
    view = memoryview(data)
    return list(islice(refusals(structure, view, offset, len(view) - offset), limit))


def extent(structure: Structure, data: Bytes, offset: int = 0) -> int:
    """Return how many bytes it takes: by its size, its array's count. Raises Refused where these are not there."""
    view = memoryview(data)
    found = measured(Window(structure, view, offset, len(view) - offset))
    if isinstance(found, Refusal):
        raise Refused(found)
    return found


def checked(structure: Structure, data: Bytes, offset: int = 0) -> Window:
    """Return the bytes that a sound structure takes. Raises Refused where something is wrong."""
    for refusal in verify(structure, data, offset, limit=1):
        raise Refused(refusal)
    return Window(structure, memoryview(data), offset, extent(structure, data, offset))


def unpack(structure: Structure, data: Bytes, offset: int = 0, *, checked: bool = True) -> Values:
    """Return the values at ``offset``. Raises Refused where it is ``checked`` and something is wrong.

    Unchecked, bytes that are missing count as zero, and counts end at the bytes that there are.
    """
    view = memoryview(data)
    if checked:
        for refusal in verify(structure, data, offset, limit=1):
            raise Refused(refusal)
    have = max(len(view) - offset, 0)
    found = measured(Window(structure, view, offset, have))
    return read(Window(structure, view, offset, found if isinstance(found, int) else have))


def pack(structure: Structure, values: Mapping[str, Any]) -> bytes:
    """Return the bytes of values; counts, sizes, constants and checksums that they leave out are computed.

    Enums may be given by name. Raises Refused where a reader would refuse the result, ValueError where a value has no
    place in it.
    """
    tail = structure.flexible
    count = len(values.get(tail.name, ())) if tail is not None else 0
    each = tail.value.element_size if tail is not None and tail.value is not None else 0
    data = bytearray(max(structure.size + count * each, _stated(structure, values)))
    window = writable(structure, values, memoryview(data), 0, "")
    write(window, values)
    written = window.data[: window.extent]
    for refusal in verify(structure, written, limit=1):
        raise Refused(refusal)
    if extent(structure, written) != window.extent:
        counter = tail.value.counted_by if tail is not None and tail.value is not None else None
        raise Refused(window.refusal(0, counter or "", "count", f"fewer than the {count} values"))
    return bytes(written)


def _stated(structure: Structure, values: Mapping[str, Any]) -> int:
    stated = values.get(structure.sized_by, 0) if structure.sized_by is not None else 0
    return min(stated, _MOST) if isinstance(stated, int) else 0

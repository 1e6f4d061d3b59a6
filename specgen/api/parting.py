"""Tensors in several parts: what is known of each, and arrays in files to their storages and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.references import LayoutError, Several

if TYPE_CHECKING:
    from specgen.generators.drawings import Fact
    from specgen.generators.layouts import Array, Stored
    from specgen.model.layouts import Bound, Layout

TENSOR_SCALE = "tensor_scale"
"""The file of the second scale of a tensor, a number of 32 bits, where the format has one."""
_MOST_BYTES = 1 << 33


def prove_parts(
    of: Several, shape: Sequence[int] | None = None, arguments: Mapping[str, int] | None = None
) -> dict[str, tuple[Fact, ...]]:
    """Return what is known of each part: of any size, or of a tensor of ``shape``; and whether its layout has room for it."""
    from specgen.generators.drawings import Fact, facts

    fixed = shape is not None or arguments
    found: dict[str, tuple[Fact, ...]] = {}
    try:
        bounds = of.bind(shape, arguments)
    except LayoutError as error:
        if fixed:
            raise
        parts = of.composite.parts.values()
        known = {part.name: tuple(facts(part.layout)) for part in parts}
        return {"parts": (Fact("fitting", str(error), holds=False),), **known}
    for name, bound in bounds.items():
        found[name] = tuple(facts(bound.layout, bound) if fixed else facts(_example(bound)))
    return found


def _example(bound: Bound) -> Layout:
    """The layout with this tensor as its example."""
    dims = tuple(replace(d, example=n) for d, n in zip(bound.layout.dims, bound.shape, strict=True))
    return replace(bound.layout, dims=dims, element=bound.element)


def pack_parts_file(
    of: Several, path: str | Path, arguments: Mapping[str, int] | None = None
) -> dict[str, bytes]:
    """Return the storage of each part of the array in a ``.npy`` file, by name; numbers of block-scaled formats are quantised.

    Where the format has a second scale, one a tensor, that is there as ``tensor_scale``. Raises LayoutError.
    """
    import numpy as np

    from specgen.generators.layouts import pack_parts
    from specgen.machine import ImageError, read_array

    try:
        stored = pack_parts(of.composite, read_array(path), of.arguments_by_part(arguments or {}))
    except (ImageError, ValueError, TypeError) as error:
        raise LayoutError(str(error)) from None
    parts = {name: image.tobytes() for name, image in stored.parts.items()}
    scale = np.array(stored.tensor_scale, "<f4").tobytes()
    return {**parts, **({TENSOR_SCALE: scale} if _tensor_scaled(of) else {})}


def unpack_parts_file(
    of: Several,
    files: Mapping[str, Path],
    shape: Sequence[int] | None = None,
    arguments: Mapping[str, int] | None = None,
) -> bytes:
    """Return as a ``.npy`` file the tensor of ``shape`` in ``files`` by part, as `pack_parts_file` has them.

    Raises LayoutError where one does not fit, or parts contradict each other; OSError where one cannot be read.
    """
    from io import BytesIO

    import numpy as np

    from specgen.generators.layouts import unpack_parts

    bounds = of.bind(shape, arguments)
    try:
        stored = _read(of, bounds, files)
        sizes = tuple(d.example for d in of.composite.dims) if shape is None else tuple(shape)
        tensor = unpack_parts(of.composite, sizes, stored, of.arguments_by_part(arguments or {}))
    except (ValueError, TypeError) as error:
        raise LayoutError(str(error)) from None
    except MemoryError:
        raise LayoutError(f"a tensor of {of.composite.name} this large does not fit into memory") from None
    made = BytesIO()
    np.save(made, tensor, allow_pickle=False)
    return made.getvalue()


def part_names(of: Several) -> list[str]:
    """Return what has a file of its own: the parts, and the second scale of a tensor whose format has one."""
    return [*of.composite.parts, *([TENSOR_SCALE] if _tensor_scaled(of) else [])]


def _tensor_scaled(of: Several) -> bool:
    from specgen.model.layouts import Scaled

    scheme = of.composite.scheme
    return isinstance(scheme, Scaled) and scheme.type.tensor_scale is not None


def _read(of: Several, bounds: Mapping[str, Bound], files: Mapping[str, Path]) -> Stored:
    import numpy as np

    from specgen.generators.layouts import Stored
    from specgen.model.layouts import Blocks

    parts = {}
    for name, bound in bounds.items():
        blocks = isinstance(of.composite.scheme, Blocks) and name == "values"
        parts[name] = _image(files[name], bound, any_count=blocks, grid=bounds.get("mask"))
    scale = 1.0
    if _tensor_scaled(of):
        data = _bytes(files[TENSOR_SCALE], 4)
        scale = float(np.frombuffer(data, "<f4")[0]) if len(data) == 4 else 0.0
    return Stored(parts, scale)


def _image(path: Path, bound: Bound, *, any_count: bool, grid: Bound | None) -> Array:
    """The storage in a file; of blocks as many as a whole grid has, or fewer."""
    from math import prod

    import numpy as np

    from specgen.generators.layouts import storage
    from specgen.model.layouts import ADDRESS

    kind = np.dtype(np.uint8 if ADDRESS in bound.places else f"<u{bound.element.bytes}")
    shape = storage(bound)
    needed = prod(shape) * kind.itemsize
    most = needed * (grid.count if any_count and grid is not None else 1)
    data = _bytes(path, most)
    if any_count:
        if len(data) > most:
            raise LayoutError(f"{path} has more than {most} bytes, those of all blocks")
        return np.frombuffer(data, np.uint8)
    if len(data) != needed:
        has = len(data) if len(data) < needed else f"more than {needed}"
        raise LayoutError(f"{path} has {has} bytes, and this part takes {needed}")
    return np.frombuffer(data, kind).reshape(shape)


def _bytes(path: Path, most: int) -> bytes:
    """The bytes of a file; one more than ``most`` where there are more."""
    with path.open("rb") as stream:
        return stream.read(min(most, _MOST_BYTES) + 1)

"""Pack and unpack tensors that lie in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from specgen.generators.layouts.numpy.packing import pack, storage, unpack
from specgen.model.layouts.composite import (
    ELEMENTS,
    INDEX,
    MASK,
    OFFSETS,
    SCALES,
    VALUES,
    Blocks,
    Composite,
    Scaled,
    Sparse,
)

if TYPE_CHECKING:
    from specgen.generators.layouts.numpy.kernels.images import Array
    from specgen.generators.numerics import Quantised
    from specgen.model.layouts import Bound


@dataclass(frozen=True, slots=True)
class Stored:
    """The storage of each part by name, and the second scale of a tensor whose format has one (else 1)."""

    parts: dict[str, Array]
    tensor_scale: float = 1.0


def pack_parts(composite: Composite, tensor: Array | Quantised) -> Stored:
    """Return the storage of a tensor: numbers, of which those of a block-scaled format are quantised, or what `quantise` gave.

    Of other tensors the array holds elements or their bits. Raises ValueError where it does not fit, or a group has more elements
    than are kept.
    """
    scheme = composite.scheme
    if isinstance(scheme, Scaled):
        return _scaled(composite, scheme, tensor)
    assert isinstance(tensor, np.ndarray)
    bounds = composite.bind(tensor.shape)
    if isinstance(scheme, Sparse):
        values, places = _kept(scheme, tensor)
        return Stored({VALUES: pack(bounds[VALUES], values), INDEX: pack(bounds[INDEX], places)})
    return _blocks(scheme, bounds, tensor)


def unpack_parts(composite: Composite, shape: tuple[int, ...], stored: Stored) -> Array:
    """Return the tensor in a storage: numbers of a block-scaled format, else elements (bits where NumPy lacks the format).

    Raises ValueError where a part has another size, or places and counts contradict each other.
    """
    bounds, scheme = composite.bind(shape), composite.scheme
    if isinstance(scheme, Blocks):
        return _unblocked(scheme, bounds, shape, stored.parts)
    found = {name: unpack(bound, stored.parts[name]) for name, bound in bounds.items()}
    if isinstance(scheme, Sparse):
        return _spread(scheme, shape, found[VALUES], found[INDEX])
    from specgen.generators.numerics import Quantised, dequantise

    given = Quantised(_bits(found[ELEMENTS]), _bits(found[SCALES]), stored.tensor_scale, scheme.axis)
    return dequantise(scheme.type, given)


def _bits(array: Array) -> Array:
    return array.view(f"u{array.dtype.itemsize}")


def _scaled(composite: Composite, scheme: Scaled, tensor: Array | Quantised) -> Stored:
    from specgen.generators.numerics import quantise

    if isinstance(tensor, np.ndarray):
        tensor = quantise(scheme.type, tensor, axis=scheme.axis)
    bounds = composite.bind(tensor.elements.shape)
    parts = {
        ELEMENTS: pack(bounds[ELEMENTS], tensor.elements),
        SCALES: pack(bounds[SCALES], tensor.scales),
    }
    return Stored(parts, float(tensor.tensor_scale))


def _groups(array: Array, axis: int, of: int) -> Array:
    """The array with groups of ``axis`` as its last dimension, and zeros where the last group has fewer."""
    moved = np.moveaxis(array, axis, -1)
    missing = -moved.shape[-1] % of
    filled = np.pad(moved, [(0, 0)] * (moved.ndim - 1) + [(0, missing)])
    return filled.reshape(*moved.shape[:-1], -1, of)


def _kept(scheme: Sparse, array: Array) -> tuple[Array, Array]:
    """The values that are kept and their places in their groups, both in the order of the tensor's dimensions."""
    groups = _groups(array, scheme.axis, scheme.of)
    there = _bits(np.ascontiguousarray(groups)) != 0
    full = np.argwhere(there.sum(axis=-1) > scheme.keep)
    if full.size:
        *before, group = full[0].tolist()
        where = ", ".join(map(str, [*before[: scheme.axis], group * scheme.of, *before[scheme.axis :]]))
        message = (
            f"the group of {scheme.of} at ({where}) has more than {scheme.keep} elements other than zero"
        )
        raise ValueError(message)
    places = np.sort(np.argsort(~there, axis=-1, kind="stable")[..., : scheme.keep], axis=-1)
    values = np.take_along_axis(groups, places, axis=-1)
    return _joined(values, scheme.axis), _joined(places.astype(np.uint8), scheme.axis)


def _joined(groups: Array, axis: int) -> Array:
    return np.moveaxis(groups.reshape(*groups.shape[:-2], -1), -1, axis)


def _spread(scheme: Sparse, shape: tuple[int, ...], values: Array, places: Array) -> Array:
    kept, at = (_groups(array, scheme.axis, scheme.keep) for array in (values, places))
    if (at >= scheme.of).any():
        raise ValueError(f"a place in a group of {scheme.of} is {int(at.max())}")
    if at.size and (np.diff(at.astype(np.int16), axis=-1) <= 0).any():
        raise ValueError("the places of a group do not ascend")
    groups = np.zeros((*kept.shape[:-1], scheme.of), kept.dtype)
    np.put_along_axis(groups, at.astype(np.intp), kept, axis=-1)
    whole = np.moveaxis(groups.reshape(*groups.shape[:-2], -1), -1, scheme.axis)
    return whole[tuple(slice(size) for size in shape)].copy()


def _blocks(scheme: Blocks, bounds: dict[str, Bound], array: Array) -> Stored:
    blocks = _divided(scheme, array)
    grid = blocks.shape[: array.ndim]
    mask = (_bits(np.ascontiguousarray(blocks)) != 0).reshape(*grid, -1).any(axis=-1)
    kept = [pack(bounds[VALUES], block) for block in blocks[mask]]
    parts = {
        VALUES: np.concatenate(kept) if kept else np.zeros((0, *storage(bounds[VALUES])[1:]), np.uint8),
        MASK: pack(bounds[MASK], mask.astype(np.uint8)),
    }
    if OFFSETS in bounds:
        parts[OFFSETS] = pack(bounds[OFFSETS], _before(mask))
    return Stored(parts)


def _divided(scheme: Blocks, array: Array) -> Array:
    """The blocks of an array, filled up with zeros, behind the dimensions that number them."""
    filled = np.pad(
        array, [(0, -size % extent) for size, extent in zip(array.shape, scheme.shape, strict=True)]
    )
    sizes = [
        n for size, extent in zip(filled.shape, scheme.shape, strict=True) for n in (size // extent, extent)
    ]
    order = (*range(0, 2 * array.ndim, 2), *range(1, 2 * array.ndim, 2))
    return filled.reshape(sizes).transpose(order)


def _before(mask: Array) -> Array:
    """How many blocks are kept before each row of blocks."""
    rows = mask.sum(axis=-1).ravel()
    before: Array = np.cumsum(rows) - rows
    return before.astype(np.uint32).reshape(mask.shape[:-1])


def _unblocked(
    scheme: Blocks, bounds: dict[str, Bound], shape: tuple[int, ...], parts: Mapping[str, Any]
) -> Array:
    mask = unpack(bounds[MASK], parts[MASK]).astype(bool)
    size = storage(bounds[VALUES])[0]
    kept = np.frombuffer(parts[VALUES], np.uint8).reshape(-1, size)
    if len(kept) != mask.sum():
        raise ValueError(f"the mask has {int(mask.sum())} blocks, and the values have {len(kept)}")
    if OFFSETS in bounds and (unpack(bounds[OFFSETS], parts[OFFSETS]) != _before(mask)).any():
        raise ValueError("the offsets do not count the blocks of the mask")
    one = unpack(bounds[VALUES], np.zeros(size, np.uint8))
    blocks = np.zeros((*mask.shape, *one.shape), one.dtype)
    for place, block in zip(np.argwhere(mask), kept, strict=True):
        blocks[tuple(place)] = unpack(bounds[VALUES], block)
    rank = len(shape)
    pairs = [axis for number in range(rank) for axis in (number, rank + number)]
    whole = blocks.transpose(pairs).reshape([n * e for n, e in zip(mask.shape, scheme.shape, strict=True)])
    return whole[tuple(slice(size) for size in shape)].copy()

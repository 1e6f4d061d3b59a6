"""Tensors that lie in several parts, and the images of these."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from specgen.generators.layouts.numpy.kernels.images import Array, Form, pack, unpack


def pack_each(forms: dict[str, Form], tensors: dict[str, Array]) -> dict[str, Array]:
    """Return the storage of each tensor. Raises ValueError where one does not fit."""
    return {name: pack(form, tensors[name]) for name, form in forms.items()}


def unpack_each(forms: dict[str, Form], parts: dict[str, Array]) -> dict[str, Array]:
    """Return the tensor in each storage. Raises ValueError where one has another size."""
    return {name: unpack(form, parts[name]) for name, form in forms.items()}


def pack_sparse(forms: dict[str, Form], array: Array, axis: int, groups: tuple[int, int]) -> dict[str, Array]:
    """Return the storage of values and of their places: of ``groups`` (keep, of) along ``axis``.

    Raises ValueError where a group has more elements than are kept.
    """
    keep, of = groups
    grouped = _grouped(array, axis, of)
    there = _there(grouped)
    full = np.argwhere(there.sum(axis=-1) > keep)
    if full.size:
        *before, group = full[0].tolist()
        where = ", ".join(map(str, [*before[:axis], group * of, *before[axis:]]))
        raise ValueError(f"the group of {of} at ({where}) has more than {keep} elements other than zero")
    places = np.sort(np.argsort(~there, axis=-1, kind="stable")[..., :keep], axis=-1)
    values = np.take_along_axis(grouped, places, axis=-1)
    joined = {"values": _joined(values, axis), "index": _joined(places.astype(np.uint8), axis)}
    return pack_each(forms, joined)


def unpack_sparse(
    forms: dict[str, Form],
    parts: dict[str, Array],
    shape: tuple[int, ...],
    axis: int,
    groups: tuple[int, int],
) -> Array:
    """Return the bits of the elements of a tensor. Raises ValueError where places do not ascend, or one is in no group."""
    keep, of = groups
    found = unpack_each(forms, parts)
    kept, at = (_grouped(found[name], axis, keep) for name in ("values", "index"))
    if (at >= of).any():
        raise ValueError(f"a place in a group of {of} is {int(at.max())}")
    if (np.diff(at.astype(np.int16), axis=-1) <= 0).any():
        raise ValueError("the places of a group do not ascend")
    spread = np.zeros((*kept.shape[:-1], of), kept.dtype)
    np.put_along_axis(spread, at.astype(np.intp), kept, axis=-1)
    return _cut(_joined(spread, axis), shape)


def pack_blocks(forms: dict[str, Form], array: Array, block: tuple[int, ...]) -> dict[str, Array]:
    """Return the storage of the blocks that are not zero, of the mask, and of the offsets where they have a form."""
    blocks = _divided(array, block)
    grid = blocks.shape[: array.ndim]
    mask = np.asarray(_there(blocks).reshape(*grid, int(np.prod(block))).any(axis=-1))
    values = _pack_all(forms["values"], blocks[mask])
    others = {"mask": mask.astype(np.uint8), "offsets": _before(mask)}
    return {name: values if name == "values" else pack(form, others[name]) for name, form in forms.items()}


def unpack_blocks(
    forms: dict[str, Form], parts: dict[str, Array], shape: tuple[int, ...], block: tuple[int, ...]
) -> Array:
    """Return the bits of the elements of a tensor. Raises ValueError where mask, offsets and values contradict each other."""
    form = forms["values"]
    found = unpack_each({name: one for name, one in forms.items() if name != "values"}, parts)
    mask = found["mask"].astype(bool)
    size = int(np.prod(form.image)) * (1 if form.addressed else form.element.itemsize)
    values = np.ascontiguousarray(parts["values"]).reshape(-1).view(np.uint8)
    if values.size != int(mask.sum()) * size:
        held = f"{values.size / max(size, 1):g}"
        raise ValueError(f"the mask has {int(mask.sum())} blocks, and the values have {held}")
    if "offsets" in found and (found["offsets"] != _before(mask)).any():
        raise ValueError("the offsets do not count the blocks of the mask")
    blocks = np.zeros((*mask.shape, *block), form.element)
    blocks[mask] = _unpack_all(form, values, int(mask.sum()))
    rank = len(shape)
    pairs = [axis for number in range(rank) for axis in (number, rank + number)]
    whole = blocks.transpose(pairs).reshape([n * e for n, e in zip(mask.shape, block, strict=True)])
    return _cut(whole, shape)


def _pack_all(form: Form, blocks: Array) -> Array:
    """The storage of blocks one after the other."""
    several = _several(form, len(blocks))
    if several is not None:
        return pack(several, blocks)
    return np.concatenate(
        [np.zeros(0, np.uint8), *(pack(form, one).ravel().view(np.uint8) for one in blocks)]
    )


def _unpack_all(form: Form, values: Array, count: int) -> Array:
    """Undo `_pack_all`."""
    several = _several(form, count)
    if several is not None:
        return unpack(several, values)
    size = values.size // max(count, 1)
    made = [unpack(form, values[i * size : (i + 1) * size]) for i in range(count)]
    return np.stack(made) if made else np.zeros((0, *form.shape), form.element)


def _several(form: Form, count: int) -> Form | None:
    """The form of blocks one after the other, where one form tells them all."""
    step, rest = divmod(8 * form.image[-1], form.unit)
    plain = form.addressed and len(form.extents) == 1 and form.copies in ((), (1,)) and not form.exchanges
    if not plain or rest:
        return None
    return form._replace(
        shape=(count, *form.shape),
        parts=((count,), *form.parts),
        fused=tuple((tuple(i + 1 for i in merged), sizes) for merged, sizes in form.fused),
        strides=((step, *form.strides[0]),),
        extents=(count * step,),
        broadcast=tuple(i + 1 for i in form.broadcast),
    )


def _there(array: Array) -> Array:
    """Whether elements have a bit that is not zero."""
    size = array.dtype.itemsize
    whole = np.ascontiguousarray(array)
    if size in (1, 2, 4, 8):
        return np.asarray(whole.view(f"u{size}") != 0)
    return np.asarray(whole.view(np.uint8).reshape(*array.shape, size).any(axis=-1))


def _grouped(array: Array, axis: int, of: int) -> Array:
    """The array with groups of ``axis`` as its last dimension, and zeros where the last group has fewer."""
    moved = np.moveaxis(array, axis, -1)
    filled = _filled(moved, [*moved.shape[:-1], -(-moved.shape[-1] // of) * of])
    return filled.reshape(*moved.shape[:-1], filled.shape[-1] // of, of)


def _joined(groups: Array, axis: int) -> Array:
    joined = groups.reshape(*groups.shape[:-2], groups.shape[-2] * groups.shape[-1])
    return np.moveaxis(joined, -1, axis)


def _divided(array: Array, block: tuple[int, ...]) -> Array:
    """The blocks of an array, filled up with zeros, behind the dimensions that number them."""
    counts = [-(-size // extent) for size, extent in zip(array.shape, block, strict=True)]
    filled = _filled(array, [n * extent for n, extent in zip(counts, block, strict=True)])
    sizes = [size for pair in zip(counts, block, strict=True) for size in pair]
    order = (*range(0, 2 * array.ndim, 2), *range(1, 2 * array.ndim, 2))
    return filled.reshape(sizes).transpose(order)


def _before(mask: Array) -> Array:
    """How many blocks are kept before each row of blocks."""
    rows = mask.sum(axis=-1).ravel()
    before: Array = np.cumsum(rows) - rows
    return before.astype(np.uint32).reshape(mask.shape[:-1])


def _filled(array: Array, sizes: Sequence[int]) -> Array:
    return np.pad(array, [(0, want - has) for want, has in zip(sizes, array.shape, strict=True)])


def _cut(array: Array, shape: tuple[int, ...]) -> Array:
    return array[tuple(slice(size) for size in shape)].copy()

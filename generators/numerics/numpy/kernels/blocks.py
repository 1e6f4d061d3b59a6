"""Block-scaled formats: from arrays to scales and elements, and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from specgen.generators.numerics.numpy.kernels.decoding import CHUNK, decode, value_dtype
from specgen.generators.numerics.numpy.kernels.division import digits
from specgen.generators.numerics.numpy.kernels.formats import Array, Block, code_dtype
from specgen.generators.numerics.numpy.kernels.quantising import greatest_magnitudes, quantise_blocks
from specgen.generators.numerics.numpy.kernels.scales import greatest, tensor_scale_of


@dataclass(frozen=True, slots=True, eq=False)
class Quantised:
    """A tensor in a block-scaled format: codes of ``elements`` in its shape, and codes of ``scales``.

    ``scales`` has the tensor's shape with the length along ``axis`` divided by that of a block, rounded up.
    """

    elements: Array
    scales: Array
    tensor_scale: float
    axis: int


def quantise(
    of: Block, numbers: npt.ArrayLike, axis: int | None = None, tensor_scale: float | None = None
) -> Quantised:
    """Return a tensor in a block-scaled format; the last block along ``axis`` (default: the format's) may be short.

    ``tensor_scale`` None is found from the tensor where the format has one, else it is 1. Raises TypeError for what is
    no number, ValueError for integers beyond 2^53 and for a tensor scale that is not positive or too long.
    """
    given = _floats(numbers)
    along = _axis(of, given, axis)
    tensor = _tensor_scale(of, given) if tensor_scale is None else float(tensor_scale)
    _check(of, tensor)
    blocks = _blocks(given, along, of.block)
    count, block, width = blocks.shape
    scales = np.empty((count, width), code_dtype(of.scale))
    elements = np.empty(blocks.shape, code_dtype(of.element))
    across = min(max(CHUNK // block, 1), max(width, 1))
    down = max(CHUNK // (block * across), 1)
    with np.errstate(all="ignore"):
        for top in range(0, count, down):
            for left in range(0, width, across):
                at = slice(top, top + down), slice(left, left + across)
                scales[at], elements[at[0], :, at[1]] = quantise_blocks(of, blocks[at[0], :, at[1]], tensor)
    shape = list(given.shape)
    shape[along] = -(-shape[along] // block)
    return Quantised(_tensor(elements, given, along), scales.reshape(shape), tensor, along)


def dequantise(of: Block, given: Quantised, dtype: npt.DTypeLike = np.float32) -> Array:
    """Return the values of a tensor: tensor scale * scale * element, rounded once to ``dtype``.

    Raises ValueError for what is no code, where shapes of elements and scales do not belong together, and for products
    longer than a float64.
    """
    elements, scales = np.asarray(given.elements), np.asarray(given.scales)
    along = _axis(of, elements, given.axis)
    codes = _blocks(elements, along, of.block)
    if scales.size * codes.shape[1] != codes.size:
        raise ValueError(f"{codes.size // codes.shape[1]} blocks of {of.name} have {scales.size} scales")
    _check(of, given.tensor_scale)
    wanted, scales = np.dtype(dtype), scales.reshape(len(codes), 1, codes.shape[2])
    with np.errstate(all="ignore"):
        if given.tensor_scale == 1 and wanted == np.float32 == value_dtype(of.element) == value_dtype(
            of.scale
        ):
            found = decode(of.element, codes, wanted)
            found *= decode(of.scale, scales, wanted)
        else:
            factor = decode(of.scale, scales, np.float64) * given.tensor_scale
            found = (decode(of.element, codes, np.float64) * factor).astype(wanted)
    return _tensor(found, elements, along)


def _floats(numbers: npt.ArrayLike) -> Array:
    given = np.asarray(numbers)
    kind, size = given.dtype.kind, given.dtype.itemsize
    if kind == "f" and size <= 8:
        return given.astype(np.float64 if size == 8 else np.float32, copy=False)
    if kind in "biu" and size <= 2:
        return given.astype(np.float32)
    if kind not in "iu":
        raise TypeError(f"no numbers that blocks are made of: {given.dtype}")
    if given.size and max(int(given.max()), -int(given.min())) > 1 << 53:
        raise ValueError("integers in blocks end at 2^53")
    return given.astype(np.float64)


def _axis(of: Block, given: Array, axis: int | None) -> int:
    along = of.axis if axis is None else axis
    if not -given.ndim <= along < given.ndim:
        raise ValueError(f"there is no axis {along} of {given.ndim}")
    return along % given.ndim


def _tensor_scale(of: Block, given: Array) -> float:
    if of.tensor_scale is None or not given.size:
        return 1.0
    return tensor_scale_of(of, float(greatest_magnitudes(given.reshape(1, -1, 1))[0][0, 0]))


def _check(of: Block, tensor: float) -> None:
    if not 0 < tensor < np.inf:
        raise ValueError(f"a tensor scale is positive and finite, not {tensor}")
    if digits(tensor) + max(of.scale.mantissa + 1, digits(greatest(of.element))) > 53:
        raise ValueError(
            f"the tensor scale {tensor!r} has more digits than float64 holds beside those of {of.name}"
        )


def _blocks(given: Array, axis: int, block: int) -> Array:
    """Return blocks along the middle of three axes, the last of several in a line filled with zeros."""
    before, length, after = _extents(given, axis)
    block = min(block, max(length, 1))
    lines = np.ascontiguousarray(given).reshape(before, length, after)
    if length % block:
        lines = np.pad(lines, ((0, 0), (0, -length % block), (0, 0)))
    return lines.reshape(before * -(-length // block), block, after)


def _tensor(blocks: Array, like: Array, axis: int) -> Array:
    """Return blocks in the shape of the tensor that they were made of."""
    before, length, after = _extents(like, axis)
    lines = blocks.reshape(before, -(-length // blocks.shape[1]) * blocks.shape[1], after)
    return np.ascontiguousarray(lines[:, :length]).reshape(like.shape)


def _extents(given: Array, axis: int) -> tuple[int, int, int]:
    shape = given.shape
    return math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :])

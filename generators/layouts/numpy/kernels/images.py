"""Tensors and their storage images."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Form(NamedTuple):
    """Where the elements of one tensor lie, all sizes known.

    ``parts``: the sizes of the digits of each dimension. ``fused``: in order, positions of digits that are merged, from
    the outermost, and the sizes of the digits that come instead, behind those that stay. ``strides``: of each axis one a
    digit, 0 where the digit is not on it; the last axis is the address, in units of ``unit`` bits, where ``addressed``.
    ``extents``: of each axis, exchanged bits included, those of one copy; ``copies`` how many there are.
    ``broadcast``: positions of digits that change nothing. ``exchanges``: (axis, dst, src), bits as (high, low).
    """

    shape: tuple[int, ...]
    parts: tuple[tuple[int, ...], ...]
    fused: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    strides: tuple[tuple[int, ...], ...]
    extents: tuple[int, ...]
    bits: int
    unit: int = 8
    offset: int = 0
    addressed: bool = True
    copies: tuple[int, ...] = ()
    broadcast: tuple[int, ...] = ()
    exchanges: tuple[tuple[int, tuple[int, int], tuple[int, int]], ...] = ()

    @property
    def element(self) -> np.dtype[Any]:
        """The type that holds the bits of one element: unsigned, or plain bytes."""
        count = -(-self.bits // 8)
        return np.dtype(f"<u{count}" if count in (1, 2, 4, 8) else f"V{count}")

    @property
    def cell(self) -> int:
        """Bits of the finest grid on which elements lie: 8, those of a short element, or 1."""
        steps = [stride * self.unit for stride in self._places]
        if self.bits % 8 == 0 and not any(s % 8 for s in steps):
            return 8
        return self.bits if self.bits in (1, 2, 4) and not any(s % self.bits for s in steps) else 1

    @property
    def whole(self) -> bool:
        """Whether exchanges of address bits move whole elements."""
        last = len(self.extents) - 1
        moved = [1 << min(d[1], s[1]) for axis, d, s in self.exchanges if self.addressed and axis == last]
        return not moved or not any(n * self.unit % self.bits for n in [*self._places, *moved])

    @property
    def _places(self) -> tuple[int, ...]:
        return (*self.strides[-1], self.offset) if self.addressed else ()

    @property
    def reach(self) -> tuple[int, ...]:
        """The extents; none where there is no element."""
        return self.extents if all(self.shape) else (0,) * len(self.extents)

    @property
    def cells(self) -> tuple[int, ...]:
        """The shape of one copy in cells: of all axes, and behind them of an element where there is no address."""
        if self.addressed:
            return (*self.reach[:-1], -(-self.reach[-1] * self.unit // self.cell))
        return (*self.reach, self.element.itemsize)

    @property
    def image(self) -> tuple[int, ...]:
        """The shape of the storage: the axes but the address, then bytes; or the axes alone."""
        copies = self.copies or (1,) * len(self.reach)
        if not self.addressed:
            return tuple(e * c for e, c in zip(self.reach, copies, strict=True))
        others = (e * c for e, c in zip(self.reach[:-1], copies, strict=False))
        return (*others, -(-self.reach[-1] * copies[-1] * self.unit // 8))


def pack(form: Form, array: Array) -> Array:
    """Return the storage of a tensor, zero where no element lies: bytes, or elements where no axis is an address.

    Raises ValueError where the array's shape or the size of its elements is another.
    """
    digits = _first(_spread(form, _codes(form, array)), form.broadcast)
    cells = np.zeros(form.cells, np.uint8)
    if digits.size:
        _window(form, cells)[...] = digits if _direct(form) else _pieces(form, digits)
    return _stored(form, _exchanged(form, cells, form.exchanges))


def unpack(form: Form, image: Array) -> Array:
    """Return the tensor that a storage image holds. Raises ValueError where the image has another size."""
    cells = _restored(form, image)
    sizes = digit_sizes(form)
    if not all(sizes):
        return np.zeros(form.shape, form.element)
    found = _window(form, _exchanged(form, cells, form.exchanges[::-1]))
    digits = found if _direct(form) else _elements(form, found)
    return _collected(form, np.broadcast_to(digits, sizes))


def _codes(form: Form, array: Array) -> Array:
    """The array as the bits of its elements."""
    if array.shape != form.shape:
        raise ValueError(f"the array has shape {array.shape}, not {form.shape}")
    if array.dtype.itemsize != form.element.itemsize:
        raise ValueError(
            f"elements take {form.element.itemsize} bytes, those of the array {array.dtype.itemsize}"
        )
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return little.view(form.element)


def _spread(form: Form, array: Array) -> Array:
    """Return the array with a dimension for every digit that has a place, zero beyond the tensor."""
    digits = _padded(array, [prod(p) for p in form.parts]).reshape([s for p in form.parts for s in p])
    for merged, parts in form.fused:
        kept = [i for i in range(digits.ndim) if i not in merged]
        outer = [digits.shape[i] for i in kept]
        flat = digits.transpose(*kept, *merged).reshape(*outer, prod(digits.shape[i] for i in merged))
        digits = _padded(flat, [*outer, prod(parts)]).reshape(*outer, *parts)
    return digits


def _collected(form: Form, digits: Array) -> Array:
    """Undo `_spread`."""
    stages = [[s for p in form.parts for s in p]]
    for merged, parts in form.fused:
        stages.append([s for i, s in enumerate(stages[-1]) if i not in merged] + list(parts))
    for (merged, parts), sizes in zip(reversed(form.fused), reversed(stages[:-1]), strict=True):
        kept = [i for i in range(len(sizes)) if i not in merged]
        outer, inner = [sizes[i] for i in kept], [sizes[i] for i in merged]
        flat = digits.reshape(*outer, prod(parts))[..., : prod(inner)].reshape(*outer, *inner)
        digits = flat.transpose(np.argsort([*kept, *merged]))
    return _cropped(digits.reshape([prod(p) for p in form.parts]), form.shape)


def digit_sizes(form: Form) -> tuple[int, ...]:
    """The sizes of the digits that have a place."""
    sizes = [s for p in form.parts for s in p]
    for merged, parts in form.fused:
        sizes = [s for i, s in enumerate(sizes) if i not in merged] + list(parts)
    return tuple(sizes)


def _padded(array: Array, sizes: Sequence[int]) -> Array:
    if array.shape == tuple(sizes):
        return array
    made = np.zeros(sizes, array.dtype)
    made[tuple(slice(n) for n in array.shape)] = array
    return made


def _cropped(array: Array, shape: tuple[int, ...]) -> Array:
    return np.ascontiguousarray(array[tuple(slice(n) for n in shape)])


def _first(digits: Array, broadcast: tuple[int, ...]) -> Array:
    """The digits where those that change nothing are 0."""
    return digits[tuple(slice(1) if i in broadcast else slice(None) for i in range(digits.ndim))]


def _direct(form: Form) -> bool:
    """Whether an element is one item of an image's window, and not a row of its bits."""
    return not form.addressed or form.cell in (8, form.bits)


def _steps(form: Form, axis: int) -> int:
    """The bits from one coordinate of an axis to the next; a cell of an image without addresses counts as 8."""
    if form.addressed and axis == len(form.extents) - 1:
        return form.unit
    return prod(form.cells[axis + 1 :]) * _grain(form)


def _grain(form: Form) -> int:
    return form.cell if form.addressed else 8


def _window(form: Form, cells: Array) -> Array:
    """The elements in an image, by their digits; behind these by their bits where they are not `_direct`."""
    sizes = [1 if i in form.broadcast else s for i, s in enumerate(digit_sizes(form))]
    steps = [_steps(form, axis) for axis in range(len(form.extents))]
    strides = [
        sum(s[i] * step for s, step in zip(form.strides, steps, strict=True)) // _grain(form)
        for i in range(len(sizes))
    ]
    offset = form.offset * form.unit // form.cell if form.addressed else 0
    kind = form.element if form.cell == 8 or not form.addressed else np.dtype(np.uint8)
    if not _direct(form):
        sizes, strides = [*sizes, form.bits], [*strides, 1]
    return np.ndarray(sizes, kind, cells, offset, strides)


def exchanged(value: Any, dst: tuple[int, int], src: tuple[int, int]) -> Any:
    """Return ``value`` with its bits ``dst`` replaced by their exclusive or with bits ``src``."""
    return value ^ (((value >> src[1]) & ((1 << (src[0] - src[1] + 1)) - 1)) << dst[1])


def _exchanged(
    form: Form, cells: Array, exchanges: Sequence[tuple[int, tuple[int, int], tuple[int, int]]]
) -> Array:
    """An image whose coordinates were exchanged; each exchange is its own inverse."""
    for axis, dst, src in exchanges:
        low = min(dst[1], src[1])
        grain = (
            (form.unit << low) // form.cell if form.addressed and axis == len(form.extents) - 1 else 1 << low
        )
        shape = cells.shape
        parts = cells.reshape(*shape[:axis], -1, grain, *shape[axis + 1 :])
        order = exchanged(np.arange(parts.shape[axis]) << low, dst, src) >> low
        cells = np.take(parts, order, axis).reshape(shape)
    return cells


def _pieces(form: Form, digits: Array) -> Array:
    """Elements as their bytes, or as their bits."""
    octets = np.ascontiguousarray(digits).reshape(*digits.shape, 1).view(np.uint8)
    return octets if form.cell == 8 else np.unpackbits(octets, -1, form.bits, "little")


def _elements(form: Form, pieces: Array) -> Array:
    """Undo `_pieces`."""
    octets = pieces if form.cell == 8 or not form.addressed else np.packbits(pieces, -1, "little")
    made: Array = np.ascontiguousarray(octets).view(form.element)[..., 0]
    return made


def _stored(form: Form, cells: Array) -> Array:
    """An image as it is stored: all copies, short cells joined to bytes."""
    if any(number > 1 for number in form.copies):
        cells = np.tile(cells, (*form.copies, *([1] * (cells.ndim - len(form.copies)))))
    if not form.addressed:
        return _elements(form, cells)
    if form.cell == 1:
        return np.packbits(cells, -1, "little")
    if form.cell < 8:
        each = 8 // form.cell
        whole = _padded(cells, (*cells.shape[:-1], -(-cells.shape[-1] // each) * each))
        joined = whole[..., ::each].copy()
        for i in range(1, each):
            joined |= whole[..., i::each] << np.uint8(i * form.cell)
        return joined
    return cells


def _restored(form: Form, image: Array) -> Array:
    """The cells of the first copy in what is stored."""
    octets = np.ascontiguousarray(image).reshape(-1).view(np.uint8)
    shape = form.image if form.addressed else (*form.image, form.element.itemsize)
    if octets.size != prod(shape):
        raise ValueError(f"the storage has {octets.size} bytes, not {prod(shape)}")
    cells = octets.reshape(shape)
    if form.cell < 8 and form.addressed:
        each, mask = 8 // form.cell, np.uint8((1 << form.cell) - 1)
        parts = np.empty((*cells.shape[:-1], cells.shape[-1] * each), np.uint8)
        for i in range(each):
            parts[..., i::each] = (cells >> np.uint8(i * form.cell)) & mask
        cells = parts
    return np.ascontiguousarray(cells[tuple(slice(n) for n in form.cells)])

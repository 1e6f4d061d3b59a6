"""Packing one element after the other, by what `Bound.locate` says alone."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from specgen.model.layouts import ADDRESS, Bound

Array = np.ndarray[Any, np.dtype[Any]]


def bits(bound: Bound) -> int:
    """Bits that are stored of an element."""
    return bound.width * bound.unit if ADDRESS in bound.places else 8 * bound.element.bytes


def array(bound: Bound, codes: Array) -> Array:
    """Return the bits of elements as an array: unsigned, or plain bytes."""
    size = bound.element.bytes
    octets = np.zeros((*bound.shape, size), np.uint8)
    for i in range(size):
        octets[..., i] = (codes >> (8 * i)) & 0xFF
    made: Array = octets.view(f"u{size}" if size in (1, 2, 4, 8) else f"V{size}")[..., 0]
    return made


def integers(elements: Array) -> Array:
    """Undo `array`."""
    octets = np.ascontiguousarray(elements).reshape(*elements.shape, 1).view(np.uint8).astype(object)
    return np.asarray(sum(octets[..., i] << (8 * i) for i in range(octets.shape[-1])), object)


def pack(bound: Bound, codes: Array, image: tuple[int, ...]) -> Array | None:
    """Return the storage of ``codes`` (Python integers), or None where elements overlap."""
    cells = _cells(bound, codes)
    if cells is None:
        return None
    addressed = ADDRESS in bound.places
    made = np.zeros(image if addressed else (*image, 8), object)
    for (*place, bit), value in cells.items():
        made[(*place, bit // 8)] |= value << (bit % 8)
    return made if addressed else integers(made.astype(np.uint8).view(np.uint64)[..., 0])


def _cells(bound: Bound, codes: Array) -> dict[tuple[int, ...], int] | None:
    """Every bit that is stored, by its place on the axes."""
    axes = sorted(bound.places, key=ADDRESS.__eq__)
    copies = [bound.layout.axes[a].copies for a in axes]
    steps = [bound.extents[a] // c for a, c in zip(axes, copies, strict=True)]
    cells: dict[tuple[int, ...], int] = {}
    for index in product(*map(range, bound.shape)):
        digits, at = bound.digits(index), bound.locate(index)
        if any(digits[d] for d in bound.layout.broadcast):
            continue
        for copy in product(*map(range, copies)):
            place = [at[a] + c * s for a, c, s in zip(axes, copy, steps, strict=True)]
            first = place.pop() * bound.unit if ADDRESS in bound.places else 0
            for bit in range(bits(bound)):
                if cells.setdefault((*place, first + bit), -1) != -1:
                    return None
                cells[*place, first + bit] = int(codes[index]) >> bit & 1
    return cells

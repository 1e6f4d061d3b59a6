"""Random sound layouts, as documents, and shapes for them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from specgen.generators.layouts import storage
from specgen.model import load_architecture
from specgen.model.layouts import Bound, Layout
from specgen.model.types import IntegerType

ELEMENTS = ("u8", "s8", "u16", "f32", "f64", "u4", "u6", "u12", "u24", "u2", "u1", None)
PARTS = (1, 2, 3, 4, 5, 8)
MOST = 1 << 11

Tensor = tuple[Bound, np.ndarray[Any, Any]]
"""A layout with its sizes, and the bits of its elements as integers."""


def document(rng: random.Random) -> dict[str, Any]:
    """Return a layout; its addresses are distinct but for digits that broadcast."""
    names = "rcnk"[: rng.randint(1, 4)]
    made: dict[str, Any] = {"dims": {}, "split": {}, "pad": rng.choice(["zero", "any"])}
    digits = []
    for name in names:
        inner = [rng.choice(PARTS) for _ in range(rng.choice([0, 1, 1, 2]))]
        size = rng.randint(1, 12)
        made["dims"][name] = size if rng.random() < 0.4 else {"size": "any", "example": size}
        if inner:
            made["split"][name] = ["any", *inner]
        digits += [f"{name}{i}" for i in range(len(inner) + 1)] if inner else [name]
    rng.shuffle(digits)
    if len(digits) > 2 and rng.random() < 0.3:
        made["fuse"] = {"p": " ".join(digits[:2])}
        digits = [*digits[2:], "p"]
        if rng.random() < 0.7:
            made["split2"] = {"p": ["any", rng.choice(PARTS)]}
            digits = [*digits[:-1], "p0", "p1"]
        rng.shuffle(digits)
    if len(digits) > 1 and digits[-1] not in ("p", "p0", "p1") and rng.random() < 0.15:
        made["broadcast"] = digits.pop()
    _place(rng, made, digits)
    return {key: value for key, value in made.items() if value not in ({}, None)}


def _place(rng: random.Random, made: dict[str, Any], digits: list[str]) -> None:
    made["element"] = rng.choice(ELEMENTS)
    made["packed"] = rng.random() < 0.4
    axes = {"addr": digits}
    if rng.random() < 0.3:
        cut = rng.randint(0, len(digits))
        axes = {"bank": digits[:cut], "addr": digits[cut:]}
        if rng.random() < 0.3:
            axes = {"lane": digits[:cut], "reg": digits[cut:]}
    made["place"] = {axis: " ".join(held) for axis, held in axes.items()}
    if rng.random() < 0.2:
        made["offset"] = rng.randint(0, 9)
    if rng.random() < 0.15:
        made["replicate"] = {rng.choice(list(axes)): 2}
    if rng.random() < 0.4:
        made["xor"] = [_exchange(rng, rng.choice(list(axes))) for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.3 and made["element"] is not None:
        made["unit"] = rng.choice([1, 2, 4, 8])
        width = int(made["element"][1:])
        made["packed"] = made["packed"] or made["unit"] != 8
        stored = width if made["packed"] else -(-width // 8) * 8
        if stored % made["unit"]:
            made["unit"] = 1


def _exchange(rng: random.Random, axis: str) -> dict[str, Any]:
    length = rng.randint(1, 2)
    low = rng.randint(0, 3)
    dst, src = [low + length - 1, low], [low + 2 * length - 1, low + length]
    return (
        {"axis": axis, "dst": dst, "src": src}
        if rng.random() < 0.7
        else {"axis": axis, "dst": src, "src": dst}
    )


def shape(rng: random.Random, layout: Layout) -> tuple[int, ...]:
    """Return a small shape that the layout may have."""
    while True:
        sizes = tuple(d.size.known or rng.randint(1, 17) for d in layout.dims)
        if prod(sizes) <= MOST or rng.random() < 0.01:
            return sizes


def layouts(rng: random.Random, count: int, folder: Path) -> dict[str, Layout]:
    """Return random layouts by name, resolved from a spec that is written to ``folder``."""
    lines = [f"  l{i}: {json.dumps(document(rng))}\n" for i in range(count)]
    (folder / "spec.yaml").write_text("name: random\nversion: 1.0.0\nlayouts:\n" + "".join(lines))
    return load_architecture(folder).layouts


def bind(rng: random.Random, layout: Layout) -> Tensor | None:
    """Return a tensor of a layout and the bits of its elements; None where the draw has no storage.

    Elements whose digits differ in what is broadcast alone are one and the same.
    """
    exchanged = {x.axis for x in layout.xors}
    if any(layout.axes[axis].copies > 1 for axis in exchanged):
        return None
    element = None if layout.element else IntegerType(rng.choice([4, 8, 16, 24, 32]), signed=False)
    try:
        bound = layout.bind(shape(rng, layout), element=element)
        storage(bound)
    except ValueError:
        return None
    codes = np.zeros(bound.shape, object)
    kept = {d.name for d in layout.placed} - set(layout.broadcast)
    known: dict[tuple[int, ...], int] = {}
    for index in np.ndindex(*bound.shape):
        digits = bound.digits(index)
        key = tuple(digits[d] for d in digits if d in kept)
        codes[index] = known.setdefault(key, rng.getrandbits(bound.element.width))
    return bound, codes


def tensors(rng: random.Random, found: Mapping[str, Layout], shapes: int) -> list[Tensor]:
    """Return tensors of layouts in some shapes each, without draws that have no storage."""
    drawn = [bind(rng, layout) for layout in found.values() for _ in range(shapes)]
    return [one for one in drawn if one is not None]

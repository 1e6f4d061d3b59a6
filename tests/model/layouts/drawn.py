"""Random layouts in the language's notation."""

from __future__ import annotations

import json
from functools import cache
from math import prod
from pathlib import Path
from random import Random
from typing import Any

from specgen.checks.examples import write_example
from specgen.model import load
from specgen.model.layouts import Layout

ELEMENTS = {"u8": 8, "s16": 16, "f32": 32, "u4": 8}

Notation = dict[str, Any]


def resolve(folder: Path, notations: dict[str, Notation]) -> dict[str, Layout]:
    """Return the layouts of a spec that has these; nothing may be wrong with how they are written."""
    architectures, found = load(write_example(json.dumps({"layouts": notations}), folder)).check()
    assert not found.errors, [f"{one.at}: {one.message}" for one in found][:3]
    return next(iter(architectures.values())).layouts


def draw(random: Random) -> Notation:
    """Return a layout of at most a few thousand elements: padded, merged, strided, overlapping, exchanged, or none of it."""
    notation: Notation = {"dims": {}, "place": {}}
    digits: dict[str, int] = {}
    for dim in "rck"[: random.choice((1, 2, 2, 2, 3))]:
        size = random.choice((1, 2, 3, 4, 5, 6, 8, 12, 16))
        notation["dims"][dim] = size
        digits.update(_split(random, notation, "split", dim, size))
    if random.random() < 0.3 and len(digits) > 1:
        merged = random.sample(sorted(digits), random.randint(2, min(3, len(digits))))
        notation["fuse"] = {"f": " ".join(merged)}
        size = prod(digits.pop(name) for name in merged)
        digits.update(_split(random, notation, "split2", "f", size))
    if random.random() < 0.15 and len(digits) > 2:
        notation["broadcast"] = random.choice(sorted(digits))
        digits.pop(notation["broadcast"])
    _place(random, notation, digits)
    notation["element"] = random.choice(sorted(ELEMENTS))
    notation["unit"] = (
        random.choice((0, 0, 4, 8, ELEMENTS[notation["element"]])) or ELEMENTS[notation["element"]]
    )
    notation["packed"] = False
    notation["pad"] = "any"
    notation["offset"] = random.choice((0, 0, 0, 3, 8))
    if random.random() < 0.25:
        notation["xor"] = [_xor(random, random.choice(sorted(notation["place"])))]
    return notation


def _split(random: Random, notation: Notation, key: str, name: str, size: int) -> dict[str, int]:
    if random.random() < 0.4:
        return {name: size}
    inner = [random.choice((1, 2, 2, 3, 4, 5)) for _ in range(random.choice((1, 1, 2)))]
    outer = -(-size // prod(inner)) + (random.random() < 0.1)
    parts = [outer, *inner]
    notation.setdefault(key, {})[name] = parts
    return {f"{name}{i}": part for i, part in enumerate(parts)}


def _place(random: Random, notation: Notation, digits: dict[str, int]) -> None:
    names = sorted(digits)
    random.shuffle(names)
    axes: dict[str, list[str]] = {}
    for name in names:
        axes.setdefault(random.choice(("addr", "addr", "addr", "bank")), []).append(name)
    for axis, placed in axes.items():
        if random.random() < 0.35:
            notation["place"][axis] = " ".join(placed)
            continue
        stride, places = random.choice((1, 1, 2)), []
        for name in placed:
            places.append([name, max(stride + random.choice((0, 0, 0, -1, -2, 1)), 1)])
            stride *= random.choice((digits[name], digits[name], digits[name] + 1, 3, 2))
        random.shuffle(places)
        notation["place"][axis] = places


def _xor(random: Random, axis: str) -> Notation:
    bits = random.choice((1, 1, 2))
    low, high = random.choice(((0, 2), (1, 3), (2, 4), (3, 5)))
    ends = [[low + bits - 1, low], [high + bits - 1, high]]
    random.shuffle(ends)
    return {"axis": axis, "dst": ends[0], "src": ends[1]}


@cache
def seeded(seed: int, count: int) -> tuple[Notation, ...]:
    """Return ``count`` random layouts."""
    random = Random(seed)
    return tuple(draw(random) for _ in range(count))

"""Whether generated C says the same as `Bound`, and moves what NumPy moves."""

from __future__ import annotations

import inspect
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from specgen.generators.layouts import pack
from specgen.generators.layouts.numpy.packing import form
from specgen.model.layouts import ADDRESS, Bound
from tests.generators.layouts import brute
from tests.generators.layouts.compiled import Calls

Array = np.ndarray[Any, np.dtype[Any]]

MOST_INDICES = 64


def compare(
    rng: random.Random, calls: Calls, binary: Path, tensors: Iterable[tuple[Bound, Array]]
) -> tuple[int, list[str]]:
    """Compare generated C for some tensors; returns how many of them were moved, and what differs."""
    wanted: list[tuple[str, object]] = []
    moved = 0
    for bound, codes in tensors:
        wanted += _indices(rng, calls, bound)
        more = _moves(calls, bound, codes)
        moved += bool(more)
        wanted += more
    made = zip(wanted, calls.run(binary), strict=True)
    return moved, [what for (what, expected), found in made if _differs(expected, *found)]


def _differs(expected: object, result: int, out: tuple[int, ...], made: bytes) -> bool:
    """Whether a call gave something else: a buffer, a result with what it stored, or a result."""
    if isinstance(expected, bytes):
        return made != expected
    if isinstance(expected, tuple):
        return (result, *out[: len(expected) - 1]) != expected
    return result != expected


def _name(bound: Bound) -> str:
    return f"{bound.layout.name} {bound.shape} {bound.element.name}"


def _indices(rng: random.Random, calls: Calls, bound: Bound) -> list[tuple[str, object]]:
    """Ask for coordinates of some elements, and for the way back."""
    wanted: list[tuple[str, object]] = []
    bits = brute.bits(bound)
    for _ in range(min(MOST_INDICES, bound.count)):
        index = tuple(rng.randrange(n) for n in bound.shape)
        at = bound.locate(index)
        for axis, value in at.items():
            if axis == ADDRESS:
                calls.add(bound, "address", index, bits=bits)
                wanted.append((f"{_name(bound)} {index}", value * bound.unit // 8))
                if (bound.layout.name, "bit") in calls.functions:
                    calls.add(bound, "bit", index, bits=bits)
                    wanted.append((f"{_name(bound)} {index}", value * bound.unit))
            else:
                calls.add(bound, axis, index, bits=bits)
                wanted.append((f"{_name(bound)} {index} {axis}", value))
        digits = bound.digits(index)
        repeated = any(digits[d] for d in bound.layout.broadcast)
        if (bound.layout.name, "index") in calls.functions and apart(bound) and not repeated:
            axes = dict(at)
            if ADDRESS in at:
                grain = 1 if (bound.layout.name, "bit") in calls.functions else 8
                axes[ADDRESS] = at[ADDRESS] * bound.unit // grain
            calls.add(bound, "index", axes=axes, bits=bits)
            wanted.append((f"index of {_name(bound)} {index}", (1, *index)))
    return wanted


def apart(bound: Bound) -> bool:
    """Whether strides lie apart in these sizes too."""
    for axis, places in bound.places.items():
        reach = bound.width if axis == ADDRESS else 1
        for digit, stride in sorted(places, key=lambda place: place[1]):
            if bound.sizes[digit] > 1 and stride < reach:
                return False
            reach += stride * (bound.sizes[digit] - 1)
    return True


def _moves(calls: Calls, bound: Bound, codes: Array) -> list[tuple[str, object]]:
    """Ask for a tensor to be packed over a filled storage, and unpacked."""
    stored = brute.bits(bound)
    verb = f"pack_u{stored}"
    if (bound.layout.name, verb) not in calls.functions:
        return []
    array = brute.array(bound, codes)
    dense, packed = array.tobytes(), pack(bound, array).tobytes()
    calls.add(bound, "bytes", bits=stored)
    layout = bound.layout
    full = (
        layout.pad == "zero"
        and not layout.xors
        and not layout.offset
        and not layout.broadcast
        and stored % 8 == 0
    )
    calls.add(bound, verb, given=dense, made=(b"\xa5" if full else b"\0") * len(packed))
    calls.add(bound, f"un{verb}", given=packed, made=b"\xa5" * len(dense))
    name = _name(bound)
    return [(f"bytes of {name}", len(packed)), (f"pack {name}", packed), (f"unpack {name}", dense)]


def agrees(rng: random.Random, module: Mapping[str, Any], bound: Bound, codes: Array) -> bool:
    """Compare the generated module with `Bound`, and with packing by it, for one tensor."""
    name, bits = bound.layout.name, brute.bits(bound)
    arguments = {a: bound.names[a] for a in bound.layout.arguments}
    held = {"element_bits": bits} if f"{name}_bit" in module else {"element": bits // 8}
    element = {} if bound.layout.element else held
    array = brute.array(bound, codes)
    made = module[f"{name}_form"](bound.shape, **arguments, **element)
    assert made == module["Form"](*form(bound)), _name(bound)
    given = {k: v for k, v in element.items() if k == "element_bits"}
    image = module[f"{name}_pack"](array, **arguments, **given)
    assert image.tobytes() == pack(bound, array).tobytes(), _name(bound)
    back = module[f"{name}_unpack"](image, bound.shape, **arguments, **element)
    assert back.tobytes() == array.tobytes(), _name(bound)
    sizes = {f"{d.name}_size": size for d, size in zip(bound.layout.dims, bound.shape, strict=True)}
    for axis in bound.places:
        _finds(rng, module, bound, axis, {**arguments, **element, **sizes})
    return True


def _finds(
    rng: random.Random, module: Mapping[str, Any], bound: Bound, axis: str, known: dict[str, int]
) -> None:
    """Compare the index function of an axis, for numbers and for arrays."""
    verb, scale = ("address", bound.unit) if axis == ADDRESS else (axis, 8)
    function = module[f"{bound.layout.name}_{verb}"]
    sizes = {k: v for k, v in known.items() if k in inspect.signature(function).parameters}
    every = np.indices(bound.shape).reshape(len(bound.shape), -1)
    found = np.broadcast_to(function(*every, **sizes), every.shape[1:])
    for i in rng.sample(range(every.shape[1]), min(16, every.shape[1])):
        index = tuple(int(n) for n in every[:, i])
        expected = bound.locate(index)[axis] * scale // 8
        assert found[i] == function(*index, **sizes) == expected, (_name(bound), index)

"""Generated C and Python for tensors in several parts against the packing of arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.generators.layouts import pack, pack_parts
from specgen.generators.layouts.python.module import module
from specgen.model import Architecture, load_architecture
from specgen.model.layouts import Blocks, Composite, Scaled, Sparse
from tests.generators.layouts.compiled import SANITIZERS
from tests.generators.layouts.compiled_parts import PartCalls
from tests.generators.layouts.parted import LAYOUTS, MORE, PITCHED

Array = np.ndarray[Any, np.dtype[Any]]
ARGUMENTS = {"wide": {"elements": {"pitch": 90}, "scales": {"pitch": 5}}}
COUNT = 4


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    folder = tmp_path_factory.mktemp("several")
    (folder / "spec.yaml").write_text(LAYOUTS + PITCHED + MORE, encoding="utf-8")
    return load_architecture(folder)


def shape_of(draw: np.random.Generator, one: Composite) -> tuple[int, ...]:
    """A shape that the tensor may have, seldom empty."""
    return tuple(
        dim.size.known or int(draw.integers(0 if draw.random() < 0.05 else 1, 70)) for dim in one.dims
    )


def tensor_of(draw: np.random.Generator, one: Composite, shape: tuple[int, ...]) -> Array:
    """The bits of the elements of a tensor that the scheme allows."""
    width = one.element.width
    bits = draw.integers(0, 1 << width, shape, np.uint64, endpoint=False)
    scheme = one.scheme
    if isinstance(scheme, Sparse):
        last = np.moveaxis(bits, scheme.axis, -1).reshape(-1, shape[scheme.axis])
        for row in last:
            for start in range(0, len(row), scheme.of):
                group = row[start : start + scheme.of]
                group[draw.permutation(len(group))[int(draw.integers(0, scheme.keep + 1)) :]] = 0
        moved = np.moveaxis(bits, scheme.axis, -1).shape
        bits = np.moveaxis(last.reshape(moved), -1, scheme.axis)
    elif isinstance(scheme, Blocks):
        grid = tuple(-(-n // e) for n, e in zip(shape, scheme.shape, strict=True))
        there = draw.random(grid) < draw.choice([0.0, 0.4, 1.0])
        for axis, extent in enumerate(scheme.shape):
            there = np.repeat(there, extent, axis)
        bits = np.where(there[tuple(slice(n) for n in shape)], bits, 0)
    held = one.parts["values" if "values" in one.parts else "elements"].element.bytes
    return np.ascontiguousarray(bits).astype(f"u{held}")


def parts_of(
    one: Composite, bits: Array, draw: np.random.Generator
) -> tuple[dict[str, Array], dict[str, Array]]:
    """The storage of each part, and the dense tensors that a block-scaled one is packed from."""
    arguments = ARGUMENTS.get(one.name, {})
    if not isinstance(one.scheme, Scaled):
        return pack_parts(one, bits, arguments).parts, {}
    bounds = one.bind(bits.shape, arguments=arguments)
    dense = {
        "elements": bits,
        "scales": draw.integers(0, 256, bounds["scales"].shape, np.uint8, endpoint=False),
    }
    return {name: pack(bound, dense[name]) for name, bound in bounds.items()}, dense


def numbers_of(one: Composite, shape: tuple[int, ...]) -> dict[str, int]:
    found = {f"{dim.name}_size": size for dim, size in zip(one.dims, shape, strict=True)}
    arguments = ARGUMENTS.get(one.name, {})
    return found | {f"{part}_{name}": n for part, given in arguments.items() for name, n in given.items()}


@pytest.fixture(scope="module", params=["gcc", "clang"])
def binary(
    request: pytest.FixtureRequest, several: Architecture, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return PartCalls(several).build(tmp_path_factory.mktemp("parts"), request.param, *SANITIZERS)


class Asking:
    """Asks for calls, and compares what they gave."""

    def __init__(self, calls: PartCalls) -> None:
        self.calls = calls
        self.wanted: list[tuple[str, int, list[bytes]]] = []

    def ask(
        self, one: Composite, verb: str, numbers: dict[str, int], result: int, *buffers: object, **more: Any
    ) -> None:
        """Buffers are what is read, or pairs of what is there before and what shall be there then."""
        pairs = [b if isinstance(b, tuple) else (b, b) for b in buffers]
        before, then = [_bytes(pair[0]) for pair in pairs], [_bytes(pair[1]) for pair in pairs]
        self.calls.add(one.name, verb, numbers, before, **more)
        self.wanted.append((f"{one.name} {verb} {numbers} {more}", result, then))

    def wrong(self, binary: Path) -> list[str]:
        made = self.calls.run(binary)
        found = [
            what for (what, result, then), got in zip(self.wanted, made, strict=True) if got != (result, then)
        ]
        self.wanted = []
        return found


def _bytes(held: Any) -> bytes:
    return held.tobytes() if isinstance(held, np.ndarray | np.generic) else bytes(held)


def filled(array: Array) -> tuple[bytes, Array]:
    return b"\xa5" * array.nbytes, array


def blank(array: Array) -> tuple[bytes, Array]:
    return bytes(array.nbytes), array


def ask_all(asking: Asking, draw: np.random.Generator, one: Composite) -> None:
    """Ask for all that one tensor may be asked."""
    shape = shape_of(draw, one)
    bits = tensor_of(draw, one, shape)
    stored, dense = parts_of(one, bits, draw)
    numbers = numbers_of(one, shape)
    for name, image in stored.items():
        if not (isinstance(one.scheme, Blocks) and name == "values"):
            asking.ask(one, f"bytes_of_{name}", numbers, image.nbytes)
    images = list(stored.values())
    if isinstance(one.scheme, Scaled):
        pairs = list(zip(dense.values(), images, strict=True))
        asking.ask(one, "pack", numbers, 0, *(b for d, image in pairs for b in (d, blank(image))))
        asking.ask(one, "unpack", numbers, 0, *(b for d, image in pairs for b in (filled(d), image)))
        return
    room = {"room": images[0].nbytes, "bytes": images[0].nbytes}
    blocks = isinstance(one.scheme, Blocks)
    asking.ask(one, "pack", numbers | room, images[0].nbytes if blocks else 0, bits, *map(blank, images))
    asking.ask(one, "unpack", numbers | room, int(blocks), *images, filled(bits))
    if blocks:
        asking.ask(one, "bytes_of_values", numbers, images[0].nbytes, stored["mask"])
    for _ in range(6 if bits.size else 0):
        index = tuple(int(draw.integers(0, n)) for n in shape)
        there = kept(one, bits, index)
        if there is not None:
            asking.ask(one, "element", numbers | room, there, *images, filled(bits[index]), index=index)


def kept(one: Composite, bits: Array, index: tuple[int, ...]) -> bool | None:
    """Whether an element is kept; of groups with fewer than are kept, what is not zero tells it alone."""
    scheme = one.scheme
    if isinstance(scheme, Blocks):
        return bool(
            bits[
                tuple(slice(i // e * e, i // e * e + e) for i, e in zip(index, scheme.shape, strict=True))
            ].any()
        )
    return True if bits[index] else None


def test_c_packs_what_numpy_packs(several: Architecture, binary: Path) -> None:
    draw = np.random.default_rng(4)
    asking = Asking(PartCalls(several))
    for one in several.composites.values():
        for _ in range(COUNT):
            ask_all(asking, draw, one)
    assert len(asking.wanted) > 200
    assert asking.wrong(binary) == []


def test_headers_of_tensors_in_parts_are_cpp(several: Architecture, tmp_path: Path) -> None:
    PartCalls(several).build(tmp_path, "g++", "-fsyntax-only")


def test_the_scale_of_an_element_is_found(several: Architecture, binary: Path) -> None:
    asking = Asking(PartCalls(several))
    draw = np.random.default_rng(6)
    for one in several.composites.values():
        if isinstance(one.scheme, Scaled) and one.name != "six":
            shape = (40, 200)
            bound = one.bind(shape, arguments=ARGUMENTS.get(one.name))["scales"]
            for _ in range(8):
                index = [int(draw.integers(0, n)) for n in shape]
                scale = [
                    n // one.scheme.type.block if i == one.scheme.axis else n for i, n in enumerate(index)
                ]
                asking.ask(one, "bit_of_scale", numbers_of(one, shape), bound.bit(scale), index=index)
    assert len(asking.wanted) == 32
    assert asking.wrong(binary) == []


def test_full_groups_are_counted(several: Architecture, binary: Path) -> None:
    asking = Asking(PartCalls(several))
    one = several.composites["kept"]
    dense = np.array([[1, 2, 3, 4, 0, 5, 6, 0, 7, 8, 9]], np.float32)
    values = np.array([1, 2, 5, 6, 7, 8], np.float32)
    index = np.array([0 | 1 << 2 | 1 << 4 | 2 << 6, 0 | 1 << 2], np.uint8)
    asking.ask(one, "pack", numbers_of(one, (1, 11)), 2, dense, blank(values), blank(index))
    assert asking.wrong(binary) == []


def test_groups_whose_places_cannot_be_are_left_zero(several: Architecture, binary: Path) -> None:
    asking = Asking(PartCalls(several))
    one = several.composites["kept"]
    values = np.array([1, 2, 3, 4, 5, 6], np.float32)
    index = np.array([1 | 1 << 2 | 1 << 4 | 3 << 6, 2 | 0 << 2], np.uint8)
    dense = np.array([[0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0]], np.float32)
    asking.ask(one, "unpack", numbers_of(one, (1, 12)), 2, values, index, filled(dense))
    three = several.composites["copied"]
    image, places = pack_parts(three, np.zeros((1, 3), np.int16)).parts.values()
    places[:] = [0, 3]  # from bit 6 on: place 0, and one that a group of three has not
    nothing = filled(np.zeros((1, 3), np.int16))
    asking.ask(three, "unpack", numbers_of(three, (1, 3)), 1, image, places, nothing)
    assert asking.wrong(binary) == []


@pytest.mark.parametrize(("part", "change"), [("mask", 1), ("offsets", 1), ("bytes", 128)])
def test_blocks_that_contradict_each_other_are_refused(
    several: Architecture, binary: Path, part: str, change: int
) -> None:
    calls = PartCalls(several)
    one = several.composites["blocks"]
    dense = np.zeros((8, 16), np.float32)
    dense[0, 8] = dense[4, 8] = 1
    stored = pack_parts(one, dense).parts
    held = {name: bytearray(image.tobytes()) for name, image in stored.items()}
    if part == "bytes":
        held["values"] = held["values"][change:]
    else:
        held[part][0] ^= change
    numbers = {**numbers_of(one, (8, 16)), "bytes": len(held["values"])}
    calls.add("blocks", "unpack", numbers, [*map(bytes, held.values()), bytes(dense.nbytes)])
    ((result, _),) = calls.run(binary)
    assert result == 0


def test_room_that_is_too_small_is_not_left(several: Architecture, binary: Path) -> None:
    asking = Asking(PartCalls(several))
    one = several.composites["blocks"]
    dense = np.zeros((8, 16), np.float32)
    dense[0, 0] = dense[0, 8] = dense[4, 8] = 1
    stored = pack_parts(one, dense).parts
    for room in (0, 1, 128, 300):
        whole = stored["values"][: room // 128 * 128].tobytes()
        values = (b"\xa5" * room, whole + b"\xa5" * (room - len(whole)))
        others = [blank(stored[name]) for name in ("mask", "offsets")]
        asking.ask(one, "pack", {**numbers_of(one, (8, 16)), "room": room}, 3 * 128, dense, values, *others)
    assert asking.wrong(binary) == []


def test_hostile_parts_never_reach_outside(several: Architecture, binary: Path) -> None:
    draw = np.random.default_rng(8)
    calls = PartCalls(several)
    refused = []
    for one in several.composites.values():
        for _ in range(3 * COUNT if not isinstance(one.scheme, Scaled) else 0):
            shape = tuple(dim.size.known or int(draw.integers(1, 40)) for dim in one.dims)
            bits = tensor_of(draw, one, shape)
            images = list(pack_parts(one, bits).parts.values())
            noise = [
                draw.integers(0, 256, image.nbytes, np.uint8, endpoint=False).tobytes() for image in images
            ]
            numbers = numbers_of(one, shape) | {"bytes": len(noise[0])}
            calls.add(one.name, "unpack", numbers, [*noise, bytes(bits.nbytes)])
            index = [int(draw.integers(0, n)) for n in shape]
            calls.add(one.name, "element", numbers, [*noise, bytes(bits.itemsize)], index=index)
            refused += [isinstance(one.scheme, Blocks), None]
    found = [result for result, _ in calls.run(binary)]
    told = [
        result == 0 if blocks else result > 0
        for blocks, result in zip(refused, found, strict=True)
        if blocks is not None
    ]
    assert sum(told) > len(told) * 0.6


def test_python_packs_what_numpy_packs(several: Architecture) -> None:
    names: dict[str, Any] = {"__name__": "layouts"}
    exec(module(several), names)  # noqa: S102
    draw = np.random.default_rng(10)
    for one in several.composites.values():
        for _ in range(COUNT):
            shape = shape_of(draw, one)
            bits = tensor_of(draw, one, shape)
            stored, dense = parts_of(one, bits, draw)
            given = {
                f"{part}_{name}": n
                for part, of in ARGUMENTS.get(one.name, {}).items()
                for name, n in of.items()
            }
            made = names[f"{one.name}_pack"](*(dense.values() or [bits]), **given)
            assert {name: image.tobytes() for name, image in made.items()} == {
                n: i.tobytes() for n, i in stored.items()
            }
            back = names[f"{one.name}_unpack"](made, shape, **given)
            wanted = dense or {"": bits}
            found = back if dense else {"": back}
            assert {n: a.tobytes() for n, a in found.items()} == {n: a.tobytes() for n, a in wanted.items()}

"""The generated package beside the model: the same values, the same refusals, and nothing of specgen in it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from specgen.generators.naming import camel
from specgen.generators.structures.order import values_of
from specgen.model import Architecture, load
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import Window, checked, pack, unpack, verify
from tests.generators.structures.agreeing import drawn
from tests.generators.structures.packages import package
from tests.generators.structures.random_values import mutated, sound
from tests.model.test_structures import HEADER, PACKET


@pytest.fixture
def toy(tmp_path: Path) -> Architecture:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    return load(tmp_path).architecture()


def test_values_and_views(toy: Architecture, tmp_path: Path) -> None:
    with package(toy, tmp_path) as made:
        given = made.Packet(
            header=made.Header(type=made.Kind.FILL, index=7), size=64, body=("pattern", [1, 2]), name="grün"
        )
        data = given.to_bytes()
        assert data == pack(
            toy.structures["packet"],
            {"header": {"type": 2, "index": 7}, "size": 64, "body": {"pattern": [1, 2]}, "name": "grün"},
        )
        assert made.Packet.from_bytes(data) == given
        view = made.PacketView(b"." + data, 1)
        assert (view.header.type, view.header.barrier, view.size, view.body_pattern) == (2, 0, 64, [1, 2])
        assert (view.name, view.size_in_bytes) == ("grün", 32)
        with pytest.raises(made.Refused, match=r"header\.reserved at 1: 64, not zero \(reserved\)"):
            made.PacketView(b"." + bytes([0x80]) + data[1:], 1)


def test_views_copy_nothing(tmp_path: Path) -> None:
    text = "structures: {blob: {fields: {count: u8, content: {type: u8, counted_by: count}}}}"
    (tmp_path / "spec.yaml").write_text(HEADER + text)
    with package(load(tmp_path).architecture(), tmp_path) as made:
        data = bytearray(made.Blob(content=b"abc").to_bytes())
        view = made.BlobView(data)
        data[1:2] = b"A"
        assert bytes(view.content) == b"Abc"


def test_it_imports_nothing_of_specgen(toy: Architecture, tmp_path: Path) -> None:
    with package(toy, tmp_path):
        pass
    code = "import sys, toy_structures; print([m for m in sys.modules if m.startswith(('specgen', 'numpy'))])"
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_random_structures(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    architecture = drawn(rng, tmp_path)
    with package(architecture, tmp_path) as made:
        for structure in architecture.structures.values():
            for _ in range(10):
                data = sound(rng, structure, 10)
                if data is not None:
                    agrees(made, structure, data)
                    refuses_alike(made, structure, mutated(rng, data))


def agrees(made: ModuleType, structure: Structure, data: bytes) -> None:
    """Values come back as they were, and a view shows them."""
    values = getattr(made, camel(structure.name)).from_bytes(data)
    assert values.to_bytes() == data
    assert made.codec.unpack(values.STRUCTURE, data) == unpack(structure, data)
    shows(getattr(made, f"{camel(structure.name)}View")(data), checked(structure, data))
    first = data[: structure.least]
    if structure.growth == "append" and not verify(structure, first):
        assert made.codec.unpack(values.STRUCTURE, first) == unpack(structure, first)
        getattr(made, camel(structure.name)).from_bytes(first)
        shows(getattr(made, f"{camel(structure.name)}View")(first), checked(structure, first))


def shows(view: Any, window: Window) -> None:
    """Every integer of a view is the one that the model finds, those of inner views included."""
    for member in window.structure.members:
        for bits in member.bits:
            assert getattr(view, bits.name) == window.number(bits.name)
        for one in values_of(member):
            found = None if member.union or member.bits else getattr(view, member.name)
            if isinstance(one.type, Structure) and one.count is None and found is not None:
                there = member.offset + one.type.size <= window.extent
                data = window.data if there else memoryview(bytes(one.type.size))
                at = window.at + member.offset if there else 0
                shows(found, Window(one.type, data, at, found.size_in_bytes))


def refuses_alike(made: ModuleType, structure: Structure, data: bytes) -> None:
    """The package finds all that the model finds, in its order and in its words."""
    table = getattr(made, camel(structure.name)).STRUCTURE
    assert list(map(str, made.codec.verify(table, data))) == list(map(str, verify(structure, data)))

"""Room, holes, elements that leave, alignment, runs and inversion, beside looking at every element."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model.layouts import (
    ADDRESS,
    Bound,
    alignment,
    element_at,
    leaving,
    occupancy,
    run,
    traversal,
)
from tests.model.layouts.brute import elements, identity, injective, units
from tests.model.layouts.drawn import Notation, resolve, seeded
from tests.model.layouts.examples import EXAMPLES


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Bound]:
    notations = {f"l{i}": notation for i, notation in enumerate(seeded(3, 250))}
    return [one.bind() for one in resolve(tmp_path_factory.mktemp("drawn"), notations).values()]


def test_room_and_holes(drawn: list[Bound]) -> None:
    seen = 0
    for bound in drawn:
        if bound.layout.xors or not injective(bound):
            continue
        found = occupancy(bound)
        assert found.elements == len({identity(bound, index) for index in elements(bound)}), bound.layout
        assert found.filled == len({unit for index in elements(bound) for unit in units(bound, index)})
        assert found.holes == found.room - found.filled >= 0
        seen += 1
    assert seen > 100


def test_elements_that_leave(drawn: list[Bound]) -> None:
    left = 0
    for bound in drawn:
        for axis, extent in bound.extents.items():
            width = bound.width if axis == ADDRESS else 1
            ends = {index: bound.locate(index)[axis] + width for index in elements(bound)}
            for room in (extent, extent - 1, extent // 2):
                found = leaving(bound, axis, room)
                assert (found is None) == (max(ends.values()) <= room), (bound.layout, axis, room)
                assert found is None or ends[found] > room
                left += found is not None and room == extent
    assert left > 5


def test_alignment(drawn: list[Bound]) -> None:
    exact = 0
    for bound in drawn:
        if ADDRESS not in bound.places:
            continue
        for vector in (1, 2, 4):
            found = alignment(bound, vector)
            bits = [bound.bit(index) for index in elements(bound) if index[-1] % vector == 0]
            assert not any(bit % found for bit in bits), (bound.layout, vector)
            exact += any(bit % (2 * found) for bit in bits) or not any(bits)
    assert exact > 500


def test_runs(drawn: list[Bound]) -> None:
    """Digits that count in a run step from an element to the one behind it."""
    long = 0
    for bound in drawn:
        if ADDRESS not in bound.places or bound.layout.xors:
            continue
        found = run(bound)
        assert found.bits == found.elements * bound.width * bound.unit
        starts = {bound.bit(index) for index in elements(bound)}
        runs = [
            bit
            for bit in starts
            if all(bit + i * bound.width * bound.unit in starts for i in range(found.elements))
        ]
        assert runs, bound.layout
        long += found.elements > 1
    assert long > 50


def test_what_lies_at_an_address(drawn: list[Bound]) -> None:
    for bound in drawn[:120]:
        if not injective(bound):
            continue
        owners = {unit: index for index in reversed(list(elements(bound))) for unit in units(bound, index)}
        others = sorted(axis for axis in bound.places if axis != ADDRESS)
        for unit, owner in owners.items():
            place = dict(zip(others, unit, strict=False)) | {ADDRESS: unit[-1]}
            found = element_at(bound, place)
            assert found is not None and identity(bound, found) == identity(bound, owner), bound.layout
        top = dict(bound.extents)
        assert bound.layout.xors or element_at(bound, top) is None


def test_holes_have_no_element(tmp_path: Path) -> None:
    notation: Notation = {"dims": {"r": 3, "c": 5}, "split": {"r": [2, 2], "c": [3, 2]}, "pad": "any"}
    bound = resolve(tmp_path, {"it": {**notation, "place": {"addr": "r0 c0 r1 c1"}}})["it"].bind()
    found = [element_at(bound, at) for at in range(24)]
    assert [index for index in found if index is not None] == sorted(elements(bound), key=bound.address)
    assert [at for at, index in enumerate(found) if index is None] == [9, 11, 14, 15, 18, 19, 21, 22, 23]
    assert element_at(bound, 24) is element_at(bound, -1) is None


def test_the_examples(tmp_path: Path) -> None:
    made = {name: one.bind() for name, one in resolve(tmp_path, EXAMPLES).items()}
    assert occupancy(made["tt_tile_bf16"]).holes == 2048
    assert {
        name: occupancy(one).holes for name, one in made.items() if name != "tt_tile_bf16"
    } == dict.fromkeys(made.keys() - {"tt_tile_bf16"}, 0)
    assert occupancy(made["nv_scale_128x4"]).elements == 512
    assert run(made["smem_sw128"]).elements == 16
    assert run(made["onednn_OIhw4i16o4i"]).digits[0] == "i2"
    assert [step.digit for step in traversal(made["tpu_bf16"])] == ["r2", "c1", "r1", "c0", "r0"]
    assert traversal(made["tt_tile_bf16"])[0].dims == ("c",)


def test_exchanged_bits_leave_a_buffer(tmp_path: Path) -> None:
    notation: Notation = {"dims": {"i": 72}, "element": "u8", "place": {"addr": "i"}}
    notation["xor"] = [{"dst": [4, 4], "src": [6, 6]}]
    made = resolve(tmp_path, {"it": notation, "fits": {**notation, "dims": {"i": 96}}})
    bound = made["it"].bind()
    index = leaving(bound, ADDRESS, 72)
    assert index == (71,) and bound.address(index) == 87
    assert leaving(made["fits"].bind(), ADDRESS, 96) is None

"""The memory strip: what it shows at an address is what lies there."""

from __future__ import annotations

import re

import pytest

from specgen.generators.drawings import memory_strip
from specgen.generators.drawings.occupants import occupants
from specgen.model.layouts import ADDRESS, Bound
from tests.generators.drawings.examples import NAMES, bound, indices, parsed, words

ADDRESSED = [name for name in NAMES if ADDRESS in bound(name).places]


def _lying(of: Bound, limit: int) -> dict[int, tuple[int, ...]]:
    """Which element begins at each address, on the first place of all other axes: the first of those that share it."""
    found: dict[int, tuple[int, ...]] = {}
    for index in indices(of):
        at = of.locate(index)
        if at[ADDRESS] < limit and not any(value for axis, value in at.items() if axis != ADDRESS):
            found.setdefault(at[ADDRESS], index)
    return found


@pytest.mark.parametrize("limit", [37, 1000])
@pytest.mark.parametrize("name", ADDRESSED)
def test_occupants_are_the_elements_themselves(name: str, limit: int) -> None:
    of = bound(name)
    found = occupants(of, limit)
    assert {at: index for at, index in found.items() if index is not None} == _lying(of, limit)


def test_padding_is_told_from_holes() -> None:
    padded = occupants(bound("padded"), 96)
    assert len(padded) == 96
    assert sum(index is None for index in padded.values()) == 96 - 70
    assert set(occupants(bound("pitched"), 96)) == {16 * r + c for r in range(6) for c in range(10)}


@pytest.mark.parametrize("name", ADDRESSED)
def test_boxes_begin_where_their_elements_lie(name: str) -> None:
    of = bound(name)
    lying = _lying(of, 1 << 12)
    boxes = parsed(memory_strip(of)).findall("g[@data-i]")
    assert boxes
    for box in boxes:
        index = tuple(map(int, box.attrib["data-i"].split(",")))
        assert lying[int(box.attrib["data-a"])] == index


def test_runs_name_their_first_and_last_element() -> None:
    drawn = parsed(memory_strip(bound("pitched")))
    titles = [box.findtext("title") for box in drawn.findall("g")]
    assert titles[:3] == [
        "addresses 0 to 9: 0, 0–9",
        "addresses 10 to 15: hole",
        "addresses 16 to 25: 1, 0–9",
    ]
    assert titles[-1] == "addresses 80 to 89: 5, 0–9"
    assert "0, 0–9" in words(drawn)


def test_what_is_empty_is_hatched() -> None:
    drawn = memory_strip(bound("padded"))
    assert drawn.count('class="padding"') == drawn.count('class="hatch"') > 0
    assert 'class="hatch"' not in memory_strip(bound("tiles"))


def test_elements_of_several_units_are_as_wide() -> None:
    drawn = parsed(memory_strip(bound("bytes")))
    titles = [box.findtext("title") for box in drawn.findall("g")]
    assert titles[0] == "addresses 0 to 63: hole"
    assert "addresses 64 to 87: 0, 0–5" in titles
    assert "addresses 88 to 95: hole" in titles


def test_hatching_stays_within_its_box() -> None:
    for box in parsed(memory_strip(bound("pitched"))).findall("g"):
        outline, *hatch = box.findall("path")
        numbers = re.fullmatch(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", outline.attrib["d"])
        assert numbers is not None
        left, top, width, height = map(float, numbers.groups())
        for x, y in (
            re.findall(r"[ML]([\d.]+) ([\d.]+)", hatch[0].attrib["d"])
            if "hatch" in hatch[0].attrib["class"]
            else ()
        ):
            assert left - 0.01 <= float(x) <= left + width + 0.01
            assert top - 0.01 <= float(y) <= top + height + 0.01


def test_registers_have_no_memory() -> None:
    with pytest.raises(ValueError, match="fragment has no addresses"):
        memory_strip(bound("fragment"))

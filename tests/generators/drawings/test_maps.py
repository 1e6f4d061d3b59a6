"""Maps: every part says where its elements lie, and colours follow addresses."""

from __future__ import annotations

import re

import pytest

from specgen.generators.drawings import KINDS, bank_map, heat_map, standalone, view
from tests.generators.drawings.examples import NAMES, bound, indices, layouts, parsed, words

KILOBYTES = 60


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_drawings_are_sound_small_and_the_same_every_time(name: str, kind: str) -> None:
    of = bound(name)
    if not KINDS[kind].fits(of):
        with pytest.raises(ValueError, match=name):
            KINDS[kind].draw(of)
        return
    drawn = KINDS[kind].draw(of)
    parsed(drawn)
    parsed(standalone(drawn))
    assert len(drawn) < KILOBYTES << 10
    assert KINDS[kind].draw(bound(name)) == drawn


@pytest.mark.parametrize("kind", KINDS)
def test_drawings_of_huge_tensors_are_excerpts(kind: str) -> None:
    of = bound("pairs", 1 << 20, 1 << 20)
    if KINDS[kind].fits(of):
        assert len(KINDS[kind].draw(of)) < KILOBYTES << 10
    text = parsed(heat_map(view(of))).findtext("desc")
    assert text is not None
    assert text.startswith("Only r 0 to 63 and c 0 to 127 of r 1048576 × c 1048576")


@pytest.mark.parametrize("name", NAMES)
def test_parts_say_what_lies_where(name: str) -> None:
    of = bound(name)
    shown = view(of)
    parts = parsed(heat_map(shown)).findall("path[@data-i]")
    cells = {cell.index for cell in shown.flat}
    assert 1 <= len(parts) <= 132
    for part in parts:
        index = tuple(map(int, part.attrib["data-i"].split(",")))
        assert index in cells
        title = part.findtext("title")
        assert title is not None
        if " to " not in title:
            at = ",".join(str(value) for value in of.locate(index).values())
            assert part.attrib["data-a"] == at


def test_cells_that_are_few_are_parts_each() -> None:
    of = bound("tiles")
    parts = parsed(heat_map(view(of))).findall("path[@data-i]")
    assert {part.attrib["data-i"]: int(part.attrib["data-a"]) for part in parts} == {
        ",".join(map(str, index)): of.address(index) for index in indices(of)
    }
    assert parts[13].findtext("title") == "r 1, c 1: address 5"


def test_numbers_are_addresses() -> None:
    of = bound("tiles")
    (cells,) = [
        [[span.text for span in line] for line in parsed(heat_map(view(of))).findall("text[@class='cell']")]
    ]
    assert cells == [[str(of.address((r, c))) for c in range(12)] for r in range(8)]
    assert "lane:reg" in words(parsed(heat_map(view(bound("fragment")))))


def _colours(svg: str) -> dict[tuple[int, int], int]:
    """The level of each cell of the first panel."""
    found = {}
    group = parsed(svg).find("g[@class='cells']")
    assert group is not None
    for path in group.findall("path"):
        if match := re.fullmatch(r"h(\d+)", path.attrib["class"]):
            for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path.attrib["d"]):
                for n in range(int(length)):
                    assert (int(y), int(x) + n) not in found
                    found[int(y), int(x) + n] = int(match[1])
    return found


@pytest.mark.parametrize("name", ["rows", "tiles", "faces", "swizzled", "fragment", "scales"])
def test_colours_ascend_with_addresses(name: str) -> None:
    shown = view(bound(name))
    colours = _colours(heat_map(shown))
    cells = [((y, x), cell) for y, row in enumerate(shown.cells[0]) for x, cell in enumerate(row)]
    assert colours.keys() == {place for place, _ in cells}
    ordered = [colours[place] for place, cell in sorted(cells, key=lambda pair: pair[1].key)]
    assert ordered == sorted(ordered)
    assert (ordered[0], ordered[-1]) == (0, 11)


def test_banks_are_numbered() -> None:
    of = bound("faces")
    drawn = parsed(bank_map(view(of)))
    numbers = [span.text for span in drawn.iter("tspan")]
    assert sorted(map(str, numbers)) == ["0", "0", "1", "1", "2", "3"]
    part = drawn.find("path[@data-i='32,0']")
    assert part is not None
    assert part.attrib["data-a"] == "3,0,0"


def test_banks_of_addresses_count_bytes() -> None:
    of = bound("swizzled")
    shown = view(of)
    colours = _colours(bank_map(shown))
    expected = {}
    for r, c in indices(of):
        byte = (r * 128 + 2 * c) ^ ((r % 8) << 4)
        expected[r, c] = byte // 4 % 32 * 11 // 31
    assert colours == expected


def test_rows_and_columns_are_chosen_and_other_dimensions_are_panels() -> None:
    of = bound("blocked")
    shown = view(of)
    assert (shown.rows, shown.columns, len(shown.panels)) == (0, 1, 4)
    assert shown.panels[:2] == ((0, 0, 0, 0), (0, 0, 0, 1))
    chosen = view(of, rows="w", columns="h", panels=2)
    assert (chosen.rows, chosen.columns, chosen.height, chosen.width) == (3, 2, 3, 3)
    assert chosen.cells[1][2][1].index == (0, 1, 1, 2)
    assert "o = 0, i = 1" in " ".join(words(parsed(heat_map(chosen))))
    with pytest.raises(ValueError, match="has no dimension x; it has o, i, h, w"):
        view(of, rows="x")
    with pytest.raises(ValueError, match="two dimensions"):
        view(of, rows="h", columns="h")


def test_boundaries_are_those_of_digits() -> None:
    shown = view(bound("faces"))
    assert shown.boundaries(0) == {16: 1, 32: 2, 48: 1}
    assert shown.boundaries(1) == {16: 1, 32: 2, 48: 1, 64: 2, 80: 1}


def test_a_cut_keeps_whole_blocks() -> None:
    shown = view(bound("tiles"), most=(6, 11))
    assert (shown.height, shown.width) == (4, 8)
    assert not shown.whole


def test_a_tensor_without_elements_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="without elements"):
        view(layouts()["vector"].bind((0,)))

"""Tiles through layouts: what may be written, which shapes and elements fit, how elements are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.checks.examples import write_example
from specgen.model.spec import load
from specgen.semantics import Semantics, analyse, ir, print_program
from specgen.source import Diagnostics

SPEC = """
memories:
  mem: {size: 4 KiB, address: u32, out_of_range: bad_address, misaligned: bad_address, summary: Holds the data.}
state:
  n: {type: u8, count: 4, max: 16, summary: Sizes.}
layouts:
  rows: LAYOUT
instructions:
  one:
    format: r
    encoding: {opcode: 9}
    assembly: "one {rd:x}, {rs1:x}, {rs2:x}"
    summary: One.
    operands: {a: {kind: tile, memory: mem, base: "x[rs1]", layout: rows, TILE}}
    semantics: "BODY"
"""


def typed(folder: Path, layout: str, tile: str, body: str) -> tuple[Semantics, Diagnostics]:
    text = SPEC.replace("LAYOUT", layout).replace("TILE", tile).replace("BODY", body)
    spec, found = load(write_example(text, folder)), Diagnostics()
    assert not spec.diagnostics.errors, [one.message for one in spec.diagnostics]
    return analyse(spec.architecture(), found), found


def said(folder: Path, layout: str, tile: str, body: str) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in typed(folder, layout, tile, body)[1]]


ANY = "{dims: {i: any, j: any}, arguments: {p: {example: 16}}, place: {addr: [[i, p], [j, 1]]}}"


@pytest.mark.parametrize(
    ("layout", "tile", "body", "rule", "message"),
    [
        (
            "{dims: {i: 4, j: 4}, place: {addr: [[i, 3], [j, 4]]}, unit: 8}",
            "element: u16",
            "a[0, 0] = x[rs2]",
            "sem-tile-write",
            "a is written through rows: elements [0, 1] and [1, 0] share bits",
        ),
        (
            "{dims: {i: 4, j: 4}, place: {addr: i j}, replicate: {addr: 2}}",
            "element: u8",
            "a[0, 0] = x[rs2]",
            "sem-tile-write",
            "a is written through rows: it replicates elements, of which one would be written",
        ),
        (
            "{dims: {i: any}, unit: 8, place: {addr: i}, xor: [{axis: addr, dst: [0, 0], src: [4, 4]}]}",
            'shape: ["n[0]"], element: u16',
            "if n[0] > 0: a[0] = x[rs2]",
            "sem-tile-write",
            "a is written through rows: its xor exchanges bits within an element",
        ),
        (
            "{dims: {i: 8}, unit: 4, place: {addr: i}, packed: true}",
            "element: u3",
            "x[rd] = a[0]",
            "sem-tile-element",
            "a cannot have elements of u3 here: an element of 3 bits is no whole number of units of 4 bits",
        ),
        (
            "{dims: {i: 8}, place: {addr: i}, packed: true}",
            "element: u57",
            "x[rd] = a[0][7:0]",
            "sem-tile-element",
            "rows packs elements of 57 bits, more than 48",
        ),
        (
            "{dims: {i: any}, split: {i: [any, 4]}, place: {addr: i1 i0}}",
            'shape: ["n[0]"], element: u8',
            "if n[0] > 0: x[rd] = a[0]",
            "sem-tile-shape",
            "i of rows is a multiple of 4",
        ),
        (
            "{dims: {i: 8}, place: {addr: i}}",
            "shape: [7], element: u8",
            "x[rd] = a[0]",
            "sem-tile-shape",
            "i of rows is 8, and here [7, 7]",
        ),
        (
            "{dims: {i: {max: 15}}, place: {addr: i}}",
            'shape: ["n[0]"], element: u8',
            "if n[0] > 0: x[rd] = a[0]",
            "sem-loop-bound",
            "i of rows is at most 15, and here it lies in [0, 16]",
        ),
        (
            ANY,
            'shape: [4, 4], element: u8, arguments: {p: "s32(x[rs2])"}',
            "x[rd] = a[0, 0]",
            "sem-tile-shape",
            "the p of a lies in [-2^31, 2^31 - 1]: it may be negative",
        ),
        (
            "{dims: {i: 4, j: 4, k: 2}, place: {addr: i j k}}",
            "element: u8",
            "x[rd] = a[0, 0]",
            "sem-index-count",
            "a takes three indices, and here are 2",
        ),
        (
            "{dims: {i: 4, j: 4}, place: {addr: j i}}",
            "element: u8",
            "x[rd] = a[x[rs2], 0]",
            "sem-index",
            "x[rs2] lies in [0, 2^32 - 1], and a has 4 there",
        ),
    ],
)
def test_what_does_not_fit_is_said(
    tmp_path: Path, layout: str, tile: str, body: str, rule: str, message: str
) -> None:
    assert said(tmp_path, layout, tile, body) == [(rule, message)]


@pytest.mark.parametrize(
    ("layout", "tile"),
    [
        ("{dims: {i: 4, j: 4}, place: {addr: [[i, 3], [j, 4]]}, unit: 8}", "element: u8"),
        (
            "{dims: {i: 4, j: any}, place: {addr: [[j, 4], [i, 1]]}}",
            'shape: [4, "1 + n[1][2:0]"], element: u8',
        ),
        ("{dims: {i: 4, j: 4}, place: {addr: [[i, 1], [j, 4]]}, packed: true}", "element: u3"),
        ("{dims: {i: 2, j: 8}, split: {j: [any, 4]}, place: {addr: j0 i j1}, element: f16}", "element: f16"),
    ],
)
def test_a_place_for_each_element_is_proven(tmp_path: Path, layout: str, tile: str) -> None:
    value = "from_bits(f16, x[rs2][15:0])" if "f16" in tile else "x[rs2]"
    semantics, found = typed(tmp_path, layout, tile, f"a[0, 0] = {value}")
    assert not len(found), [one.message for one in found]
    placement = semantics.programs["one"].bodies[0].tiles[0].placement
    assert placement is not None
    assert isinstance(placement.overlap, ir.Const)
    assert not placement.overlap.value


def test_what_depends_on_arguments_is_left_to_the_check(tmp_path: Path) -> None:
    tile = 'shape: ["n[0]", 4], element: u8, arguments: {p: "x[rs2]"}'
    semantics, found = typed(tmp_path, ANY, tile, "if n[0] > 0: a[0, 0] = 7")
    assert not len(found), [one.message for one in found]
    (tile_,) = semantics.programs["one"].bodies[0].tiles
    assert tile_.placement is not None
    assert isinstance(tile_.placement.overlap, ir.Logic)
    assert tile_.placement.strides is not None
    assert [one.name for one, _ in tile_.placement.sizes] == ["a_i_count", "a_p"]


def test_places_as_text(tmp_path: Path) -> None:
    layout = "{dims: {r: 8, c: 8}, split: {c: [2, 4]}, place: {addr: c0 r c1}, xor: [{axis: addr, dst: [1, 0], src: [5, 4]}]}"
    semantics, _ = typed(tmp_path, layout, "element: u16", "x[rd] = a[x[rs2][2:0], 3]")
    text = print_program(semantics.programs["one"])
    wanted = (
        "tile a: reads u16[8 x 8] of mem at x[rs1], bytes "
        "a_place = add(add(mul(shr(a_c, 2), 32), mul(a_r, 4)), a_c[1:0]); "
        "mul(xor(a_place, shl(a_place[5:4], 0)), 2), 128 bytes in all"
    )
    assert wanted in text, text


def test_parts_of_bytes_are_all_that_a_conflicting_grid_writes(tmp_path: Path) -> None:
    layout = "{dims: {i: 8}, place: {addr: i}, packed: true}"
    body = """|
      for i in grid(4, conflict="last"):
          a[i] = i
          mem.write(u8, u32(x[rs2] + i), 3)"""
    text = SPEC.replace("LAYOUT", layout).replace("TILE", "element: u4").replace('"BODY"', body)
    found = Diagnostics()
    analyse(load(write_example(text, tmp_path)).architecture(), found)
    assert [one.message for one in found] == ["this grid writes parts of bytes of mem through a, and others"]


def test_a_tensor_in_parts_is_several_tiles(tmp_path: Path) -> None:
    layouts = """rows: {dims: {i: 8}, place: {addr: i}}
  pruned: {dims: {r: 8, c: 8}, sparse: {axis: c, keep: 2, of: 4}, element: u8,
    parts: {values: {layout: kept}, index: {layout: places}}}
  kept: {dims: {r: 8, c: 4}, place: {addr: r c}}
  places: {dims: {r: 8, c: 4}, place: {addr: r c}, packed: true}"""
    text = SPEC.replace("rows: LAYOUT", layouts).replace("layout: rows", "layout: pruned")
    text = text.replace("TILE", "element: u8").replace("BODY", "x[rd] = a[0, 0]")
    found = [(one.rule, one.message) for one in load(write_example(text, tmp_path)).check()[1]]
    assert found == [("tile-layout", "pruned lies in parts (values, index): each is a tile of its own")]

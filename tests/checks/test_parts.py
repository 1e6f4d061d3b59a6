"""Layouts that do not hold the parts that are given to them."""

from __future__ import annotations

from pathlib import Path

import pytest

import specgen
from specgen.source import Diagnostic
from tests.model.specs import write_files

SPEC = """
name: parts
version: 1.0.0
include: ['std:types/mx.yaml']
layouts:
  rows: {dims: {i: any, j: any}, place: {addr: i j}, packed: true}
  pitched: {dims: {i: any, j: any}, arguments: {pitch: {example: 8}}, place: {addr: [[i, pitch], [j, 1]]}}
  groups: {dims: {i: any, j: any}, split: {j: [any, 8]}, place: {addr: i j0 j1}}
  square: {dims: {i: 8, j: 8}, place: {addr: i j}}
  bytes: {dims: {i: 4, j: 4}, unit: 8, place: {addr: [[i, 4], [j, 1]]}}
  words: {dims: {i: any, j: any}, unit: 32, place: {addr: i j}}
  shared: {dims: {i: any, j: any}, split: {j: [any, 4]}, place: {addr: i j0}, broadcast: j1, pad: zero}
"""
BLOCKS = "dims: {m: any, k: any}, blocks: {m: 4, k: 4}, element:"
WRONG = [
    (f"{{{BLOCKS} u8, parts: {{values: {{layout: square}}, mask: {{layout: rows}}}}}}",
     "i of square is 8, not 4: values of one of 8 x 8"),
    (f"{{{BLOCKS} u16, parts: {{values: {{layout: bytes}}, mask: {{layout: rows}}}}}}",
     "(0, 0) and (0, 1) of values share bits, elements of u16 in bytes"),
    ("{dims: {m: any, k: any}, of: mxfp8_e4m3, axis: k, parts: {elements: {layout: groups}, scales: {layout: rows}}}",
     "j of groups"),
    ("{dims: {m: 8, k: any}, of: mxfp4, axis: k, parts: {elements: {layout: rows}, scales: {layout: square}}}",
     "j of square is 8, not 1"),
    ("{dims: {m: any, k: any}, of: mxfp4, axis: k, parts: {elements: {layout: rows}, scales: {layout: words}}}",
     "8 bits is no whole number of units of 32"),
    ("{dims: {m: any, k: 128}, of: mxfp4, axis: k, parts: {elements: {layout: rows}, scales: {layout: shared}}}",
     "shared has one place for elements that differ by j1, and scales differ"),
]  # fmt: skip
RIGHT = [
    f"{{{BLOCKS} u8, parts: {{values: {{layout: bytes}}, mask: {{layout: rows}}}}}}",
    "{dims: {m: any, k: {multiple: 8}}, of: mxfp8_e4m3, axis: k, parts: {elements: {layout: groups}, scales: {layout: rows}}}",
    "{dims: {m: 8, k: 256}, of: mxfp4, axis: k, parts: {elements: {layout: rows}, scales: {layout: square}}}",
    "{dims: {m: any, k: any}, of: mxfp8_e4m3, axis: k, parts: {elements: {layout: pitched}, scales: {layout: rows}}}",
]


def findings(folder: Path, written: str) -> list[Diagnostic]:
    """The findings but that a layout with a pitch was looked at for some."""
    made = specgen.check(write_files(folder, {"spec.yaml": f"{SPEC}  one: {written}\n"}))
    return [one for one in made if one.rule != "layout-unproved"]


@pytest.mark.parametrize(("written", "says"), WRONG)
def test_a_part_that_does_not_fit_is_told(tmp_path: Path, written: str, says: str) -> None:
    found = findings(tmp_path, written)
    assert [one.rule for one in found] == ["layout-part"]
    assert says in found[0].message
    assert found[0].at.line == 13
    assert found[0].related[0].message.endswith("is here")


@pytest.mark.parametrize("written", RIGHT)
def test_a_part_that_fits_is_not(tmp_path: Path, written: str) -> None:
    assert not findings(tmp_path, written)

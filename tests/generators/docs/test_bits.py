"""Bit diagrams show every bit once, and no two names touch."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from specgen.generators.docs.numbers.typediagram import type_diagram
from specgen.generators.docs.parts.bits import BIT, word_diagram
from specgen.model.isa import Instruction
from tests.generators.docs.small import E4M3
from tests.generators.docs.small import small as small_architecture
from tests.machine.specs import mixed

SHAPES = [*mixed().instructions.values(), *small_architecture().instructions.values()]
by_name = pytest.mark.parametrize("one", SHAPES, ids=lambda one: one.name)


def _drawing(one: Instruction) -> ET.Element:
    return ET.fromstring(word_diagram(one.name, one.format, one.encoding, lambda field: f"#{field.name}"))


def _number(element: ET.Element, name: str) -> float:
    return float(element.attrib[name])


@by_name
def test_every_bit_is_drawn_once(one: Instruction) -> None:
    boxes = list(_drawing(one).iter("rect"))
    assert sum(_number(box, "width") for box in boxes) == one.format.width * BIT
    spans = sorted((_number(b, "y"), _number(b, "x"), _number(b, "width")) for b in boxes)
    for (y, x, width), (next_y, next_x, _) in pairwise(spans):
        assert y != next_y or x + width == pytest.approx(next_x)


@by_name
def test_fixed_bits_show_their_values(one: Instruction) -> None:
    shown = [t.text for t in _drawing(one).iter("text") if t.get("class") == "digit"]
    fixed = sum(1 for f in one.format.fields if f.name in one.encoding for _ in range(f.width))
    reserved = sum(f.width for f in one.format.fields if f.reserved is not None)
    assert len(shown) == fixed + reserved
    assert shown.count("1") == one.match.bit_count()


@by_name
def test_every_field_is_named_and_linked(one: Instruction) -> None:
    drawing = _drawing(one)
    linked = {a.attrib["href"] for a in drawing.iter("a")}
    assert linked == {f"#{f.name}" for f in one.format.fields}
    named = {
        re.sub(r"\[.*", "", t.text or "") for t in drawing.iter("text") if t.get("class") in ("name", "below")
    }
    assert named == {f.name for f in one.format.fields}
    assert all(a.find("title") is not None for a in drawing.iter("a"))


@by_name
def test_no_two_texts_touch(one: Instruction) -> None:
    drawing = _drawing(one)
    width = float(drawing.attrib["viewBox"].split()[2])
    sizes = {"bit": 6.1, "digit": 7.3, "name": 7.3, "below": 7.3, "lane": 6.7}
    spans = []
    for text in drawing.iter("text"):
        kind = text.attrib["class"]
        length = len(text.text or "") * sizes[kind]
        left = _number(text, "x") - (0 if kind in ("below", "lane") else length / 2)
        spans.append((_number(text, "y"), left, left + length))
        assert left >= 0
        assert left + length <= width
    spans.sort()
    for (y, _, right), (next_y, left, _) in pairwise(spans):
        assert next_y - y >= 9 or y != next_y or right <= left + 0.5


def test_pieces_of_a_split_field_say_which_bits_they_are() -> None:
    drawing = _drawing(mixed().instructions["beq"])
    texts = {t.text for t in drawing.iter("text")}
    assert {"offset[11]", "offset[10]", "offset[9:4]", "offset[3:0]"} <= texts


def test_type_diagram_has_the_parts() -> None:
    drawing = ET.fromstring(type_diagram(E4M3))
    assert [t.text for t in drawing.iter("text") if t.get("class") == "name"] == ["s", "exponent", "mantissa"]

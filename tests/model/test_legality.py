"""Which words are an instruction: conditions and cubes against each other and against enumeration."""

from __future__ import annotations

from typing import Any

import pytest

from specgen.model.cubes import Cube, TooManyCubes
from specgen.model.isa import Field, Instruction
from specgen.model.legality import Same, conditions_of, decoded_words, first_parts, words_of
from tests.hand import enum, field, form, instruction, processor

ON = processor()
COLOR = enum("color", red=0, green=1, blue=5)
FIELDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "signed": {"signed": True},
    "scaled": {"scale": 4, "bias": 3},
    "negative": {"scale": -2, "bias": 1, "signed": True},
    "split": {},
    "enum": {"enum": COLOR},
}


def _one(kind: str, *constraints: str) -> tuple[Instruction, Field]:
    bits = "7 2:0 5" if kind == "split" else "5:2" if kind != "enum" else "4:2"
    a = field("a", bits, **FIELDS[kind])
    shape = form("f", 8, a, field("op", "1:0") if kind != "split" else field("op", "4:3"))
    return instruction("one", shape, {"op": 2}, "one {a}", ON, constraints=constraints), a


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">=", "in"])
def test_comparisons_with_constants(kind: str, op: str) -> None:
    for constant in (-18, -7, -3, 0, 1, 4, 5, 12, 63, 100):
        text = f"a {op} {constant}" + (",1,5" if op == "in" else "")
        one, a = _one(kind, text)
        right = one.constraints[0].right
        assert isinstance(right, tuple)
        wanted = {
            word
            for word in range(256)
            if word & one.mask == one.match
            and one.constraints[0].holds(value := a.value(a.extract(word)), None)
            and (a.enum is None or value in a.enum.by_value)
        }
        assert {w for w in range(256) if any(w in cube for cube in words_of(one))} == wanted
        conditions = conditions_of(one)
        fixed = {w for w in range(256) if w & one.mask == one.match}
        assert {w for w in fixed if all(c.holds(w) for c in conditions)} == wanted


@pytest.mark.parametrize("left", ["plain", "signed", "scaled", "negative"])
@pytest.mark.parametrize("right", ["plain", "signed", "scaled"])
@pytest.mark.parametrize("op", ["==", "!="])
def test_comparisons_of_fields(left: str, right: str, op: str) -> None:
    a, b = field("a", "11:8 0", **FIELDS[left]), field("b", "4:1", **FIELDS[right])
    shape = form("f", 12, a, b, field("op", "7:5"))
    one = instruction("one", shape, {"op": 5}, "one {a}, {b}", ON, constraints=[f"a {op} b"])
    cubes = words_of(one)
    for word in range(1 << 12):
        equal = a.value(a.extract(word)) == b.value(b.extract(word))
        legal = word & one.mask == one.match and equal is (op == "==")
        assert sum(word in cube for cube in cubes) == legal


def test_wide_fields_are_not_compared_by_enumeration() -> None:
    same = Same(field("a", "31:0"), field("b", "63:32"), equal=True)
    assert same.holds(0x1234_0000_1234)
    with pytest.raises(TooManyCubes):
        same.cubes()


def test_conditions_on_one_field_are_one() -> None:
    one, a = _one("plain", "a >= 3", "a <= 12", "a != 5", "a in 1,3,4,5,12,15")
    (condition,) = conditions_of(one)
    assert {a.extract(w) for cube in condition.cubes() for w in [cube.value]} == {3, 4, 12}


def test_nothing_to_satisfy() -> None:
    one, _ = _one("plain", "a >= 0", "a < 16")
    assert conditions_of(one) == ()


def test_what_others_shadow_is_taken_away() -> None:
    wide, _ = _one("plain")
    narrow = instruction("nop", wide.format, {"op": 2, "a": 0}, "nop", ON, shadows=["one"])
    words = decoded_words({"one": wide, "nop": narrow})
    assert words["nop"] == (Cube(0b111111, 2),)
    assert sorted(c.size(6) for c in words["one"]) == [1, 2, 4, 8]


@pytest.mark.parametrize("constraint", ["a == b", "a != b", "a < 5", "b >= 13", "a in 2,3"])
def test_first_parts_are_projections(constraint: str) -> None:
    a, b = field("a", "9 2:0"), field("b", "11:10 4:3")
    shape = form("f", 12, a, b, field("c", "8", enum=enum("e", only=1)), field("op", "7:5"))
    one = instruction("one", shape, {"op": 3}, "one {a}, {b}, {c}", ON, constraints=[constraint])
    wanted = {w & 0xFF for w in range(1 << 12) if any(w in cube for cube in words_of(one))}
    conditions = first_parts(one, 8)
    assert all(not c.mask & ~0xFF for c in conditions)
    fixed = {w for w in range(256) if w & one.mask & 0xFF == one.match & 0xFF}
    assert {w for w in fixed if all(c.holds(w) for c in conditions)} == wanted


def test_first_parts_leave_out_what_is_too_wide() -> None:
    shape = form(
        "f", 96, field("op", "7:0"), field("n", "15:12 9:8"), field("a", "47:16"), field("b", "95:64")
    )
    one = instruction("one", shape, {"op": 3}, "one {n}, {a}, {b}", ON, constraints=["a != b", "n < 4"])
    assert [c.cubes() for c in first_parts(one, 32)] == [[Cube(0xF000, 0)]]

"""Templates taken apart, and texts that fit two of them."""

from __future__ import annotations

import pytest

from specgen.model.isa import Field
from specgen.model.templates import Kind, Literal, Template, TemplateError, ambiguous, template_of
from tests.hand import enum, field, form, instruction, processor, registers

ON = processor()
STATE = {"x": registers("x", 8, zero=0, sp=2), "v": registers("v", 4), "y": registers("x", 4)}
TYPE = enum("type", f32=0, bf16=1)
OPEN = enum("more", open=True, f32=0, s8=3)


def _template(text: str, **fields: Field) -> Template:
    used = {
        "d": field("d", "2:0"),
        "a": field("a", "5:3"),
        "n": field("n", "15:8", signed=True),
        "far": field("far", "23:16", scale=4, bias=1000),
        "t": field("t", "26:24", enum=TYPE),
        "o": field("o", "29:27", enum=OPEN),
    }
    shape = form("f", 32, *{**used, **fields}.values())
    return template_of(instruction("one", shape, {}, text, ON), STATE)


def test_a_template_is_a_mnemonic_and_operands() -> None:
    made = _template("vadd.{t}.x {d:v}, [{a:x} + {n:hex}]")
    assert [getattr(t, "text", "") or t.name for t in made.mnemonic] == ["vadd.", "t", ".x"]  # type: ignore[union-attr]
    assert [p.kind for p in made.places] == [Kind.ENUM, Kind.REGISTER, Kind.REGISTER, Kind.HEX]
    assert [t for t in made.operands if isinstance(t, Literal)] == [
        Literal(",", after=True),
        Literal("["),
        Literal("+", before=True, after=True),
        Literal("]"),
    ]
    assert made.places[2].names["sp"] == made.places[2].names["x2"] == 2
    assert made.places[2].shown[2] == "sp"
    assert made.pattern is not None
    assert made.pattern.fullmatch("vadd.bf16.x")
    assert not made.pattern.fullmatch("vadd.3.x")
    assert sorted(made.spellings()) == ["vadd.bf16.x", "vadd.f32.x"]


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("add {d:x", "a place is", 4),
        ("add {d :x}", "a place is", 4),
        ("add d}", "closes nothing", 5),
        ("add {q}", "no field", 5),
        ("add {d:w}", "neither hex", 7),
        (" add", "begins with a mnemonic", 0),
        ("", "begins with a mnemonic", 0),
    ],
)
def test_what_cannot_be_read_is_said_where(text: str, message: str, offset: int) -> None:
    with pytest.raises(TemplateError, match=message) as caught:
        _template(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("first", "second", "witness"),
    [
        ("add {d:x}, {a:x}", "add {d:x}, {a:v}", None),
        ("add {d:x}, {a:x}", "add {a:y}, {d:x}", "add x0, x0"),
        ("add {d:x}, {n}", "add {d:x}, {a:x}", None),
        ("add {d:x}, {n}", "add {d:x}, {n}, {a}", None),
        ("add {n}", "add {far}", None),
        ("add {n}", "add {d}", "add 0"),
        ("add {far}", "add {far:label}", "add 1000"),
        ("add {d:x}, x3", "add {d:x}, {a:x}", "add x0, x3"),
        ("add 5", "add {n}", "add 5"),
        ("add 500", "add {n}", None),
        ("wait all", "wait {n}", None),
        ("add.{t} {d:x}", "add.bf16 {d:x}", "add.bf16 x0"),
        ("add.{t} {d:x}", "add.s8 {d:x}", None),
        ("add.{t} {d:x}", "add.{o} {d:x}", "add.f32 x0"),
        ("add.{o}", "add.7", "add.7"),
        ("add {t}", "add {n}", None),
        ("add {o}", "add {n}", "add 1"),
        ("nop", "nop", "nop"),
        ("nop", "nop {n}", None),
    ],
)
def test_texts_that_fit_two_templates(first: str, second: str, witness: str | None) -> None:
    found = ambiguous(_template(first), _template(second))
    assert found == witness
    assert (ambiguous(_template(second), _template(first)) is None) == (witness is None)

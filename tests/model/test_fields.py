"""Fields: bits to values and back, for any choice of pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from specgen.model import BitRange, Field


@st.composite
def fields(draw: st.DrawFn) -> Field:
    """A field of several pieces, none overlapping, in any order."""
    cuts = sorted(draw(st.sets(st.integers(0, 127), min_size=2, max_size=8)))
    pieces = [BitRange(high - 1, low) for low, high in zip(cuts[::2], cuts[1::2], strict=False)]
    return Field(
        name="f",
        pieces=tuple(draw(st.permutations(pieces))),
        signed=draw(st.booleans()),
        scale=draw(st.integers(1, 9)),
        bias=draw(st.integers(-20, 20)),
    )


@given(fields(), st.integers(0, (1 << 128) - 1))
def test_extract_inverts_place(field: Field, bits: int) -> None:
    raw = bits & ((1 << field.width) - 1)
    word = field.place(raw)
    assert field.extract(word) == raw
    assert word & ~field.mask == 0
    assert field.extract(word | (((1 << 128) - 1) & ~field.mask)) == raw


@given(fields(), st.integers(0, (1 << 128) - 1))
def test_raw_inverts_value(field: Field, bits: int) -> None:
    raw = bits & ((1 << field.width) - 1)
    value = field.value(raw)
    assert field.raw(value) == raw
    assert field.low <= value <= field.high


@given(fields())
def test_what_lies_between_or_beyond_has_no_code(field: Field) -> None:
    assert field.raw(field.low - field.scale) is None
    assert field.raw(field.high + field.scale) is None
    if field.scale > 1:
        assert field.raw(field.low + 1) is None


def test_a_split_branch_offset() -> None:
    field = Field(
        name="offset",
        pieces=(BitRange(31, 31), BitRange(7, 7), BitRange(30, 25), BitRange(11, 8)),
        signed=True,
        scale=2,
    )
    assert (field.width, field.low, field.high) == (12, -4096, 4094)
    assert field.value(field.extract(0xFE000EE3)) == -4
    raw = field.raw(-4)
    assert raw is not None
    assert field.place(raw) == 0xFE000E80

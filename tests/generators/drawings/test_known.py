"""What is told of layouts, and the indices that show what is wrong."""

from __future__ import annotations

import pytest

from specgen.generators.drawings import Fact, facts
from specgen.model import load_fragment
from specgen.model.layouts import Layout
from specgen.source import SourceFile
from tests.generators.drawings.examples import NAMES, bound, layouts


def _layout(text: str) -> Layout:
    return (
        load_fragment(SourceFile("one.yaml", f"layouts: {{one: {{{text}}}}}")).architecture().layouts["one"]
    )


def _known(text: str) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts(_layout(text))}


@pytest.mark.parametrize("name", NAMES)
def test_sound_layouts_have_nothing_against_them(name: str) -> None:
    known = list(facts(layouts()[name]))
    assert known[0].name == "injective"
    assert all(fact.holds and not fact.witness for fact in known)


BANKED = "dims: {r: 8, c: 4}, place: {addr: r c}, banks: {count: 1, width: 4}"
WRONG = [
    (
        "dims: {r: 4, c: 8}, place: {addr: [[r, 7], [c, 1]]}",
        "injective",
        "r 0, c 7 and r 1, c 0 share address 7",
        ((0, 7), (1, 0)),
    ),
    (
        "dims: {r: 4, c: 4}, unit: 8, element: u32, place: {addr: [[r, 14], [c, 4]]}",
        "injective",
        "overlap, at address 12 and address 14",
        ((0, 3), (1, 0)),
    ),
    (
        "dims: {r: 6, c: 20}, place: {addr: r c}, xor: [{dst: [6, 5], src: [4, 3]}]",
        "within",
        "r 1, c 11 lies at address 127, and addr ends at 119",
        ((1, 11),),
    ),
    ("dims: {i: 16}, place: {addr: i}, capacity: {addr: 12}", "within", "addr ends at 11", ((15,),)),
    (
        "dims: {i: 60}, split: {i: [4, 16]}, place: {addr: i0 i1}",
        "exact",
        "i is 60, and its digits tell 64",
        (),
    ),
    (
        "dims: {r: 4, c: 8}, place: {addr: [[r, 9], [c, 1]]}, accesses: {row: {lanes: 4, vector: 4, index: {r: lane}}}",
        "access row",
        "lane 1 reads r 1, c 0 at address 9, and vectors lie in one piece, aligned to 4 B",
        ((1, 0),),
    ),
    (
        "dims: {r: 4, c: 8}, place: {addr: c r}, accesses: {row: {lanes: 4, vector: 4, align: 1, index: {r: lane}}}",
        "access row",
        "lane 0 reads r 0, c 1 at address 4",
        ((0, 1),),
    ),
    (
        "dims: {r: 4, c: 8}, place: {addr: r c}, accesses: {far: {lanes: 5, index: {r: lane}}}",
        "access far",
        "lane 4 reads (4, 0), which is not there",
        ((4, 0),),
    ),
    (
        f"{BANKED}, accesses: {{a: {{lanes: 8, ways: 2, index: {{r: lane}}}}}}",
        "access a",
        "8-way: lane 0 (r 0, c 0) and lane 1 (r 1, c 0) meet, 2 allowed",
        ((0, 0), (1, 0)),
    ),
]


@pytest.mark.parametrize(("text", "name", "says", "witness"), WRONG)
def test_what_is_wrong_is_told_with_indices(
    text: str, name: str, says: str, witness: tuple[tuple[int, ...], ...]
) -> None:
    fact = _known(text)[name]
    assert not fact.holds
    assert says in fact.said
    assert fact.witness == witness


def test_figures_are_those_of_the_tensor() -> None:
    known = {fact.name: fact.said for fact in facts(layouts()["pitched"], bound("pitched", pitch=32))}
    assert known["room"] == "170 B for 60 elements; 64.7 % of it is holes or padding"
    assert known["runs"] == "10 elements (10 B) one after another, counting c"
    assert known["injective"] == "no two elements share a place, for r 6 × c 10"
    known = {fact.name: fact.said for fact in facts(layouts()["nibbles"])}
    assert known["aligned"] == "elements begin at multiples of 4 bits"
    assert _known("dims: {i: 64}, place: {addr: i}, capacity: {addr: 64}")["within"].holds
    assert (
        _known("dims: {i: 4, j: 8}, place: {lane: i, reg: j}")["room"].said
        == "32 places for 32 elements, no holes"
    )


def test_accesses_without_banks_are_in_one_piece() -> None:
    text = "dims: {r: 4, c: 8}, element: u16, place: {addr: r c}, accesses: {row: {lanes: 4, vector: 4, index: {r: lane}}}"
    assert _known(text)["access row"].said == "every lane reads 8 B in one piece, aligned to 8 B"

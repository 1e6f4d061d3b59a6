"""Sentences with their tests on pages: what is said of each state, and that names of tests are names and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.isa.instruction import instruction_pages
from specgen.generators.docs.trust.proofs import STATES, anchor_of
from specgen.generators.docs.trust.requirements import MOST, requirement_page
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.docs.hostile import HOSTILE
from tests.generators.docs.rendering import rendered
from tests.generators.docs.small import small


@dataclass(frozen=True)
class Covered:
    """A sentence as the pages are given it."""

    id: str = "R-MATMUL-1"
    text: str = "The sum runs in ascending `k`."
    section: str = "instructions"
    thing: str = "matmul"
    part: str = ""
    state: str = "passed"
    version: str = "1.2.3"
    tests: Sequence[Any] = ()
    records: Sequence[Any] = ()


def a_test(name: str, passed: int = 1, failed: int = 0, skipped: int = 0) -> Any:
    return SimpleNamespace(name=name, passed=passed, failed=failed, skipped=skipped)


def book(*known: Covered) -> Book:
    architecture = small()
    semantics = {"small": analyse(architecture, Diagnostics())}
    return Book(Request((architecture,), semantics, {"requirements": known}))


def matmul(*known: Covered) -> str:
    return dict(instruction_pages(book(*known)))["instructions/matmul.md"]


def test_a_sentence_names_its_tests_and_what_they_said() -> None:
    tests = [a_test("a::sums", 2), a_test("b::fails", 1, 3, 1)]
    records = [SimpleNamespace(against="the lab", cases=1234)]
    found = rendered(matmul(Covered(state="failed", tests=tests, records=records)))
    assert "Failed at 1.2.3sums of a, 2 casesfails of b, 1 passed, 3 failed, 1 skipped" in found.text
    assert "Beyond these, all that matmul does agrees with the lab in 1,234 cases." in found.text
    assert "R-MATMUL-1" in found.anchors
    assert "#R-MATMUL-1" in found.links


def test_more_than_three_tests_are_on_the_page_of_all() -> None:
    one = Covered(tests=[a_test(f"t::{n}") for n in range(5)])
    assert "2 of t2 more" in rendered(matmul(one)).text
    (page,) = dict(requirement_page(book(one))).values()
    assert all(f"{n} of t" in rendered(page).text for n in range(5))


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_said(state: str) -> None:
    others = Covered(id="R-OTHER", tests=[a_test("x")])
    said = rendered(matmul(Covered(state=state), others)).text
    assert STATES[state] in said


def test_nothing_is_said_of_tests_where_no_test_names_a_sentence() -> None:
    assert "sg-proof" not in matmul(Covered(state="uncovered"))
    (page,) = dict(requirement_page(book(Covered(state="uncovered")))).values()
    assert "sg-proof" not in page
    assert "has not been recorded" in page
    assert not dict(requirement_page(book()))


@pytest.mark.parametrize("words", HOSTILE)
def test_names_of_tests_are_names(words: str) -> None:
    known = Covered(text=words, part=words, version=words, tests=[a_test(words, 2)])
    records = [SimpleNamespace(against=words, cases=1)]
    shown = Covered(id=words, text=words, thing="matmul", records=records, tests=[a_test(words)])
    (page,) = dict(requirement_page(book(known, shown))).values()
    for text in (page, matmul(known)):
        found = rendered(text)
        names = {name for _, attributes in found.elements for name in attributes}
        assert not {name for name in names if name.startswith("on")}
        assert not {"script", "img", "style", "details"} & {tag for tag, _ in found.elements}
        assert not [link for link in found.links if link.startswith("javascript")]


def test_many_sentences_have_pages_by_letter_and_no_anchor_moves() -> None:
    def those(count: int) -> dict[str, str]:
        names = ("matmul", "adder", "alpha")
        known = [Covered(id=f"R-{n}", thing=names[n % 3], tests=[a_test("t")]) for n in range(count)]
        return dict(requirement_page(book(*known)))

    few, many = those(MOST), those(MOST + 1)
    assert set(few) == {"requirements.md"}
    assert set(many) == {
        "requirements.md",
        "requirements/instructions-a.md",
        "requirements/instructions-m.md",
    }
    assert set(rendered(few["requirements.md"]).anchors) == set(rendered(many["requirements.md"]).anchors)
    assert "A: 54 passed" in rendered(many["requirements.md"]).text
    assert all(
        f"R-{n} " in "".join(many.values()) or f"R-{n}]" in "".join(many.values()) for n in range(MOST + 1)
    )


@pytest.mark.parametrize(
    ("id", "anchor"), [("R-A.B_1", "R-A.B_1"), ("R A<1>", "R-A-1"), ("1", "1"), ("<>", "other")]
)
def test_anchors_are_ids_where_these_can_be(id: str, anchor: str) -> None:  # noqa: A002
    assert anchor_of(id) == anchor

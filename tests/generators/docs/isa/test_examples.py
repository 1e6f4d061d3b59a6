"""Examples, pieces of code and checks on an instruction's page."""

from __future__ import annotations

from typing import Any

from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.exhibits.checks import Check
from specgen.generators.docs.isa.instruction import instruction_pages
from specgen.machine.examples import Change, Ended, Example, Grid
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.docs.hostile import HOSTILE
from tests.generators.docs.rendering import Found, rendered
from tests.generators.docs.small import small

BAD = "<script>alert(1)</script>"
DONE = Ended("done", "", "", "", "", ())


def example(name: str = "done", **more: Any) -> Example:
    given: dict[str, Any] = {
        "name": name,
        "variant": "small",
        "text": "matmul a4",
        "word": 0x4B,
        "operands": (("k", 3),),
        "changes": (Change("x4", "state", "x", "rs1", "4096", ""), Change("x5", "state", "x", "", "0", "7")),
        "grids": (
            Grid("a", "memories", "sram", "e4m3", (3, 3), "0x1000", ("0",), ("0", "1"), (("1", "2"),), ()),
            Grid("acc", "state", "acc", "f32", (1, 2), "", ("0",), ("0", "1"), (("0", "5"),), (("9", "5"),)),
        ),
        "ended": DONE,
        "left_out": 0,
    }
    return Example(**given | more)


def page(name: str = "matmul", **exhibits: Any) -> tuple[str, Found]:
    architecture, diagnostics = small(), Diagnostics()
    book = Book(Request((architecture,), {"small": analyse(architecture, diagnostics)}, exhibits))
    text = dict(instruction_pages(book))[f"instructions/{name}.md"]
    return text, rendered(text)


def test_what_was_read_and_what_changed() -> None:
    text, found = page(executed={"matmul": [example()]})
    assert "example-done" in found.anchors
    assert "| [`x5`](../state/x.md) |   | 0 | **7** |" in text
    assert "../memories/sram.html" in found.links
    assert "<td><strong>9</strong></td><td>5</td>" in text, "what changed stands out, what stayed does not"
    assert text.count('aria-label="a after"') == 0


def test_how_it_ended() -> None:
    fault = Ended("fault", "oops", "0x7", "a", "", ())
    text, _ = page(executed={"matmul": [example(), example("oops", ended=fault)]})
    assert "### It raises oops {: #example-oops }" in text
    assert "with the value `0x7`, for the tile `a`; nothing has changed." in text
    elsewhere = Ended("done", "", "", "", "0x40", ("traced 5",))
    text, _ = page(executed={"matmul": [example(ended=elsewhere, left_out=1200)]})
    assert "Goes on at `0x40`. The host was told: `traced 5`. 1,200 more elements are not shown." in text
    text, _ = page(executed={"matmul": [example(changes=(), grids=())]})
    assert "Nothing that a program sees has changed." in text


def test_hostile_words_stay_words() -> None:
    for bad in (BAD, *HOSTILE):
        hostile = example(
            text=bad,
            changes=(Change(bad, bad, bad, bad, bad, bad),),
            grids=(Grid(bad, bad, bad, bad, (1,), bad, (bad,), (bad,), ((bad,),), ((bad,),)),),
            ended=Ended("fault", bad, bad, bad, bad, (bad,)),
        )
        checks = {"matmul": [Check(bad, bad, 1, True, bad)]}
        snippets = {"matmul": [("C", bad)]}
        _, found = page(executed={"matmul": [hostile]}, checks=checks, snippets=snippets)
        assert not [tag for tag, _ in found.elements if tag in ("script", "img", "style", "b", "iframe")], bad
        assert not [a for _, attributes in found.elements for a in attributes if a.startswith("on")], bad
        assert not [href for href in found.links if href.startswith("javascript")], bad


def test_checks_that_no_longer_hold_say_so() -> None:
    checks = [
        Check("behaviour", "silicon", 12, False, "make x"),
        Check("faults", "silicon", 9, True, "make x"),
    ]
    text, _ = page(checks={"matmul": checks})
    assert "| silicon | behaviour, faults | 12 | not since a change of faults | `make x` |" in text
    text, _ = page("mv", checks={"matmul": checks})
    assert "No check of this instruction is recorded." in text


def test_times_are_drawn() -> None:
    text, _ = page()
    assert "## Timing" in text
    assert 'aria-label="Time of matmul"' in text

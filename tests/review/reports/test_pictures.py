"""What is drawn beside findings."""

from __future__ import annotations

from specgen.review.examples import FOLDER
from tests.review.reports.conftest import Reviewed

ISA = (FOLDER / "bases" / "isa.yaml").read_text(encoding="utf-8")
ADD = "  add:\n    format: r\n"
RENAMED = "  sum:\n    renamed_from: add\n    format: r\n"


def test_that_the_order_of_a_section_is_told_without_a_picture(reviewed: Reviewed) -> None:
    """A change of a whole section has no item whose bits could be drawn."""
    lines = [
        line for line in ISA.splitlines(keepends=True) if line.startswith(("  i: {width", "  u: {width"))
    ]
    report = reviewed(("".join(lines), "".join(reversed(lines))), base=ISA)
    told = [one for one in report.entries if one.finding.subject == "formats"]
    assert [one.finding.rule for one in told] == ["SPEC_REORDERED"]
    assert told[0].drawing is None


def test_that_a_renamed_thing_is_drawn_beside_what_it_was(reviewed: Reviewed) -> None:
    report = reviewed((ADD, RENAMED), ("{opcode: 0x12}", "{opcode: 0x32}"), base=ISA)
    drawing = next(one.drawing for one in report.entries if one.finding.rule == "ISA_OPCODE_CHANGED")
    assert drawing is not None
    assert drawing.before is not None
    assert drawing.after is not None
    assert [cell.value for cell in (*drawing.before.cells, *drawing.after.cells) if cell.changed] == [
        "0x12",
        "0x32",
    ]

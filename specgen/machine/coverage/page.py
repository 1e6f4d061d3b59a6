"""The report as one HTML page that needs nothing else: a summary, and the text of every instruction, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

    from specgen.machine.coverage.report import BodyReport, InstructionReport, Report
    from specgen.model.architecture import Architecture


@dataclass(frozen=True, slots=True)
class Line:
    """A line of semantics; ``mark`` is ``full``, ``part`` (a branch went one way only), ``none`` or empty."""

    number: int
    text: str
    mark: str
    note: str


def page(architecture: Architecture, report: Report) -> str:
    """Return the report as HTML."""
    texts = {name: instruction.semantics for name, instruction in architecture.instructions.items()}
    listed = [(one, _lines(texts.get(one.name, ""), one)) for one in report.instructions]
    return _template().render(report=report, listed=listed, choice=_choice)


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.from_string(Path(__file__).with_name("page.html.j2").read_text(encoding="utf-8"))


def _choice(body: BodyReport) -> str:
    return ", ".join(f"{name} = {value}" for name, value in body.when.items()) or "always"


def _lines(text: str, one: InstructionReport) -> list[Line]:
    found = []
    for number, line in enumerate(text.rstrip().splitlines(), 1):
        ways = [(b.taken, b.passed) for body in one.bodies for b in body.branches if b.line == number]
        mark, note = ("full" if one.executed else "none") if line.strip() else "", ""
        if ways and one.executed:
            taken, passed = any(w[0] for w in ways), any(w[1] for w in ways)
            mark = "full" if taken and passed else "part"
            note = "" if mark == "full" else f"never {'false' if taken else 'true'}"
        found.append(Line(number, line, mark, note))
    return found

"""Steps of lowerings that take less than nothing, and ways of dividing that there are none of."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.checks.examples import write_example
from specgen.source import Severity

LOWERING = """
lowerings:
  sum:
    operator: elementwise
    algorithms: [add]
    formats: [f32]
    tile: {elements: 31}
    steps: [{instruction: fadd, operands: {rd: 1, rs1: 2}, count: COUNT}]
"""


def _errors(text: str, folder: Path) -> list[tuple[str, str]]:
    found = api.check(write_example(text, folder)).sorted()
    return [(one.rule, one.message) for one in found if one.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("count", "message"),
    [
        ("elements", None),
        ("-elements", "a step takes nothing less than 0 of anything, not -31"),
        ("2 ns", "a number without a unit is needed here"),
    ],
)
def test_steps_take_something(tmp_path: Path, count: str, message: str | None) -> None:
    wanted = [("lowering-value", message)] if message else []
    assert _errors(LOWERING.replace("COUNT", count), tmp_path) == wanted


def test_ways_of_dividing_work_are_known(tmp_path: Path) -> None:
    text = "workloads: {talk: {summary: Talk., model: llama_3_1_8b, parallel: {tensr: 2}}}\n"
    assert _errors(text, tmp_path) == [("ref-unknown", "no way of dividing work is called 'tensr'")]

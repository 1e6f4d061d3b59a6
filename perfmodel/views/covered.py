"""Which operators of a spec's workloads its instructions do, as a page of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.perfmodel.charts import Report, Sheet
from specgen.perfmodel.coverage import COLUMNS, Coverage

if TYPE_CHECKING:
    from specgen.model.performance import Lowering

_COLUMNS = tuple(column.capitalize() for column in COLUMNS)
_HEADS = ("Lowering", "Operators", "Formats", "Instructions", "Program")


def coverage_sheet(covered: Mapping[str, Coverage], lowerings: Mapping[str, Lowering]) -> Sheet:
    """Return the page: what the instructions of a spec do, and the operators of each workload beside it."""
    words = "Which operators the instructions do, by programs that were run, and which they do not."
    return Sheet("coverage", "Coverage", words, (_lowerings(lowerings), *_workloads(covered)))


def _lowerings(lowerings: Mapping[str, Lowering]) -> Report:
    rows = tuple(
        (
            name,
            one.operator,
            ", ".join(one.formats),
            ", ".join(_instructions(one)),
            (one.kernel or "").rpartition("/")[2],
        )
        for name, one in lowerings.items()
    )
    words = "Each is how operators of a kind become instructions, tile by tile."
    return Report("coverage-lowerings", "Lowerings", words, "", {}, _HEADS, rows)


def _instructions(one: Lowering) -> list[str]:
    named = [step.instruction for step in one.steps if step.instruction]
    return list(dict.fromkeys((*named, *one.instructions)))


def _workloads(covered: Mapping[str, Coverage]) -> Iterator[Report]:
    for name, one in covered.items():
        rows = tuple(row.cells for row in one.rows)
        words = f"{one.done} of {len(one.rows)} operators, {100 * one.share:.1f} % of the operations."
        yield Report(f"coverage-{name}", name, words, "", {}, _COLUMNS, rows)

"""Pages of the performance model: what a spec says reaches them, whatever its words are."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from specgen import api
from specgen.perfmodel.charts import Sheet


@pytest.fixture(scope="module")
def sheets(root: Path) -> dict[str, Sheet]:
    found = api.request(root / "spec").exhibits["sheets"]
    return {one.name: one for one in found}


def test_every_sheet_is_there_with_sound_charts(sheets: dict[str, Sheet]) -> None:
    tops = [name for name in sheets if "/" not in name]
    assert tops == ["performance", "workloads", "coverage", "chips", "targets", "decisions"]
    names = [chart.name for sheet in sheets.values() for chart in sheet.charts if chart.svg]
    assert len(names) == len(set(names))
    for sheet in sheets.values():
        for chart in sheet.charts:
            assert all(len(row) == len(chart.columns) for row in chart.rows)
            if chart.svg:
                ET.fromstring(chart.svg)
                assert json.loads(json.dumps(chart.figure)) == chart.figure


def test_each_workload_is_timed_on_each_variant(sheets: dict[str, Sheet], root: Path) -> None:
    architecture = api.load_spec(root / "spec").architecture()
    rows = sheets["workloads"].charts[0].rows
    expected = {(w, f"basalt_{v}") for w in architecture.workloads for v in architecture.variants}
    assert {row[:2] for row in rows} == expected


def test_coverage_names_the_lowering_of_each_operator_or_says_why_there_is_none(
    sheets: dict[str, Sheet], root: Path
) -> None:
    architecture = api.load_spec(root / "spec").architecture()
    lowerings, *workloads = sheets["coverage"].charts
    assert [row[0] for row in lowerings.rows] == list(architecture.lowerings)
    assert [f"coverage-{name}" for name in architecture.workloads] == [one.name for one in workloads]
    for chart in workloads:
        for row in chart.rows:
            assert bool(row[5] in architecture.lowerings) != bool(row[-1])


def test_targets_stand_as_the_checks_say(sheets: dict[str, Sheet], root: Path) -> None:
    (chart,) = sheets["targets"].charts
    architecture = api.load_spec(root / "spec").architecture()
    assert [row[0] for row in chart.rows] == list(architecture.targets)
    assert all(row[2] != "not computed" for row in chart.rows)


def test_each_decision_has_its_claims_and_what_was_rejected(sheets: dict[str, Sheet], root: Path) -> None:
    (overview,) = sheets["decisions"].charts
    each = [sheet for name, sheet in sheets.items() if name.startswith("decisions/")]
    decisions = api.load_spec(root / "spec").architecture().decisions
    assert [row[0] for row in overview.rows] == [one.title for one in each] == list(decisions)
    assert {row[3] for row in overview.rows} == {"holds"}
    for sheet in each:
        decision, (claims,) = decisions[sheet.title], sheet.charts
        told = len(decision.claims) + sum(len(one.claims) for one in decision.alternatives)
        assert len(claims.rows) == told
        assert {row[0].partition(" ")[0] for row in claims.rows} >= {
            one.name for one in decision.alternatives
        }

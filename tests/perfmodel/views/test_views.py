"""Views: what a chart shows is what the result says, and its drawing is sound."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from specgen.model.performance.networks import Transformer
from specgen.perfmodel import views
from specgen.perfmodel.bounds import GraphBound, bounds_of
from specgen.perfmodel.charts import Plane, Rows, Scale, report
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.claims import Standing
from specgen.perfmodel.timelines import Event, Timeline
from specgen.perfmodel.uncertainty import banded
from specgen.perfmodel.views.pareto import Design
from specgen.perfmodel.workloads import library_model, transformer


@pytest.fixture(scope="module")
def decode() -> GraphBound:
    model = library_model("llama_3_1_8b")
    assert isinstance(model, Transformer)
    return bounds_of(transformer(model, "decode", batch=16, context=2048), library_chip("h100_sxm"))


def sound(chart: Rows | Plane) -> str:
    made = report(chart)
    ET.fromstring(made.svg)
    assert made.columns
    assert all(len(row) == len(made.columns) for row in made.rows)
    return made.svg


def test_operators_lie_on_the_roof_that_bounds_them(decode: GraphBound) -> None:
    chart = views.hierarchy(decode)
    hbm = float(decode.chip.levels[0].bandwidth)
    by_name = {one.operator.name: one for one in decode.bounds}
    waiting = [dot for dot in chart.dots if by_name[dot.name].limit == "hbm"]
    assert waiting
    for dot in waiting:
        assert dot.y == pytest.approx(dot.x * hbm)
    assert all(dot.y <= dot.x * hbm * (1 + 1e-9) for dot in chart.dots)
    assert {line.name for line in chart.lines} >= {"hbm", "matrix bf16"}
    assert "bound by" not in chart.summary
    sound(chart)


def test_a_breakdown_adds_up_to_the_whole(decode: GraphBound) -> None:
    chart = views.breakdown(decode)
    assert sum(span.end for span in chart.spans) == pytest.approx(float(decode.time))
    lengths = [span.end for span in chart.spans]
    assert lengths == sorted(lengths, reverse=True)
    sound(chart)


def test_a_tornado_has_the_widest_input_first(decode: GraphBound) -> None:
    found = banded(lambda chip: bounds_of(decode.graph, chip).time, decode.chip)
    chart = views.tornado(found, "time per token", "s")
    assert chart.rows[1] == found.widest[0]
    whole = chart.spans[0]
    assert (whole.start, whole.end) == (found.low, found.high)
    assert sound(chart).count("<rect") >= 3


def test_a_front_falls_from_left_to_right() -> None:
    designs = [Design(f"d{n}", float(n), 10.0 - n) for n in (3, 1, 2)]
    chart = views.pareto(designs, Scale("time", "s"), Scale("energy", "J"), [Design("worse", 3.0, 9.0)])
    assert [point[0] for point in chart.lines[0].points] == [1.0, 2.0, 3.0]
    assert len(chart.dots) == 4
    sound(chart)


def test_a_timeline_shows_waiting_in_front_of_working() -> None:
    events = (
        Event(0, "control", "control", 0, "copy", 0, 0, 2, 2),
        Event(0, "dma", "control", 0, "copy", 2, 4, 20, 30),
        Event(0, "dma", "control", 4, "<b>", 6, 20, 22, 32),
    )
    run = Timeline(events, ((0, "control", 0),) * 3, "exited", 32, {"control": 2, "dma": 2})
    chart = views.timeline(run)
    assert chart.rows == ("control", "dma")
    waits = [(span.start, span.end) for span in chart.spans if span.color == 7]
    assert waits == [(1.0, 2.0)]
    assert [row[2] for row in chart.table] == ["1 cycles", "9 cycles"]
    assert "<b>" not in sound(chart)


def test_a_gap_ends_at_the_measured_time() -> None:
    chart = views.gap({"ideal": 4e-6, "launch": 2e-6, "cache": -1e-6}, 7e-6, "A product")
    assert chart.rows == ("ideal", "launch", "cache", "unexplained", "measured")
    assert chart.spans[3].end == pytest.approx(7e-6)
    assert chart.spans[2].end == pytest.approx(6e-6)
    sound(chart)


def test_targets_lie_on_the_side_of_their_status() -> None:
    found = {
        "fast": Standing("met", "large", "9 ms", "at most 10 ms", ("8 ms", "9.5 ms"), 0.1),
        "small": Standing("missed", "edge", "9 ms", "at most 6 ms", None, -0.5),
        "later": Standing("not measured", "edge", "9 ms", "at most 6 ms"),
    }
    chart = views.standing(found)
    assert [(span.start, span.end) for span in chart.spans] == [(0.0, 10.0), (-50.0, 0.0), (0.0, 0.0)]
    assert chart.table[0][4] == "8 ms to 9.5 ms"
    sound(chart)

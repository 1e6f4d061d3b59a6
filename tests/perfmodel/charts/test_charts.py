"""Charts from one description: drawing, figure and words agree, whatever the numbers."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from specgen.perfmodel.charts import Dot, Line, Mark, Plane, Rows, Scale, Span, report
from specgen.perfmodel.charts.axes import axis
from specgen.perfmodel.figures import figure_text


def rows(seed: int) -> Rows:
    """Rows of random spans with names that nobody should trust."""
    chance = random.Random(seed)
    names = tuple(f"row <{n}> & {'x' * chance.randint(0, 40)}" for n in range(chance.randint(1, 12)))
    scale = 10.0 ** chance.uniform(-9, 9)
    spans = []
    for _ in range(chance.randint(0, 60)):
        start = chance.uniform(-0.2, 1) * scale
        spans.append(
            Span(chance.randrange(len(names)), start, start + chance.random() * scale, chance.randint(1, 8))
        )
    marks = tuple(Mark(n, chance.random() * scale, dot=chance.random() < 0.5) for n in range(len(names)))
    return Rows(
        "rows", "Rows <b>", "What & why.", names, Scale("time", "s"), tuple(spans), marks, ((scale, "limit"),),
        {1: "first", 2: "<second>"},
    )  # fmt: skip


def plane(seed: int) -> Plane:
    """A plane of random lines and dots."""
    chance = random.Random(seed)
    log = chance.random() < 0.7
    low = 10.0 ** chance.uniform(-3, 3)

    def number() -> float:
        return float(low * 10.0 ** chance.uniform(0, 5))

    dots = tuple(Dot(f"<dot {n}>", number(), number(), 1 + n % 3, chance.random()) for n in range(20))
    lines = tuple(Line(f"line {n}", ((low, number()), (low * 100, number())), n + 1) for n in range(3))
    return Plane(
        "plane", "Plane", "Points.", Scale("x", "B", log), Scale("y", "op/s", log), lines, dots, {1: "a"}
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", [rows, plane])
def test_a_drawing_is_sound_and_stays_within_its_frame(kind: object, seed: int) -> None:
    chart = rows(seed) if kind is rows else plane(seed)
    made = report(chart)
    tree = ET.fromstring(made.svg)
    _, _, width, height = map(float, tree.attrib["viewBox"].split())
    assert "<b>" not in made.svg
    for one in tree.iter("rect"):
        assert (
            -1 <= float(one.attrib["x"]) <= float(one.attrib["x"]) + float(one.attrib["width"]) <= width + 1
        )
    for one in tree.iter("text"):
        assert 0 <= float(one.attrib["y"]) <= height
    for one in tree.iter("circle"):
        assert 0 <= float(one.attrib["cx"]) <= width
    assert json.loads(json.dumps(made.figure)) == made.figure
    assert report(chart) == made


@pytest.mark.parametrize("seed", range(5))
def test_the_figure_shows_every_span_and_dot_of_the_drawing(seed: int) -> None:
    chart = rows(seed)
    bars = [trace for trace in report(chart).figure["data"] if trace["type"] == "bar"]
    shown = sorted((y, base) for trace in bars for y, base in zip(trace["y"], trace["base"], strict=True))
    assert shown == sorted((chart.rows[s.row], float(f"{s.start:.6g}")) for s in chart.spans)
    dots = [t for t in report(plane(seed)).figure["data"] if t.get("mode") == "markers"]
    assert sum(len(trace["x"]) for trace in dots) == len(plane(seed).dots)


def test_slivers_that_nobody_could_tell_apart_are_drawn_as_one() -> None:
    spans = tuple(Span(0, n * 1.0, n + 1.0, 1) for n in range(100_000))
    chart = Rows("t", "T", "S.", ("unit",), Scale("time", "cycle"), spans)
    assert report(chart).svg.count("<rect") < 2000


@pytest.mark.parametrize("seed", range(30))
def test_the_numbers_of_an_axis_are_round_and_within_it(seed: int) -> None:
    chance = random.Random(seed)
    values = [chance.uniform(0, 10.0 ** chance.randint(-6, 9)) for _ in range(4)]
    drawn = axis(Scale("x"), values, 0, 500)
    assert 3 <= len(drawn.ticks) <= 9
    assert all(drawn.low - 1e-9 <= tick <= drawn.high * (1 + 1e-9) for tick in drawn.ticks)
    steps = {round((b - a) / (drawn.ticks[1] - drawn.ticks[0]), 6) for a, b in pairwise(drawn.ticks)}
    assert steps == {1.0}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0000123, "s", "12.3 µs"),
        (3.35e12, "B/s", "3.35 TB/s"),
        (0, "s", "0 s"),
        (41.27, "%", "41.3 %"),
        (12, "", "12"),
    ],
)
def test_figures_have_three_digits_and_a_prefix(value: float, unit: str, text: str) -> None:
    assert figure_text(value, unit) == text

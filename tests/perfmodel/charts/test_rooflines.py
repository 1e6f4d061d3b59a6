"""Charts: both forms say the same, and no two names touch."""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import pytest

from specgen.perfmodel import Report, roofline_reports
from specgen.perfmodel.charts import Lines, Roof, Slope, decades, draw
from specgen.perfmodel.charts.axes import Axis
from specgen.perfmodel.charts.drawing import WIDTH
from specgen.perfmodel.charts.rooflines.drawing import spread
from specgen.perfmodel.figures import rate
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.docs.small import small


def _reports() -> tuple[Report, ...]:
    architecture = small()
    return roofline_reports([architecture], {"small": analyse(architecture, Diagnostics())})


def _lines(seed: int) -> Lines:
    """Roofs and slopes of random height, some close to each other."""
    chance = random.Random(seed)
    top = 10.0 ** chance.uniform(9, 16)
    roofs = [
        Roof(f"engine {n} types", top / 10.0 ** chance.uniform(0, 3), 1) for n in range(chance.randint(1, 9))
    ]
    rates = [top / 10.0 ** chance.uniform(0, 4) for _ in range(chance.randint(1, 6))]
    slopes = [Slope(f"memory{n} {rate(r, 'B/s')}", r, top, n + 2, True) for n, r in enumerate(rates)]
    ridges = [slope.ridge for slope in slopes]
    heights = [roof.rate for roof in roofs] + [top]
    return Lines(
        tuple(roofs),
        tuple(slopes),
        decades(min(ridges) / 30, max(ridges) * 8),
        decades(min(heights) / 3, top),
    )


def _texts(svg: str) -> list[tuple[float, float, float, str]]:
    """Row, left and right edge of every text that is not turned."""
    found = []
    for text in ET.fromstring(svg).iter("text"):
        words = text.text or ""
        if "transform" in text.attrib:
            continue
        length, x = 6.0 * len(words), float(text.attrib["x"])
        left = x - length * {"middle": 0.5, "end": 1.0}.get(text.get("text-anchor", ""), 0.0)
        found.append((float(text.attrib["y"]), left, left + length, words))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_no_two_texts_touch_and_none_is_cut_off(seed: int) -> None:
    svg = draw(_lines(seed), "Title", "About")
    height = float(ET.fromstring(svg).attrib["viewBox"].split()[3])
    texts = _texts(svg)
    for (y, left, right, words), (other_y, other_left, other_right, other) in combinations(texts, 2):
        assert abs(y - other_y) > 11 or right <= other_left or other_right <= left, f"{words!r} on {other!r}"
    assert all(left >= 0 and right <= WIDTH and 8 <= y <= height for y, left, right, _ in texts)


@pytest.mark.parametrize("seed", range(10))
def test_names_stay_within_the_plot(seed: int) -> None:
    chance = random.Random(seed)
    wanted = sorted(chance.uniform(0, 300) for _ in range(12))
    placed = spread(wanted, 0, 300)
    assert all(b - a >= 16.9 for a, b in pairwise(placed))
    assert placed[0] >= 0
    assert placed[-1] <= 300


def test_a_chart_says_what_it_shows() -> None:
    (report,) = _reports()
    drawing = ET.fromstring(report.svg)
    assert drawing.attrib["aria-label"] == report.title == "Roofline of small"
    assert "hbm 100 GB/s" in (drawing.findtext("desc") or "")
    rows = {row[0]: row for row in report.rows}
    assert rows["matrix e4m3, f32"][2] == "64\u00a0Gop/s"
    assert rows["hbm"][2:4] == ("100\u00a0GB/s", "ridge of e4m3 at 0.64 op/B")
    assert rows["hbm"][4] == "datasheet: Data sheet."


def test_the_figure_has_the_lines_of_the_drawing() -> None:
    (report,) = _reports()
    names = [trace["name"] for trace in report.figure["data"]]
    assert names == ["hbm 100 GB/s", "sram 256 GB/s", "matrix e4m3, f32"]
    roof = report.figure["data"][-1]
    assert roof["y"] == [6.4e10, 6.4e10]
    assert report.figure["layout"]["xaxis"]["type"] == "log"
    text = json.dumps(report.figure)
    assert json.loads(text) == report.figure
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb", text), "colours are the page's"
    assert _reports()[0] == report


def test_axes_are_logarithmic() -> None:
    axis = Axis(1, 1000, 0, 300, log=True)
    assert [axis.at(tick) for tick in axis.ticks] == [0, 100, 200, 300]
    assert decades(0.7, 1100) == (0.1, 10000)

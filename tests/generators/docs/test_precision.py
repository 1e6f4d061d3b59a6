"""Charts of number formats: what they draw is what the formats hold."""

from __future__ import annotations

from math import log2
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import specgen
from specgen.generators.docs.exhibits import Study
from specgen.generators.docs.numbers.precision import curve, decades, precision_chart
from specgen.generators.docs.numbers.quantising import quantising
from specgen.generators.docs.numbers.ranges import range_chart
from specgen.generators.numerics import samples, study
from specgen.model.types import F16, F64, DataType, IntegerType

SPEC = """
name: formats
version: 1.0.0
include: ["std:types/ofp8.yaml", "std:types/mx.yaml"]
"""


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> specgen.Accelerator:
    folder: Path = tmp_path_factory.mktemp("formats")
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return specgen.load(folder)


def _corners(name: str, formats: specgen.Accelerator) -> list[tuple[float, float]]:
    known: dict[str, DataType] = {**formats.architecture.types}
    known |= formats.architecture.block_types
    return [(log * log2(10), bits) for log, bits in curve(known[name]).corners]


def test_a_curve_rises_over_subnormals_and_ends_at_the_greatest(formats: specgen.Accelerator) -> None:
    corners = _corners("e4m3", formats)
    assert corners == [pytest.approx(p) for p in ((-9, 1), (-6, 4), (log2(448), 4))]
    assert _corners("e8m0", formats) == [pytest.approx(p) for p in ((-127, 1), (127, 1))]


def test_scales_move_the_curve_of_elements(formats: specgen.Accelerator) -> None:
    corners = _corners("mxfp4", formats)
    assert corners == [pytest.approx(p) for p in ((-1 - 127, 1), (-127, 2), (log2(6) + 127, 2))]


def test_an_integer_has_as_many_bits_as_it_needs() -> None:
    assert [bits for _, bits in curve(IntegerType(8, signed=False)).corners] == pytest.approx([1, log2(255)])


@pytest.mark.parametrize(("low", "high"), [(-50, 50), (-3, 4), (0, 1), (-324, 309)])
def test_an_axis_names_zero_and_a_dozen_powers(low: int, high: int) -> None:
    named = decades(low, high)
    assert 0 in named
    assert len(named) <= 13
    assert all(low <= power <= high for power in named)


def test_charts_are_well_formed_and_name_every_format(formats: specgen.Accelerator) -> None:
    every: list[DataType] = [*formats.architecture.types.values(), *formats.architecture.block_types.values()]
    drawn = ET.fromstring(range_chart(every))
    assert [g.findtext("text") for g in drawn.iter("g")] == [one.name for one in every]
    e4m3 = formats.architecture.types["e4m3"]
    drawing = precision_chart(e4m3, [F16, F64])
    names = [text.text for text in ET.fromstring(drawing).iter("text")]
    assert {"e4m3", "f16", "f64"} <= set(names)
    marks = next(
        p for p in ET.fromstring(drawing).iter("path") if p.findtext("title") == "every positive value"
    )
    assert marks.get("d", "").count("M") == 126


def test_studies_are_a_table_and_with_blocks_a_chart(formats: specgen.Accelerator) -> None:
    data = samples("normal", 4096)
    plain: list[Study] = [study(formats.architecture.types["e4m3"], data, name="normal")]
    page = "\n".join(quantising(plain))
    assert f"{plain[0].sqnr_db:.1f} dB" in page
    assert "<svg" not in page and "Block" not in page
    blocks: list[Study] = [
        study(formats.architecture.block_types["mxfp4"], data, size, "normal") for size in (16, 32)
    ]
    page = "\n".join(quantising(blocks))
    svg = page[page.index("<svg") : page.index("</svg>") + 6]
    assert len(list(ET.fromstring(svg).iter("circle"))) == 2
    assert list(quantising([])) == []

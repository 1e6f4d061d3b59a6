"""Peaks, ceilings and ridges of a small architecture, computed here by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from specgen.model.architecture import Architecture
from specgen.model.quantity import Confidence
from specgen.perfmodel import roofline_reports
from specgen.perfmodel.chips import Peak, Roofline, roofline
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics
from tests.generators.docs.small import CLOCK, HBM, small


def _semantics(architecture: Architecture) -> Semantics:
    diagnostics = Diagnostics()
    semantics = analyse(architecture, diagnostics)
    assert not diagnostics.errors
    return semantics


@pytest.fixture(scope="module")
def made() -> Roofline:
    architecture = small()
    return roofline(architecture, _semantics(architecture))


def _peak(of: Roofline, data_type: str) -> Peak:
    return next(peak for peak in of.peaks if peak.data_type == data_type)


def test_a_peak_is_operations_over_occupancy_times_clock_and_instances(made: Roofline) -> None:
    peak = _peak(made, "e4m3")
    assert (peak.engine, peak.instruction) == ("matrix", "matmul")
    assert peak.operations == 2 * 8 * 8 * 8
    assert peak.cycles == 8 * 8
    assert peak.rate == Fraction(2 * 8 * 8 * 8, 8 * 8) * 10**9 * 4
    assert peak.operands["k"] == 8


def test_each_data_type_has_its_peak(made: Roofline) -> None:
    assert {peak.data_type for peak in made.peaks} == {"e4m3", "f32"}


def test_ceilings_are_of_all_instances_the_largest_memory_first(made: Roofline) -> None:
    assert [(c.memory, c.shared, c.rate) for c in made.ceilings] == [
        ("hbm", True, Fraction(10**11)),
        ("sram", False, Fraction(64 * 10**9 * 4)),
    ]


def test_engine_and_memory_meet_at_the_ridge(made: Roofline) -> None:
    peak, ceiling = made.peaks[0], made.ceilings[0]
    ridge = made.ridge(peak, ceiling)
    assert ridge == peak.rate / 10**11
    assert made.attainable(peak, ceiling, ridge) == peak.rate
    assert made.attainable(peak, ceiling, ridge / 2) == peak.rate / 2
    assert made.attainable(peak, ceiling, ridge * 2) == peak.rate


def test_the_worst_confidence_and_all_sources_are_carried(made: Roofline) -> None:
    assert made.peaks[0].basis.confidence is CLOCK.confidence
    hbm, sram = made.ceilings
    assert hbm.basis.confidence is HBM.confidence
    assert hbm.basis.sources == ("Data sheet.",)
    assert sram.basis.confidence is Confidence.ASSUMED
    assert sram.basis.sources == ("Design target.",)


def test_what_only_a_run_knows_is_no_peak() -> None:
    unknown = "for i, j in grid(8, 8):\n    if acc[c, i, j] < 1.0:\n        acc[c, i, j] = acc[c, i, j] * f32(a[i, 0]) + 1.0\n"
    architecture = small(semantics=unknown, timing=small().instructions["matmul"].timing)
    assert roofline(architecture, _semantics(architecture)).peaks == ()


def test_steps_of_a_function_are_no_operations() -> None:
    calls = "for i, j in grid(8, 8):\n    acc[c, i, j] = half(f32(a[i, 0]))\n"
    architecture = small(semantics=calls)
    assert roofline(architecture, _semantics(architecture)).peaks == ()


def test_an_engine_without_a_clock_has_no_peak_and_no_chart() -> None:
    architecture = small()
    object.__setattr__(architecture.engines["matrix"], "clock", None)
    semantics = _semantics(architecture)
    assert roofline(architecture, semantics).peaks == ()
    assert roofline_reports([architecture], {"small": semantics}) == ()

"""The chips that come with specgen: what their numbers rest on, and a few of them by hand."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest

from specgen.perfmodel.chips import Chip, chip_of, declared_chips, library_chip, library_chips

CHIPS = library_chips()


def test_there_are_accelerators_of_many_vendors() -> None:
    assert len(CHIPS) >= 20
    assert len({one.vendor for one in declared_chips().values()}) >= 7


@pytest.mark.parametrize("name", CHIPS)
def test_every_number_has_a_source_and_a_confidence(name: str) -> None:
    chip = library_chip(name)
    assert not [path for path, number in chip.basis.items() if not number.source or number.confidence is None]
    assert all(one > 0 for one in chip.peaks.values())


@pytest.mark.parametrize("name", CHIPS)
def test_inner_levels_are_smaller_than_memory_and_faster_inwards(name: str) -> None:
    levels = library_chip(name).levels
    assert levels[0].managed == "main"
    assert all(one.size < levels[0].size for one in levels[1:])
    known = [one.bandwidth for one in levels if one.bandwidth < inf]
    assert known == sorted(known)


@pytest.mark.parametrize("name", CHIPS)
def test_sparse_and_achievable_rates_stand_apart_from_dense_peaks(name: str) -> None:
    chip = library_chip(name)
    for form, rate in chip.sparse.items():
        assert chip.peaks["matrix", form] < rate <= 4 * chip.peaks["matrix", form]
    for key, rate in chip.achievable.items():
        assert rate < chip.peaks[key]


def test_numbers_of_one_unit_are_taken_times_the_units() -> None:
    shared = library_chip("h100_sxm").level("shared")
    assert shared.per_unit
    assert shared.size == 132 * 228 * 1024
    assert shared.bandwidth == pytest.approx(132 * 128 * 1.83e9)


def test_known_figures() -> None:
    h100, v5e = library_chip("h100_sxm"), library_chip("tpu_v5e")
    assert h100.peaks["matrix", "bf16"] == 989.4e12
    assert h100.sparse["bf16"] == 1978.9e12
    assert h100.level("hbm").bandwidth == 3.35e12
    bandwidth = h100.basis["levels.hbm.bandwidth"]
    assert (bandwidth.low, bandwidth.high) == (Fraction(3_072 * 10**9), Fraction(3_650 * 10**9))
    assert v5e.networks[0].topology == "torus2d"
    assert v5e.peaks["matrix", "bf16"] / v5e.level("hbm").bandwidth == pytest.approx(240.5, rel=1e-3)


def test_what_nobody_knows_never_bounds() -> None:
    metis = library_chip("metis")
    assert metis.level("lpddr").bandwidth == inf
    assert metis.peak("matrix", "f64") == inf


@pytest.mark.parametrize(
    ("name", "unit", "form", "found"),
    [
        ("h100_sxm", "matrix", "e4m3", ("matrix", "e4m3")),
        ("a100_sxm", "matrix", "e4m3", ("matrix", "bf16")),
        ("v100_sxm", "matrix", "s8", ("matrix", "f16")),
        ("h100_sxm", "matrix", "f32", ("vector", "f32")),
        ("h100_sxm", "matrix", "nvfp4", ("matrix", "e4m3")),
        ("b200_sxm", "matrix", "nvfp4", ("matrix", "nvfp4")),
        ("tpu_v5e", "vector", "f32", None),
    ],
)
def test_a_format_that_a_chip_lacks_is_computed_in_a_wider_one(
    name: str, unit: str, form: str, found: tuple[str, str] | None
) -> None:
    assert library_chip(name).computes_in(unit, form) == found


def test_networks_are_chosen_by_how_many_they_join() -> None:
    h100 = library_chip("h100_sxm")
    chosen = [network.name for ranks in (2, 8, 16, 10**6) if (network := h100.network(ranks))]
    assert chosen == ["nvlink", "nvlink", "infiniband", "infiniband"]
    assert library_chip("metis").network() is None


def test_a_level_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        library_chip("h100_sxm").level("l3")
    with pytest.raises(KeyError):
        library_chip("no_such_chip")


def test_reading_a_chip_again_gives_the_same() -> None:
    made: Chip = chip_of(declared_chips()["b200_sxm"])
    assert made == library_chip("b200_sxm")


def test_the_best_that_was_measured_may_stand_for_the_peaks() -> None:
    chip = library_chip("h100_sxm").as_achieved()
    assert chip.peaks["matrix", "bf16"] == 794.5e12
    assert chip.peaks["matrix", "s8"] == 1978.9e12

"""Bounds of operators and workloads, against what one computes by hand."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from specgen.perfmodel.bounds import (
    Residence,
    achieved,
    bounds_of,
    bytes_by_level,
    rate_of,
    ridge,
    ridges,
    time_of,
)
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role, build, library_model
from tests.perfmodel.hand import SMALL, gemm, llama_3_8b, round_h100, tensor


def test_an_operator_takes_as_long_as_its_slowest_resource() -> None:
    bound = time_of(gemm(10, 10, 10), SMALL)
    assert bound.compute == 2000 / 1000
    assert bound.bytes == {"dram": 200, "cache": 600, "local": 600}
    assert bound.levels == {"dram": 20.0, "cache": 6.0, "local": 1.5}
    assert (bound.time, bound.limit, bound.network) == (20.0, "dram", 0.0)
    assert bound.intensity("dram") == 10
    assert bound.computed_in == ("matrix", "bf16")


def test_activations_live_where_all_of_an_operator_fits() -> None:
    small, large = gemm(10, 10, 10), gemm(20, 20, 10)
    assert bytes_by_level(small, SMALL, Residence.INNERMOST) == (200, 600, 600)
    assert bytes_by_level(large, SMALL, Residence.INNERMOST) == (1600, 1600, 1600)
    assert bytes_by_level(small, SMALL, Residence.OUTERMOST) == (600, 600, 600)


def test_levels_of_units_keep_activations_where_there_are_no_others() -> None:
    tiled = replace(SMALL, levels=(SMALL.levels[0], SMALL.levels[2]))
    assert bytes_by_level(gemm(5, 5, 2), tiled, Residence.INNERMOST) == (20, 90)
    assert bytes_by_level(gemm(5, 5, 2), SMALL, Residence.INNERMOST) == (20, 90, 90)


def test_arithmetic_bounds_where_data_is_used_often() -> None:
    bound = time_of(gemm(400, 400, 400), replace(SMALL, peaks={("matrix", "bf16"): 10.0}))
    assert bound.limit == "compute"
    assert bound.time == 2 * 400**3 / 10


def test_structured_sparsity_gains_at_most_what_the_chip_does() -> None:
    sparse = replace(SMALL, sparse={"bf16": 2000.0})
    half, quarter = gemm(8, 8, 8, density=0.5), gemm(8, 8, 8, density=0.25)
    assert rate_of(half, SMALL) == 1000
    assert rate_of(half, sparse) == 2000
    assert rate_of(quarter, sparse) == 2000
    assert rate_of(gemm(8, 8, 8), sparse) == 1000


def test_a_format_without_a_peak_does_not_bound_but_its_bytes_do() -> None:
    chip = replace(SMALL, peaks={})
    bound = time_of(gemm(10, 10, 10), chip)
    assert (bound.compute, bound.computed_in, bound.limit) == (0.0, None, "dram")


def test_collectives_are_bound_by_the_network() -> None:
    buffer = tensor("x", 8)
    collective = Operator(
        "sum", Kind.COLLECTIVE, (buffer,), (buffer,), {"bytes": 16, "ranks": 4}, 0, "bf16", "vector",
        algorithm="all_reduce",
    )  # fmt: skip
    bound = time_of(collective, replace(SMALL, levels=(replace(SMALL.levels[0], bandwidth=1e9),)))
    assert bound.limit == "network"
    assert bound.time == pytest.approx(2 * (2 * 0.5 + 16 * 3 / 4 / 50))


def test_energy_of_operations_bytes_and_time() -> None:
    chip = replace(SMALL, energy_operation={"bf16": 0.001}, energy_byte={"dram": 0.01, "cache": 0.002})
    energy = time_of(gemm(10, 10, 10), chip).energy
    assert energy.operations == 2.0
    assert energy.bytes == pytest.approx(200 * 0.01 + 600 * 0.002)
    assert energy.static == 10 * 20.0
    assert energy.total == pytest.approx(205.2)
    assert not energy.by_power


def test_energy_is_at_most_that_of_the_full_power_where_no_other_is_given() -> None:
    energy = time_of(gemm(10, 10, 10), SMALL).energy
    assert energy.by_power
    assert (energy.operations, energy.static, energy.total) == ((40 - 10) * 20.0, 10 * 20.0, 40 * 20.0)
    unknown = time_of(gemm(10, 10, 10), replace(SMALL, power=None)).energy
    assert (unknown.operations, unknown.total, unknown.by_power) == (None, None, False)


def test_a_workload_is_the_sum_of_its_operators() -> None:
    graph = Graph("two", (gemm(10, 10, 10, times=3), gemm(20, 20, 10)), facts={"tokens": 10})
    whole = bounds_of(graph, SMALL)
    assert whole.time == 3 * 20.0 + 160.0
    assert [whole.share(one) for one in whole.bounds] == [60 / 220, 160 / 220]
    assert whole.busy["compute"] == 3 * 2.0 + 8.0
    assert whole.overlapped == whole.busy["dram"] == 3 * 20 + 160
    assert whole.cost == pytest.approx(3.6 * 220 / 3600)
    assert whole.per_token(whole.time) == 22
    assert bounds_of(graph, replace(SMALL, power=None)).energy is None
    assert bounds_of(graph, replace(SMALL, cost=None)).cost is None


def test_all_chips_of_a_divided_workload_cost() -> None:
    alone = bounds_of(Graph("one", (gemm(10, 10, 10),)), SMALL)
    four = bounds_of(Graph("one", (gemm(10, 10, 10),), facts={"chips": 4}), SMALL)
    assert (four.time, four.energy, four.cost) == (alone.time, 4 * alone.energy, 4 * alone.cost)


def test_an_empty_workload_takes_no_time() -> None:
    whole = bounds_of(Graph("none", ()), SMALL)
    assert (whole.time, whole.overlapped, whole.energy) == (0.0, 0.0, 0.0)


def test_ridges() -> None:
    assert ridge(SMALL, "matrix", "bf16", "cache") == 10
    assert ridges(SMALL)["vector", "f32", "dram"] == 10
    assert ridges(SMALL)["matrix", "bf16", "link"] == 20
    assert len(ridges(SMALL)) == 2 * (3 + 2)
    with pytest.raises(KeyError):
        ridge(SMALL, "matrix", "bf16", "l3")


def test_what_a_measurement_achieves() -> None:
    bound = time_of(gemm(10, 10, 10), SMALL)
    found = achieved(bound, 40.0)
    assert (found.fraction, found.rate, found.above) == (0.5, 50.0, False)
    assert found.bandwidths["dram"] == 5.0
    assert achieved(bound, 15.0).above
    assert not achieved(bound, 19.8).above


def test_llama_3_8b_on_an_h100() -> None:
    """16 sequences of 2048: the step of 5.762 ms reads 15.0 GB of weights and 4.3 GB of cache; two tools say 5.3 and 10.6."""
    decode = llama_3_8b("decode")
    weights = sum(
        t.bytes * one.times for one in decode.operators for t in one.inputs if t.role is Role.WEIGHT
    )
    cache = sum(t.bytes * one.times for one in decode.operators for t in one.inputs if t.role is Role.CACHE)
    assert weights == 15_009_316_864
    assert cache == 4_294_967_296
    assert bounds_of(decode, round_h100()).time == pytest.approx(5.762e-3, rel=1e-4)
    hbm, *others = round_h100().levels
    slow = replace(round_h100(), levels=(replace(hbm, bandwidth=3.072e12), *others))
    assert bounds_of(decode, slow).time == pytest.approx(6.284e-3, rel=1e-4)
    prefill = bounds_of(llama_3_8b("prefill"), round_h100())
    assert prefill.time == pytest.approx(480.3e-3, rel=1e-3)


def test_the_whole_model_adds_what_lies_between_the_products() -> None:
    graph = build(library_model("llama_3_1_8b"), "decode", batch=16, context=2048)
    whole = bounds_of(graph, library_chip("h100_sxm"))
    assert 5.762e-3 < whole.time < 5.80e-3
    assert whole.overlapped < whole.time
    assert bounds_of(graph, library_chip("h100_sxm"), Residence.OUTERMOST).time > whole.time


def test_an_unknown_bandwidth_never_bounds() -> None:
    bound = time_of(gemm(10, 10, 10), replace(SMALL, levels=(replace(SMALL.levels[0], bandwidth=inf),)))
    assert (bound.levels["dram"], bound.limit) == (0.0, "compute")

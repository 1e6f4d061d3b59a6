"""The derivation of a bound: what two public tools say of one step, told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specgen.perfmodel.bounds import bounds_of, counted_by_query_heads, derivation, rests
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.parallel import Parallel, divided
from specgen.perfmodel.workloads import Graph
from tests.perfmodel.hand import SMALL, gemm, llama_3_8b, round_h100


def _value(steps: dict[str, float], what: str) -> float:
    return next(value for name, value in steps.items() if name.startswith(what))


def test_the_numbers_of_llama_3_8b() -> None:
    steps = {
        f"{one.part}: {one.what}": one.value
        for one in derivation(bounds_of(llama_3_8b("decode"), round_h100()))
    }
    assert _value(steps, "chip: matrix peak of bf16") == 989e12
    assert _value(steps, "bytes: qkv") == 32 * 4096 * 6144 * 2
    assert _value(steps, "bytes: all of weight") == 15_009_316_864
    assert _value(steps, "bytes: all of cache") == 4_294_967_296
    assert _value(steps, "bytes: through hbm") == 15_009_316_864 + 4_294_967_296
    assert _value(steps, "time: one after the other") == pytest.approx(5.762e-3, rel=1e-4)
    assert _value(steps, "time: all at once") == pytest.approx(5.762e-3, rel=1e-4)


def test_what_other_tools_say_of_it_follows_from_what_they_take() -> None:
    """GenZ: 5.300 ms by a bandwidth read in binary units; LLM-Viewer: 10.57 ms by four times the cache."""
    steps = {one.what: one.value for one in derivation(bounds_of(llama_3_8b("decode"), round_h100()))}
    assert steps["hbm at 3.65 TB/s"] == pytest.approx(5.300e-3, rel=0.01)
    assert steps["hbm at 3.07 TB/s"] == pytest.approx(6.284e-3, rel=1e-4)
    assert steps["hbm at 3.07 TB/s, the cache counted for every query head"] == pytest.approx(
        10.57e-3, rel=0.01
    )


def test_every_step_says_how() -> None:
    steps = derivation(bounds_of(llama_3_8b("prefill"), library_chip("h100_sxm")))
    parts = [one.part for one in steps]
    assert list(dict.fromkeys(parts)) == ["chip", "bytes", "operations", "time", "otherwise"]
    assert all(one.how or one.part == "chip" for one in steps)
    (up,) = (one for one in steps if one.part == "time" and one.what == "up")
    assert up.how == "32 times 7.7 Top / 989 Top/s"
    assert up.rests == "bound by compute"


def test_divided_workloads_name_their_network() -> None:
    part = divided(llama_3_8b("decode"), Parallel(tensor=4))
    steps = {one.what: one.how for one in derivation(bounds_of(part, library_chip("h100_sxm")))}
    assert steps["network nvlink"] == "of a chip in one direction; 0.5 us a message"
    assert steps["out.all_reduce"].startswith("32 times all_reduce of 131 kB")


def test_a_cache_that_every_head_has_is_no_other() -> None:
    assert counted_by_query_heads(Graph("one", (gemm(1, 2, 3),))) is None
    attention = llama_3_8b("decode").operators[1]
    each = replace(attention, dims=attention.dims | {"kv_heads": 32})
    assert counted_by_query_heads(Graph("one", (each,))) is None


def test_what_a_number_rests_on() -> None:
    h100 = library_chip("h100_sxm")
    assert rests(h100.basis["power"]) == "datasheet; NVIDIA, H100 Tensor Core GPU Architecture, 2022"
    assert rests(h100.basis["levels.hbm.bandwidth"]).startswith("datasheet; 3.072 TB/s to 3.65 TB/s; NVIDIA")
    assert rests(None) == ""
    by_hand = derivation(bounds_of(Graph("one", (gemm(1, 2, 3),)), SMALL))
    assert by_hand[0].rests == ""

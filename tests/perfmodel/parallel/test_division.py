"""Workloads divided among chips: sizes by hand, and what all chips together do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specgen.perfmodel.bounds import bounds_of
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.parallel import Parallel, ParallelError, bubble, divided, pipeline_seconds
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role, build, library_model
from tests.perfmodel.hand import gemm, tensor

LLAMA = build(library_model("llama_3_1_70b"), "decode", batch=64, context=2048)
EXPERTS = build(library_model("deepseek_v3"), "decode", batch=512, context=4096)


def _named(graph: Graph, name: str) -> Operator:
    return next(one for one in graph.operators if one.name == name)


def _bytes(operator: Operator, role: Role) -> float:
    return sum(float(one.bytes) for one in operator.inputs if one.role is role)


def test_one_chip_does_it_all() -> None:
    assert divided(LLAMA, Parallel()) is LLAMA


def test_products_that_widen_are_divided_by_columns_and_those_behind_them_by_rows() -> None:
    part = divided(LLAMA, Parallel(tensor=8))
    assert part.name == "llama_3_1_70b.decode.tp8"
    assert _named(part, "qkv").dims == {"groups": 1, "m": 64, "k": 8192, "n": (64 + 2 * 8) * 128 // 8}
    assert _named(part, "out").dims == {"groups": 1, "m": 64, "k": 8192 // 8, "n": 8192}
    assert _named(part, "up").dims["n"] == 2 * 28672 // 8
    assert _named(part, "down").dims["k"] == 28672 // 8
    attention = _named(part, "attention")
    assert (attention.dims["heads"], attention.dims["kv_heads"]) == (8, 1)
    assert _bytes(attention, Role.CACHE) == _bytes(_named(LLAMA, "attention"), Role.CACHE) / 8
    assert _named(part, "activation").dims["elements"] == _named(LLAMA, "activation").dims["elements"] // 8
    assert _named(part, "norm") == _named(LLAMA, "norm")


def test_an_all_reduce_of_the_stream_follows_each_half_of_a_layer() -> None:
    part = divided(LLAMA, Parallel(tensor=8))
    sums = [one for one in part.of_kind(Kind.COLLECTIVE) if one.algorithm == "all_reduce"]
    assert [(one.name, one.times) for one in sums] == [("out.all_reduce", 80), ("down.all_reduce", 80)]
    assert {one.dims["bytes"] for one in sums} == {64 * 8192 * 2}
    (gathered,) = (one for one in part.of_kind(Kind.COLLECTIVE) if one.algorithm == "all_gather")
    assert gathered.name == "logits.all_gather"


def test_keys_and_values_are_divided_among_no_more_ranks_than_there_are_heads_of_them() -> None:
    attention = _named(divided(LLAMA, Parallel(tensor=16)), "attention")
    assert (attention.dims["heads"], attention.dims["kv_heads"]) == (4, 1)
    assert _bytes(attention, Role.CACHE) == _bytes(_named(LLAMA, "attention"), Role.CACHE) / 8


def test_the_batch_is_divided_and_weights_are_not() -> None:
    part = divided(LLAMA, Parallel(data=4))
    assert not list(part.of_kind(Kind.COLLECTIVE))
    assert _named(part, "qkv").dims["m"] == 16
    assert _bytes(_named(part, "qkv"), Role.WEIGHT) == _bytes(_named(LLAMA, "qkv"), Role.WEIGHT)
    assert _named(part, "attention").dims["batch"] == 16
    assert part.facts["chips"] == 4
    assert part.facts["tokens"] == LLAMA.facts["tokens"]


def test_layers_are_divided_among_stages_which_hand_the_stream_on() -> None:
    part = divided(LLAMA, Parallel(pipeline=4))
    assert _named(part, "qkv").times == 20
    assert _named(part, "logits").times == 1
    sent = _named(part, "stage.send")
    assert (sent.dims["bytes"], sent.times) == (64 * 8192 * 2, 1)


@pytest.mark.parametrize("parallel", [Parallel(tensor=8), Parallel(data=4), Parallel(tensor=4, data=2)])
def test_chips_together_do_the_work_of_the_divided_operators(parallel: Parallel) -> None:
    part = divided(LLAMA, parallel)
    for name in ("qkv", "attention", "out", "up", "activation", "down", "logits"):
        assert _named(part, name).operations * parallel.chips == _named(LLAMA, name).operations
        weights = _bytes(_named(part, name), Role.WEIGHT) * parallel.tensor
        assert weights == _bytes(_named(LLAMA, name), Role.WEIGHT)


def test_experts_are_divided_and_tokens_sent_to_them() -> None:
    part = divided(EXPERTS, Parallel(data=8, expert=8))
    up, whole = _named(part, "experts.up"), _named(EXPERTS, "experts.up")
    assert up.dims["groups"] == pytest.approx(whole.dims["groups"] / 8)
    assert up.dims["m"] == whole.dims["m"]
    assert up.dims["n"] == whole.dims["n"]
    assert _bytes(up, Role.WEIGHT) == pytest.approx(_bytes(whole, Role.WEIGHT) / 8)
    there, back = (one for one in part.of_kind(Kind.COLLECTIVE))
    assert (there.name, there.algorithm, there.dims["ranks"]) == ("dispatch.all_to_all", "all_to_all", 8)
    assert there.dims["bytes"] == 512 / 8 * 8 * 7168  # a byte each: the rows are in 8 bits
    assert (back.name, back.dims["bytes"]) == ("combine.all_to_all", 512 / 8 * 8 * 7168 * 2)


def test_experts_are_divided_among_the_tensor_ranks_that_are_left() -> None:
    part = divided(EXPERTS, Parallel(tensor=8, expert=4))
    up, down = _named(part, "experts.up"), _named(part, "experts.down")
    assert up.dims["n"] == 2 * 2048 / 2
    assert down.dims["k"] == 2048 / 2
    assert up.operations * 8 == pytest.approx(_named(EXPERTS, "experts.up").operations)
    assert {one.algorithm for one in part.of_kind(Kind.COLLECTIVE)} == {"all_reduce", "all_gather"}


def test_an_unknown_network_is_divided_by_its_batch_alone() -> None:
    graph = build(library_model("resnet_50"), batch=8)
    assert divided(graph, Parallel(data=8)).operations == pytest.approx(graph.operations / 8)
    with pytest.raises(ParallelError, match="divided among tensor ranks"):
        divided(graph, Parallel(tensor=2))


def test_what_is_fed_by_divided_tensors_is_divided_too() -> None:
    first = gemm(8, 32, 16, "up")
    second = replace(
        gemm(8, 16, 32, "project"), inputs=(tensor("c", 8, 32), tensor("w", 32, 16, role=Role.WEIGHT))
    )
    part = divided(Graph("two", (first, second)), Parallel(tensor=4))
    assert [one.name for one in part.operators] == ["up", "project", "project.all_reduce"]
    assert _named(part, "project").dims["k"] == 8


@pytest.mark.parametrize(
    ("parallel", "says"),
    [
        (Parallel(tensor=0), "at least one"),
        (Parallel(tensor=4, expert=3), "does not divide"),
    ],
)
def test_ranks_that_do_not_fit(parallel: Parallel, says: str) -> None:
    with pytest.raises(ParallelError, match=says):
        divided(LLAMA, parallel)


def test_more_chips_never_take_longer_where_messages_are_free() -> None:
    h100 = library_chip("h100_sxm")
    free = replace(h100, networks=(replace(h100.networks[0], bandwidth=1e30, latency=0.0, ranks=64),))
    times = [bounds_of(divided(LLAMA, Parallel(tensor=n)), free).time for n in (1, 2, 4, 8)]
    assert times == sorted(times, reverse=True)
    assert times[0] / times[3] == pytest.approx(8, rel=0.05)
    slow = bounds_of(divided(LLAMA, Parallel(tensor=8)), h100)
    assert slow.time > times[3]
    assert slow.busy["network"] > 0


def test_pipelines_fill_and_drain() -> None:
    assert pipeline_seconds(2.0, 4, 8) == 2.0 * 11
    assert bubble(4, 8) == 3 / 11
    assert bubble(1, 5) == 0

"""Dense transformers: counts derived by hand, for points and for arrays."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from specgen.perfmodel.workloads import Graph, Operator, Role, Transformer, WorkloadError, total, transformer

LLAMA = Transformer("llama_3_1_8b", 32, 4096, 32, 8, 128, 14336, 128256)
LAYER = (
    4096 * (4096 + 2 * 1024) + 4096 * 4096 + 3 * 4096 * 14336
)  # projections: queries, keys, values; out; gate, up, down
HEAD = 4096 * 128256


def of(graph: Graph, name: str) -> Operator:
    return next(one for one in graph.operators if one.name == name)


def read(graph: Graph, role: Role) -> Any:
    return sum(t.bytes * one.times for one in graph.operators for t in one.inputs if t.role is role)


def matrix(graph: Graph) -> Any:
    return sum(one.operations * one.times for one in graph.operators if one.unit == "matrix")


def test_parameters_are_the_published_ones() -> None:
    assert total(LLAMA) == 8_030_261_248


def test_prefill_of_llama_3_8b() -> None:
    graph = transformer(LLAMA, "prefill", batch=16, context=2048)
    products = 2 * 16 * 2048 * 32 * LAYER + 2 * 16 * HEAD  # the logits of the last token alone
    pairs = 2048 * 2049 // 2  # query i looks at i keys
    attention = 16 * 32 * 32 * pairs * 4 * 128  # sequences, layers, heads; a score and a weighted value
    assert matrix(graph) == products + attention
    assert matrix(graph) / 989e12 == pytest.approx(0.4803, abs=5e-5)
    assert graph.facts["tokens"] == 16 * 2048


def test_decode_of_llama_3_8b() -> None:
    graph = transformer(LLAMA, "decode", batch=16, context=2048)
    assert matrix(graph) == 2 * 16 * (32 * LAYER + HEAD) + 16 * 32 * 32 * 2048 * 4 * 128
    assert (
        read(graph, Role.WEIGHT) == 2 * (32 * LAYER + HEAD) + 16 * 4096 * 2
    )  # with a row of the embedding each
    assert read(graph, Role.CACHE) == 16 * 2048 * 32 * (2 * 8 * 128) * 2 == 4_294_967_296
    assert (read(graph, Role.WEIGHT) + read(graph, Role.CACHE)) / 3.35e12 == pytest.approx(5.762e-3, abs=1e-6)
    assert of(graph, "up").dims == {"groups": 1, "m": 16, "k": 4096, "n": 28672}


def test_narrow_formats_count_their_scales() -> None:
    graph = transformer(
        LLAMA, "decode", batch=16, context=2048, formats={"weights": "mxfp4", "cache": "mxfp8_e4m3"}
    )
    assert of(graph, "up").inputs[1].bytes == 4096 * 28672 * (4 + 8 / 32) / 8
    assert read(graph, Role.CACHE) == 4_294_967_296 / 16 * (8 + 8 / 32)
    assert of(graph, "up").format == "bf16"


def test_sparsity_halves_products_and_keeps_metadata() -> None:
    graph = transformer(LLAMA, "decode", batch=16, context=2048, sparse="2:4")
    assert of(graph, "down").inputs[1].bytes == 14336 * 4096 / 2 * (16 + 2) / 8
    assert of(graph, "down").density == 0.5
    assert of(graph, "logits").density == 1


@pytest.mark.parametrize("phase", ["prefill", "decode"])
def test_arrays_give_what_points_give(phase: str) -> None:
    batches, contexts = np.array([1, 7, 64]), np.array([130, 4096, 131072])
    swept = transformer(LLAMA, phase, batch=batches, context=contexts)
    for n in range(3):
        point = transformer(LLAMA, phase, batch=int(batches[n]), context=int(contexts[n]))
        for many, one in zip(swept.operators, point.operators, strict=True):
            assert np.broadcast_to(many.operations, 3)[n] == one.operations, many.name
            assert np.broadcast_to(many.bytes, 3)[n] == one.bytes, many.name


def test_points_need_no_numpy() -> None:
    code = (
        "import sys; from specgen.perfmodel.workloads import *; m = Transformer('m', 2, 64, 4, 2, 16, 128, 100);"
        "transformer(m, 'decode', batch=2, context=9).operations; sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"phase": "decoed"}, "did you mean 'decode'"),
        ({"batch": 0}, "batch must be at least 1, not 0"),
        ({"context": -1}, "context must be at least 1"),
        ({"context": np.array([4, 0])}, "its least is 0"),
        ({"formats": {"weights": "bf61"}}, "no format 'bf61': did you mean 'bf16'"),
        ({"formats": {"weight": "bf16"}}, "did you mean 'weights'"),
        ({"sparse": "4:2"}, "not '4:2'"),
    ],
)
def test_wrong_questions(how: dict[str, Any], said: str) -> None:
    with pytest.raises(WorkloadError, match=said):
        transformer(LLAMA, **({"phase": "decode"} | how))

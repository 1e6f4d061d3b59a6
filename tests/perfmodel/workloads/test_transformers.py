"""Dense transformers: counts derived by hand, for points and for arrays."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from specgen.perfmodel.workloads import (
    Kind,
    Role,
    Transformer,
    WorkloadError,
    library_model,
    total,
    transformer,
)
from tests.perfmodel.workloads.reading import matrix, of, read

LLAMA = Transformer("llama_3_1_8b", 32, 4096, 32, 8, 128, 14336, 128256)
QKV, OUT, FFN = 4096 * (4096 + 2 * 1024), 4096 * 4096, 3 * 4096 * 14336  # weights of a layer
LAYER, HEAD = QKV + OUT + FFN, 4096 * 128256


def decoder(name: str) -> Transformer:
    found = library_model(name)
    assert isinstance(found, Transformer)
    return found


def test_the_library_has_the_same_model() -> None:
    assert library_model("llama_3_1_8b") == LLAMA
    assert total(LLAMA) == 32 * (LAYER + 2 * 4096) + 4096 + 2 * HEAD == 8_030_261_248


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
    assert graph.facts["weight_bytes"] == 2 * 8_030_261_248
    assert graph.facts["cache_bytes"] == 4_294_967_296


# (operator, dims, operations, bytes read, bytes written) of one time, in decode with 16 sequences of 2048 keys
BY_HAND: list[tuple[str, dict[str, float], float, float, float]] = [
    ("embedding", {"rows": 16, "columns": 4096}, 0, 16 * 4 + 16 * 4096 * 2, 16 * 4096 * 2),
    ("norm", {"rows": 16, "columns": 4096}, 16 * 4096 * (4 + 1), 2 * 16 * 4096 * 2, 2 * 16 * 4096 * 2),
    ("qkv", {"groups": 1, "m": 16, "k": 4096, "n": 6144}, 2 * 16 * QKV, 2 * (16 * 4096 + QKV), 2 * 16 * 6144),
    ("rope", {"elements": 16 * (4096 + 1024)}, 16 * 5120 * 3, 16 * 6144 * 2, 16 * (4096 + 2048) * 2),
    (
        "attention",
        {"batch": 16, "heads": 32, "kv_heads": 8, "queries": 1, "keys": 2048, "head_dim": 128, "value_dim": 128, "causal": 1},
        16 * 32 * 2048 * (2 * 128 + 2 * 128),
        16 * 4096 * 2 + 16 * 2048 * 2 * 1024 * 2,
        16 * 4096 * 2,
    ),
    ("out", {"groups": 1, "m": 16, "k": 4096, "n": 4096}, 2 * 16 * OUT, 2 * (16 * 4096 + OUT), 2 * 16 * 4096),
    (
        "up",
        {"groups": 1, "m": 16, "k": 4096, "n": 28672},
        2 * 16 * 4096 * 28672,
        2 * (16 * 4096 + 4096 * 28672),
        2 * 16 * 28672,
    ),
    ("activation", {"elements": 16 * 14336}, 16 * 14336 * 5, 2 * 16 * 28672, 2 * 16 * 14336),
    (
        "down",
        {"groups": 1, "m": 16, "k": 14336, "n": 4096},
        2 * 16 * 14336 * 4096,
        2 * (16 * 14336 + 14336 * 4096),
        2 * 16 * 4096,
    ),
    ("logits", {"groups": 1, "m": 16, "k": 4096, "n": 128256}, 2 * 16 * HEAD, 2 * (16 * 4096 + HEAD), 4 * 16 * 128256),
    ("sample", {"rows": 16, "columns": 128256}, 5 * 16 * 128256, 4 * 16 * 128256, 4 * 16 * 128256),
]  # fmt: skip


@pytest.mark.parametrize(("name", "dims", "operations", "reads", "writes"), BY_HAND)
def test_operators_by_hand(
    name: str, dims: dict[str, float], operations: float, reads: float, writes: float
) -> None:
    one = of(transformer(LLAMA, "decode", batch=16, context=2048), name)
    assert one.dims == dims
    assert (one.operations, one.bytes_read, one.bytes_written) == (operations, reads, writes)


def test_all_operators_are_derived_by_hand() -> None:
    graph = transformer(LLAMA, "decode", batch=16, context=2048)
    assert [one.name for one in graph.operators] == [one[0] for one in BY_HAND]
    assert [one.times for one in graph.operators] == [1, 65, 32, 32, 32, 32, 32, 32, 32, 1, 1]


def test_a_prompt_after_a_cached_one() -> None:
    graph = transformer(LLAMA, "prefill", batch=2, context=3, past=10)
    seen = of(graph, "attention")
    assert seen.operations == 2 * 32 * (11 + 12 + 13) * 4 * 128
    assert seen.dims["keys"] == 13
    assert of(graph, "logits").dims["m"] == 2
    assert of(graph, "qkv").dims["m"] == 6


def test_the_mean_of_steps_is_the_mean() -> None:
    steps = [transformer(LLAMA, "decode", batch=3, context=keys).operations for keys in range(100, 140)]
    graph = transformer(LLAMA, "decode", batch=3, context=100, new=40)
    assert graph.operations == sum(steps) / 40
    assert graph.facts["steps"] == 40


def test_windows_bound_what_is_read() -> None:
    model = decoder("gpt_oss_20b")  # 24 layers of 64 heads on 8, 64 wide; a window of 128 in 12 of them
    far = transformer(model, "decode", batch=1, context=5000)
    assert of(far, "attention.window").dims["keys"] == 128
    assert of(far, "attention.window").operations == 64 * 128 * 4 * 64
    assert read(far, Role.CACHE) == 2 * 8 * 64 * 2 * 12 * (5000 + 128)
    assert far.facts["cache_bytes"] == read(far, Role.CACHE)
    near = transformer(model, "decode", batch=1, context=100)
    assert of(near, "attention.window").operations == of(near, "attention").operations
    prompt = of(transformer(model, "prefill", batch=1, context=1000), "attention.window")
    pairs = sum(min(place, 128) for place in range(1, 1001))
    assert prompt.operations == 64 * pairs * 4 * 64
    later = of(transformer(model, "prefill", batch=1, context=100, past=60), "attention.window")
    assert later.operations == 64 * sum(min(place, 128) for place in range(61, 161)) * 4 * 64
    assert later.dims["keys"] == 160  # the first of these queries looks at all before it
    assert (
        of(transformer(model, "prefill", batch=1, context=50, past=200), "attention.window").dims["keys"]
        == 128 + 49
    )


def test_scores_through_memory() -> None:
    graph = transformer(LLAMA, "prefill", batch=2, context=100, fused=False)
    scores, soft, values = (of(graph, f"attention.{one}") for one in ("scores", "softmax", "values"))
    assert scores.dims == {"groups": 2 * 8, "m": 100 * 4, "k": 128, "n": 100}
    assert scores.operations == values.operations == 2 * 2 * 32 * 100 * 100 * 128  # none is left out
    assert scores.bytes_written == soft.bytes_read == 2 * 32 * 100 * 100 * 2
    assert soft.operations == 5 * 2 * 32 * 100 * 100
    assert scores.bytes_read == 2 * 100 * 4096 * 2 + 2 * 100 * 1024 * 2
    assert values.dims == {"groups": 16, "m": 400, "k": 100, "n": 128}
    assert not list(graph.of_kind(Kind.ATTENTION))


def test_norms_of_queries_and_keys() -> None:
    by_head = of(transformer(decoder("qwen3_32b"), "decode", batch=4, context=9), "query_norm")
    assert by_head.dims == {"rows": 4 * (64 + 8), "columns": 128}
    together = of(transformer(decoder("minimax_m2"), "decode", batch=4, context=9), "query_norm")
    assert together.dims["rows"] * together.dims["columns"] == 4 * (48 + 8) * 128


@pytest.mark.parametrize("phase", ["prefill", "decode", "serving"])
@pytest.mark.parametrize("name", ["llama_3_1_8b", "gpt_oss_120b", "deepseek_v3", "qwen3_30b_a3b"])
def test_arrays_give_what_points_give(name: str, phase: str) -> None:
    model = decoder(name)
    batches, contexts, new = np.array([1, 7, 64]), np.array([130, 4096, 131072]), np.array([2, 50, 999])
    swept = transformer(model, phase, batch=batches, context=contexts, new=new)
    for n in range(3):
        point = transformer(model, phase, batch=int(batches[n]), context=int(contexts[n]), new=int(new[n]))
        for many, one in zip(swept.operators, point.operators, strict=True):
            for of_many, of_one in ((many.operations, one.operations), (many.bytes, one.bytes)):
                assert np.broadcast_to(of_many, 3)[n] == pytest.approx(of_one, rel=1e-12), many.name


def test_big_arrays_do_not_overflow() -> None:
    model = decoder("llama_3_1_405b")
    graph = transformer(model, "prefill", batch=np.array([4096]), context=np.array([131072]))
    assert graph.operations[0] == transformer(model, "prefill", batch=4096, context=131072).operations > 2**63


def test_points_need_no_numpy() -> None:
    code = (
        "import sys; from specgen.perfmodel.workloads import *;"
        "transformer(library_model('gpt_oss_20b'), 'serving', batch=2, context=9).operations;"
        "build(library_model('sdxl')); sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"phase": "decoed"}, "did you mean 'decode'"),
        ({"batch": 0}, "batch must be from 1 to 1e.15, not 0"),
        ({"batch": float("nan")}, "batch must be from 1 to 1e.15, not nan"),
        ({"batch": 10**16}, "not 10000000000000000"),
        ({"batch": 10**5000}, "not one that has more digits"),
        ({"context": np.array([4, 1 << 60])}, "goes from 4 to 1152921504606846976"),
        ({"batch": "four"}, "batch must be a number, not 'four'"),
        ({"context": -1}, "context must be from 1"),
        ({"context": float("inf")}, "context must be from 1 to 1e.15, not inf"),
        ({"context": np.array([4, 0])}, "goes from 0 to 4"),
        ({"past": -1, "phase": "prefill"}, "past must be from 0"),
        ({"skew": -0.5}, "skew must be from 0"),
        ({"formats": {"weights": "bf61"}}, "no format 'bf61': did you mean 'bf16'"),
        ({"formats": {"weight": "bf16"}}, "did you mean 'weights'"),
        ({"sparse": "4:2"}, "not '4:2'"),
        ({"sparse": "bitmap 0.0"}, "not 'bitmap 0.0'"),
    ],
)
def test_wrong_questions(how: dict[str, Any], said: str) -> None:
    with pytest.raises(WorkloadError, match=said):
        transformer(LLAMA, **({"phase": "decode"} | how))

"""Lints on workloads: errors that real tools made."""

from __future__ import annotations

from specgen.perfmodel.bounds import counted_by_query_heads, suspicions
from specgen.perfmodel.workloads import build, library_model
from tests.perfmodel.hand import llama_3_8b


def test_a_cache_counted_with_the_heads_of_queries() -> None:
    graph = llama_3_8b("decode")
    assert list(suspicions(graph)) == []
    wide = counted_by_query_heads(graph)
    assert wide is not None
    assert list(suspicions(wide)) == [
        "attention reads 2.68435e+08 elements of keys and values, those of 32 heads: 8 have them, so 6.71089e+07 are due"
    ]


def test_models_of_the_library_are_not_suspicious() -> None:
    for name in ("llama_3_1_70b", "gpt3_175b", "deepseek_v3", "gpt_oss_20b"):
        for phase in ("prefill", "decode"):
            assert list(suspicions(build(library_model(name), phase, batch=4, context=512))) == []

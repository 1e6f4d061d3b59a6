"""The operators of attention: grouped-query and multi-latent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specgen.model.performance.networks import Latent, Transformer
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.formats import Formats, wider
from specgen.perfmodel.workloads.graph import Kind, Operator, Role, Tensor
from specgen.perfmodel.workloads.operators import NORMALISE, ROTATE, pointwise, product, rowwise, tensor
from specgen.perfmodel.workloads.spans import Span
from specgen.perfmodel.workloads.sparsity import Sparsity


def grouped(
    model: Transformer, spans: tuple[Span, ...], tokens: Any, formats: Formats, kept: Sparsity
) -> Iterator[Operator]:
    """The operators of all layers' attention with keys and values of ``kv_heads`` heads in the cache."""
    act, times = formats.activations, model.layers
    wide, cached = model.heads * model.head_dim, 2 * model.kv_heads * model.head_dim
    qkv = tensor("qkv", (tokens, wide + cached), act)
    yield product(
        tensor("attention.input", (tokens, model.hidden), formats.inputs),
        kept.weight("qkv.weight", (model.hidden, wide + cached), formats.weights),
        qkv,
        m=tokens, k=model.hidden, n=wide + cached, times=times, kept=kept.computed, bias="qkv" in model.bias,
    )  # fmt: skip
    if model.query_norm:
        heads = model.heads + model.kv_heads
        x = tensor("query_key", (tokens, heads * model.head_dim), act)
        yield rowwise(
            "query_norm", Kind.NORMALISATION, (x,), (x,), tokens * heads, model.head_dim, NORMALISE, times
        )
    yield pointwise(
        "rope",
        (qkv,),
        (
            tensor("query", (tokens, wide), act),
            tensor("cache.new", (tokens, cached), formats.cache, Role.CACHE),
        ),
        ROTATE,
        times,
        tokens * (wide + cached // 2),
    )
    yield from _windows(
        model, spans, formats, model.heads, model.kv_heads, model.head_dim, model.head_dim, cached
    )
    yield product(
        tensor("out.input", (tokens, wide), formats.inputs),
        kept.weight("out.weight", (wide, model.hidden), formats.weights),
        tensor("out", (tokens, model.hidden), act),
        m=tokens, k=wide, n=model.hidden, times=times, kept=kept.computed, bias="out" in model.bias,
    )  # fmt: skip


def _windows(model: Transformer, spans: tuple[Span, ...], formats: Formats, heads: int, kv_heads: int, head_dim: int,
             value_dim: int, cached: int) -> Iterator[Operator]:  # fmt: skip
    """Attention proper: an operator for each span, and one more where some layers have a window."""
    kinds = (("", 0, model.layers - model.windowed_layers), (".window", model.window, model.windowed_layers))
    for span in spans:
        for suffix, window, times in kinds:
            if times:
                name = f"attention{suffix}{'.' if span.name else ''}{span.name}"
                cache = tensor(
                    "cache", (cached, span.sequences, span.keys(window)), formats.cache, Role.CACHE
                )
                yield attention(
                    name, span, cache, window, formats, (heads, kv_heads, head_dim, value_dim), times
                )


def attention(name: str, span: Span, cache: Tensor, window: int, formats: Formats, sizes: tuple[int, int, int, int],
              times: Count) -> Operator:  # fmt: skip
    """Return attention in one pass, scores kept on chip: two products per pair of query and key that it looks at."""
    heads, kv_heads, head_dim, value_dim = sizes
    act = formats.activations
    dims = {
        "batch": span.sequences, "heads": heads, "kv_heads": kv_heads, "queries": span.queries,
        "keys": span.keys(window),
        "head_dim": head_dim, "value_dim": value_dim, "causal": 1,
    }  # fmt: skip
    return Operator(
        name=name,
        kind=Kind.ATTENTION,
        inputs=(tensor("query", (span.tokens, heads * head_dim), act), cache),
        outputs=(tensor("attention.output", (span.tokens, heads * value_dim), formats.inputs),),
        dims=dims | {"window": window} if window else dims,
        operations=span.sequences * (span.pairs(window) * (2 * heads * (head_dim + value_dim))),
        format=wider(act, formats.cache),
        times=times,
    )


def latent(model: Transformer, own: Latent, spans: tuple[Span, ...], tokens: Any, formats: Formats, kept: Sparsity,
           absorbed: bool) -> Iterator[Operator]:  # fmt: skip
    """The operators of all layers' multi-latent attention.

    Absorbed, the expansion of keys and values is applied to queries and results instead, and every head reads the same
    cached rank; else keys and values of all heads are expanded from the cache, those of earlier tokens too.
    """
    act, times, heads, rank = formats.activations, model.layers, model.heads, own.cache_rank

    def linear(name: str, k: int, n: int, rows: Any = tokens, source: str = formats.inputs) -> Operator:
        return product(
            tensor(f"{name}.input", (rows, k), source),
            kept.weight(f"{name}.weight", (k, n), formats.weights),
            tensor(name, (rows, n), act),
            m=rows, k=k, n=n, times=times, kept=kept.computed,
        )  # fmt: skip

    def by_head(name: str, k: int, n: int) -> Operator:
        return product(
            tensor(f"{name}.input", (tokens, heads * k), formats.inputs),
            kept.weight(f"{name}.weight", (heads, k, n), formats.weights),
            tensor(name, (tokens, heads * n), act),
            m=tokens, k=k, n=n, groups=heads, times=times, kept=kept.computed,
        )  # fmt: skip

    first = own.query_rank + own.cached if own.query_rank else heads * own.head_dim + own.cached
    yield linear("down", model.hidden, first)
    columns = own.query_rank + rank
    x = tensor("ranks", (tokens, columns), act)
    yield rowwise("rank_norm", Kind.NORMALISATION, (x,), (x,), tokens, columns, NORMALISE, times)
    if own.query_rank:
        yield linear("query", own.query_rank, heads * own.head_dim)
    turned = tensor("rotated", (tokens, (heads + 1) * own.rope_dim), act)
    new = tensor("cache.new", (tokens, own.cached), formats.cache, Role.CACHE)
    yield pointwise("rope", (turned, tensor("rank", (tokens, rank), act)), (turned, new), ROTATE, times)
    if absorbed:
        yield by_head("query.absorbed", own.plain_dim, rank)
        yield from _windows(model, spans, formats, heads, 1, own.cached, rank, own.cached)
        yield by_head("value.absorbed", rank, own.value_dim)
    else:
        keys = sum(span.sequences * span.keys() for span in spans)
        wide = heads * (own.plain_dim + own.value_dim)
        yield linear("expand", rank, wide, keys, formats.cache)
        yield from _expanded(model, own, spans, formats, times)
    yield linear("out", heads * own.value_dim, model.hidden)


def _expanded(
    model: Transformer, own: Latent, spans: tuple[Span, ...], formats: Formats, times: int
) -> Iterator[Operator]:
    elements = model.heads * (own.plain_dim + own.value_dim) + own.rope_dim
    for span in spans:
        keys = tensor("expanded", (elements, span.sequences, span.keys()), formats.activations)
        sizes = (model.heads, model.heads, own.head_dim, own.value_dim)
        name = f"attention{'.' if span.name else ''}{span.name}"
        yield attention(name, span, keys, 0, formats, sizes, times)

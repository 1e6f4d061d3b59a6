"""The operators of attention: grouped-query and multi-latent, fused and in three steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specgen.model.performance.networks import Latent, Transformer
from specgen.perfmodel.workloads.formats import wider
from specgen.perfmodel.workloads.graph import Kind, Operator, Role, Tensor
from specgen.perfmodel.workloads.operators import (
    NORMALISE,
    ROTATE,
    SOFTMAX,
    pointwise,
    product,
    rowwise,
    tensor,
)
from specgen.perfmodel.workloads.recipes import Recipe
from specgen.perfmodel.workloads.spans import Span


@dataclass(frozen=True, slots=True)
class Heads:
    """The sizes of attention; ``shared`` where values are a part of the keys, so that both are read at once."""

    heads: int
    kv_heads: int
    head_dim: int
    value_dim: int
    shared: bool = False

    @property
    def cached(self) -> int:
        """Elements of keys and values of one token."""
        return self.kv_heads * (self.head_dim + (0 if self.shared else self.value_dim))


def grouped(model: Transformer, spans: tuple[Span, ...], tokens: Any, recipe: Recipe) -> Iterator[Operator]:
    """The operators of all layers' attention with keys and values of ``kv_heads`` heads in the cache."""
    formats, times = recipe.formats, model.layers
    heads = Heads(model.heads, model.kv_heads, model.head_dim, model.head_dim)
    wide, turned = model.heads * model.head_dim, (model.heads + model.kv_heads) * model.head_dim
    qkv = recipe.linear(
        "qkv", tokens, model.hidden, wide + heads.cached, times, source="normalised", bias="qkv" in model.bias
    )
    yield qkv
    if model.query_norm:
        x = tensor("qkv", (tokens, turned), formats.activations)
        groups = model.heads + model.kv_heads if model.query_norm == "head" else 2
        rows = tokens * groups
        yield rowwise("query_norm", Kind.NORMALISATION, (x,), (x,), rows, turned / groups, NORMALISE, times)
    new = tensor("cache.new", (tokens, heads.cached), formats.cache, Role.CACHE)
    query = tensor("query", (tokens, wide), formats.activations)
    yield pointwise("rope", qkv.outputs, (query, new), ROTATE, times, tokens * turned)
    yield from windows(model, spans, heads, recipe)
    yield recipe.linear("out", tokens, wide, model.hidden, times, source="attended", bias="out" in model.bias)


def windows(model: Transformer, spans: tuple[Span, ...], heads: Heads, recipe: Recipe) -> Iterator[Operator]:
    """Attention to the cache: operators for each span, and further ones where some layers have a window."""
    kinds = (("", 0, model.layers - model.windowed_layers), (".window", model.window, model.windowed_layers))
    for span in spans:
        for suffix, window, times in kinds:
            if times:
                name = f"attention{suffix}{'.' if span.name else ''}{span.name}"
                yield from attention(name, span, heads, window, recipe, times)


def attention(name: str, span: Span, heads: Heads, window: int, recipe: Recipe, times: int,
              keys: Tensor | None = None) -> Iterator[Operator]:  # fmt: skip
    """Attention of one span to ``keys``, which are the cache if not given: as one operator, or as three."""
    seen, formats = span.keys(window), recipe.formats
    kept = keys or tensor("cache", (heads.cached, span.sequences, seen), formats.cache, Role.CACHE)
    query = tensor("query", (heads.heads * heads.head_dim, span.tokens), formats.activations)
    result = tensor("attended", (heads.heads * heads.value_dim, span.tokens), formats.inputs)
    if not recipe.fused:
        yield from _in_steps(name, span, heads, seen, (query, kept, result), times)
        return
    dims = {
        "batch": span.sequences, "heads": heads.heads, "kv_heads": heads.kv_heads, "queries": span.queries,
        "keys": seen, "head_dim": heads.head_dim, "value_dim": heads.value_dim, "causal": 1,
    }  # fmt: skip
    each = 2 * heads.heads * (heads.head_dim + heads.value_dim)
    yield Operator(
        name=name,
        kind=Kind.ATTENTION,
        inputs=(query, kept),
        outputs=(result,),
        dims=dims | {"window": window} if window else dims,
        operations=span.sequences * (each * span.pairs(window)),
        format=wider(query.format, kept.format),
        times=times,
    )


def _in_steps(name: str, span: Span, heads: Heads, keys: Any, tensors: tuple[Tensor, Tensor, Tensor],
              times: int) -> Iterator[Operator]:  # fmt: skip
    """Scores, softmax, weighted values: every query meets every key, and the scores go through memory."""
    query, cache, result = tensors
    groups = span.sequences * heads.kv_heads
    m = span.queries * (heads.heads // heads.kv_heads)
    scores = tensor("scores", (heads.heads, span.tokens, keys), query.format)
    own = (heads.kv_heads * heads.head_dim, *cache.shape[1:])
    k = tensor("keys", own, cache.format, cache.role)
    v = tensor("values", (heads.kv_heads * heads.value_dim, *own[1:]), cache.format, cache.role)
    yield product(
        query, k, scores, m=m, k=heads.head_dim, n=keys, groups=groups, times=times, name=f"{name}.scores"
    )
    rows = span.tokens * heads.heads
    yield rowwise(f"{name}.softmax", Kind.SOFTMAX, (scores,), (scores,), rows, keys, SOFTMAX, times)
    yield product(
        scores, v, result, m=m, k=keys, n=heads.value_dim, groups=groups, times=times, name=f"{name}.values"
    )


def latent(
    model: Transformer, own: Latent, spans: tuple[Span, ...], tokens: Any, recipe: Recipe
) -> Iterator[Operator]:
    """The operators of all layers' multi-latent attention.

    Absorbed, the expansion of keys and values is applied to queries and results instead, and every head reads the same
    cached rank; else keys and values of all heads are expanded from the cache, those of earlier tokens too.
    """
    formats, times, heads = recipe.formats, model.layers, model.heads
    columns = own.query_rank + own.cached
    yield recipe.linear("compress", tokens, model.hidden, columns, times, source="normalised")
    columns -= own.rope_dim
    x = tensor("compress", (tokens, columns), formats.inputs)
    yield rowwise("rank_norm", Kind.NORMALISATION, (x,), (x,), tokens, columns, NORMALISE, times)
    source, k = ("compress", own.query_rank) if own.query_rank else ("normalised", model.hidden)
    yield recipe.linear("query", tokens, k, heads * own.head_dim, times, source=source)
    turned = tensor("query", (tokens, (heads + 1) * own.rope_dim), formats.activations)
    rank = tensor("compress", (tokens, own.cache_rank), formats.activations)
    new = tensor("cache.new", (tokens, own.cached), formats.cache, Role.CACHE)
    yield pointwise("rope", (turned, rank), (turned, new), ROTATE, times)
    yield from _absorbed(model, own, tuple(span for span in spans if span.absorbed), recipe)
    yield from _expanded(model, own, tuple(span for span in spans if not span.absorbed), recipe)
    yield recipe.linear("out", tokens, heads * own.value_dim, model.hidden, times, source="attended")


def _absorbed(model: Transformer, own: Latent, spans: tuple[Span, ...], recipe: Recipe) -> Iterator[Operator]:
    if not spans:
        return
    tokens, weights = sum((span.tokens for span in spans[1:]), spans[0].tokens), recipe.formats.weights
    heads, times = model.heads, model.layers
    yield recipe.by_group(
        "absorb.keys", heads, tokens, own.plain_dim, own.cache_rank, times, source="query", weights=weights
    )
    yield from windows(model, spans, Heads(heads, 1, own.cached, own.cache_rank, shared=True), recipe)
    yield recipe.by_group(
        "absorb.values",
        heads,
        tokens,
        own.cache_rank,
        own.value_dim,
        times,
        source="attended",
        weights=weights,
    )


def _expanded(model: Transformer, own: Latent, spans: tuple[Span, ...], recipe: Recipe) -> Iterator[Operator]:
    if not spans:
        return
    keys: Any = sum(span.sequences * span.keys() for span in spans)
    wide, formats = model.heads * (own.plain_dim + own.value_dim), recipe.formats
    yield recipe.linear(
        "expand",
        keys,
        own.cache_rank,
        wide,
        model.layers,
        source="cache",
        inputs=formats.cache,
        role=Role.CACHE,
    )
    for span in spans:
        shape = (wide + own.rope_dim, span.sequences, span.keys())
        name = f"attention{'.' if span.name else ''}{span.name}"
        heads = Heads(model.heads, model.heads, own.head_dim, own.value_dim)
        expanded = tensor("expand", shape, formats.activations)
        yield from attention(name, span, heads, 0, recipe, model.layers, expanded)

"""How many parameters a model has, counted from its sizes."""

from __future__ import annotations

from specgen.model.performance.networks import Latent, Transformer


def parameters(model: Transformer) -> dict[str, int]:
    """Return the number of a model's parameters: of its embedding (and logits), its layers and its experts."""
    embedding = (model.vocabulary * (1 if model.tied else 2) + model.positions) * model.hidden
    layers = model.layers * (_attention(model) + 2 * model.hidden) + model.hidden
    layers += model.dense_layers * _ffn(model, model.ffn, "ffn" in model.bias)
    experts = 0
    if model.experts:
        mixture = model.experts
        one = _ffn(model, mixture.ffn, mixture.bias)
        router = mixture.count * (model.hidden + mixture.bias)
        layers += mixture.layers * (mixture.shared * one + router)
        experts = mixture.layers * mixture.count * one
    return {"embedding": embedding, "layers": layers, "experts": experts}


def total(model: Transformer) -> int:
    """Return the number of all parameters."""
    return sum(parameters(model).values())


def active(model: Transformer) -> int:
    """Return the number of parameters that one token meets: its chosen experts instead of all."""
    counts = parameters(model)
    if model.experts:
        counts["experts"] = counts["experts"] // model.experts.count * model.experts.chosen
    return sum(counts.values())


def _ffn(model: Transformer, inner: int, bias: bool) -> int:
    return (model.up + 1) * model.hidden * inner + (model.up * inner + model.hidden if bias else 0)


def _attention(model: Transformer) -> int:
    if model.latent:
        return _latent(model, model.latent)
    queries, keys = model.heads * model.head_dim, 2 * model.kv_heads * model.head_dim
    count = model.hidden * (queries + keys) + queries * model.hidden
    count += (queries + keys if "qkv" in model.bias else 0) + (model.hidden if "out" in model.bias else 0)
    normed = {"head": 2 * model.head_dim, "all": queries + keys // 2}.get(model.query_norm, 0)
    return count + normed + (model.heads if model.sinks else 0)


def _latent(model: Transformer, latent: Latent) -> int:
    rank, wide = latent.query_rank, model.heads * latent.head_dim
    queries = model.hidden * rank + rank + rank * wide if rank else model.hidden * wide
    keys = model.hidden * latent.cached + latent.cache_rank
    keys += latent.cache_rank * model.heads * (latent.plain_dim + latent.value_dim)
    return queries + keys + model.heads * latent.value_dim * model.hidden

"""Transformers as their published configurations give them, and how many parameters they have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Latent:
    """Multi-latent attention: queries and keys are expanded from low ranks.

    The cache holds the keys' rank and one rotary part for all heads (DeepSeek-V2, arXiv 2405.04434, section 2.1).
    With ``query_rank`` 0 queries are not compressed.
    """

    query_rank: int
    cache_rank: int
    plain_dim: int
    rope_dim: int
    value_dim: int

    @property
    def cached(self) -> int:
        """Elements of a token in the cache of a layer."""
        return self.cache_rank + self.rope_dim

    @property
    def head_dim(self) -> int:
        """Elements of a query and of a key of one head."""
        return self.plain_dim + self.rope_dim


@dataclass(frozen=True, slots=True)
class Experts:
    """A mixture of experts: ``chosen`` of ``count`` per token, beside ``shared`` ones that every token goes through.

    ``layers`` is how many layers have it; the rest have the dense ``ffn`` of the model.
    """

    count: int
    chosen: int
    ffn: int
    layers: int
    shared: int = 0
    bias: bool = False


@dataclass(frozen=True, slots=True)
class Transformer:
    """A decoder.

    ``ffn`` is of its dense layers; ``gated`` ones have two projections up; ``window`` is of ``windowed_layers``;
    ``bias`` names the projections that have one: qkv, out, ffn; ``sinks`` adds a learned score to each head.
    """

    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocabulary: int
    format: str = "bf16"
    gated: bool = True
    tied: bool = False
    query_norm: bool = False
    bias: tuple[str, ...] = ()
    window: int = 0
    windowed_layers: int = 0
    sinks: bool = False
    experts: Experts | None = None
    latent: Latent | None = None

    @property
    def up(self) -> int:
        """How many projections lead up into the ffn."""
        return 2 if self.gated else 1

    @property
    def dense_layers(self) -> int:
        """Layers whose ffn is dense."""
        return self.layers - (self.experts.layers if self.experts else 0)

    @property
    def cached(self) -> int:
        """Elements that a token has in the cache of one layer."""
        return self.latent.cached if self.latent else 2 * self.kv_heads * self.head_dim


def parameters(model: Transformer) -> dict[str, int]:
    """Return the number of a model's parameters: of its embedding (and logits), its layers and its experts."""
    embedding = model.vocabulary * model.hidden * (1 if model.tied else 2)
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
    return count + (2 * model.head_dim if model.query_norm else 0) + (model.heads if model.sinks else 0)


def _latent(model: Transformer, latent: Latent) -> int:
    rank, wide = latent.query_rank, model.heads * latent.head_dim
    queries = model.hidden * rank + rank + rank * wide if rank else model.hidden * wide
    keys = model.hidden * latent.cached + latent.cache_rank
    keys += latent.cache_rank * model.heads * (latent.plain_dim + latent.value_dim)
    return queries + keys + model.heads * latent.value_dim * model.hidden

"""Decoders counted the slow way: layer by layer, token by token, key by key, without a formula of the library."""

from __future__ import annotations

import random
from dataclasses import dataclass

from specgen.model.performance.networks import Experts, Latent, Transformer

Sequence = tuple[int, int]
"""Tokens that are cached already, and new ones."""


@dataclass
class Counted:
    """Multiply-adds of weights and of attention, elements that attention reads of the cache, parameters met."""

    weights: float = 0
    attention: float = 0
    cached: int = 0
    logits: float = 0


def drawn(source: random.Random) -> Transformer:
    """A small decoder with whatever may be in one."""
    kv_heads = source.choice((1, 2, 4))
    heads, layers = kv_heads * source.choice((1, 2, 3)), source.randint(1, 4)
    windowed = source.randint(0, layers)
    latent = source.random() < 0.3
    return Transformer(
        name="drawn",
        layers=layers,
        hidden=source.randint(8, 40),
        heads=heads,
        kv_heads=kv_heads,
        head_dim=source.randint(2, 9),
        ffn=source.randint(8, 60),
        vocabulary=source.randint(20, 90),
        gated=source.random() < 0.7,
        tied=source.random() < 0.3,
        query_norm=source.choice(("", "head", "all")),
        window=source.randint(1, 12) if windowed and not latent else 0,
        windowed_layers=windowed if not latent else 0,
        experts=_experts(source, layers) if source.random() < 0.5 else None,
        latent=_latent(source) if latent else None,
    )


def _experts(source: random.Random, layers: int) -> Experts:
    count = source.randint(1, 9)
    return Experts(
        count=count,
        chosen=source.randint(1, count),
        ffn=source.randint(4, 30),
        layers=source.randint(1, layers),
        shared=source.randint(0, 2),
    )


def _latent(source: random.Random) -> Latent:
    return Latent(
        cache_rank=source.randint(3, 20),
        plain_dim=source.randint(2, 9),
        rope_dim=source.randint(1, 5),
        value_dim=source.randint(2, 9),
        query_rank=source.choice((0, source.randint(3, 20))),
    )


def counted(model: Transformer, sequences: list[Sequence], absorbed: bool) -> Counted:
    """Count a step of sequences that each bring some tokens."""
    found = Counted()
    for layer in range(model.layers):
        window = model.window if layer < model.windowed_layers else 0
        for past, new in sequences:
            if model.latent:
                _latent_layer(model, model.latent, past, new, absorbed, found)
            else:
                _grouped_layer(model, past, new, window, found)
            for _ in range(new):
                found.weights += _network(model, layer)
    found.logits = len(sequences) * model.hidden * model.vocabulary
    return found


def _looked_at(past: int, new: int, window: int) -> list[range]:
    """The keys of each new token."""
    return [
        range(max(0, place + 1 - window) if window else 0, place + 1) for place in range(past, past + new)
    ]


def _grouped_layer(model: Transformer, past: int, new: int, window: int, found: Counted) -> None:
    met: set[int] = set()
    for keys in _looked_at(past, new, window):
        met.update(keys)
        for _head in range(model.heads):
            found.attention += len(keys) * (model.head_dim + model.head_dim)
        found.weights += model.hidden * model.heads * model.head_dim * 2  # queries, and out
        found.weights += model.hidden * model.kv_heads * model.head_dim * 2  # keys, values
    found.cached += len(met) * model.kv_heads * 2 * model.head_dim


def _latent_layer(
    model: Transformer, own: Latent, past: int, new: int, absorbed: bool, found: Counted
) -> None:
    wide = own.plain_dim + own.rope_dim
    for keys in _looked_at(past, new, 0):
        if own.query_rank:
            found.weights += model.hidden * own.query_rank + own.query_rank * model.heads * wide
        else:
            found.weights += model.hidden * model.heads * wide
        found.weights += model.hidden * (own.cache_rank + own.rope_dim)
        found.weights += model.heads * own.value_dim * model.hidden
        for _head in range(model.heads):
            if absorbed:
                found.weights += own.plain_dim * own.cache_rank + own.cache_rank * own.value_dim
                found.attention += len(keys) * (own.cache_rank + own.rope_dim + own.cache_rank)
            else:
                found.attention += len(keys) * (wide + own.value_dim)
    if absorbed:
        found.cached += (past + new) * (own.cache_rank + own.rope_dim)
    else:
        found.cached += (past + new) * own.cache_rank
        found.weights += (past + new) * own.cache_rank * model.heads * (own.plain_dim + own.value_dim)


def _network(model: Transformer, layer: int) -> int:
    """Multiply-adds of a token in a layer's feed-forward network."""
    matrices = 3 if model.gated else 2
    own = model.experts
    if own is None or layer >= own.layers:
        return matrices * model.hidden * model.ffn
    through = (own.chosen + own.shared) * matrices * model.hidden * own.ffn
    return through + model.hidden * own.count

"""Checks of models: heads of keys and values taken for those of queries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.source import Severity, SourceFile

if TYPE_CHECKING:
    from specgen.model.performance.networks import Transformer

_MODEL = """
    models:
      mine:
        kind: transformer
        source: A model card.
        sizes: {{layers: 32, hidden: 4096, heads: 32, kv_heads: {}, head_dim: 128, ffn: 14336, vocabulary: 128256}}
"""


@check(
    "model-query-heads",
    Severity.WARNING,
    "Keys and values have as many heads as the model says, not as many as its queries.",
    """
    Where several heads of queries share the keys and values of one, counting the cache for every head of queries makes it
    four or eight times as large as it is, and a step of decoding twice as long.
    """,
    wrong=_MODEL.format(32),
    right=_MODEL.format(8),
)
def query_heads(subject: Subject) -> Iterator[Finding]:
    """Decoders whose sizes are those of one of the library, but for more heads of keys and values."""
    from specgen.model.performance.networks import Transformer

    for model in subject.architecture.models.values():
        own = model.network
        if not isinstance(own, Transformer) or own.latent is not None:
            continue
        for other in _library():
            if _sizes(other) == _sizes(own) and other.kv_heads < own.kv_heads == own.heads:
                times = own.kv_heads // other.kv_heads
                yield Finding(
                    f"{own.kv_heads} heads of keys and values, one for every head of queries; {other.name} of the library,"
                    f" of the same sizes, has {other.kv_heads}",
                    model.origin.at("sizes", "kv_heads"),
                    hint=f"its cache would be {times} times as large as that model's",
                )
                break


def _sizes(one: Transformer) -> tuple[int, ...]:
    return one.layers, one.hidden, one.heads, one.head_dim, one.ffn, one.vocabulary


@cache
def _library() -> tuple[Transformer, ...]:
    """The decoders of `std:models`."""
    from specgen.model import load_fragment
    from specgen.model.performance.networks import Transformer

    models = load_fragment(SourceFile("models.yaml", "include: [std:models/*.yaml]\n")).architecture().models
    return tuple(one.network for one in models.values() if isinstance(one.network, Transformer))

"""Transformers as graphs: one step of serving, whatever its sequences are at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specgen.model.performance.networks import Transformer
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.attention import grouped, latent
from specgen.perfmodel.workloads.errors import unknown
from specgen.perfmodel.workloads.ffn import dense, mixture
from specgen.perfmodel.workloads.formats import Formats, bits
from specgen.perfmodel.workloads.graph import Graph, Kind, Operator
from specgen.perfmodel.workloads.operators import NORMALISE, SOFTMAX, gather, product, rowwise, tensor
from specgen.perfmodel.workloads.parameters import parameters, total
from specgen.perfmodel.workloads.sizes import sized
from specgen.perfmodel.workloads.spans import Span
from specgen.perfmodel.workloads.sparsity import DENSE, Sparsity, sparsity

PHASES = ("prefill", "decode")
"""What a step of a decoder does: take prompts in, or give one more token of each sequence."""


def transformer(
    model: Transformer,
    phase: str,
    *,
    batch: Count = 1,
    context: Count = 2048,
    new: Count = 1,
    past: Count = 0,
    formats: Formats | dict[str, str] | str | None = None,
    sparse: str = "dense",
    skew: float = 0.0,
) -> Graph:
    """Return one step of a decoder.

    ``prefill``: ``context`` tokens of each of ``batch`` prompts after ``past`` ones already cached; logits of the last.
    ``decode``: the next token of each sequence, whose keys, its own among them, are ``context``; with ``new`` tokens to
    generate, the mean of those steps (the keys grow by one each). Sizes may be arrays, which broadcast. ``skew`` is the
    exponent of the experts' popularity (0: uniform).

    Raises:
        WorkloadError: there is no such phase or format, or a size is out of range.
    """
    counts = _Counts(
        *(sized(*one) for one in (("batch", batch), ("context", context), ("new", new), ("past", past, 0)))
    )
    if phase not in PHASES:
        raise unknown("phase", phase, PHASES)
    spans, facts = counts.prefill() if phase == "prefill" else counts.decode()
    experts = model.experts.format if model.experts else ""
    made = Formats.of(formats).completed(model.format, experts)
    kept = sparsity(sparse)
    return Graph(
        f"{model.name}.{phase}",
        tuple(step(model, spans, made, kept, absorbed=phase == "decode", skew=skew)),
        facts=counts.facts | facts | sizes(model, spans, made, kept),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """Sizes that were checked, and what a step of each phase makes of them."""

    batch: Any
    context: Any
    new: Any
    past: Any

    @property
    def facts(self) -> dict[str, Any]:
        return {"batch": self.batch, "context": self.context}

    def prefill(self) -> tuple[tuple[Span, ...], dict[str, Any]]:
        return (Span(self.batch, self.context, self.past),), {"tokens": self.batch * self.context, "steps": 1}

    def decode(self) -> tuple[tuple[Span, ...], dict[str, Any]]:
        alone = isinstance(self.new, int) and self.new == 1
        keys = self.context if alone else self.context + (self.new - 1) / 2
        return (Span(self.batch, 1, keys - 1),), {"tokens": self.batch, "steps": self.new}


def step(model: Transformer, spans: tuple[Span, ...], formats: Formats, kept: Sparsity = DENSE, *,
         absorbed: bool = True, skew: float = 0.0) -> Iterator[Operator]:  # fmt: skip
    """Yield the operators of a step of these spans together: products of all tokens, attention of each span."""
    act = formats.activations
    tokens: Any = sum((span.tokens for span in spans[1:]), spans[0].tokens)
    yield gather("embedding", "embedding.weight", tokens, model.hidden, formats.embedding, act)
    stream = tensor("residual", (tokens, model.hidden), act)
    x = tensor("normalised", (tokens, model.hidden), formats.inputs)
    added, twice = (tensor("layer", (tokens, model.hidden), act), stream), 2 * model.layers + 1
    yield rowwise("norm", Kind.NORMALISATION, added, (x, stream), tokens, model.hidden, NORMALISE + 1, twice)
    if model.latent:
        yield from latent(model, model.latent, spans, tokens, formats, kept, absorbed)
    else:
        yield from grouped(model, spans, tokens, formats, kept)
    if model.dense_layers:
        yield from dense(
            model, tokens, model.ffn, model.dense_layers, formats, kept, bias="ffn" in model.bias
        )
    if model.experts:
        yield from mixture(model, model.experts, tokens, formats, kept, skew)
    yield from _logits(model, spans, formats)


def _logits(model: Transformer, spans: tuple[Span, ...], formats: Formats) -> Iterator[Operator]:
    rows: Any = sum(span.sequences * span.logits for span in spans)
    logits = tensor("logits", (rows, model.vocabulary), "f32")
    x = tensor("logits.input", (rows, model.hidden), formats.activations)
    weight = DENSE.weight("logits.weight", (model.hidden, model.vocabulary), formats.embedding)
    yield product(x, weight, logits, m=rows, k=model.hidden, n=model.vocabulary)
    chosen = tensor("probabilities", (rows, model.vocabulary), "f32")
    yield rowwise("sample", Kind.SOFTMAX, (logits,), (chosen,), rows, model.vocabulary, SOFTMAX)


def sizes(
    model: Transformer, spans: tuple[Span, ...], formats: Formats, kept: Sparsity = DENSE
) -> dict[str, Any]:
    """Return what has to fit into memory, in bytes: all weights, and the cache at the end of the step."""
    counts = parameters(model)
    stored = kept.stored * (1 / 8)
    layers, experts = bits(formats.weights) + kept.metadata, bits(formats.experts) + kept.metadata
    weights = counts["embedding"] * bits(formats.embedding) / 8
    weights += (counts["layers"] * layers + counts["experts"] * experts) * stored
    full = model.layers - model.windowed_layers
    cached: Any = 0
    for span in spans:
        keys = full * span.keys()
        if model.windowed_layers:
            keys = keys + model.windowed_layers * span.keys(model.window)
        cached = cached + span.sequences * keys
    cache = cached * (model.cached * bits(formats.cache) / 8)
    return {"parameters": total(model), "weight_bytes": weights, "cache_bytes": cache}

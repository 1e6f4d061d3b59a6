"""Transformers as graphs: one step of serving, whatever its sequences are at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specgen.model.performance.networks import Transformer
from specgen.perfmodel.counting import Count, minimum
from specgen.perfmodel.workloads.attention import grouped, latent
from specgen.perfmodel.workloads.errors import unknown
from specgen.perfmodel.workloads.ffn import dense, mixture
from specgen.perfmodel.workloads.formats import Formats, bits
from specgen.perfmodel.workloads.graph import Graph, Kind, Operator
from specgen.perfmodel.workloads.lengths import Lengths, mean
from specgen.perfmodel.workloads.operators import NORMALISE, SOFTMAX, gather, product, rowwise, tensor
from specgen.perfmodel.workloads.parameters import parameters, total
from specgen.perfmodel.workloads.recipes import Recipe
from specgen.perfmodel.workloads.sizes import length, sized
from specgen.perfmodel.workloads.spans import Span
from specgen.perfmodel.workloads.sparsity import DENSE, sparsity

PHASES = ("prefill", "decode", "serving")
"""What a step of a decoder does: take prompts in, give one more token of each sequence, or both in one."""


def transformer(
    model: Transformer,
    phase: str,
    *,
    batch: Count = 1,
    context: Count | Lengths = 2048,
    new: Count | Lengths = 1,
    past: Count | Lengths = 0,
    chunk: Count | None = None,
    formats: Formats | dict[str, str] | str | None = None,
    sparse: str = "dense",
    skew: float = 0.0,
    fused: bool = True,
) -> Graph:
    """Return one step of a decoder. Sizes may be arrays, which broadcast.

    ``prefill``: ``context`` tokens of each of ``batch`` prompts after ``past`` ones already cached; logits of the last.
    ``decode``: the next token of each sequence, whose keys, its own among them, are ``context``; with ``new`` tokens to
    generate, the mean of those steps (the keys grow by one each).
    ``serving``: continuous batching: ``batch`` sequences somewhere on their way from ``context`` tokens of prompt to
    ``new`` ones of answer, and ``chunk`` tokens of further prompts; unless given, as many as replace those that end.
    Lengths may be distributions; ``past``, ``context`` and ``new`` in the step where each counts.

    Raises:
        WorkloadError: there is no such phase or format, or a size is out of range.
    """
    if phase not in PHASES:
        raise unknown("phase", phase, PHASES)
    counts = _Counts(
        sized("batch", batch), length("context", context), length("new", new), length("past", past, 0)
    )
    if phase == "serving":
        spans, facts = counts.serving(None if chunk is None else sized("chunk", chunk))
    else:
        spans, facts = counts.prefill() if phase == "prefill" else counts.decode()
    recipe = recipe_of(model, formats, sparse, skew, fused)
    facts |= {"batch": counts.batch, "context": mean(counts.context)} | sizes(model, spans, recipe)
    return Graph(f"{model.name}.{phase}", tuple(step(model, spans, recipe)), facts=facts)


def recipe_of(model: Transformer, formats: Formats | dict[str, str] | str | None, sparse: str = "dense",
              skew: float = 0.0, fused: bool = True) -> Recipe:  # fmt: skip
    """Return how a model is computed, what is not said being as it is published.

    Raises:
        WorkloadError: there is no such format or sparsity, or the skew is negative.
    """
    made = Formats.of(formats).completed(model.format, model.experts.format if model.experts else "")
    return Recipe(made, sparsity(sparse), sized("skew", skew, 0), fused)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Sizes that were checked, and what a step of each phase makes of them."""

    batch: Any
    context: Any
    new: Any
    past: Any

    def prefill(self) -> tuple[tuple[Span, ...], dict[str, Any]]:
        facts = {"tokens": self.batch * mean(self.context), "steps": 1}
        if not isinstance(self.context, Lengths):
            return (Span(self.batch, self.context, self.past),), facts
        # As many tokens, keys, pairs and logits as the distribution has, of sequences that are all alike.
        queries = self.context.met
        return (Span(facts["tokens"] / queries, queries, self.past, queries / mean(self.context)),), facts

    def decode(self) -> tuple[tuple[Span, ...], dict[str, Any]]:
        span = Span(self.batch, 1, self.context + (self._half_way() - 1), absorbed=True)
        return (span,), {"tokens": self.batch, "steps": mean(self.new)}

    def serving(self, chunk: Any) -> tuple[tuple[Span, ...], dict[str, Any]]:
        prompt = self.context.met if isinstance(self.context, Lengths) else self.context
        arriving = self.batch * mean(self.context) / mean(self.new) if chunk is None else chunk
        queries = minimum(arriving, prompt)
        prefill = Span(arriving / queries, queries, (prompt - queries) / 2, queries / prompt, name="prefill")
        decode = Span(self.batch, 1, self.context + (self._half_way() - 1), absorbed=True, name="decode")
        facts = {"tokens": self.batch, "steps": mean(self.new), "prompt_tokens": arriving}
        return (decode, prefill), facts

    def _half_way(self) -> Any:
        """How many keys a sequence has on average beyond those of its first step."""
        if isinstance(self.new, Lengths):
            return (self.new.met - 1) / 2
        return 0 if isinstance(self.new, int) and self.new == 1 else (self.new - 1) / 2


def step(model: Transformer, spans: tuple[Span, ...], recipe: Recipe) -> Iterator[Operator]:
    """Yield the operators of a step of these spans together: products of all tokens, attention of each span."""
    f, tokens = recipe.formats, sum((span.tokens for span in spans[1:]), spans[0].tokens)
    yield gather("embedding", "embedding.weight", tokens, model.hidden, f.embedding, f.activations)
    stream, x = tensor("residual", (tokens, model.hidden), f.activations), (tokens, model.hidden)
    added, twice = tensor("layer", x, f.activations), 2 * model.layers + 1
    results = (tensor("normalised", x, f.inputs), stream)
    yield rowwise(
        "norm", Kind.NORMALISATION, (added, stream), results, tokens, model.hidden, NORMALISE + 1, twice
    )
    if model.latent:
        yield from latent(model, model.latent, spans, tokens, recipe)
    else:
        yield from grouped(model, spans, tokens, recipe)
    if model.dense_layers:
        yield from dense(model, tokens, model.ffn, model.dense_layers, recipe, bias="ffn" in model.bias)
    if model.experts:
        yield from mixture(model, model.experts, tokens, recipe)
    yield from logits(model.hidden, model.vocabulary, spans, f)


def logits(hidden: int, vocabulary: int, spans: tuple[Span, ...], formats: Formats) -> Iterator[Operator]:
    """The product that gives the next tokens' scores, and their probabilities."""
    rows: Any = sum(
        (span.sequences * span.logits for span in spans[1:]), spans[0].sequences * spans[0].logits
    )
    scores = tensor("logits", (rows, vocabulary), "f32")
    x = tensor("normalised", (rows, hidden), formats.activations)
    weight = DENSE.weight("logits.weight", (hidden, vocabulary), formats.embedding)
    yield product(x, weight, scores, m=rows, k=hidden, n=vocabulary)
    chosen = tensor("probabilities", (rows, vocabulary), "f32")
    yield rowwise("sample", Kind.SOFTMAX, (scores,), (chosen,), rows, vocabulary, SOFTMAX)


def sizes(model: Transformer, spans: tuple[Span, ...], recipe: Recipe) -> dict[str, Any]:
    """Return what has to fit into memory, in bytes: all weights, and the cache at the end of the step."""
    counts, f, kept = parameters(model), recipe.formats, recipe.sparsity
    layers, experts = bits(f.weights) + kept.metadata, bits(f.experts) + kept.metadata
    weights = (counts["layers"] * layers + counts["experts"] * experts) * kept.stored
    weights = (weights + counts["embedding"] * bits(f.embedding)) / 8
    full, cached = model.layers - model.windowed_layers, model.cached * bits(f.cache) / 8
    cache: Any = 0
    for span in spans:
        keys = full * span.keys()
        if model.windowed_layers:
            keys = keys + model.windowed_layers * span.keys(model.window)
        cache = cache + span.sequences * (cached * keys)
    return {"parameters": total(model), "weight_bytes": weights, "cache_bytes": cache}

"""The operators of feed-forward networks: dense and mixtures of experts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specgen.model.performance.networks import Experts, Transformer
from specgen.perfmodel.workloads.experts import touched
from specgen.perfmodel.workloads.formats import Formats
from specgen.perfmodel.workloads.graph import Kind, Operator
from specgen.perfmodel.workloads.operators import GELU, SILU, SOFTMAX, pointwise, product, rowwise, tensor
from specgen.perfmodel.workloads.sparsity import Sparsity


def dense(model: Transformer, tokens: Any, inner: int, times: int, formats: Formats, kept: Sparsity,
          prefix: str = "", bias: bool = False) -> Iterator[Operator]:  # fmt: skip
    """A dense feed-forward network: up (and gate in the same product), activation, down."""
    act, wide = formats.activations, model.up * inner
    up = tensor(f"{prefix}up", (tokens, wide), act)
    inputs = tensor(f"{prefix}up.input", (tokens, model.hidden), formats.inputs)
    weight = kept.weight(f"{prefix}up.weight", (model.hidden, wide), formats.weights)
    yield product(
        inputs, weight, up, m=tokens, k=model.hidden, n=wide, times=times, kept=kept.computed, bias=bias
    )
    middle = tensor(f"{prefix}activated", (tokens, inner), formats.inputs)
    yield pointwise(f"{prefix}activation", (up,), (middle,), _activation(model), times)
    weight = kept.weight(f"{prefix}down.weight", (inner, model.hidden), formats.weights)
    down = tensor(f"{prefix}down", (tokens, model.hidden), act)
    yield product(
        middle, weight, down, m=tokens, k=inner, n=model.hidden, times=times, kept=kept.computed, bias=bias
    )


def mixture(model: Transformer, own: Experts, tokens: Any, formats: Formats, kept: Sparsity,
            skew: float) -> Iterator[Operator]:  # fmt: skip
    """A mixture of experts: router, choice, tokens to their experts, the touched experts' products, weighted sum."""
    act, times, hidden = formats.activations, own.layers, model.hidden
    scores = tensor("router", (tokens, own.count), "f32")
    x = tensor("router.input", (tokens, hidden), act)
    router = kept.weight("router.weight", (hidden, own.count), act)
    yield product(x, router, scores, m=tokens, k=hidden, n=own.count, times=times, bias=own.bias)
    choice = tensor("choice", (tokens, 2 * own.chosen), "f32")
    yield rowwise("choose", Kind.SOFTMAX, (scores,), (choice,), tokens, own.count, SOFTMAX, times)
    rows = tokens * own.chosen
    sent = tensor("dispatched", (rows, hidden), formats.inputs)
    yield Operator(
        "dispatch", Kind.MOVE, (x, choice), (sent,), {"elements": rows * hidden}, 0, act, "vector", times
    )
    yield from _experts(model, own, touched(tokens, own.count, own.chosen, skew), rows, formats, kept)
    gathered = tensor("experts.down", (rows, hidden), act)
    yield pointwise(
        "combine", (gathered, choice), (tensor("combined", (tokens, hidden), act),), 2, times, rows * hidden
    )
    if own.shared:
        yield from dense(model, tokens, own.shared * own.ffn, times, formats, kept, "shared.", own.bias)


def _experts(
    model: Transformer, own: Experts, groups: Any, rows: Any, formats: Formats, kept: Sparsity
) -> Iterator[Operator]:
    act, times, wide = formats.activations, own.layers, model.up * own.ffn
    each, sizes = rows / groups, ((model.hidden, wide), (own.ffn, model.hidden))
    names = (("dispatched", "experts.up"), ("experts.activated", "experts.down"))
    results = []
    for (source, name), (k, n) in zip(names, sizes, strict=True):
        results.append(
            product(
                tensor(source, (k, rows), formats.inputs),
                kept.weight(f"{name}.weight", (k, n, groups), formats.experts),
                tensor(name, (n, rows), act),
                m=each, k=k, n=n, groups=groups, times=times, kept=kept.computed, bias=own.bias,
            )
        )  # fmt: skip
    middle = tensor("experts.activated", (own.ffn, rows), formats.inputs)
    yield results[0]
    yield pointwise("experts.activation", results[0].outputs, (middle,), _activation(model), times)
    yield results[1]


def _activation(model: Transformer) -> float:
    return SILU + 1 if model.gated else GELU

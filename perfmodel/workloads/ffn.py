"""The operators of feed-forward networks: dense and mixtures of experts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specgen.model.performance.networks import Experts, Transformer
from specgen.perfmodel.workloads.experts import touched
from specgen.perfmodel.workloads.graph import Kind, Operator
from specgen.perfmodel.workloads.operators import GELU, SILU, SOFTMAX, pointwise, rowwise, tensor
from specgen.perfmodel.workloads.recipes import Recipe


def dense(model: Transformer, tokens: Any, inner: int, times: int, recipe: Recipe, prefix: str = "",
          bias: bool = False) -> Iterator[Operator]:  # fmt: skip
    """A dense feed-forward network: up (and gate in the same product), activation, down."""
    up = recipe.linear(
        f"{prefix}up", tokens, model.hidden, model.up * inner, times, source="normalised", bias=bias
    )
    yield up
    middle = tensor(f"{prefix}activated", (tokens, inner), recipe.formats.inputs)
    yield pointwise(f"{prefix}activation", up.outputs, (middle,), _activation(model), times)
    yield recipe.linear(f"{prefix}down", tokens, inner, model.hidden, times, source=middle.name, bias=bias)


def mixture(model: Transformer, own: Experts, tokens: Any, recipe: Recipe) -> Iterator[Operator]:
    """A mixture of experts: router, choice, tokens to their experts, the touched experts' products, weighted sum."""
    f, times, hidden, rows = recipe.formats, own.layers, model.hidden, tokens * own.chosen
    router = recipe.linear(
        "router", tokens, hidden, own.count, times, source="normalised", inputs=f.activations,
        weights=f.activations, bias=own.bias,
    )  # fmt: skip
    yield router
    choice = tensor("choice", (tokens, 2 * own.chosen), "f32")
    yield rowwise("choose", Kind.SOFTMAX, router.outputs, (choice,), tokens, own.count, SOFTMAX, times)
    x, sent = tensor("normalised", (tokens, hidden), f.inputs), tensor("dispatched", (hidden, rows), f.inputs)
    dims = {"elements": rows * hidden}
    yield Operator("dispatch", Kind.MOVE, (x, choice), (sent,), dims, 0, f.inputs, "vector", times)
    groups, wide = touched(tokens, own.count, own.chosen, recipe.skew), model.up * own.ffn
    each = rows / groups
    up = recipe.by_group(
        "experts.up", groups, each, hidden, wide, times, source=sent.name, weights=f.experts, shape=(rows,),
        bias=own.bias,
    )  # fmt: skip
    yield up
    middle = tensor("experts.activated", (own.ffn, rows), f.inputs)
    yield pointwise("experts.activation", up.outputs, (middle,), _activation(model), times)
    down = recipe.by_group(
        "experts.down", groups, each, own.ffn, hidden, times, source=middle.name, weights=f.experts,
        shape=(rows,), bias=own.bias,
    )  # fmt: skip
    yield down
    summed = tensor("combined", (tokens, hidden), f.activations)
    yield pointwise("combine", (*down.outputs, choice), (summed,), 2, times, rows * hidden)
    if own.shared:
        yield from dense(model, tokens, own.shared * own.ffn, times, recipe, "shared.", own.bias)


def _activation(model: Transformer) -> float:
    return SILU + 1 if model.gated else GELU

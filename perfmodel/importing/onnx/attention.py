"""Attention, and recurrent networks: operators of the standard that hold several products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import prod

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.making import attention, counted, gemm
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Kind, Operator, Role

# Gates, and operations of a step for each hidden element: sums of the two products of each gate, activation functions
# as `ELEMENTWISE` counts them, then the products and sums that make the new state.
_CELLS = {"RNN": (1, 2), "GRU": (3, 3 + 2 * 4 + 1 + 5), "LSTM": (4, 4 + 3 * 4 + 2 + 4)}


def fused_attention(node: Node) -> Iterator[Operator]:
    """Attention: Q, K, V of B x H x S x D, or B x S x H D with the heads as attributes; earlier keys come before."""
    query, key, value = (_by_heads(node, place, heads) for place, heads in enumerate(_HEADS))
    batch, heads, queries, depth = query
    _, kv_heads, keys, _ = key
    if node.has(4):
        keys += node.shape(4)[2]
    yield attention(
        node.name, node.all_read(), node.all_written(),
        batch=batch, heads=heads, kv_heads=kv_heads, queries=queries, keys=keys, head_dim=depth, value_dim=value[3],
        causal=bool(node.attribute("is_causal", 0)),
    )  # fmt: skip


_HEADS = ("q_num_heads", "kv_num_heads", "kv_num_heads")


def _by_heads(node: Node, place: int, attribute: str) -> tuple[int, int, int, int]:
    shape = node.shape(place)
    if len(shape) == 4:
        return shape[0], shape[1], shape[2], shape[3]
    heads = node.attribute(attribute)
    if len(shape) != 3 or not heads:
        raise Unsupported(f"its heads are not known: it has no {attribute}")
    return shape[0], heads, shape[1], shape[2] // heads


def recurrent(node: Node) -> Iterator[Operator]:
    """RNN, GRU, LSTM: one product with all inputs, then a product and the cell for each step."""
    x, weights = node.shape(0), node.shape(1)
    steps, batch = reversed(x[:2]) if node.attribute("layout", 0) else x[:2]
    directions, hidden = weights[0], node.shape(2)[2]
    gates, each = _CELLS[node.type]
    of_gates = gates * hidden
    mixed = replace(
        node.read(0),
        name=f"{node.name}.gates",
        shape=(directions, steps * batch, of_gates),
        role=Role.ACTIVATION,
    )
    yield gemm(
        f"{node.name}/input",
        (node.read(0), node.read(1)),
        (mixed,),
        (directions, steps * batch, of_gates, x[2]),
    )
    state = replace(mixed, name=f"{node.name}.state", shape=(directions, batch, hidden))
    step = replace(mixed, name=f"{node.name}.step", shape=(directions, batch, of_gates))
    again = gemm(f"{node.name}/state", (state, node.read(2)), (step,), (directions, batch, of_gates, hidden))
    yield replace(again, times=steps)
    cells = prod((directions, batch, hidden))
    cell = counted(
        Kind.ELEMENTWISE, f"{node.name}/cell", (step, step), (state,), each * cells,
        elements=cells, algorithm=node.type.lower(),
    )  # fmt: skip
    yield replace(cell, times=steps)

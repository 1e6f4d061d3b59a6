"""What of a workload cannot be: errors of real tools, told in words."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.perfmodel.workloads import Graph, Kind, Operator, Role

_CLOSE = 0.01


def suspicions(graph: Graph) -> Iterator[str]:
    """Yield what cannot be right about operators (points, no arrays): caches counted with the heads of queries."""
    for one in graph.of_kind(Kind.ATTENTION):
        held, due = _cached(one), _due(one)
        heads, shared = float(one.dims["heads"]), float(one.dims["kv_heads"])
        if due and heads > shared and abs(held / due / (heads / shared) - 1) < _CLOSE:
            yield (
                f"{one.name} reads {held:.6g} elements of keys and values, those of {heads:g} heads:"
                f" {shared:g} have them, so {due:.6g} are due"
            )


def _cached(one: Operator) -> float:
    return float(sum(tensor.elements for tensor in one.inputs if tensor.role is Role.CACHE))


def _due(one: Operator) -> float:
    """The elements of keys and values: of all that are attended to, in their own heads."""
    sizes = one.dims
    each = float(sizes["head_dim"]) + float(sizes.get("value_dim", sizes["head_dim"]))
    return float(sizes["batch"]) * float(sizes["keys"]) * float(sizes["kv_heads"]) * each

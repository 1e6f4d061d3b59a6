"""What of a workload or of a measured time cannot be: errors of real tools, told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specgen.perfmodel.bounds.ridges import achieved
from specgen.perfmodel.bounds.whole import GraphBound
from specgen.perfmodel.scale import plain
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


def above_bounds(whole: GraphBound, seconds: Mapping[str, float]) -> Iterator[str]:
    """Yield which of the measured times, by operator, are shorter than their bounds: points above a roof."""
    for one in whole.bounds:
        measured = seconds.get(one.operator.name)
        if measured is not None and bool(achieved(one, measured).above):
            times = plain(float(one.time) / measured)
            yield f"{one.operator.name} was measured {times} times as fast as {one.limit} of {whole.chip.name} lets it be"

"""A graph in other formats than its file's: what was saved in f32 is seldom computed in f32."""

from __future__ import annotations

from dataclasses import replace

from specgen.perfmodel.workloads import Graph, Operator, Tensor, bits

_SAVED = ("f32", "f64")


def retyped(graph: Graph, wanted: str) -> Graph:
    """Return the graph with its tensors of f32 and f64 in another format, and its products computed in that.

    Raises WorkloadError where nothing is known of it.
    """
    width = bits(wanted)

    def tensor(one: Tensor) -> Tensor:
        return replace(one, format=wanted, bits=width) if one.format in _SAVED else one

    def operator(one: Operator) -> Operator:
        form = wanted if one.unit == "matrix" and one.format in _SAVED else one.format
        inputs, outputs = tuple(map(tensor, one.inputs)), tuple(map(tensor, one.outputs))
        return replace(one, inputs=inputs, outputs=outputs, format=form)

    return replace(graph, operators=tuple(map(operator, graph.operators)))

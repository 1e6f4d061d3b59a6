"""What tests ask of graphs."""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.workloads import Graph, Operator, Role


def of(graph: Graph, name: str) -> Operator:
    """The operator of that name."""
    (found,) = [one for one in graph.operators if one.name == name]
    return found


def read(graph: Graph, role: Role) -> Any:
    """Bytes of that role that all operators read."""
    return sum(t.bytes * one.times for one in graph.operators for t in one.inputs if t.role is role)


def matrix(graph: Graph) -> Any:
    """Operations of products."""
    return sum(one.operations * one.times for one in graph.operators if one.unit == "matrix")

"""Workloads: graphs of operators with their work and their bytes, and what builds them."""

from specgen.perfmodel.workloads.graph import Graph, Kind, Operator, Role, Tensor

__all__ = ["Graph", "Kind", "Operator", "Role", "Tensor"]

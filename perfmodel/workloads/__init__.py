"""Workloads: graphs of operators with their work and their bytes, and what builds them."""

from specgen.perfmodel.workloads.configurations import Experts, Latent, Transformer, active, parameters, total
from specgen.perfmodel.workloads.errors import WorkloadError
from specgen.perfmodel.workloads.experts import busiest, shares, touched
from specgen.perfmodel.workloads.formats import FORMATS, Formats, bits, element, wider
from specgen.perfmodel.workloads.graph import Graph, Kind, Operator, Role, Tensor
from specgen.perfmodel.workloads.spans import Span
from specgen.perfmodel.workloads.sparsity import Sparsity, sparsity
from specgen.perfmodel.workloads.transformers import PHASES, step, transformer

__all__ = [
    "FORMATS",
    "PHASES",
    "Experts",
    "Formats",
    "Graph",
    "Kind",
    "Latent",
    "Operator",
    "Role",
    "Span",
    "Sparsity",
    "Tensor",
    "Transformer",
    "WorkloadError",
    "active",
    "bits",
    "busiest",
    "element",
    "parameters",
    "shares",
    "sparsity",
    "step",
    "total",
    "touched",
    "transformer",
    "wider",
]

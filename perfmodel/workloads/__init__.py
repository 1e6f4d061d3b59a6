"""Workloads: graphs of operators with their work and their bytes, and what builds them."""

from specgen.model.performance.networks import Experts, Latent, Transformer
from specgen.perfmodel.workloads.errors import WorkloadError
from specgen.perfmodel.workloads.experts import busiest, shares, touched
from specgen.perfmodel.workloads.formats import FORMATS, Formats, bits, element, wider
from specgen.perfmodel.workloads.graph import Graph, Kind, Operator, Role, Tensor
from specgen.perfmodel.workloads.lengths import Lengths
from specgen.perfmodel.workloads.library import library_model, library_models
from specgen.perfmodel.workloads.parameters import active, parameters, total
from specgen.perfmodel.workloads.recipes import Recipe
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
    "Lengths",
    "Operator",
    "Recipe",
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
    "library_model",
    "library_models",
    "parameters",
    "shares",
    "sparsity",
    "step",
    "total",
    "touched",
    "transformer",
    "wider",
]

"""Workloads: graphs of operators with their work and their bytes, and what builds them."""

from specgen.model.performance.networks import Experts, Latent, Network, Transformer
from specgen.perfmodel.workloads.building import (
    build,
    build_workload,
    keywords,
    model_called,
    options,
    phases,
)
from specgen.perfmodel.workloads.checking import check_workloads
from specgen.perfmodel.workloads.errors import WorkloadError, unknown
from specgen.perfmodel.workloads.experts import busiest, shares, touched
from specgen.perfmodel.workloads.formats import FORMATS, Formats, bits, element, wider
from specgen.perfmodel.workloads.graph import Graph, Kind, Operator, Role, Tensor
from specgen.perfmodel.workloads.lengths import Lengths
from specgen.perfmodel.workloads.library import declared_models, library_model, library_models
from specgen.perfmodel.workloads.operators import product, tensor
from specgen.perfmodel.workloads.parameters import active, parameters, total
from specgen.perfmodel.workloads.recipes import Recipe
from specgen.perfmodel.workloads.spans import Span
from specgen.perfmodel.workloads.sparsity import Sparsity, sparsity
from specgen.perfmodel.workloads.speculative import accepted, speculative
from specgen.perfmodel.workloads.table import Line, sizes_of, table, totals
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
    "Line",
    "Network",
    "Operator",
    "Recipe",
    "Role",
    "Span",
    "Sparsity",
    "Tensor",
    "Transformer",
    "WorkloadError",
    "accepted",
    "active",
    "bits",
    "build",
    "build_workload",
    "busiest",
    "check_workloads",
    "declared_models",
    "element",
    "keywords",
    "library_model",
    "library_models",
    "model_called",
    "options",
    "parameters",
    "phases",
    "product",
    "shares",
    "sizes_of",
    "sparsity",
    "speculative",
    "step",
    "table",
    "tensor",
    "total",
    "totals",
    "touched",
    "transformer",
    "unknown",
    "wider",
]

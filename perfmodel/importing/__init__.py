"""Files of others as graphs of operators."""

from specgen.perfmodel.importing.errors import MissingReader, Unreadable
from specgen.perfmodel.importing.onnx import graph_of, read_onnx
from specgen.perfmodel.importing.reading import READABLE, read_graph
from specgen.perfmodel.importing.retyping import retyped
from specgen.perfmodel.importing.torch import facts_of, graph_of_facts, read_program

__all__ = [
    "READABLE",
    "MissingReader",
    "Unreadable",
    "facts_of",
    "graph_of",
    "graph_of_facts",
    "read_graph",
    "read_onnx",
    "read_program",
    "retyped",
]

"""Files of others as graphs of operators."""

from specgen.perfmodel.importing.errors import MissingReader, Unreadable
from specgen.perfmodel.importing.onnx import graph_of, read_onnx

__all__ = ["MissingReader", "Unreadable", "graph_of", "read_onnx"]

"""ONNX files as graphs of operators. Needs the package onnx, which the extra ``onnx`` installs."""

from specgen.perfmodel.importing.onnx.reading import graph_of, read_onnx

__all__ = ["graph_of", "read_onnx"]

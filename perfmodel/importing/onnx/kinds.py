"""Which count is whose: the operators of ONNX that become operators of a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from specgen.perfmodel.importing.onnx import matrix, moving, vector
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Operator

Counting = Callable[[Node], Iterable[Operator]]

COUNTINGS: dict[str, Counting] = {
    "Gemm": matrix.general_product,
    "MatMul": matrix.product,
    "MatMulInteger": matrix.product,
    "QLinearMatMul": matrix.quantised_product,
    "Conv": matrix.convolutions,
    "ConvInteger": matrix.convolutions,
    "QLinearConv": matrix.quantised_convolution,
    "ConvTranspose": matrix.transposed_convolution,
    "LRN": vector.local_response,
    **dict.fromkeys((*vector.ELEMENTWISE, "Gelu", "Max", "Min", "Sum", "Mean"), vector.elementwise),
    **dict.fromkeys(vector.REDUCTIONS, vector.reduction),
    **dict.fromkeys(("Softmax", "LogSoftmax", "Hardmax"), vector.softmax),
    **dict.fromkeys(vector.NORMALISATIONS, vector.normalisation),
    **dict.fromkeys((*vector.POOLS, *vector.GLOBAL_POOLS), vector.pooling),
    **dict.fromkeys(("Gather", "GatherElements", "GatherND"), moving.gather),
    **dict.fromkeys(("Scatter", "ScatterElements", "ScatterND"), moving.scatter),
    **dict.fromkeys(
        ("Cast", "CastLike", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"), moving.conversion
    ),
    **dict.fromkeys(moving.MOVES, moving.move),
    "Slice": moving.cut,
    **dict.fromkeys(moving.FREE, lambda node: ()),
}
"""By the name of the operator, of the standard's own domains."""

DOMAINS = ("", "ai.onnx", "ai.onnx.ml")

"""Which count is whose: the operators of ONNX that become operators of a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from specgen.perfmodel.importing.onnx import attention, einsum, images, matrix, moving, vector
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
    "DeformConv": images.deformed_convolution,
    "Einsum": einsum.einsum,
    "Attention": attention.fused_attention,
    **dict.fromkeys(("RNN", "GRU", "LSTM"), attention.recurrent),
    **dict.fromkeys(("Resize", "Upsample"), images.resize),
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

DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview")
"""Operators of these domains are the standard's own."""

_OPEN = "Compress ImageDecoder NonMaxSuppression NonZero Unique StringSplit"
_STRINGS = "LabelEncoder RegexFullMatch StringConcat StringNormalizer TfIdfVectorizer"
_SEQUENCES = (
    "ConcatFromSequence SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert SequenceLength"
    " SplitToSequence"
)
_RANDOM = "Bernoulli Multinomial RandomNormal RandomNormalLike RandomUniform RandomUniformLike"
REASONS = {
    **dict.fromkeys(_SEQUENCES.split(), "a sequence holds tensors of several shapes"),
    **dict.fromkeys(_RANDOM.split(), "what a random number takes is the implementation's choice"),
    **dict.fromkeys(_OPEN.split(), "how much comes out depends on the numbers that go in"),
    **dict.fromkeys(_STRINGS.split(), "it works on strings"),
    "TopK": "how many comparisons a selection takes is the implementation's choice",
}
"""Why some operators have no count."""

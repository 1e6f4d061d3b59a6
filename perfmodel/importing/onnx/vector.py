"""Work of the vector unit: element by element, by rows, by windows, and reductions, with what each element costs.

A sum, product, quotient, comparison, minimum, rounding or elementary function (exp, log, tanh, erf, sqrt, power) is one
operation; what is made of several counts them all, as its definition in the standard is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.making import counted, rowwise
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Kind, Operator

_ONE = (
    "Abs Acos Acosh Add And Asin Asinh Atan Atanh Binarizer BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Ceil Cos"
    " Cosh Div Equal Erf Exp Floor Greater IsNaN Less Log Mod Mul Neg Not Or Pow Reciprocal Relu Round Sign Sin Sinh Sqrt"
    " Sub Tan Tanh ThresholdedRelu Where Xor"
)
_TWO = "Clip GreaterOrEqual IsInf LeakyRelu LessOrEqual PRelu Scaler"
ELEMENTWISE = {
    **dict.fromkeys(_ONE.split(), 1),
    **dict.fromkeys(_TWO.split(), 2),
    "Shrink": 3,  # two comparisons, a sum
    "Softsign": 3,  # x / (1 + |x|)
    "Softplus": 3,  # log(exp(x) + 1)
    "Elu": 3,  # alpha (exp(x) - 1)
    "Celu": 4,  # alpha (exp(x / alpha) - 1)
    "Selu": 4,  # gamma (alpha exp(x) - alpha)
    "Sigmoid": 4,  # 1 / (1 + exp(-x))
    "HardSigmoid": 4,  # max(0, min(1, alpha x + beta))
    "HardSwish": 5,  # x max(0, min(1, alpha x + beta))
    "Swish": 6,  # x / (1 + exp(-alpha x))
    "Mish": 5,  # x tanh(log(1 + exp(x)))
}
_GELU = {"none": 5, "tanh": 8}  # 0.5 x (1 + erf(x / sqrt 2)); by tanh of a cubic, whose half is weighed in
_ALONG = ("Max", "Min", "Sum", "Mean")

_FOLDED = "ArgMax ArgMin CumProd CumSum ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum"
_FOLDED_TWO = "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare"
REDUCTIONS = {**dict.fromkeys(_FOLDED.split(), 1), **dict.fromkeys(_FOLDED_TWO.split(), 2)}

NORMALISATIONS = {
    "BatchNormalization": 2,  # one factor and one addend a channel, both known beforehand
    "LayerNormalization": 7,  # mean, difference, square, its mean, quotient, scale, bias
    "InstanceNormalization": 7,
    "GroupNormalization": 7,
    "RMSNormalization": 4,  # square, mean, quotient, scale
    "MeanVarianceNormalization": 5,
    "LpNormalization": 3,
}
_SOFTMAX = {"Softmax": 5, "LogSoftmax": 5, "Hardmax": 2}
POOLS = ("MaxPool", "AveragePool", "LpPool")
GLOBAL_POOLS = ("GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool")


def elementwise(node: Node) -> Iterator[Operator]:
    """As many operations a result's element as the table says; of several operands one less than there are."""
    result = node.written()
    each = ELEMENTWISE.get(node.type)
    if node.type == "Gelu":
        each = _GELU[node.attribute("approximate", "none")]
    elif node.type in _ALONG:
        each = max(len(node.inputs) - 1 + (node.type == "Mean"), 0)
    assert each is not None
    yield counted(
        Kind.ELEMENTWISE, node.name, node.all_read(), node.all_written(), each * result.elements,
        elements=result.elements, algorithm=node.type.lower(),
    )  # fmt: skip


def reduction(node: Node) -> Iterator[Operator]:
    """One or two operations an element that is read."""
    operand = node.read(0)
    yield counted(
        Kind.REDUCTION, node.name, node.all_read(), node.all_written(), REDUCTIONS[node.type] * operand.elements,
        elements=operand.elements, algorithm=node.type.lower(),
    )  # fmt: skip


def softmax(node: Node) -> Iterator[Operator]:
    """Maximum, difference, exp, sum and quotient an element; before version 13 all axes from ``axis`` on are one row."""
    shape = node.shape(0)
    axis = node.attribute("axis", -1 if node.version >= 13 else 1) % max(len(shape), 1)
    columns = prod(shape[axis:]) if node.version < 13 else shape[axis] if shape else 1
    elements = prod(shape)
    yield rowwise(
        Kind.SOFTMAX, node.name, node.all_read(), node.all_written(), _SOFTMAX[node.type] * elements,
        rows=elements // columns if columns else 0, columns=columns, algorithm=node.type.lower(),
    )  # fmt: skip


def normalisation(node: Node) -> Iterator[Operator]:
    """Rows are what one mean is of."""
    shape = node.shape(0)
    columns = _normalised_together(node, shape)
    yield rowwise(
        Kind.NORMALISATION, node.name, node.all_read(), node.all_written(),
        NORMALISATIONS[node.type] * prod(shape),
        rows=prod(shape) // columns if columns else 0, columns=columns, algorithm=node.type.lower(),
    )  # fmt: skip


def _normalised_together(node: Node, shape: tuple[int, ...]) -> int:
    """Return how many elements share a mean or a norm."""
    if node.type in ("LayerNormalization", "RMSNormalization"):
        return prod(shape[node.attribute("axis", -1) :])
    if node.type == "LpNormalization":
        return shape[int(node.attribute("axis", -1))]
    if node.type == "GroupNormalization":
        return prod(shape[1:]) // int(node.attribute("num_groups", 1))
    if node.type == "MeanVarianceNormalization":
        return prod(shape[axis] for axis in node.attribute("axes", [0, 2, 3]))
    if node.type == "BatchNormalization":
        return prod(shape[:1] + shape[2:])
    return prod(shape[2:])


def local_response(node: Node) -> Iterator[Operator]:
    """LRN: x / (bias + alpha / size sum of the squares of ``size`` channels) ^ beta."""
    result = node.written()
    size = node.attribute("size", 1)
    yield rowwise(
        Kind.NORMALISATION, node.name, node.all_read(), node.all_written(), (2 * size + 3) * result.elements,
        rows=result.elements // result.shape[1], columns=node.result()[1], algorithm="lrn",
    )  # fmt: skip


def pooling(node: Node) -> Iterator[Operator]:
    """As many operations a result as its window has elements."""
    result = node.written()
    window = node.shape(0)[2:] if node.type in GLOBAL_POOLS else node.attribute("kernel_shape")
    if not window:
        raise Unsupported("it has no kernel_shape")
    yield counted(
        Kind.POOLING, node.name, node.all_read(), node.all_written(), result.elements * prod(window),
        elements=result.elements, algorithm=node.type.lower(),
    )  # fmt: skip

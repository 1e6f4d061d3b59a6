"""Sums of products: matrix products in their several spellings, and convolutions."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.making import convolution, gemm, product_sizes
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Operator


def general_product(node: Node) -> Iterator[Operator]:
    """Gemm: op(A) op(B) + C of two dimensions."""
    a, b = node.shape(0), node.shape(1)
    if len(a) != 2 or len(b) != 2:
        raise Unsupported("its operands are no matrices")
    m, k = reversed(a) if node.attribute("transA", 0) else a
    n = b[0] if node.attribute("transB", 0) else b[1]
    yield gemm(node.name, node.all_read(), node.all_written(), (1, m, n, k))


def product(node: Node) -> Iterator[Operator]:
    """MatMul and MatMulInteger: NumPy's matmul."""
    yield gemm(node.name, node.all_read(), node.all_written(), product_sizes(node.shape(0), node.shape(1)))


def quantised_product(node: Node) -> Iterator[Operator]:
    """QLinearMatMul: its operands stand at 0 and 3, between them their scales and zero points."""
    yield gemm(node.name, node.all_read(), node.all_written(), product_sizes(node.shape(0), node.shape(3)))


def convolutions(node: Node) -> Iterator[Operator]:
    """Conv and ConvInteger: input N x C x D..., weights M x C / groups x k..."""
    return _convolution(node, node.shape(0), node.shape(1))


def quantised_convolution(node: Node) -> Iterator[Operator]:
    """QLinearConv: its operands stand at 0 and 3."""
    return _convolution(node, node.shape(0), node.shape(3))


def _convolution(node: Node, image: tuple[int, ...], weights: tuple[int, ...]) -> Iterator[Operator]:
    result = node.result()
    if not 3 <= len(image) <= 5:
        raise Unsupported(f"a convolution over {len(image) - 2} dimensions")
    groups = node.attribute("group", 1)
    if groups < 1:
        raise Unsupported(f"{groups} groups")
    channels = (weights[1] * groups, weights[0])
    yield convolution(
        node.name, node.all_read(), node.all_written(), result[2:], weights[2:], channels, groups,
        batch=image[0],
    )  # fmt: skip


def transposed_convolution(node: Node) -> Iterator[Operator]:
    """ConvTranspose: input N x C x D..., weights C x M / groups x k...; each input position scatters a kernel."""
    image, weights = node.shape(0), node.shape(1)
    if not 3 <= len(image) <= 5:
        raise Unsupported(f"a convolution over {len(image) - 2} dimensions")
    groups = node.attribute("group", 1)
    channels = (weights[0], weights[1] * groups)
    yield convolution(
        node.name, node.all_read(), node.all_written(), image[2:], weights[2:], channels, groups,
        batch=image[0], algorithm="transposed",
    )  # fmt: skip

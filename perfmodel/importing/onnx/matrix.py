"""Sums of products: matrix products in their several spellings, and convolutions."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.making import convolution, gemm
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Operator, Tensor


def general_product(node: Node) -> Iterator[Operator]:
    """Gemm: op(A) op(B) + C of two dimensions."""
    a, b = node.read(0), node.read(1)
    if len(a.shape) != 2 or len(b.shape) != 2:
        raise Unsupported("its operands are no matrices")
    m, k = reversed(a.shape) if node.attribute("transA", 0) else a.shape
    n = b.shape[0] if node.attribute("transB", 0) else b.shape[1]
    yield gemm(node.name, node.all_read(), node.all_written(), (1, m, n, k))


def product(node: Node) -> Iterator[Operator]:
    """MatMul and MatMulInteger: NumPy's matmul."""
    yield gemm(node.name, node.all_read(), node.all_written(), _sizes(node.read(0), node.read(1)))


def quantised_product(node: Node) -> Iterator[Operator]:
    """QLinearMatMul: its operands stand at 0 and 3, between them their scales and zero points."""
    yield gemm(node.name, node.all_read(), node.all_written(), _sizes(node.read(0), node.read(3)))


def _sizes(a: Tensor, b: Tensor) -> tuple[int, int, int, int]:
    """Return groups, m, n and k; what is broadcast from one matrix on the right joins the rows of the left."""
    if not a.shape or not b.shape:
        raise Unsupported("an operand is a scalar")
    left = a.shape if len(a.shape) > 1 else (1, *a.shape)
    right = b.shape if len(b.shape) > 1 else (*b.shape, 1)
    *stack, m, k = left
    n = right[-1]
    if prod(right[:-2]) == 1:
        return 1, prod(stack) * m, n, k
    return _broadcast(tuple(stack), right[:-2]), m, n, k


def _broadcast(first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """Return how many matrices the two stacks are of together."""
    longest = max(len(first), len(second))
    padded = [(1,) * (longest - len(one)) + one for one in (first, second)]
    return prod(b if a == 1 else a for a, b in zip(*padded, strict=True))


def convolutions(node: Node) -> Iterator[Operator]:
    """Conv and ConvInteger: input N x C x D..., weights M x C / groups x k..."""
    return _convolution(node, node.read(0), node.read(1))


def quantised_convolution(node: Node) -> Iterator[Operator]:
    """QLinearConv: its operands stand at 0 and 3."""
    return _convolution(node, node.read(0), node.read(3))


def _convolution(node: Node, image: Tensor, weights: Tensor) -> Iterator[Operator]:
    result = node.written()
    if not 3 <= len(image.shape) <= 5:
        raise Unsupported(f"a convolution over {len(image.shape) - 2} dimensions")
    groups = node.attribute("group", 1)
    if groups < 1:
        raise Unsupported(f"{groups} groups")
    channels = (weights.shape[1] * groups, weights.shape[0])
    yield convolution(
        node.name, node.all_read(), node.all_written(), result.shape[2:], weights.shape[2:], channels, groups,
        batch=image.shape[0],
    )  # fmt: skip


def transposed_convolution(node: Node) -> Iterator[Operator]:
    """ConvTranspose: input N x C x D..., weights C x M / groups x k...; each input position scatters a kernel."""
    image, weights = node.read(0), node.read(1)
    if not 3 <= len(image.shape) <= 5:
        raise Unsupported(f"a convolution over {len(image.shape) - 2} dimensions")
    groups = node.attribute("group", 1)
    channels = (weights.shape[0], weights.shape[1] * groups)
    yield convolution(
        node.name, node.all_read(), node.all_written(), image.shape[2:], weights.shape[2:], channels, groups,
        batch=image.shape[0], algorithm="transposed",
    )  # fmt: skip

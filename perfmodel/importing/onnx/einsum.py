"""Einsum: a product of two operands, a move or a reduction of one."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from specgen.perfmodel.importing.einsum import einsum_axes, einsum_sizes
from specgen.perfmodel.importing.making import counted, gemm
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Kind, Operator


def einsum(node: Node) -> Iterator[Operator]:
    """Of two operands a product; of one a move, or a reduction where an axis vanishes."""
    equation = node.attribute("equation", "")
    shapes = [node.shape(place) for place in range(len(node.inputs))]
    if len(shapes) != 1:
        yield gemm(node.name, node.all_read(), node.all_written(), einsum_sizes(equation, shapes))
        return
    terms, kept, extents = einsum_axes(equation, shapes)
    size = prod(extents.values())
    summed = set(terms[0]) - set(kept)
    kind = Kind.REDUCTION if summed else Kind.MOVE
    yield counted(
        kind,
        node.name,
        node.all_read(),
        node.all_written(),
        size if summed else 0,
        elements=size,
        algorithm="einsum",
    )

"""What is done to images between the layers: resizing, and convolutions at places that the data chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import prod

from specgen.perfmodel.importing.making import convolution, counted
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Kind, Operator

_TAPS = {"linear": 2, "cubic": 4}


def resize(node: Node) -> Iterator[Operator]:
    """Resize and Upsample: a move of the nearest, or a sum of products of 2 (linear) or 4 (cubic) taps an axis."""
    before, after = node.shape(0), node.result()
    taps = _TAPS.get(node.attribute("mode", "nearest"), 1)
    axes = sum(old != new for old, new in zip(before, after, strict=True))
    work = 2 * taps**axes if taps > 1 else 0
    source = node.read(0) if work else replace(node.read(0), shape=after)
    yield counted(
        Kind.ELEMENTWISE if work else Kind.MOVE, node.name, (source,), node.all_written(), work * prod(after),
        elements=prod(after), algorithm="resize",
    )  # fmt: skip


def deformed_convolution(node: Node) -> Iterator[Operator]:
    """DeformConv: what each tap meets is interpolated between four places, then a convolution."""
    image, weights, result = node.shape(0), node.shape(1), node.result()
    groups = node.attribute("group", 1)
    taken = replace(
        node.read(0), name=f"{node.name}.taps", shape=(*result[:1], image[1], prod(weights[2:]), *result[2:])
    )
    yield counted(
        Kind.GATHER, f"{node.name}/taps", node.all_read()[:1] + node.all_read()[2:3], (taken,), 8 * taken.elements,
        elements=int(taken.elements), algorithm="bilinear",
    )  # fmt: skip
    yield convolution(
        node.name, (taken, node.read(1)), node.all_written(), result[2:], weights[2:],
        (weights[1] * groups, weights[0]), groups, batch=image[0], algorithm="deformed",
    )  # fmt: skip

"""Every graph that the onnx package carries, and the published counts of the networks among them."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest

from specgen.perfmodel.importing import read_onnx

SHIPPED = Path(onnx.__file__).parent / "backend" / "test" / "data"
FILES = sorted(SHIPPED.glob("**/*.onnx"))

# Multiplications of convolutions and matrix products, one image of 224 x 224, as their authors or later surveys say.
PUBLISHED = {
    "resnet50": 4.09e9,
    "vgg19": 19.63e9,
    "densenet121": 2.83e9,
    "inception_v1": 1.43e9,
    "squeezenet": 0.349e9,
}

# Node by node without a number of operations: strings, gradients, and sequences, whose tensors have no one shape.
WITHOUT_COUNT = ("StringNormalizer", "Gradient", "Sequence")


@pytest.mark.parametrize("family", ["light", "pytorch-converted", "pytorch-operator", "simple"])
def test_every_graph_is_counted_or_says_which_node_is_not(family: str) -> None:
    mine = [path for path in FILES if path.relative_to(SHIPPED).parts[0] == family]
    assert mine
    for path in mine:
        graph = read_onnx(path)
        assert all(any(kind in line for kind in WITHOUT_COUNT) for line in graph.unsupported), path
        assert family == "simple" or graph.unsupported == ()


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_multiplications(name: str) -> None:
    graph = read_onnx(SHIPPED / "light" / f"light_{name}.onnx")
    products = sum(one.operations for one in graph.operators if one.unit == "matrix") / 2
    assert products == pytest.approx(PUBLISHED[name], rel=0.002)

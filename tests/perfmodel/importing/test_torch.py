"""Programs that torch exported: their operators, and the same operations as torch's own counter counts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from specgen.perfmodel.importing import MissingReader, Unreadable, graph_of_facts, read_graph
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role
from tests.perfmodel.importing.torch_programs import FOLDER

# What torch's counter calls the kernels that run, by the kinds of our operators.
COUNTED = {
    Kind.GEMM: ("mm", "addmm", "bmm", "baddbmm"),
    Kind.CONVOLUTION: ("convolution",),
    Kind.ATTENTION: ("_scaled_dot_product_flash_attention_for_cpu",),
}
NAMES = ("encoder", "llama_block", "mlp", "resnet18", "vit_block")


def program(name: str) -> tuple[dict[str, int], dict[str, Any]]:
    """What torch counted, and the facts of the program."""
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found["flops"], found["facts"]


def unmasked(one: Operator) -> int:
    """Operations of attention that also computes what a mask hides, as torch's counter has it."""
    dims = {name: int(size) for name, size in one.dims.items()}
    pairs = dims["batch"] * dims["heads"] * dims["queries"] * dims["keys"]
    return 2 * pairs * (dims["head_dim"] + dims["value_dim"])


@pytest.mark.parametrize("name", NAMES)
def test_the_operations_that_torch_counts(name: str) -> None:
    flops, facts = program(name)
    graph = graph_of_facts(facts, name)
    assert graph.unsupported == ()
    assert set(flops) <= {kernel for kernels in COUNTED.values() for kernel in kernels}
    for kind, kernels in COUNTED.items():
        ours = sum(
            unmasked(o) if kind is Kind.ATTENTION else o.operations * o.times for o in graph.of_kind(kind)
        )
        assert ours == sum(flops.get(kernel, 0) for kernel in kernels), kind


def test_every_program_is_here() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == list(NAMES)


def graph(name: str) -> Graph:
    return graph_of_facts(program(name)[1], name)


def test_a_causal_mask_hides_half_of_the_pairs() -> None:
    (one,) = graph("llama_block").of_kind(Kind.ATTENTION)
    assert (one.dims["heads"], one.dims["kv_heads"], one.dims["causal"]) == (8, 2, 1)
    assert one.operations == 2 * 2 * 8 * (64 * 65 // 2) * (32 + 32)


def test_what_else_a_block_does() -> None:
    kinds = [one.algorithm for one in graph("llama_block").operators if one.unit == "vector"]
    assert kinds.count("rmsnormalization") == 2 and kinds.count("silu") == 1 and kinds.count("concat") == 2
    norm = next(graph("vit_block").of_kind(Kind.NORMALISATION))
    assert (norm.dims, norm.operations) == ({"rows": 34, "columns": 192}, 7 * 34 * 192)
    (words,) = graph("encoder").of_kind(Kind.GATHER)
    assert words.inputs[0].shape == (4 * 48, 128) and words.bytes_written == 4 * 48 * 128 * 4
    pools = [one.operations for one in graph("resnet18").of_kind(Kind.POOLING)]
    assert pools == [64 * 56 * 56 * 9, 512 * 7 * 7]


def test_the_published_size_of_resnet18() -> None:
    """1.8 billion multiplications and additions, 11.7 million weights, as the paper and the library of models say."""
    facts = program("resnet18")[1]
    products = sum(one.operations for one in graph("resnet18").operators if one.unit == "matrix") / 2
    assert products == pytest.approx(1.814e9, rel=1e-3)
    read = [tensor for one in graph_of_facts(facts, "").operators for tensor in one.inputs]
    stored = {one.name: one.elements for one in read if one.role is Role.WEIGHT and "running" not in one.name}
    assert sum(stored.values()) == pytest.approx(11.69e6, rel=1e-3)


def test_what_nothing_counts_is_named() -> None:
    facts = {
        "tensors": {
            "x": {"shape": ["s0", 4], "dtype": "float32", "role": "activation"},
            "y": {"shape": [4], "dtype": "complex64", "role": "activation"},
        },
        "nodes": [
            {"op": "aten.relu.default", "name": "relu", "arguments": {"self": {"tensor": "x"}}, "outputs": ["x"]},
            {"op": "aten.fft_fft.default", "name": "fft", "arguments": {"self": {"tensor": "x"}}, "outputs": ["y"]},
            {"op": "aten.abs.default", "name": "abs", "arguments": {"self": {"tensor": "y"}}, "outputs": ["y"]},
            {"op": "aten.mm.default", "name": "mm", "arguments": {"self": {"tensor": "x"}}, "outputs": ["z"]},
        ],
    }  # fmt: skip
    assert graph_of_facts(facts, "odd").unsupported == (
        "relu (aten.relu.default): an extent of 'x' is open; --dim s0=NUMBER gives it",
        "fft (aten.fft_fft.default): nothing here counts this operator",
        "abs (aten.abs.default): 'y' holds complex64",
        "mm (aten.mm.default): an extent of 'x' is open; --dim s0=NUMBER gives it",
    )
    bound = graph_of_facts(facts, "odd", {"s0": 3})
    assert [one.operations for one in bound.operators] == [12]
    assert bound.unsupported[2] == "mm (aten.mm.default): its other is no tensor"
    with pytest.raises(Unreadable, match="'s1' is no open extent of the program; there are s0"):
        graph_of_facts(facts, "odd", {"s1": 3})


def test_without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "a.pt2").write_bytes(b"")
    with pytest.raises(MissingReader, match=r"reading a \.pt2 file needs torch: pip install torch"):
        read_graph(tmp_path / "a.pt2")

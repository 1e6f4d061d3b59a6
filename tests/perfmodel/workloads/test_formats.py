"""Formats, and weights that are not all there."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model import load_fragment
from specgen.model.types import IntegerType
from specgen.perfmodel.workloads import (
    FORMATS,
    Formats,
    Role,
    Transformer,
    WorkloadError,
    bits,
    element,
    sparsity,
    transformer,
    wider,
)
from specgen.source import SourceFile
from tests.perfmodel.workloads.reading import of, read

LLAMA = Transformer("llama_3_1_8b", 32, 4096, 32, 8, 128, 14336, 128256)


def test_sizes_are_those_of_the_formats_of_the_language(root: Path) -> None:
    names = sorted(one.stem for one in (root / "specgen" / "std" / "types").glob("*.yaml"))
    text = "include: [" + ", ".join(f"std:types/{name}.yaml" for name in names) + "]\n"
    architecture = load_fragment(SourceFile("types.yaml", text)).architecture()
    compared = 0
    for name, one in architecture.types.items():
        compared += 1
        assert bits(name) == (32 if name == "tf32" else one.width), name
    for name, block in architecture.block_types.items():
        compared += 1
        assert bits(name) == block.element.width + block.scale.width / block.block, name
    assert compared >= 80
    for name in FORMATS:
        if name[0] in "su" and name[1:].isdecimal():
            assert bits(name) == IntegerType(int(name[1:]), name[0] == "s").width


def test_blocks_without_a_name() -> None:
    assert bits("s4/32:bf16") == 4 + 16 / 32
    assert bits("s3/128:e4m3") == 3 + 8 / 128
    assert element("s4/32:bf16") == "s4"
    assert bits("s4/32:bf16") == bits("u4/64:f32")
    for wrong in ("s4/0", "s4/32", "s4/32:f17", "s0", "s129", "x4/32:bf16", "binary0p1se", "s4 /32:bf16"):
        with pytest.raises(WorkloadError, match="there is no format"):
            bits(wrong)


def test_products_are_computed_on_the_wider_format() -> None:
    assert wider("bf16", "mxfp4") == "bf16"
    assert wider("e4m3", "bf16") == "bf16"
    assert wider("e4m3", "e4m3") == "e4m3"
    assert element("nvfp4") == "e2m1"
    assert wider("mxfp8_e4m3", "nvfp4") == "mxfp8_e4m3"


def test_what_is_not_said() -> None:
    assert Formats().completed("bf16") == Formats(*["bf16"] * 6)
    assert Formats.of("e4m3").completed("bf16") == Formats("e4m3", "bf16", "e4m3", "bf16", "bf16", "e4m3")
    assert Formats.of({"weights": "s4"}).completed("f16") == Formats("s4", "f16", "f16", "f16", "f16", "s4")
    assert Formats().completed("e4m3") == Formats("e4m3", "bf16", "e4m3", "bf16", "bf16", "e4m3")
    assert Formats().completed("bf16", "mxfp4").experts == "mxfp4"
    assert Formats(weights="e4m3").completed("bf16", "mxfp4").experts == "e4m3"


def test_narrow_formats_count_their_scales() -> None:
    graph = transformer(
        LLAMA, "decode", batch=16, context=2048, formats={"weights": "mxfp4", "cache": "mxfp8_e4m3"}
    )
    assert of(graph, "up").inputs[1].bytes == 4096 * 28672 * (4 + 8 / 32) / 8
    assert read(graph, Role.CACHE) == 4_294_967_296 / 16 * (8 + 8 / 32)
    assert of(graph, "up").format == of(graph, "attention").format == "bf16"
    assert transformer(LLAMA, "decode", formats={"weights": "nvfp4"}).facts["weight_bytes"] == (
        2 * 2 * 4096 * 128256 + (8_030_261_248 - 2 * 4096 * 128256) * (4 + 8 / 16) / 8
    )


def test_eight_bits_multiply_eight_bits() -> None:
    graph = transformer(LLAMA, "decode", batch=16, context=2048, formats="e4m3")
    up = of(graph, "up")
    assert up.format == "e4m3"
    assert up.inputs[0].bytes == 16 * 4096
    assert up.outputs[0].bytes == 16 * 28672 * 2
    assert of(graph, "logits").format == "bf16"
    widened = transformer(LLAMA, "decode", formats={"weights": "e4m3", "inputs": "bf16"})
    assert of(widened, "up").format == "bf16"


def test_structured_sparsity_halves_products_and_keeps_an_index() -> None:
    graph = transformer(LLAMA, "decode", batch=16, context=2048, sparse="2:4")
    assert of(graph, "down").inputs[1].bytes == 14336 * 4096 / 2 * (16 + 2) / 8
    assert of(graph, "down").operations == 2 * 16 * 14336 * 4096
    assert of(graph, "down").density == 0.5
    assert of(graph, "logits").density == of(graph, "attention").density == 1
    assert sparsity("1:8").metadata == 3
    layers = 8_030_261_248 - 2 * 4096 * 128256
    assert graph.facts["weight_bytes"] == 2 * 2 * 4096 * 128256 + layers / 2 * 18 / 8


def test_compressed_weights_are_all_multiplied() -> None:
    graph = transformer(LLAMA, "decode", batch=16, context=2048, formats="s8", sparse="bitmap 0.25")
    assert of(graph, "down").inputs[1].bytes == pytest.approx(14336 * 4096 * (0.25 * 8 + 1) / 8)
    assert of(graph, "down").density == 1


@pytest.mark.parametrize("text", ["2:2", "0:4", "half", "bitmap 1", "bitmap", "2:4:8"])
def test_no_sparsity(text: str) -> None:
    with pytest.raises(WorkloadError, match="sparsity is dense, n:m"):
        sparsity(text)

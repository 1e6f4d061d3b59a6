"""What names of claims stand for: a design's own things, chips, operators, models, workloads."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.expressions import ExpressionError
from specgen.perfmodel.bounds import Residence, gemm_traffic, time_of
from specgen.perfmodel.chips import derived_chip
from specgen.perfmodel.claims import Designs, compute
from specgen.perfmodel.coverage import fit
from specgen.perfmodel.timelines import tiled
from specgen.perfmodel.workloads import Role, Transformer, library_model, transformer
from specgen.perfmodel.workloads.operators import product, tensor
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.perfmodel.claims.machine import machine

OWN = [
    "SIDE == 16",
    "SRAM == 256 KiB",
    "RATE == 100 GB/s",
    "memories.sram.size == 256 KiB",
    "memories.sram.bandwidth == 1024 GB/s",
    "memories.hbm.latency == 500 ns",
    "memories.sram.conflicts(stride=4 B, lanes=16) == 1",
    "memories.sram.conflicts(stride=64 B, lanes=16) == 1",
    "memories.sram.conflicts(stride=128 B, lanes=16) == 2",
    "memories.sram.conflicts(stride=1024 B, lanes=16) == 16",
    "state.acc.bytes == 1 KiB",
    "engines.array.queue == 4",
    "formats.mm.bits == 32",
    "formats.mm.used == 32",
    "types.bf16.bits == 16",
    "structures.packet.size == 16 B",
    "structures.packet.used == 12 B",
    "instructions.matmul.bytes == 4 B",
    "instructions.matmul.occupancy == 16 cycles",
    "instructions.matmul(rows=8).occupancy == 8 cycles",
    "instructions.matmul(rows=8).latency == 32 cycles",
    "instructions.matmul(8).time == 8 ns",
    "instructions.matmul(rows=8).operations == 8 * 2 op * SIDE * SIDE",
]

CHIPS = [
    "chip.peak(bf16) == 512 GFLOPS",
    "chip.peak(bf16, matrix) == chip.peak(bf16)",
    "chip.bandwidth(hbm) == RATE",
    "chip.size(sram) == SRAM",
    "chip.ridge(bf16, hbm) == 5.12",
    "chip.ridge(bf16) == chip.ridge(bf16, hbm)",
    "chip.clock == CLOCK",
    "systolic(dataflow=output, m=16, n=16, k=100, rows=16, columns=16).cycles == 130 cycles",
    "systolic(output, 16, 16, 100, rows=16, columns=16).utilisation == 100 / 130",
    "chips.h100_sxm.bandwidth(hbm) == 3.35 TB/s",
    "chips.h100_sxm.peak(bf16) > 1000 * chip.peak(bf16)",
]


@pytest.mark.parametrize("text", OWN + CHIPS)
def test_holds(designs: Designs, text: str) -> None:
    outcome = compute(text, designs.scope("big"))
    assert outcome.holds, outcome.told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("instructions.matmul(rows=17).occupancy == 1 cycle", "at most 16"),
        ("instructions.matmull.occupancy == 1 cycle", "'matmull'"),
        ("chip.peak(e4m3) > 1 op/s", "'e4m3'"),
        ("chip.bandwidth(dram) > 1 B/s", "'dram'"),
        ("chip.power > 1 W", "nobody says"),
        ("memories.imem.bandwidth > 1 B/s", "does not say"),
        ("memories.sram.conflicts(stride=4 B, lanes=0) == 1", "lanes are"),
        ("gemm(m=8, n=8, k=8, format=bf17).time > 1 s", "'bf17'"),
        ("gemm(m=8, n=8, k=8, chip=h10).time > 1 s", "'h10'"),
        ("gemm(m=8, n=8, k=8).tokens_per_s > 1", "no tokens"),
        ("gemm(m=8, n=8, k=8).energy > 1 J", "too little"),
        ("gemm(m=8, n=8, k=8).busy(l2) > 1 s", "'l2'"),
        ("attention(heads=6, kv_heads=4, queries=1, keys=8, head_dim=8).time > 1 s", "multiple"),
        ("resnet_50.prefill(batch=1).time > 1 s", "'prefill'"),
        ("llama_3_1_8b.decode(batch=0).time > 1 s", "batch"),
        ("workloads.chat.time > 1 s", "'chat'"),
        ("gemm(m=8, n=8, k=8).tiled.time > 1 s", "no lowering does gemm"),
        ("systolic(dataflow=no, m=8, n=8, k=8, rows=8, columns=8).cycles > 1 cycle", "'no'"),
        ("llama_3_1_8b.decode(tensor=4).time > 1 s", "joins chips"),
        ("llama_3_1_8b.decode(tensor=3).time > 1 s", "joins chips"),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(designs: Designs, text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compute(text, designs.scope("big"))
    assert said in caught.value.message


def test_a_product_is_bounded_as_blocks_of_it_are(designs: Designs) -> None:
    x, w = tensor("x", (2000, 3000), "bf16"), tensor("w", (3000, 1000), "bf16", Role.WEIGHT)
    made = product(x, w, tensor("c", (2000, 1000), "bf16"), m=2000, k=3000, n=1000)
    bound = time_of(made, designs.design("big").chip, Residence.OUTERMOST, blocked=True)
    traffic = gemm_traffic(2000, 1000, 3000, capacity=256 << 10)
    assert traffic.passes_a > 1
    assert bound.bytes["hbm"] == traffic.bytes
    gemm = "gemm(m=2000, n=1000, k=3000)"
    scope = designs.scope("big")
    for text in (
        f"{gemm}.bytes == {traffic.bytes:.0f} B",
        f"{gemm}.time == {bound.time} s",
        f"{gemm}.operations == 12 Gop",
        f"{gemm}.intensity == {12e9 / traffic.bytes}",
        f"{gemm}.utilisation == {bound.compute / bound.time}",
        f"{gemm}.bound_by == {bound.limit}",
        f"{gemm}.busy(hbm) == {traffic.bytes / 1e11} s",
    ):
        outcome = compute(text, scope)
        assert outcome.holds, outcome.told


def test_a_model_is_what_its_graph_is(designs: Designs) -> None:
    network = library_model("llama_3_2_1b")
    assert isinstance(network, Transformer)
    graph = transformer(network, "decode", batch=2, context=64, formats={"cache": "e4m3"})
    scope = designs.scope("big")
    decode = "llama_3_2_1b.decode(batch=2, context=64, cache=e4m3)"
    for text in (
        f"{decode}.operations == {graph.operations} op",
        f"{decode}.weight_bytes == {graph.facts['weight_bytes']:.0f} B",
        f"{decode}.cache_bytes == {graph.facts['cache_bytes']:.0f} B",
        f"{decode}.tokens_per_s == 2 * 1 s / {decode}.time",
        f"{decode}.time_per_token == {decode}.time",
        f"{decode}.time < llama_3_2_1b.decode(batch=2, context=4096, cache=e4m3).time",
        f"models.{decode}.time == {decode}.time",
        "llama_3_2_1b.prefill(batch=2, context=64).time_per_token == llama_3_2_1b.prefill(batch=2, context=64).time / 64",
        f"llama_3_2_1b.decode(batch=2, context=64, chip=h100_sxm).time < 0.1 * {decode}.time",
        "llama_3_2_1b.decode(chip=h100_sxm, format=e4m3).cost_per_token > 0",
        "llama_3_1_8b.speculative(draft=llama_3_2_1b, proposed=3, acceptance=0.8).tokens > 1",
        "resnet_50.forward(batch=8).operations == 8 * resnet_50.forward(batch=1).operations",
        "whisper_large_v3.encode(batch=1).time > 0 s",
        "llama_3_1_8b.decode(chip=h100_sxm, tensor=4).time < 0.5 * llama_3_1_8b.decode(chip=h100_sxm).time",
        "llama_3_1_8b.decode(chip=h100_sxm, tensor=4).cost > llama_3_1_8b.decode(chip=h100_sxm).cost",
    ):
        outcome = compute(text, scope)
        assert outcome.holds, f"{text}: {outcome.told}"


def test_workloads_of_the_spec(tmp_path: Path) -> None:
    more = """
models:
  own:
    kind: transformer
    summary: Of our own.
    sizes: {layers: 2, hidden: 256, heads: 4, kv_heads: 2, head_dim: 64, ffn: 512, vocabulary: 1000}
workloads:
  talk:
    summary: Talk.
    model: own
    phase: decode
    numbers: {batch: 3, context: 128}
    formats: {cache: e4m3}
"""
    scope = Designs(machine(tmp_path / "m", more)).scope(None)
    assert compute("workloads.talk.time == own.decode(batch=3, context=128, cache=e4m3).time", scope).holds
    assert compute("workloads.talk.tokens == 3", scope).holds
    assert compute("workloads.talk(chip=h100_sxm).time < workloads.talk.time", scope).holds


def test_an_alternative_is_another_design(designs: Designs) -> None:
    scope = designs.rejected("big", {"SIDE": 8, "SRAM": "1 MiB"})
    for text in (
        "SIDE == 8",
        "chosen.SIDE == 16",
        "chip.peak(bf16) == 0.25 * chosen.chip.peak(bf16)",
        "memories.sram.size == 4 * chosen.memories.sram.size",
        "gemm(m=64, n=64, k=64).time == 4 * chosen.gemm(m=64, n=64, k=64).time",
    ):
        assert compute(text, scope).holds, text
    with pytest.raises(ExpressionError, match="no such design"):
        designs.rejected("big", {"SIDE": 5})["SIDE"]()
    with pytest.raises(ExpressionError) as caught:
        compute("chosn.SIDE == 16", scope)
    assert "'chosen'" in (caught.value.hint or "")


def test_a_design_is_the_chip_that_all_of_it_comes_to(root: Path) -> None:
    spec = load(root / "spec")
    for variant in spec.variants:
        architecture = spec.architecture(variant)
        semantics = analyse(architecture, Diagnostics())
        whole = derived_chip(architecture, semantics)
        assert Designs(spec).design(variant).chip == whole
        assert Designs(spec, {variant: semantics}).design(variant).chip == whole


def test_operators_in_tiles_take_what_the_timeline_says(root: Path) -> None:
    designs = Designs(load(root / "spec"))
    design, scope, gemm = designs.design("large"), designs.scope("large"), "gemm(m=2048, n=1024, k=512)"
    x, w = tensor("x", (2048, 512), "bf16"), tensor("w", (512, 1024), "bf16", Role.WEIGHT)
    made = product(x, w, tensor("c", (2048, 1024), "bf16"), m=2048, k=512, n=1024)
    found = fit(made, design.architecture)
    assert not isinstance(found, str)
    cut = tiled(found.tiling, design.architecture, design.semantics)
    assert cut.seconds is not None
    for text in (
        f"{gemm}.tiled.time == {cut.seconds} s",
        f"{gemm}.tiled.bound_by == {cut.bound_by}",
        f"{gemm}.tiled.busy(matrix) <= {gemm}.tiled.time",
        f"{gemm}.tiled.utilisation == {gemm}.busy(compute) / {gemm}.tiled.time",
    ):
        outcome = compute(text, scope)
        assert outcome.holds, f"{text}: {outcome.told}"
    with pytest.raises(ExpressionError, match="it is none of"):
        compute(f"{gemm}.tiled.busy(hbm) > 1 s", scope)
    with pytest.raises(ExpressionError, match="has no 'tiled'"):
        compute("gemm(m=8, n=8, k=8, chip=h100_sxm).tiled.time > 1 s", scope)

"""Chips, operators and workloads made by hand, with numbers that one can check in one's head."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from specgen.perfmodel.chips import Chip, Level, Network, library_chip
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role, Tensor

BITS = {"bf16": 16.0, "e4m3": 8.0, "f32": 32.0}

SMALL = Chip(
    name="small",
    units=4,
    clock=1e9,
    peaks={("matrix", "bf16"): 1000.0, ("vector", "f32"): 100.0},
    levels=(
        Level("dram", 1e6, 10.0),
        Level("cache", 1000.0, 100.0, managed="cache"),
        Level("local", 200.0, 400.0, per_unit=True, managed="software"),
    ),
    networks=(Network("link", 50.0, 0.5, "switch", 4), Network("far", 5.0, 2.0, "switch", 64)),
    power=40.0,
    idle=10.0,
    cost=3.6,
)


def tensor(name: str, *shape: Any, role: Role = Role.ACTIVATION, form: str = "bf16") -> Tensor:
    """A tensor in a format whose bits are known."""
    return Tensor(name, shape, form, BITS[form], role)


def gemm(m: Any, n: Any, k: Any, name: str = "gemm", form: str = "bf16", **more: Any) -> Operator:
    """A product of activations with a weight."""
    return Operator(
        name=name,
        kind=Kind.GEMM,
        inputs=(tensor("a", m, k, form=form), tensor("b", k, n, role=Role.WEIGHT, form=form)),
        outputs=(tensor("c", m, n, form=form),),
        dims={"groups": 1, "m": m, "n": n, "k": k},
        operations=2 * m * n * k,
        format=form,
        **more,
    )


def llama_3_8b(phase: str, batch: int = 16, context: int = 2048) -> Graph:
    """The products and the attention of Llama 3 8B in bf16, and the logits of one token of each sequence: no more."""
    layers, hidden, ffn, heads, kv, size, vocabulary = 32, 4096, 14336, 32, 8, 128, 128256
    tokens = batch * context if phase == "prefill" else batch
    pairs = context * (context + 1) / 2 if phase == "prefill" else context
    cache = tensor("cache", batch, context, 2 * kv * size, role=Role.CACHE)
    wide = (heads + 2 * kv) * size
    attention = Operator(
        name="attention",
        kind=Kind.ATTENTION,
        inputs=(tensor("q", tokens, heads * size), cache),
        outputs=(tensor("o", tokens, heads * size),),
        dims={"batch": batch, "heads": heads, "kv_heads": kv, "keys": context, "head_dim": size},
        operations=4 * batch * heads * size * pairs,
        format="bf16",
        times=layers,
    )
    products = [
        replace(gemm(tokens, n, k, name), times=layers)
        for name, k, n in (
            ("qkv", hidden, wide), ("out", heads * size, hidden), ("up", hidden, 2 * ffn), ("down", ffn, hidden)
        )
    ]  # fmt: skip
    logits = gemm(batch, vocabulary, hidden, "logits")
    return Graph(
        f"llama.{phase}",
        (products[0], attention, *products[1:], logits),
        facts={"tokens": tokens, "steps": 1},
    )


def round_h100() -> Chip:
    """An H100 with the round numbers that many calculations take: 989 TFLOPS and 3.35 TB/s."""
    known = library_chip("h100_sxm")
    return replace(known, peaks=known.peaks | {("matrix", "bf16"): 989e12})

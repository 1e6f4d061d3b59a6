"""Decoders drawn at random, counted by formulas and the slow way."""

from __future__ import annotations

import random

import pytest

from specgen.perfmodel.workloads import Kind, Role, transformer
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.perfmodel.workloads.naive import counted, drawn


def check(chunk: Chunk, report: Report) -> None:
    """Count a step of each decoder both ways."""
    source = chunk.random()
    for _ in range(len(chunk)):
        found = difference(source)
        if found:
            report.wrong(found)


def difference(source: random.Random) -> str | None:
    """Draw a decoder and a step, count both ways, and say where they differ."""
    model, phase = drawn(source), source.choice(("prefill", "decode"))
    batch = source.randint(1, 4)
    if phase == "prefill":
        past, new = source.choice((0, source.randint(0, 20))), source.randint(1, 20)
        graph = transformer(model, phase, batch=batch, context=new, past=past)
    else:
        past, new = source.randint(0, 30), 1
        graph = transformer(model, phase, batch=batch, context=past + 1)
    slow = counted(model, [(past, new)] * batch, absorbed=phase == "decode")
    attention = sum(one.operations * one.times for one in graph.of_kind(Kind.ATTENTION))
    logits = next(one.operations for one in graph.operators if one.name == "logits")
    weights = sum(one.operations * one.times for one in graph.of_kind(Kind.GEMM)) - logits
    cached = sum(
        t.elements * one.times for one in graph.operators for t in one.inputs if t.role is Role.CACHE
    )
    pairs = {
        "attention": (attention, 2 * slow.attention),
        "weights": (weights, 2 * slow.weights),
        "logits": (logits, 2 * slow.logits),
        "cache": (cached, slow.cached),
    }
    for what, (ours, theirs) in pairs.items():
        if ours != pytest.approx(theirs, rel=1e-12):
            return f"{phase} of {batch} x ({past}, {new}): {what} is {ours}, not {theirs}, in {model}"
    return None


CAMPAIGN = Campaign(
    "Decoders of any make are counted as they are layer by layer, token by token and key by key",
    check,
    count=200_000,
    sample=500,
)

"""Every conformance vector's word and text mean in the generated JavaScript what they mean in the vector."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import specgen
from specgen.machine.vectors import Maker
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.generators.javascript.agreement import Pair, pairs

if TYPE_CHECKING:
    from specgen.model.isa import Instruction

ROOT = Path(__file__).resolve().parents[2]
SPECS = ("spec", "examples/rv32imc", "examples/rv64im", "examples/amx", "examples/avx512")
COUNT = 710  # instructions of all variants


@cache
def _cases() -> tuple[tuple[str, Pair, str], ...]:
    """Every instruction of every variant: its spec, the codec that it is of, and its name."""
    folder = Path(tempfile.mkdtemp(prefix="javascript-"))
    every = ((spec, pair) for n, spec in enumerate(SPECS) for pair in pairs(ROOT / spec, folder / str(n)))
    return tuple((spec, pair, name) for spec, pair in every for name in pair.codec.instructions)


@cache
def _maker(spec: str, variant: str) -> tuple[Maker, Mapping[str, Instruction]]:
    semantics = specgen.load(ROOT / spec, variant=variant).semantics
    return Maker(semantics, count=4), semantics.architecture.instructions


def check(chunk: Chunk, report: Report) -> None:
    cases = _cases()
    assert len(cases) == COUNT
    for number in chunk.cases():
        spec, pair, name = cases[number]
        maker, instructions = _maker(spec, pair.architecture.variant)
        vectors = maker.file(instructions[name]).vectors
        report.count("vectors", len(vectors))
        for wrong in pair.differences(
            [one.word for one in vectors], (), (vectors[0].pc,) if vectors else (0,)
        ):
            report.wrong(f"{pair.architecture.name}, {pair.architecture.variant}: {wrong}")


CAMPAIGN = Campaign(
    "conformance vectors are decoded, printed and encoded in JavaScript as specgen does",
    check,
    count=COUNT,
    sample=8,
    chunk=60,
)

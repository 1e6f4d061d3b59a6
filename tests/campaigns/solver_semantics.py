"""The formulas that a solver is asked about, on concrete inputs: they say what the engine does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from specgen.model import load
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.review.semantics.evaluating import Evaluator

ROOT = Path(__file__).resolve().parents[2]
SPECS = ("spec", "examples/rv32imc", "examples/rv64im")


@cache
def evaluators() -> tuple[tuple[str, Evaluator, tuple[str, ...]], ...]:
    found = []
    for name in SPECS:
        spec = load(ROOT / name)
        made = Evaluator(spec.architecture(spec.variants[0]))
        found.append((name, made, tuple(made.names())))
    return tuple(found)


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    done = 0
    while done < len(chunk):
        spec, made, names = draw.choice(evaluators())
        name = draw.choice(names)
        for wrong in made.compare(name, draw, min(4, len(chunk) - done)):
            done += 1
            report.count(spec)
            if wrong:
                report.wrong(f"{spec} {name}: {wrong}")


CAMPAIGN = Campaign(
    "formulas of scalar instructions of Basalt, RV32IMC and RV64IM, evaluated, give what the engine does",
    check,
    count=100_000,
    sample=60,
    chunk=500,
)

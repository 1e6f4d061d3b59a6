"""Products of AMX's tiles of random shapes beside NumPy and exact rationals; a case is an instruction."""

from __future__ import annotations

from tests.campaigns.harness import Campaign, Chunk, Evidence, Report

EVIDENCE = Evidence("examples/amx", "NumPy and exact rationals", ("behaviour",))


def check(chunk: Chunk, report: Report) -> None:
    """All instructions in turn, those of floats more often, one random product each; long sums, which hide much, are rare."""
    from specgen.machine.simulator import ENGINES
    from tests.specs import amx

    dice = chunk.generator()
    names = (*amx.INTEGER, *amx.FLOAT, *amx.FLOAT, *amx.FLOAT, *amx.FLOAT)
    for case in range(len(chunk)):
        name = names[case % len(names)]
        m, n = (int(size) for size in dice.integers(1, 17, 2))
        k = int(dice.choice([1, 1, 1, 2, 2, 3, int(dice.integers(1, 17))]))
        factors = amx.random_factors(name, (m, k, n), dice)
        wanted = amx.expected(name, factors)
        report.count("elements", m * n)
        wrong = {engine: amx.multiplied(name, factors, engine) != wanted for engine in ENGINES}
        for engine, elements in wrong.items():
            if elements.any():
                report.wrong(f"{name} of {m} by {k} by {n} on {engine}: {elements.sum()} elements differ")
        if not any(elements.any() for elements in wrong.values()):
            report.count(EVIDENCE.key(name))


CAMPAIGN = Campaign(
    "AMX's products are those of NumPy and exact rationals",
    check,
    count=10_000,
    sample=48,
    chunk=200,
    evidence=(EVIDENCE,),
)

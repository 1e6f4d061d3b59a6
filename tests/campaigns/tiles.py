"""Products of AMX's tiles of random shapes beside NumPy and exact rationals; a case is an instruction."""

from __future__ import annotations

from tests.campaigns.harness import Campaign, Chunk, Report


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
        for engine in ENGINES:
            if (wrong := amx.multiplied(name, factors, engine) != wanted).any():
                report.wrong(f"{name} of {m} by {k} by {n} on {engine}: {wrong.sum()} elements differ")


CAMPAIGN = Campaign("AMX's products are those of NumPy and exact rationals", check, 10_000, 48, 200)

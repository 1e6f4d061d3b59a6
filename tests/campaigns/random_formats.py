"""Formats drawn at random: what C and NumPy compute in them beside exact rationals.

A chunk is one format, of any exponent, mantissa, bias and choice of special codes that a spec may declare, and shares
its cases between conversions from and to another, arithmetic, comparisons and integers.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from specgen.model.types import FloatType
    from tests.generators.numerics.c.probes import Probe

CHUNK = 4096
#: Conversions each way, of the many modes.
MODES = 10
BUILDS = (("gcc", "-O1"), ("clang", "-O2"), ("gcc", "-O3", "-march=native"))


def check(chunk: Chunk, report: Report) -> None:
    """Compiles the functions of one format, and compares every lane."""
    from tests.generators.numerics.c import probes

    dice = chunk.random()
    one = random_format("one", dice)
    made = _probes(one, dice)
    compiled = probes.Compiled(made, *BUILDS[chunk.start // CHUNK % len(BUILDS)])
    lanes = max(1, len(chunk) // len(made))
    for number, probe in enumerate(made):
        given = probes.operands(probe, lanes, chunk.generator())
        for message in probes.wrong(compiled, number, given, exactly=lanes):
            report.wrong(f"{message} ({one})")


def _probes(one: FloatType, dice: Random) -> list[Probe]:
    from specgen.model.types import F16, F32, F64, IntegerType
    from tests.generators.numerics.c import probes

    other = dice.choice([F16, F32, F64, random_format("other", dice)])
    integers = [IntegerType(dice.choice((8, 24, 32, 64)), dice.random() < 0.5) for _ in range(3)]
    return [
        *dice.sample(probes.conversions((other,), (one,)), MODES),
        *dice.sample(probes.conversions((one,), (other,)), MODES),
        *probes.arithmetic(one),
        *probes.selections(one),
        *probes.to_integers(one, integers),
        *probes.from_integers(one, [IntegerType(dice.choice((32, 64)), dice.random() < 0.5)]),
    ]


def random_format(name: str, dice: Random) -> FloatType:
    """Any format that a spec may declare."""
    from specgen.model.types import DETERMINISTIC, OVERFLOWS, FloatType

    while True:
        exponent, mantissa = (
            dice.randint(1, dice.choice((4, 8, 15))),
            dice.randint(0, dice.choice((3, 10, 60))),
        )
        regular = (1 << (exponent - 1)) - 1
        nans = dice.choice(("ieee", "all_ones", "negative_zero", "none"))
        made = FloatType(
            name=name,
            exponent=exponent,
            mantissa=mantissa,
            bias=dice.choice(
                (regular, regular + 1, dice.randint(-40, 2 * regular), dice.randint(-2000, 2000))
            ),
            signed=dice.random() < 0.75,
            infinities=nans == "ieee" or dice.random() < 0.5,
            nans=nans,
            subnormals=dice.random() < 0.8,
            overflow=dice.choice(OVERFLOWS),
            rounding=dice.choice(DETERMINISTIC),
        )
        if _sound(made):
            return made


def _sound(of: FloatType) -> bool:
    lacking = (of.overflow == "infinity" and not of.infinities) or (of.overflow == "nan" and not of.has_nan)
    no_code = (of.nans == "ieee" and not of.mantissa) or of.max_code < int(of.has_zero)
    no_zero = (of.nans == "negative_zero" and not of.signed) or (of.signed and not of.has_zero)
    return of.width <= 64 and not (lacking or no_code or no_zero)


CAMPAIGN = Campaign(
    "Numbers of random formats are exact in C and NumPy", check, count=CHUNK * 600, sample=CHUNK, chunk=CHUNK
)

"""NumPy's conversions and blocks in formats drawn at random, beside exact rationals.

A chunk is one format of any parameters that a spec may declare, in floating or fixed point: its conversions from
every kind of number, back, and a block-scaled format that has it as its elements.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from random import Random

    import numpy as np

CHUNK = 512


def check(chunk: Chunk, report: Report) -> None:
    """Half of the cases are conversions, a quarter codes, a quarter elements of blocks."""
    dice, numbers = chunk.random(), chunk.generator()
    of = _drawn(dice)
    _convert(of, len(chunk) // 2, numbers, report)
    _decode(of, len(chunk) // 4, numbers, report)
    _quantise(of, len(chunk) // 4, dice, numbers, report)


def _drawn(dice: Random) -> Any:
    """A format whose values float64 holds."""
    from specgen.model.types import ROUNDINGS, FixedType
    from tests.campaigns.random_formats import random_format

    of: Any = None
    while of is None or not _held(of):
        of = random_format("drawn", dice)
        if dice.random() < 0.2:
            signed = dice.random() < 0.7
            of = FixedType(
                name="drawn",
                width=dice.randint(1 + signed, dice.choice((8, 16, 54))),
                fraction=dice.randint(0, dice.choice((8, 80))),
                signed=signed,
                symmetric=signed and dice.random() < 0.5,
                rounding=dice.choice(ROUNDINGS[:7]),
            )
    return of


def _held(of: Any) -> bool:
    from specgen.generators.numerics import value_dtype

    try:
        return of.width <= 64 and bool(value_dtype(of))
    except ValueError:
        return False


def _convert(of: Any, count: int, dice: np.random.Generator, report: Report) -> None:
    from specgen.generators.numerics import encode
    from specgen.model import numerics
    from specgen.model.types import OVERFLOWS, ROUNDINGS, STOCHASTIC, FixedType
    from tests.generators.numerics.numpy.numbers import DTYPES, exact, numbers

    for start in range(0, count, 16):
        overflows = ("saturate",) if isinstance(of, FixedType) else OVERFLOWS
        dtype, rounding, overflow = (
            options[int(dice.integers(len(options)))] for options in (DTYPES, ROUNDINGS, overflows)
        )
        given = numbers(dtype, of, min(16, count - start), dice)
        bits = int(dice.integers(0, 64)) if rounding in STOCHASTIC else 0
        draws = dice.integers(0, 1 << bits, given.size, dtype="u8")
        got = encode(of, given, rounding, overflow, draws, bits)
        for value, draw, code in zip(given, draws.tolist(), got.tolist(), strict=True):
            if code != numerics.encode(of, exact(value), rounding, overflow, draw, bits):
                report.wrong(f"{value!r} to {of}, {rounding}, {overflow}, {draw} of {bits} bits: {code:#x}")


def _decode(of: Any, count: int, dice: np.random.Generator, report: Report) -> None:
    import numpy as np

    from specgen.generators.numerics import decode
    from specgen.model import numerics
    from tests.generators.numerics.numpy.numbers import exact

    codes = dice.integers(0, 1 << of.width, count, dtype=np.uint64, endpoint=False)
    for code, value in zip(codes.tolist(), decode(of, codes), strict=True):
        if exact(value) != numerics.decode(of, code):
            report.wrong(f"{code:#x} of {of}: {value!r}")


def _quantise(of: Any, count: int, dice: Random, numbers: np.random.Generator, report: Report) -> None:
    import numpy as np

    from specgen.generators.numerics import quantise
    from specgen.model import numerics
    from specgen.model.types import ROUNDINGS, SCALE_RULES, BlockType, FixedType
    from tests.campaigns.random_formats import random_format
    from tests.generators.numerics.numpy.numbers import exact

    scale = random_format("scale", dice)
    while not _held(scale) or scale.mantissa > 20:
        scale = random_format("scale", dice)
    tensor = 2.0 ** dice.randint(-9, 9) * dice.choice((1, 3, 5, 1021))
    block = BlockType(
        name="blocks",
        element=of,
        scale=scale,
        block=dice.randint(1, 40),
        scale_rule=dice.choice(SCALE_RULES),
        scale_rounding=dice.choice(ROUNDINGS[:7]),
    )
    if (of.width if isinstance(of, FixedType) else of.mantissa) > 20:
        return
    kind = dice.choice((np.float32, np.float64))
    with np.errstate(all="ignore"):
        given = (numbers.standard_normal(count) * 2.0 ** numbers.integers(-60, 60)).astype(kind)
    given[numbers.integers(0, count, 3)] = (0, np.inf, np.nan)
    got = quantise(block, given, tensor_scale=tensor)
    for number, code in enumerate(got.scales.tolist()):
        part = slice(number * block.block, (number + 1) * block.block)
        values = [exact(value) for value in given[part]]
        expected = numerics.quantise_block(block, values, Fraction(tensor))
        if expected != (code, got.elements[part].tolist()):
            report.wrong(f"{given[part].tolist()} to {block}, tensor scale {tensor}: {code:#x}")


CAMPAIGN = Campaign(
    "NumPy converts and quantises in formats drawn at random as exact rationals do",
    check,
    count=4_000 * CHUNK,
    sample=1_500,
    chunk=CHUNK,
)

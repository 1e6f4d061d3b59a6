"""NumPy's conversions of every bf16 and f16 value, and of 10 million f32 ones, to every format of `std:types`.

Codes are those of ``gfloat`` and ``ml_dtypes`` in every mode that either has; where neither has it, those of exact
rationals. Half of the f32 values lie at, or next to, where the format changes its mind. Blocks are ``gfloat``'s too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    import numpy as np

    from specgen.model.types import FixedType, FloatType
    from tests.peers import Comparison

Values = Any
BRIEF = 1 << 16
RANDOM = 10_000_000
#: What only exact rationals know costs much more: so many values of each format and chunk.
EXACTLY = 24
#: Blocks of each format and chunk; gfloat quantises them one by one.
BLOCKS = 16
#: A sample takes this share of formats and modes.
SAMPLED = 24


def check(chunk: Chunk, report: Report) -> None:
    """A case is a value, converted in all formats and modes."""
    from tests.peers import comparisons, standard
    from tests.peers.formats import gfloat_blocks

    cases, dice = chunk.array(), chunk.generator()
    given = drawn(cases, dice)
    step = SAMPLED if chunk.sampled else 1
    turn = chunk.random().randrange(step)
    near: dict[str, Values] = {}
    for one in comparisons()[turn::step]:
        if one.to.name not in near:
            near[one.to.name] = mixed(one.to, given, cases >= 2 * BRIEF, dice)
        _compare(one, near[one.to.name], dice, report)
    for name, values in near.items():
        _compare_exactly(standard()[name], values, dice, report)
    for name in list(gfloat_blocks())[turn % len(gfloat_blocks()) :: step]:
        _compare_blocks(name, dice, report)


def drawn(cases: Values, dice: np.random.Generator) -> Values:
    """The f32 values that cases stand for: all of bf16, all of f16, then any."""
    import numpy as np

    with np.errstate(all="ignore"):
        brief = (cases.astype(np.uint32) << 16).view(np.float32)
        half = cases.astype(np.uint16).view(np.float16).astype(np.float32)
        anything = dice.integers(0, 1 << 32, cases.size, dtype=np.uint32).view(np.float32)
        return np.where(cases < BRIEF, brief, np.where(cases < 2 * BRIEF, half, anything))


def mixed(to: FloatType | FixedType, given: Values, free: Values, dice: np.random.Generator) -> Values:
    """The values, but every other free one near where a conversion changes its mind."""
    import numpy as np

    from tests.generators.numerics.numpy.numbers import near

    close = near(np.dtype(np.float32), to, given.size, dice)
    return np.where(free & (np.arange(given.size) % 2 == 0), close, given)


def _compare(one: Comparison, given: Values, dice: np.random.Generator, report: Report) -> None:
    import numpy as np

    from specgen.generators.numerics import encode
    from tests.peers import difference

    draws = dice.integers(0, 1 << one.random_bits, given.size)
    codes = encode(one.to, given, one.rounding, one.overflow, draws, one.random_bits)
    with np.errstate(invalid="ignore"):  # signalling NaNs
        found = difference(one, given.astype(np.float64), draws, codes)
    report.count(one.peer, given.size)
    for message in found.wrong:
        report.wrong(message)


def _compare_exactly(to: Any, given: Values, dice: np.random.Generator, report: Report) -> None:
    from specgen.generators.numerics import encode
    from specgen.model import numerics
    from specgen.model.types import OVERFLOWS, FixedType
    from tests.peers import exact

    picked = given[dice.integers(0, given.size, EXACTLY)]
    reals = [exact(value) for value in picked.tolist()]
    overflows = ("saturate",) if isinstance(to, FixedType) else OVERFLOWS
    for rounding, overflow in [("odd", o) for o in overflows] + [("away", o) for o in overflows]:
        codes = encode(to, picked, rounding, overflow).tolist()
        report.count("exact rationals", EXACTLY)
        for value, real, code in zip(picked.tolist(), reals, codes, strict=True):
            if code != numerics.encode(to, real, rounding, overflow):
                report.wrong(f"{value} to {to.name}, {rounding}, {overflow}: {code:#x}")


def _compare_blocks(name: str, dice: np.random.Generator, report: Report) -> None:
    import numpy as np
    from gfloat import quantize_block
    from gfloat.block import compute_scale_amax

    from specgen.generators.numerics import dequantise, quantise
    from tests.peers import standard
    from tests.peers.formats import gfloat_blocks

    of: Any = standard()[name]
    spread = 2.0 ** dice.integers(-100, 100, (BLOCKS, 1)) * 2.0 ** dice.integers(-9, 9, (BLOCKS, of.block))
    given = (dice.standard_normal((BLOCKS, of.block)) * spread).astype(np.float32)
    given[0], given[1, ::2] = 0, 0
    ours = dequantise(of, quantise(of, given), np.float64)
    report.count("blocks", BLOCKS)
    for row, values in zip(ours, given.astype(np.float64), strict=True):
        theirs = quantize_block(gfloat_blocks()[name], values, compute_scale_amax)
        if name == "mxint8":  # where ours end at -127/64 (policy least-of-mxint8)
            theirs = np.maximum(theirs, -127 / 64 * compute_scale_amax(0, values))
        if not np.array_equal(row, theirs):
            report.wrong(f"{name}: {values.tolist()}")


CAMPAIGN = Campaign(
    "NumPy converts as gfloat, ml_dtypes and exact rationals do, in every mode",
    check,
    count=2 * BRIEF + RANDOM,
    sample=400,
    chunk=1 << 16,
)

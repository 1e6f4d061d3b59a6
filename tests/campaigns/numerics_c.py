"""The generated C header: every bf16 and f16 value, and 10 million f32 ones, to every format of `std:types` and odder ones.

Codes are those of ``gfloat`` and ``ml_dtypes`` in every mode that either has, and those of the NumPy functions in all
modes, of doubles too; then blocks. Compilers take turns.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.campaigns.numerics_numpy import BRIEF, RANDOM, drawn, mixed

if TYPE_CHECKING:
    import numpy as np

    from specgen.model.types import BlockType, ElementType, FixedType, FloatType
    from tests.generators.numerics.c.headers import Compiled

#: Formats that are compiled together, and of which a sample takes one share.
GROUP = 6
#: What NumPy has no table for, and other implementations, cost more: every so many values of those drawn.
DOUBLES = 16
PEERS = 8
BUILDS = (
    ("gcc", "-O3", "-march=native"),
    ("clang", "-O3", "-march=native"),
    ("gcc", "-O1"),
    ("clang", "-O1", "-fsanitize=undefined", "-fsanitize-trap=undefined"),
    ("gcc", "-O1", "-fsanitize=undefined,float-cast-overflow", "-fno-sanitize-recover=all", "-lubsan"),
)


def check(chunk: Chunk, report: Report) -> None:
    """A case is a value, converted to all formats in all modes."""
    import numpy as np

    cases, dice = chunk.array(), chunk.generator()
    groups = _groups()
    turn = chunk.start // CAMPAIGN.chunk % len(BUILDS)
    chosen = [chunk.random().randrange(len(groups))] if chunk.sampled else range(len(groups))
    given = drawn(cases, dice)
    for group in chosen:
        compiled = _compiled(group, BUILDS[0 if chunk.sampled else turn])
        for to in groups[group][0]:
            own = mixed(to, given, cases >= 2 * BRIEF, dice)
            free = chunk.start >= 2 * BRIEF
            _compare_with_peers(compiled, to, own[:: PEERS if free else 1], dice, report)
            _compare(compiled, to, own, dice, report)
            with np.errstate(invalid="ignore"):  # signalling NaNs
                wide = own[::DOUBLES].astype(np.float64)
            _compare(compiled, to, wide * (1 + dice.normal(0, 2.0**-40, wide.size)), dice, report)
        for of in groups[group][1]:
            _compare_blocks(compiled, of, given, dice, report)


@cache
def _groups() -> list[tuple[list[FloatType | FixedType], list[BlockType]]]:
    """All formats, and blocks with what they are made of."""
    from specgen.model.types import F32, F64, BlockType, IntegerType
    from tests.generators.numerics.c.headers import BLOCKS, NUMBERS
    from tests.peers import standard

    every = {of.name: of for of in (*BLOCKS, *NUMBERS)} | standard()
    blocks = [of for of in every.values() if isinstance(of, BlockType)]
    numbers = [
        of for of in every.values() if not isinstance(of, BlockType | IntegerType) and of not in (F32, F64)
    ]
    found: list[tuple[list[FloatType | FixedType], list[BlockType]]] = []
    for start in range(0, len(numbers), GROUP):
        found.append((numbers[start : start + GROUP], []))
    for start in range(0, len(blocks), GROUP):
        some = blocks[start : start + GROUP]
        found.append(([], some))
    return found


@cache
def _compiled(group: int, build: tuple[str, ...]) -> Compiled:
    from specgen.model.types import F32
    from tests.generators.numerics.c.headers import Compiled

    numbers, blocks = _groups()[group]
    parts: dict[str, ElementType] = {of.name: of for of in numbers}
    for of in blocks:
        parts |= {part.name: part for part in (of.element, of.scale) if part.name != F32.name}
    return Compiled([*parts.values()], blocks, *build)


def _compare_with_peers(
    compiled: Compiled, to: ElementType, given: np.ndarray, dice: np.random.Generator, report: Report
) -> None:
    import numpy as np

    from tests.peers import comparisons, difference

    for one in comparisons():
        if one.to is to:
            draws = dice.integers(0, 1 << one.random_bits, given.size)
            codes = compiled.encode(to, given, one.rounding, one.overflow, draws, one.random_bits)
            with np.errstate(invalid="ignore"):  # signalling NaNs
                found = difference(one, given.astype(np.float64), draws, codes)
            report.count(one.peer, given.size)
            for message in found.wrong:
                report.wrong(message)


def _compare(
    compiled: Compiled, to: ElementType, given: np.ndarray, dice: np.random.Generator, report: Report
) -> None:
    import numpy as np

    from specgen.generators.numerics import encode
    from specgen.model.types import OVERFLOWS, ROUNDINGS, STOCHASTIC, FloatType

    for rounding in ROUNDINGS:
        bits = int(dice.integers(1, 33)) if rounding in STOCHASTIC else 0
        draws = dice.integers(0, 1 << bits, given.size)
        for overflow in OVERFLOWS if isinstance(to, FloatType) else ("saturate",):
            got = compiled.encode(to, given, rounding, overflow, draws, bits)
            expected = encode(to, given, rounding, overflow, draws if bits else None, bits)
            report.count("NumPy", given.size)
            for at in np.flatnonzero(got != expected)[:5].tolist():
                mode = f"{to.name}, {rounding}, {overflow}, {int(draws[at])} of {bits} bits"
                report.wrong(f"{given[at].item().hex()} to {mode}: {got[at]:#x}, not {expected[at]:#x}")


def _compare_blocks(
    compiled: Compiled, of: BlockType, given: np.ndarray, dice: np.random.Generator, report: Report
) -> None:
    import numpy as np

    from specgen.generators.numerics import dequantise, quantise
    from tests.generators.numerics.numpy.test_blocks import tensor

    for some in (given[: 1 << 12], tensor(dice, np.float32, max(given.size // 4, 512))):
        values: Any = np.ascontiguousarray(some)
        with np.errstate(all="ignore"):
            expected = quantise(of, values)
            back = dequantise(of, expected).astype(np.float32)
        second = float(expected.tensor_scale)
        elements, scales = compiled.quantise(of, values, second)
        ours = compiled.dequantise(of, elements, scales, second)
        report.count("values in blocks", values.size)
        same = np.array_equal(elements, expected.elements) and np.array_equal(scales, expected.scales)
        if of.tensor_scale is not None:
            same = same and compiled.tensor_scale(of, values) == second
        if not same:
            report.wrong(f"{of.name}: {values[:64].tolist()}")
        if not np.array_equal(ours, back, equal_nan=True):
            report.wrong(f"{of.name} back: {values[:64].tolist()}")


CAMPAIGN = Campaign(
    "The C header converts as gfloat, ml_dtypes and NumPy do, in every mode",
    check,
    count=2 * BRIEF + RANDOM,
    sample=300,
    chunk=1 << 16,
)

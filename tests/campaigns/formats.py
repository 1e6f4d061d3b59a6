"""Every bf16 and f16 value to every format that gfloat or ml_dtypes shares with ours, in every mode that they have."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from specgen.model.numerics import Real

#: All of bf16, then all of f16.
VALUES = 2 << 16
#: As many as `tests.peers.comparisons` has; the first chunk of a run tells where this is out of date.
COMPARISONS = 1327


def check(chunk: Chunk, report: Report) -> None:
    """A case is a comparison and a value."""
    from specgen.model.numerics import encode
    from tests.peers import comparisons, difference

    known = comparisons()
    if len(known) != COMPARISONS:
        report.wrong(f"there are {len(known)} comparisons, and {COMPARISONS} are counted")
    dice = chunk.generator()
    for number, cases in groupby(chunk.cases(), key=lambda case: case // VALUES):
        one = known[number]
        at = [case % VALUES for case in cases]
        draws = dice.integers(0, 1 << one.random_bits, len(at))
        ours = [
            encode(one.to, _numbers()[place], one.rounding, one.overflow, draw, one.random_bits)
            for place, draw in zip(at, draws.tolist(), strict=True)
        ]
        found = difference(one, _values()[at], draws, ours)
        for message in found.wrong:
            report.wrong(message)
        for name, times in found.explained.items():
            report.count(name, times)


@cache
def _values() -> npt.NDArray[np.float64]:
    import numpy as np

    every: Any = np.arange(1 << 16, dtype=np.uint16)
    with np.errstate(all="ignore"):
        brief = (every.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
        return np.concatenate([brief, every.view(np.float16).astype(np.float64)])


@cache
def _numbers() -> list[Real]:
    from tests.peers import exact

    return [exact(value) for value in _values().tolist()]


CAMPAIGN = Campaign(
    "Conversions of bf16 and f16 are those of gfloat and ml_dtypes, but for named policies",
    check,
    count=VALUES * COMPARISONS,
    sample=4_000,
    chunk=VALUES,
)

"""Matrix products on systolic arrays fed by a software-managed memory, as a compiler of whole graphs schedules them.

The weights stand in the arrays while rows of the left operand stream through; a tile of weights takes as long to load as
some rows do to stream (the fill), and a sweep along the rows of a narrow result begins as often as one of a wide one.
Weights and rows come from the outermost memory while the arrays work. Where nothing that precedes a product needs
weights, the compiler brings its weights ahead, as far as a share of the inner memory holds them (the rest is the running
operator's): then only what is left is waited for. After Jouppi and others, Ten Lessons From Three Generations (ISCA
2021), for the software-managed memory and its prefetching.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import maximum, minimum
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values
from specgen.perfmodel.workloads import bits

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

PARAMETERS = (
    Parameter("launch", "s", "from one operator to the next", 1e-8, 1e-5, 5e-7),
    Parameter("matrix_efficiency", "1", "sustained over peak rate of the arrays", 0.5, 1, 0.85),
    Parameter("memory_efficiency", "1", "sustained over peak bandwidth of the outermost memory", 0.5, 1, 0.9),
    Parameter("fill", "1", "rows that could stream while a tile of weights is loaded", 16, 512, 128),
    Parameter("sweep", "1", "columns that could be done while a sweep along the rows begins", 1, 4000, 500),
    Parameter("ahead", "1", "share of the inner memory that weights are brought into ahead", 0, 1, 0.5),
    Parameter(
        "overlap",
        "1",
        "exponent that joins the memory's and the arrays' time: 1 their sum, many the greater",
        1,
        12,
        4,
    ),
)


@dataclass(frozen=True, slots=True)
class _Run:
    exact: Any  # the sums at the peak
    filled: Any  # with fills that take longer than rows
    swept: Any  # and with sweeps that begin
    arrays: Any  # at the rate sustained
    bytes: Any  # all of them at the peak bandwidth
    awaited: Any  # what is not brought ahead
    memory: Any  # at the bandwidth sustained
    exponent: Any

    @property
    def joined(self) -> Any:
        greater, lesser = maximum(self.arrays, self.memory), minimum(self.arrays, self.memory)
        return greater * (1 + (lesser / greater) ** self.exponent) ** (1 / self.exponent)


def _run(dims: Dims, form: str, chip: Chip, values: Values) -> _Run:
    m, n, k = dims["m"], dims["n"] * dims.get("products", 1), dims["k"]
    size = bits(form) / 8
    row = 2 * n * k / chip.peak("matrix", form)
    filled = maximum(m, values["fill"])
    swept = 1 + values["sweep"] / n
    weights, rows = size * n * k, size * m * (n + k)
    inner = chip.levels[min(1, len(chip.levels) - 1)].size
    ahead = minimum(weights, values["ahead"] * inner) * dims.get("ahead", 0)
    peak = chip.levels[0].bandwidth
    awaited = (weights - ahead + rows) / peak
    return _Run(
        exact=row * m,
        filled=row * filled,
        swept=row * filled * swept,
        arrays=row * filled * swept / values["matrix_efficiency"],
        bytes=(weights + rows) / peak,
        awaited=awaited,
        memory=awaited / values["memory_efficiency"],
        exponent=values["overlap"],
    )


def _seconds(dims: Dims, form: str, chip: Chip, values: Values) -> Any:
    return values["launch"] + _run(dims, form, chip, values).joined


def _causes(dims: Dims, form: str, chip: Chip, values: Values) -> dict[str, Any]:
    run = _run(dims, form, chip, values)
    ideal = maximum(run.exact, run.bytes)
    ahead = maximum(run.exact, run.awaited)
    filled = maximum(run.filled, run.awaited)
    swept = maximum(run.swept, run.awaited)
    sustained = maximum(run.arrays, run.memory)
    return {
        "ideal": ideal,
        "cache residency": ahead - ideal,
        "array fill": filled - ahead,
        "starts of sweeps": swept - filled,
        "sustained rates": sustained - swept,
        "imperfect overlap": run.joined - sustained,
        "launch overhead": values["launch"] + 0 * ideal,
    }


PROJECTION = Model("projection", "projection", PARAMETERS, _seconds, _causes)
"""Products of a layer of a transformer, ``ahead`` being 1 where weights are brought in ahead."""

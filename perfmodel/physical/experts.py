"""Layers of experts: the weights of every expert that a token chose, and its rows in whole tiles.

How many experts are chosen, and how many rows the busiest rank has, follows from how choices are spread: evenly, or by a
power law, of which both are read off in closed form. The time is that of moving the chosen experts' weights and that of
the sums of whole tiles, overlapping, of gathering and adding up rows, and of a launch of the several kernels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import log
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import maximum, minimum, where
from specgen.perfmodel.physical.attention import missing
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values
from specgen.perfmodel.workloads import bits

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

PARAMETERS = (
    Parameter(
        "launch", "s", "launching the kernels that sort, gather, multiply and add up", 5e-6, 5e-4, 2.5e-5
    ),
    Parameter(
        "memory_efficiency", "1", "sustained over peak bandwidth of the outermost memory", 0.2, 1.2, 0.8
    ),
    Parameter("matrix_efficiency", "1", "sustained over peak rate of the matrix units", 0.1, 1, 0.6),
    Parameter("tile", "1", "rows that an expert's are padded to", 4, 256, 64),
    Parameter("expert", "s", "what a chosen expert adds whatever its size", 1e-9, 2e-5, 2e-7),
    Parameter(
        "rows", "1", "bandwidth of gathering, activating and adding up rows, over the memory's", 0.02, 4, 0.6
    ),
    Parameter(
        "overlap",
        "1",
        "exponent that joins the weights' time and the sums': 1 their sum, many the greater",
        1,
        12,
        2,
    ),
)


_TAIL = 2.0
"""Deviations of the busiest rank, over the root of the ranks' logarithm: for sums of a normal law it would be 1.4."""


@dataclass(frozen=True, slots=True)
class ExpertKernel:
    """What a backend fixes: the weights' format, in which format is computed, and matrices of an expert (gated: 3)."""

    weights: str
    computed: str
    matrices: int = 3


def experts(kernel: ExpertKernel) -> Model:
    """Return the model of a backend's kernels."""
    return Model(
        "experts", "experts", PARAMETERS, partial(_seconds, kernel=kernel), partial(_causes, kernel=kernel)
    )


def loads(dims: Dims) -> tuple[Any, Any]:
    """Return how many experts the busiest rank's tokens choose, and how many rows these have together.

    ``skew`` is the exponent of the power law, 0 where choices are even; the law's range depends on whether there are
    more choices than experts, as in the measurements' generator. The busiest of the ranks is above their mean by as many
    deviations as the greatest of so many sums of a law with a long tail is.
    """
    total, ranks = dims["experts"], dims.get("expert", 1)
    own, choices = total / ranks, dims["tokens"] * dims["chosen"]
    skew: Any = dims.get("skew", 0)
    mean = choices / ranks
    share, busiest, variance = _power_law(dims["tokens"], choices, total, where(skew > 0, skew, 1.01))
    above = _TAIL * (_log(ranks) * variance * (1 / own - 1 / total)) ** 0.5
    rows = minimum(maximum(mean * (1 + above), where(ranks > 1, busiest, 0)), own * busiest, choices)
    least = where(ranks > 1, 1, minimum(dims["chosen"], own))  # a token's experts are different ones
    touched = maximum(minimum(own * share * (rows / mean) ** 0.5, own, rows), least)
    return where(skew > 0, touched, minimum(own, maximum(mean, 1))), where(skew > 0, rows, maximum(mean, 1))


def _power_law(tokens: Any, choices: Any, total: Any, skew: Any) -> tuple[Any, Any, Any]:
    """Share of experts that get half a row or more, the rows of the busiest, the law's variance over its mean squared."""
    many = choices > total
    low, high = where(many, 1.0, 0.01), where(many, maximum(0.8 * tokens, 1.5), 2.0)
    power = 1 - skew
    bottom, top = low**power, high**power
    mean, square = (
        power / (power + n) * (high ** (power + n) - low ** (power + n)) / (top - bottom) for n in (1, 2)
    )
    least = minimum(maximum(mean * total / (2 * choices), low), high)
    share = (top - least**power) / (top - bottom)
    greatest = (bottom + (1 - 0.5 / total) * (top - bottom)) ** (1 / power)
    busiest = minimum(choices * greatest / (mean * total), tokens)
    return maximum(share, 1 / total), busiest, maximum(square / mean**2 - 1, 0)


def _log(value: Any) -> Any:
    """The natural logarithm of a number or an array."""
    if isinstance(value, (int, float)):
        return log(value)
    import numpy as np

    return np.log(value)


@dataclass(frozen=True, slots=True)
class _Run:
    exact: Any  # sums of the rows, at the peak
    padded: Any  # of whole tiles
    sums: Any  # at the rate sustained
    bytes: Any  # weights at the peak bandwidth
    weights: Any  # at the bandwidth sustained, part of them resident
    starts: Any
    rows: Any
    exponent: Any

    @property
    def joined(self) -> Any:
        greater, lesser = maximum(self.sums, self.weights), minimum(self.sums, self.weights)
        return greater * (1 + (lesser / greater) ** self.exponent) ** (1 / self.exponent)


def _run(dims: Dims, chip: Chip, values: Values, kernel: ExpertKernel) -> _Run:
    touched, rows = loads(dims)
    inner = dims["intermediate"] / dims.get("tensor", 1)
    size = kernel.matrices * dims["hidden"] * inner
    whole = maximum(rows + touched * values["tile"] / 2, touched * values["tile"])
    peak, bandwidth = chip.peak("matrix", kernel.computed), chip.levels[0].bandwidth
    weights = touched * size * bits(kernel.weights) / 8
    away = missing(weights, chip)
    gathered = rows * (2 * dims["hidden"] + kernel.matrices * inner) * 2
    return _Run(
        exact=2 * rows * size / peak,
        padded=2 * whole * size / peak,
        sums=2 * whole * size / (peak * values["matrix_efficiency"]),
        bytes=weights / bandwidth,
        weights=weights / (bandwidth * values["memory_efficiency"]) * (away + (1 - away) / 2),
        starts=touched * values["expert"],
        rows=gathered / (bandwidth * values["rows"]),
        exponent=values["overlap"],
    )


def _seconds(dims: Dims, form: str, chip: Chip, values: Values, kernel: ExpertKernel) -> Any:
    run = _run(dims, chip, values, kernel)
    return values["launch"] + run.joined + run.starts + run.rows


def _causes(dims: Dims, form: str, chip: Chip, values: Values, kernel: ExpertKernel) -> dict[str, Any]:
    run = _run(dims, chip, values, kernel)
    ideal, padded = maximum(run.exact, run.bytes), maximum(run.padded, run.bytes)
    sustained = maximum(run.sums, run.weights)
    return {
        "ideal": ideal,
        "tile quantisation": padded - ideal,
        "sustained rates": sustained - padded,
        "imperfect overlap": run.joined - sustained,
        "gathering rows": run.rows,
        "starts of experts": run.starts + 0 * ideal,
        "launch overhead": values["launch"] + 0 * ideal,
    }

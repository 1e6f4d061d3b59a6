"""Random figures of workloads on chips: their limits are those of all corners, and hold every draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from typing import Any

import numpy as np

from specgen.perfmodel.bounds import GraphBound, bounds_of
from specgen.perfmodel.chips import Chip, library_chip, library_chips, varied
from specgen.perfmodel.uncertainty import Tied, banded, tied_inputs
from specgen.perfmodel.workloads import build, library_model
from tests.campaigns.harness import Campaign, Chunk, Report

_MODELS = ("llama_3_2_1b", "llama_3_1_8b", "mixtral_8x7b", "gpt_oss_20b", "resnet_50", "vit_b_16")
_FIGURES = {
    "time": lambda b: b.time,
    "busy": lambda b: b.overlapped,
    "rate": lambda b: 1 / b.time,
    "energy": lambda b: b.energy,
    "cost": lambda b: b.cost,
}
#: Inputs of which all corners are looked at.
_MOST = 9


def check(chunk: Chunk, report: Report) -> None:
    """Every case is a figure, whose corners are all computed, and draws from anywhere within the ranges."""
    draw = chunk.random()
    for _ in range(len(chunk)):
        seed = draw.getrandbits(48)
        wrong = _wrong(Random(seed), report)
        if wrong:
            report.wrong(f"seed {seed}: {wrong}")


def _wrong(draw: Random, report: Report) -> str:
    chip = library_chip(draw.choice(library_chips()))
    graph = build(library_model(draw.choice(_MODELS)), batch=draw.choice((1, 7, 128)))
    name = draw.choice(sorted(_FIGURES))
    bound = bounds_of(graph, chip)
    if not bound.time or _FIGURES[name](bound) is None:
        report.count("not known")
        return ""

    def figure(one: Chip) -> Any:
        bound: GraphBound = bounds_of(graph, one)
        return _FIGURES[name](bound)

    found = banded(figure, chip, samples=400, seed=draw.getrandbits(16))
    if found.interval is None:
        report.count("not monotone")
        return ""
    least, most = found.interval[0] * (1 - 1e-9), found.interval[1] * (1 + 1e-9)
    numbers = np.random.default_rng(draw.getrandbits(32))
    tied = _mattering(chip, figure, numbers)
    if not tied:
        return f"{name} of {graph.name} on {chip.name} has a band of nothing" if found.drivers else ""
    ends = [(one.input.low, one.input.high) for one in tied[:_MOST]]
    corners = np.array(list(product(*ends))).reshape(-1, len(ends))
    anywhere = np.array([numbers.uniform(low, high, 200) for low, high in ends]).T.reshape(-1, len(ends))
    for values in (corners, anywhere):
        seen = np.atleast_1d(figure(varied(chip, _numbers(tied, chip, values))))
        if seen.min() < least or seen.max() > most:
            return f"{name} of {graph.name} on {chip.name} leaves its limits"
    if not least <= found.low <= found.high <= most:
        return f"the band of {name} of {graph.name} on {chip.name} leaves its limits"
    seen = np.atleast_1d(figure(varied(chip, _numbers(tied, chip, corners))))
    if len(tied) <= _MOST and not np.allclose([seen.min(), seen.max()], found.interval, rtol=1e-6):
        return f"the limits of {name} of {graph.name} on {chip.name} are those of no corner"
    report.count("held")
    return ""


def _mattering(chip: Chip, figure: Callable[[Chip], Any], numbers: np.random.Generator) -> list[Tied]:
    """The inputs that move the figure somewhere."""
    tied = tied_inputs(chip)
    some = np.array([numbers.uniform(one.input.low, one.input.high, 64) for one in tied]).T
    found = []
    for place, one in enumerate(tied):
        ends = []
        for end in (one.input.low, one.input.high):
            values = some.copy()
            values[:, place] = end
            ends.append(figure(varied(chip, _numbers(tied, chip, values))))
        if not np.array_equal(*ends):
            found.append(one)
    return found


def _numbers(tied: Sequence[Tied], chip: Chip, values: Any) -> dict[str, Any]:
    """The chip's numbers where the inputs have these values, a column each."""
    changed: dict[str, Any] = {}
    for place, one in enumerate(tied[: values.shape[1]]):
        changed |= one.numbers(chip, values[:, place])
    return changed


CAMPAIGN = Campaign(
    "random figures of workloads on chips: limits = the extremes of all corners, every draw within them",
    check,
    count=5_000,
    sample=15,
    chunk=100,
)

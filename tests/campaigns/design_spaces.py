"""Random design spaces: points in chunks are those points alone, and fronts are what no point beats."""

from __future__ import annotations

from functools import cache
from math import prod
from random import Random
from typing import Any

import numpy as np

from specgen.perfmodel.sweeps import (
    Designs,
    Here,
    Objective,
    Request,
    SpecShelf,
    Sweep,
    Use,
    axis_of,
    designs_of,
    run,
)
from tests.campaigns.harness import Campaign, Chunk, Report

_MODELS = ("llama_3_2_1b", "llama_3_1_8b", "mixtral_8x7b", "deepseek_v3", "gpt_oss_20b")
_CHIPS = ("h100_sxm", "a100_sxm", "tpu_v6e", "l4")
_NUMBERS = {
    "batch": ("1", "4", "33", "512"),
    "context": ("1", "128", "5000", "131072"),
    "skew": ("0", "0.5", "1.2"),
    "hbm.bandwidth": ("100 GB/s", "1 TB/s", "3.3 TB/s", "50 TB/s"),
    "matrix.bf16": ("10 TFLOPS", "400 TFLOPS", "5 PFLOPS"),
    "clock": ("0.7 GHz", "1.3 GHz", "3 GHz"),
    "hbm.size": ("8 GiB", "64 GiB", "2 TiB"),
}
_NAMES = {
    "formats.weights": ("bf16", "e4m3", "mxfp4"),
    "formats.cache": ("bf16", "e4m3"),
    "sparse": ("dense", "2:4"),
    "model": _MODELS,
}


@cache
def shelf() -> SpecShelf:
    """The chips and models of the library."""
    return SpecShelf()


def drawn(draw: Random) -> Designs:
    """A space of at most a few hundred points."""
    chip, model = draw.choice(_CHIPS), draw.choice(_MODELS)
    own = (
        _NUMBERS if chip != "l4" else {name: v for name, v in _NUMBERS.items() if not name.startswith("hbm")}
    )
    axes = []
    for known, most in ((own, 4), (_NAMES, 1)):
        for name in draw.sample(sorted(known), draw.randrange(1, most + 1)):
            values = draw.sample(known[name], draw.randrange(1, len(known[name]) + 1))
            axes.append(axis_of(name, values))
    phases = draw.sample(("prefill", "decode"), draw.randrange(1, 3))
    uses = tuple(Use(phase, model, phase) for phase in phases)
    return designs_of(Request(tuple(axes), uses, chip), shelf(), 10**6)


def check(chunk: Chunk, report: Report) -> None:
    """Every case is a space, of which some points are looked at alone, and the front by its definition."""
    draw = chunk.random()
    for _ in range(len(chunk)):
        seed = draw.getrandbits(48)
        model = drawn(Random(seed))
        report.count("points", model.space.size)
        wrong = _points(model, Random(seed)) or _front(model, Random(seed))
        if wrong:
            report.wrong(f"seed {seed}: {wrong}")


def _points(model: Designs, draw: Random) -> str:
    """What is wrong with some points of a chunk."""
    box = model.space.chunk(draw.randrange(model.space.chunks))
    whole = model.evaluate(box)
    times = {name: np.broadcast_to(one, box.shape).reshape(-1) for name, one in whole.metrics.items()}
    bounds = whole.bounds.reshape(len(model.operators), -1)
    for place in draw.sample(range(len(box)), min(len(box), 5)):
        alone = model.evaluate(model.space.at(box.start + place))
        for name, values in times.items():
            if not np.isclose(alone.metrics[name].item(), values[place], rtol=1e-12, atol=0):
                return f"{name} of point {box.start + place}"
        if alone.bounds.reshape(-1).tolist() != bounds[:, place].tolist():
            return f"what bounds point {box.start + place}"
    return ""


def _front(model: Designs, draw: Random) -> str:
    """What is wrong with a front of two or three objectives."""
    numeric = [one.name for one in model.space.axes if not one.named]
    names = draw.sample([*model.metrics, *numeric], min(draw.randrange(2, 4), len(numeric) + 2))
    objectives = tuple(Objective(name, draw.random() < 0.5) for name in names)
    found = run(Sweep(model, objectives, chunks_of_part=2), Here())
    costs, fits = [], []
    for number in range(model.space.chunks):
        box = model.space.chunk(number)
        points = model.evaluate(box)
        values: dict[str, Any] = points.metrics | model.space.family(box.family) | model.space.arrays(box)
        costs.append(
            [np.broadcast_to(one.signed(values[one.name]), box.shape).reshape(-1) for one in objectives]
        )
        fits.append(np.broadcast_to(points.fits, box.shape).reshape(-1))
    table, fit = np.concatenate(costs, axis=1).T, np.concatenate(fits)
    if len(table) != prod(map(len, model.space.axes)):
        return "how many points there are"
    best = [n for n in np.flatnonzero(fit) if not _beaten(table, fit, int(n))]
    return "" if found.front.numbers.tolist() == best else "the front"


def _beaten(table: np.ndarray, fit: np.ndarray, number: int) -> bool:
    """Whether a point that fits is better in all, or the same in all and earlier."""
    as_good = np.all(table <= table[number], axis=1) & fit
    better = as_good & np.any(table < table[number], axis=1)
    return bool(better.any()) or bool(as_good[:number].any())


CAMPAIGN = Campaign(
    "random design spaces: points in chunks = the same points alone, fronts = what no point beats",
    check,
    count=20_000,
    sample=12,
    chunk=100,
)

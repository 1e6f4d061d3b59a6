"""Random workloads on random chips, divided at random: what holds of every bound."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import numpy as np

from specgen.perfmodel.bounds import Bound, GraphBound, Residence, bounds_of
from specgen.perfmodel.chips import Chip, library_chip, library_chips
from specgen.perfmodel.parallel import Parallel, divided
from specgen.perfmodel.workloads import Graph, Kind, Network, build, library_model, library_models, phases
from tests.campaigns.harness import Campaign, Chunk, Report

_DECODERS = ("prefill", "decode")
_CLOSE = 1e-9


@cache
def _models() -> tuple[Network, ...]:
    return tuple(library_model(name) for name in library_models())


def _drawn(draw: Random) -> tuple[Network, str, dict[str, Any]]:
    """A model, one of its phases, and sizes."""
    model = draw.choice(_models())
    phase = draw.choice([one for one in phases(model) if one in (*_DECODERS, "forward")] or ["encode"])
    sizes: dict[str, Any] = {"batch": draw.choice((1, 3, 8, 64))}
    if phase in _DECODERS and phases(model)[0] in _DECODERS:
        sizes["context"] = draw.choice((1, 100, 2048, 5000))
    return model, phase, sizes


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a workload on a chip, alone, as an array of points, with more bandwidth, and divided."""
    draw = chunk.random()
    for _ in range(len(chunk)):
        seed = draw.getrandbits(48)
        wrong = _case(Random(seed), report)
        if wrong:
            report.wrong(f"seed {seed}: {wrong}")


def _case(draw: Random, report: Report) -> str:
    model, phase, sizes = _drawn(draw)
    graph, chip = build(model, phase, **sizes), library_chip(draw.choice(library_chips()))
    residence = draw.choice(list(Residence))
    whole = bounds_of(graph, chip, residence)
    report.count("operators", len(whole.bounds))
    return (
        _parts(whole)
        or _faster(whole, draw)
        or _as_array(model, phase, sizes, chip, residence)
        or _apart(graph, draw)
    )


def _parts(whole: GraphBound) -> str:
    """What is wrong with the bounds beside their parts."""
    for one in whole.bounds:
        parts = [one.compute, *one.levels.values(), one.network]
        if one.time != max(parts) or parts[int(one.bound_by)] != one.time:
            return f"{one.operator.name} is bound to {one.time}, its parts are {parts}"
    if not whole.overlapped <= whole.time * (1 + _CLOSE):
        return f"{whole.overlapped} with everything at once, {whole.time} one after the other"
    return ""


def _faster(whole: GraphBound, draw: Random) -> str:
    """What is wrong where a level delivers more."""
    chip, place = whole.chip, draw.randrange(len(whole.chip.levels))
    level = chip.levels[place]
    more: Any = level.bandwidth * draw.choice((1.5, 10.0))
    faster = (*chip.levels[:place], replace(level, bandwidth=more), *chip.levels[place + 1 :])
    time = bounds_of(whole.graph, replace(chip, levels=faster), whole.residence).time
    return "" if time <= whole.time else f"{level.name} at {more:g} B/s takes {time}, not {whole.time}"


def _as_array(model: Network, phase: str, sizes: dict[str, Any], chip: Chip, residence: Residence) -> str:
    """What is wrong with an array of batches beside each of them."""
    batches = np.array([1, sizes["batch"], 7])
    together = bounds_of(build(model, phase, **(sizes | {"batch": batches})), chip, residence)
    for place, batch in enumerate(batches):
        alone = bounds_of(build(model, phase, **(sizes | {"batch": int(batch)})), chip, residence)
        for many, one in zip(together.bounds, alone.bounds, strict=True):
            if not _same(many, one, place):
                return f"{one.operator.name} in a batch of {batch} takes {one.time}, in an array {many.time}"
    return ""


def _same(many: Bound, one: Bound, place: int) -> bool:
    found: list[Any] = [many.time, many.bound_by]
    time, by = (value[place] if np.ndim(value) else value for value in found)
    return bool(np.isclose(time, one.time, rtol=1e-12, atol=0)) and int(by) == int(one.bound_by)


def _apart(graph: Graph, draw: Random) -> str:
    """What is wrong with the work of one of several chips."""
    tensor = draw.choice((1, 2, 8)) if any(graph.of_kind(Kind.ATTENTION)) else 1
    parallel = Parallel(tensor=tensor, data=draw.choice((1, 2, 4)))
    if graph.facts["batch"] % parallel.data:
        return ""
    part = divided(graph, parallel)
    if part.operations * parallel.chips < graph.operations * (1 - _CLOSE):
        return f"{part.name}: {parallel.chips} chips do {part.operations} each, of {graph.operations}"
    if part.operations > graph.operations * (1 + _CLOSE):
        return f"{part.name}: one of {parallel.chips} chips does more than all of it"
    return ""


CAMPAIGN = Campaign(
    "a bound is the greatest of its parts, never longer with more bandwidth, in an array what it is alone, and chips"
    " that share the work do no less of it together and no more each",
    check,
    count=40_000,
    sample=30,
    chunk=200,
)

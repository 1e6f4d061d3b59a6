"""Random states of the page of rooflines: models of every kind on any chip, recomputed by its scripts and by Python."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from math import isfinite
from pathlib import Path
from random import Random

from specgen.api import load_spec
from specgen.model.performance import Workload
from specgen.model.performance.networks import Published
from specgen.perfmodel.chips import library_chip, library_chips, variant_chip
from specgen.perfmodel.formulas import Offered, Use, page
from specgen.perfmodel.sweeps import with_numbers
from specgen.perfmodel.workloads import library_model, library_models, phases
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.perfmodel.formulas.agreement import ROOT, State, by_scripts, data_of, differing, drawn, use_of

_FORMATS = ("bf16", "f16", "e4m3", "s8", "mxfp4", "nvfp4", "s4/32:bf16")
_STEPS = 4  # that one run of the scripts is about
_STATES = 40  # of which every eighth has bands
_POSITIONS = 448  # of a text of speech


@cache
def _chips() -> tuple[Offered, ...]:
    """The variants of the reference spec, each with a design beside it, and all chips of which memories are known."""
    spec = load_spec(ROOT / "spec")
    made = [(name, variant_chip(spec.architecture(name))) for name in spec.variants]
    own = [
        Offered(chip, "variant", name, designs={("1",): chip, ("2",): with_numbers(chip, {"units": 3.0})})
        for name, chip in made
    ]
    others = (Offered(library_chip(name), "library") for name in library_chips())
    return (*own, *(one for one in others if isfinite(float(one.chip.levels[0].bandwidth))))


@cache
def _like() -> Workload:
    return next(iter(load_spec(ROOT / "spec").architecture().workloads.values()))


@cache
def _models() -> tuple[str, ...]:
    """The models whose operators are known."""
    return tuple(name for name in library_models() if not isinstance(library_model(name), Published))


def _use(draw: Random) -> Use:
    model = draw.choice(_models())
    known = [one for one in phases(library_model(model)) if one != "speculative"]
    more = (
        {"parallel": {"tensor": draw.choice((2, 3, 8))}} if "decode" in known and draw.random() < 0.2 else {}
    )
    return use_of(
        _like(), model, draw.choice(known), fused=draw.random() < 0.8 or "decode" not in known, **more
    )


def check(chunk: Chunk, report: Report) -> None:
    """Every case is a state; some steps with all their states go through the scripts at once."""
    draw, left = chunk.random(), len(chunk)
    while left > 0:
        uses = {f"step{number}": _use(draw) for number in range(_STEPS)}
        count = min(left, _STATES)
        left -= count
        _compare(uses, count, draw, report)


def _compare(uses: dict[str, Use], count: int, draw: Random, report: Report) -> None:
    chips = tuple(one for one in _chips() if all(use.runs_on(one.chip) for use in uses.values()))
    shown = page(chips, uses, (), draw.sample(_FORMATS, 2))
    data = data_of(shown)
    states = [
        replace(one, bands=number % 8 == 0, sizes=_possible(uses[one.workload], one))
        for number, one in enumerate(drawn(data, chips, uses, count, draw.getrandbits(32)))
    ]
    with tempfile.TemporaryDirectory() as folder:
        found = by_scripts(Path(folder), data, states)
    for state, one in zip(states, found, strict=True):
        report.count("operators", len(one["step"]["operators"]))
        wrong = differing(state, one, chips, uses)
        if wrong:
            report.wrong(f"{uses[state.workload].workload.model} {state}: {wrong[:3]}")


def _possible(use: Use, state: State) -> dict[str, int]:
    """Sizes that there are."""
    most = _POSITIONS if "whisper" in use.workload.model else 1 << 20
    return {name: min(size, most) for name, size in state.sizes.items()}


CAMPAIGN = Campaign(
    "The page of rooflines computes what Python computes, to 1e-9",
    check,
    count=20_000,
    sample=24,
    chunk=1_000,
)

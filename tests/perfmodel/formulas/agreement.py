"""The page's scripts beside Python: states of the page, evaluated by both."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isclose
from pathlib import Path
from typing import Any

from specgen.model.performance import Workload
from specgen.perfmodel.bounds import GraphBound
from specgen.perfmodel.chips import Chip, numbers
from specgen.perfmodel.formulas import Offered, Page, Use, bound
from specgen.perfmodel.sweeps import METRICS, with_numbers
from specgen.perfmodel.uncertainty import Banded, banded

ROOT = Path(__file__).parents[3]
TOLERANCE = 1e-9
_SCRIPTS = ("formulas", "rooflinemodel")
_PATHS = {"levels.0.bandwidth": lambda chip: f"levels.{chip.levels[0].name}.bandwidth"}


@dataclass(frozen=True, slots=True)
class State:
    """What a reader may set: see `Model` of rooflinemodel.js."""

    workload: str
    chip: str
    format: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    set: Mapping[str, float] = field(default_factory=dict)
    bands: bool = False


def data_of(page: Page) -> dict[str, Any]:
    """Return the data of a page by path, as a site has it."""
    return {"index": page.index(), **{f"steps/{name}": page.steps(name) for name in page.uses}}


def use_of(like: Workload, model: str, phase: str, **more: Any) -> Use:
    """Return a model's step as a workload that says nothing but ``more``."""
    plain: dict[str, Any] = {"numbers": {}, "formats": {}, "lengths": {}, "parallel": {}, **more}
    name = f"{model}_{phase}".replace(".", "_")
    return Use.of(replace(like, name=name, model=model, phase=phase, **plain), {})


def drawn(
    data: Mapping[str, Any], offered: Sequence[Offered], uses: Mapping[str, Use], count: int, seed: int
) -> Iterator[State]:
    """Yield states all over the page, of every workload and chip in turn."""
    chance = random.Random(seed)
    shown = {one["name"]: one for one in data["index"]["workloads"]}
    for number in range(count):
        name = list(uses)[number % len(uses)]
        chip = chance.choice(offered)
        yield State(
            name,
            chip.chip.name,
            chance.choice(shown[name]["formats"]),
            {size: round(2 ** chance.uniform(0, 15)) for size in uses[name].sizes},
            chance.choice([(), *chip.designs]),
            {path: _near(chip.chip, path, chance) for path in chip.movable if chance.random() < 0.7},
        )


def _near(chip: Chip, path: str, chance: random.Random) -> float:
    return float(numbers(chip)[_PATHS.get(path, lambda _: path)(chip)]) * 2 ** chance.uniform(-4, 4)


def by_scripts(folder: Path, data: Mapping[str, Any], states: Sequence[State]) -> list[Any]:
    """Return what the page's scripts make of states, run by node in a folder of theirs."""
    fields = ("workload", "chip", "format", "sizes", "values", "set", "bands")
    asked = [{name: getattr(one, name) for name in fields} for one in states]
    return list(by_node(folder, "evaluate.mjs", {"data": data, "states": asked}))


def by_node(folder: Path, program: str, given: Any) -> Any:
    """Return what a program of this folder prints of what it is given, the page's scripts beside it in ``folder``."""
    for name in _SCRIPTS:
        text = (ROOT / f"generators/docs/assets/{name}.js").read_text(encoding="utf-8")
        (folder / f"{name}.mjs").write_text(text.replace('.js";', '.mjs";'), encoding="utf-8")
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    node = shutil.which("node")
    assert node is not None, "node is missing: scripts/setup installs it"
    command = [node, str(Path(__file__).parent / program), str(folder), str(folder / "given.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def chip_at(state: State, offered: Sequence[Offered]) -> Chip:
    """Return the chip of a state as Python has it."""
    found = next(one for one in offered if one.chip.name == state.chip)
    chip = found.designs[state.values] if state.values else found.chip
    return with_numbers(
        chip, {_PATHS.get(path, lambda _, p=path: p)(chip): v for path, v in state.set.items()}
    )


def differing(state: State, found: Any, offered: Sequence[Offered], uses: Mapping[str, Use]) -> list[str]:
    """Return where what the scripts found is not what Python finds, a line each."""
    chip = chip_at(state, offered)
    here = bound(uses[state.workload], chip, state.format, **state.sizes)
    pairs = [*_of_step(here, found["step"])]
    if state.bands:
        for shown, name in (("time", "time"), ("rate", "tokens_per_s")):
            pairs += _of_band(name, _band(state, uses, chip, name), found["banded"][shown])
    return [f"{what}: {own} and {other}" for what, own, other in pairs if not _same(own, other)]


def _band(state: State, uses: Mapping[str, Use], chip: Chip, name: str) -> Banded:
    use = uses[state.workload]
    return banded(lambda varied: METRICS[name](bound(use, varied, state.format, **state.sizes)), chip)


def _same(own: Any, other: Any) -> bool:
    if isinstance(own, str) or isinstance(other, str):
        return bool(own == other or (own == inf and other == "inf"))
    return isclose(float(own), float(other), rel_tol=TOLERANCE, abs_tol=0)


def _of_step(here: GraphBound, found: Any) -> Iterator[tuple[str, Any, Any]]:
    yield "time", here.time, found["time"]
    yield "rate", METRICS["tokens_per_s"](here), found["rate"]
    yield from (("busy", a, b) for a, b in zip(here.busy.values(), found["busy"], strict=True))
    if found["memory"] is not None:
        yield "memory", METRICS["memory"](here), found["memory"]
    for one, other in zip(here.bounds, found["operators"], strict=True):
        name = one.operator.name
        yield f"{name} name", name, other["name"]
        yield f"{name} times", one.times, other["times"]
        yield f"{name} operations", one.operator.operations, other["operations"]
        yield f"{name} time", one.time, other["time"]
        yield f"{name} total", one.total, other["total"]
        yield f"{name} limit", one.limits[int(one.bound_by)], [*one.limits][int(other["limit"])]
        for moved, others in zip(one.bytes.values(), other["bytes"], strict=True):
            yield f"{name} bytes", moved, others


def _of_band(name: str, here: Banded, found: Any) -> Iterator[tuple[str, Any, Any]]:
    yield f"{name} of the band", here.value, found["value"]
    yield f"{name}, low", here.low, found["low"]
    yield f"{name}, high", here.high, found["high"]
    widest = [one["name"] for one in found["drivers"]]
    yield f"{name}, drivers", " ".join(one.input.name for one in here.drivers if one.swing), " ".join(widest)

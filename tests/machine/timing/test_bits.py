"""In time, what has one outcome has that: small programs against all their orders, and the attention kernels."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from examples.kernels import inputs
from specgen.api import Accelerator, load
from specgen.machine import Result, Simulator, Timeline
from tests.examples.test_attention import MAILBOX, PLACES, SHAPE
from tests.examples.test_attention_order import ROOT, data, lines
from tests.machine.races.orders import random_program
from tests.machine.timing import outcomes
from tests.machine.timing.test_timeline import checked, nested
from tests.machine.timing.timed import quickly


def test_programs_of_one_outcome_have_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    machine = outcomes.machine(tmp_path_factory.mktemp("orders"))
    kinds: set[str] = set()
    for seed in range(200):
        wrong, kind = outcomes.wrongs(machine, random_program(Random(seed)))
        assert not wrong
        kinds.add(kind)
    assert kinds == {"exited", "deadlock", "fault", "several outcomes"}


@pytest.fixture(scope="module")
def large() -> tuple[Accelerator, Simulator]:
    accelerator = load(ROOT / "spec", "large")
    with quickly():
        return accelerator, accelerator.simulator("native")


def attention(large: tuple[Accelerator, Simulator], name: str, **options: Any) -> tuple[Result, list[bytes]]:
    """A kernel on all tiles, and its results."""
    accelerator, machine = large
    machine.reset()
    for place, codes in data(name).items():
        machine.memory["hbm"].write(PLACES[place], codes)
    machine.memory["mmio"].write(MAILBOX, inputs.mailbox(PLACES, 16.0, False))
    machine.load(accelerator.assemble("\n".join(lines(name))))
    result = machine.run(max_steps=10_000, **options)
    assert result.reason == "exited"
    return result, [machine.memory["hbm"].read(PLACES[o], "u16", SHAPE).tobytes() for o in ("o", "o8")]


@pytest.mark.parametrize("name", ["bf16", "fp8"])
def test_attention_has_its_bits_and_its_engines_overlap(
    large: tuple[Accelerator, Simulator], name: str
) -> None:
    timeline = Timeline(large[0].architecture)
    timed, bits = attention(large, name, timed=True, timeline=timeline)
    plain, expected = attention(large, name)
    assert bits == expected
    assert timed.steps == plain.steps
    assert timed.cycles is not None
    assert plain.cycles is None
    traced = checked(timeline.perfetto())
    assert nested(traced)
    assert {e["args"]["name"] for e in json.loads(timeline.perfetto())["traceEvents"][:8]} == {
        f"tile {n}" for n in range(8)
    }
    assert {frozenset(("dma", "matrix")), frozenset(("matrix", "vector"))} <= together(timeline)
    usage = {u.unit: u for u in timed.usage if u.instance == 0}
    assert usage["vector"].busy == sum(
        e.busy_until - e.begin for e in timeline.events if (e.instance, e.unit) == (0, "vector")
    )
    assert usage["vector"].share == usage["vector"].busy / timed.cycles


def together(timeline: Timeline) -> set[frozenset[str]]:
    """The pairs of engines of the first tile of which both had something begun and not finished."""
    spans = [
        (e.unit, e.begin, e.finish)
        for e in timeline.events
        if e.instance == 0 and e.unit != "control" and e.finish - e.begin > 10
    ]
    return {
        frozenset((one, other))
        for one, begin, finish in spans
        for other, begins, finishes in spans
        if one < other and max(begin, begins) < min(finish, finishes)
    }

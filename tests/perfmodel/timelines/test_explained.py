"""Why instructions began when they did, what led to the end, and the limits between which every run lies."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from specgen.perfmodel.timelines import (
    Charges,
    Event,
    Explained,
    Phases,
    TimelineError,
    explain,
    phases_of,
    placed,
    shares,
)
from tests.machine.timing import drawn as small
from tests.machine.timing.timed import METRONOME
from tests.perfmodel.timelines import drawn, kernels
from tests.perfmodel.timelines.foreign import Machine
from tests.perfmodel.timelines.kernels import Kernel
from tests.perfmodel.timelines.replaying import device, executed, texts

_OPERATORS = ("all_reduce", "attention_long", "softmax", "linear_int8")
NAMED = {
    name: kernel
    for name, kernel in {**kernels.metronome(), **kernels.small()}.items()
    if name not in kernels.operators() or name in _OPERATORS
}
EDGE = Machine(kernels.SPEC, "edge")


def random_kernels() -> dict[str, Kernel]:
    """Kernels of two specs by seed."""
    found = {
        f"edge {seed}": Kernel(EDGE, kernels.program(drawn.kernel(Random(seed)))) for seed in range(100, 105)
    }
    for seed in range(16):
        programs = [small.text(ops) for ops in small.programs(Random(seed))]
        variant = ("even", "odd")[seed % 2]
        found[f"{variant} {seed}"] = Kernel(Machine(METRONOME, variant), texts(*programs))
    return found


@cache
def explained(name: str) -> Explained:
    machine, prepare = NAMED[name]
    return explain(*machine.spec, executed(machine, prepare)[1])


@cache
def every() -> list[tuple[str, Kernel, Explained]]:
    """All kernels without races."""
    found = []
    for name, kernel in {**NAMED, **random_kernels()}.items():
        result, trace = executed(*kernel)
        if not result.races:
            found.append((name, kernel, explain(*kernel.machine.spec, trace)))
    return found


def test_every_begin_has_a_cause_and_the_path_has_no_gap() -> None:
    for name, _, found in every():
        timeline = found.timeline
        for event, cause in zip(timeline.events, found.causes, strict=True):
            period = timeline.periods[event.unit]
            assert -(-cause.tick // period) * period == event.begin, (name, event, cause)
        ends = [0, *(one.end for one in found.path)]
        assert [one.begin for one in found.path] == ends[:-1], name
        assert ends[-1] == timeline.ticks or timeline.ended == "deadlock", name


def test_intervals_fill_the_time_of_each_unit() -> None:
    for name, _, found in every():
        for sums in shares(found.intervals).values():
            assert sum(sums.values()) == found.timeline.ticks, name


def test_time_lies_between_the_roofline_and_the_serial_sum() -> None:
    roofs = 0
    for name, _, found in every():
        if found.timeline.ended == "exited":
            limits = found.limits
            busiest = max(limits.occupied.values())
            assert limits.roof <= busiest <= found.timeline.ticks <= limits.serial, name
            roofs += limits.roof > 0
    assert roofs >= 15


def test_one_unit_alone_takes_the_serial_sum() -> None:
    """Where nothing overlaps, the upper limit is reached but for the hand-over."""
    found = explained("drained")
    assert found.limits.serial - found.timeline.ticks < 10


def test_what_a_double_buffer_hides() -> None:
    """With two buffers the outer memory bounds a product; with one, it waits for the array."""
    two, one = explained("product in 6 steps of 128 rows"), explained("product with one buffer")
    assert two.limits.bound_by == one.limits.bound_by == "hbm"
    share = {name: shares(found.intervals)[0, "dma"] for name, found in (("two", two), ("one", one))}
    assert share["two"]["busy"] / two.timeline.ticks > 0.8
    assert share["one"]["busy"] / one.timeline.ticks < 0.5
    assert share["one"]["semaphore of matrix"] / one.timeline.ticks > 0.4
    on_path = sum(s.end - s.begin for s in two.path if two.timeline.events[s.event].unit == "dma")
    assert on_path / two.timeline.ticks > 0.8


def test_causes_by_hand() -> None:
    """Those of two buffers of the metronome, as the table of its kernel gives the reasons."""
    found = explained("two buffers")
    told = {
        (e.unit, e.begin): (c.kind, c.what) for e, c in zip(found.timeline.events, found.causes, strict=True)
    }
    assert told["core", 2] == ("order", "")
    assert told["core", 21] == ("queue", "adder")
    assert told["adder", 21] == ("semaphore", "full[0]")
    assert told["adder", 29] == ("register", "y[0]")
    assert told["mover", 29] == ("semaphore", "free[0]")
    assert told["core", 57] == ("semaphore", "done[0]")
    assert told["mover", 7] == ("issue", "")


@pytest.mark.parametrize("name", ["two buffers", "drain", "barrier", "product with one buffer"])
def test_events_of_the_device_are_explained_alike(name: str) -> None:
    machine, prepare = NAMED[name]
    _, trace = executed(machine, prepare)
    _, events = device(machine, prepare)
    assert explain(*machine.spec, trace, events) == explained(name)


def test_events_of_another_program_are_refused() -> None:
    machine, prepare = NAMED["loop"]
    _, trace = executed(machine, prepare)
    event = Event(0, "core", "core", 0, "li x1, 3", 0, 0, 1, 1)
    with pytest.raises(TimelineError, match="core executes li x1, 3, which the trace does not"):
        placed(machine.spec[0], Charges(*machine.spec), trace, [event])
    with pytest.raises(TimelineError, match="nobody handed"):
        placed(machine.spec[0], Charges(*machine.spec), trace, [event._replace(unit="mover")])


def test_phases_of_transfers_and_products() -> None:
    """8 cycles of start-up, 25.6 bytes a cycle, 150 of latency; an array of 32 x 32 fills and drains in 64."""
    machine, prepare = NAMED["product in 6 steps of 128 rows"]
    _, trace = executed(machine, prepare)
    charges = Charges(*machine.spec)
    found = {
        step.operation.name: phases_of(charges.of(step.operation)) for step in trace.streams[0, "control"]
    }
    assert found["dma_store"] == Phases(8, 320, 142, 0)
    latency = found["matmul"].latency
    assert found["matmul"] == Phases(0, 128, latency, 64)
    assert latency == machine.spec[0].memories["sram"].latency.value  # type: ignore[union-attr]

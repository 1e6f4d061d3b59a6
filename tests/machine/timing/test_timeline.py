"""Timelines as traces: the form that Perfetto opens, and what stands in it."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from specgen.machine import Timeline
from specgen.machine.perfetto import Slice, trace
from tests.machine.timing.test_kernels import BUFFERS, DRAIN
from tests.machine.timing.timed import METRONOME, load, machine

_METADATA = {"process_name": "name", "thread_name": "name", "thread_sort_index": "sort_index"}


def checked(text: str) -> list[dict[str, Any]]:
    """The events of a trace, which has the form of the Trace Event Format."""
    made = json.loads(text)
    assert set(made) == {"displayTimeUnit", "traceEvents"}
    assert made["displayTimeUnit"] in ("ms", "ns")
    named: set[tuple[int, int]] = set()
    for event in made["traceEvents"]:
        assert all(isinstance(event[key], int) and event[key] >= 0 for key in ("pid", "tid"))
        assert isinstance(event["args"], dict)
        if event["ph"] == "M":
            assert set(event) == {"ph", "name", "pid", "tid", "args"}
            assert set(event["args"]) == {_METADATA[event["name"]]}
            named.add((event["pid"], event["tid"]))
        else:
            assert set(event) == {"ph", "pid", "tid", "ts", "dur", "name", "args"}
            assert event["ph"] == "X"
            assert event["ts"] >= 0
            assert event["dur"] >= 0
            assert event["name"]
            assert {(event["pid"], event["tid"]), (event["pid"], 0)} <= named
    return [event for event in made["traceEvents"] if event["ph"] == "X"]


def nested(events: list[dict[str, Any]]) -> bool:
    """Whether no two events of a thread overlap, so that they can be drawn in one line."""
    lanes: dict[tuple[int, int], float] = {}
    for event in sorted(events, key=lambda e: e["ts"]):
        lane = event["pid"], event["tid"]
        if event["ts"] < lanes.get(lane, 0) - 1e-9:
            return False
        lanes[lane] = event["ts"] + event["dur"]
    return True


def timeline(variant: str, *texts: str) -> Timeline:
    simulator = machine(METRONOME, variant)
    load(simulator, *texts)
    made = Timeline(simulator.architecture)
    assert simulator.run(timed=True, timeline=made).reason == "exited"
    return made


def test_a_timeline_is_a_process_for_each_tile_and_a_thread_for_each_unit() -> None:
    made = timeline("even", BUFFERS, "halt x0")
    text = made.perfetto()
    events = checked(text)
    assert nested(events)
    names = [e["args"] for e in json.loads(text)["traceEvents"] if e["ph"] == "M" and "name" in e["args"]]
    units = [{"name": unit} for unit in ("core", "mover", "adder")]
    assert names == [{"name": "tile 0"}, {"name": "tile 1"}, *units, *units]
    assert len(events) == len(made.events)
    (late,) = [
        e for e in events if e["name"] == "fetch 0, x1, x0, 8" and e["tid"] == 2 and e["args"]["begin"] > 20
    ]
    assert late == {
        "ph": "X",
        "pid": 1,
        "tid": 2,
        "ts": 0.029,
        "dur": 0.004,
        "name": "fetch 0, x1, x0, 8",
        "args": {"pc": "0x8", "queued": 11, "waited": 18, "begin": 29, "finish": 43},
    }


def test_ticks_are_seconds_of_the_clocks() -> None:
    """Two ticks are a cycle of a gigahertz, five are one of 400 MHz."""
    events = checked(timeline("odd", DRAIN, "").perfetto())
    (fill,) = [e for e in events if e["tid"] == 2 and e["name"].startswith("fill")]
    assert (fill["ts"], fill["dur"]) == (0.0025, 0.005)


def test_without_a_clock_a_tick_is_a_nanosecond() -> None:
    text = trace([Slice(0, 0, "a", 1000, 3000)], {0: "p"}, {(0, 0): "t"}, None)
    assert [(e["ts"], e["dur"]) for e in checked(text)] == [(1.0, 2.0)]


def test_events_stand_in_the_order_of_their_begin() -> None:
    slices = [Slice(0, 0, "late", 5, 6), Slice(0, 1, "b", 2, 9), Slice(0, 0, "a", 2, 3)]
    text = trace(slices, {0: "p"}, {(0, 0): "t", (0, 1): "u"}, Fraction(10**6))
    assert [e["name"] for e in checked(text)] == ["a", "b", "late"]
    assert text == trace(reversed(slices), {0: "p"}, {(0, 0): "t", (0, 1): "u"}, Fraction(10**6))


def test_names_are_text_whatever_they_hold() -> None:
    events = checked(trace([Slice(0, 0, 'a "b"\n\\<', 0, 1)], {0: "p"}, {(0, 0): "t"}, None))
    assert events[0]["name"] == 'a "b"\n\\<'

"""Launches: programs on nodes, in time, to the same end as on the plain simulator; what goes wrong in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specgen.machine import Simulator
from specgen.machine.device import Device, Failure, Ring
from specgen.model.architecture import Architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.machine.device.programs import (
    CODE,
    DOUBLE,
    FOREVER,
    GIVEN,
    GIVES_UP,
    LIST,
    MOVES,
    NODE,
    RAM,
    STRAYS,
    WAITS,
    image,
    launch,
    place,
)

RESULT = 0x180


@pytest.fixture
def ring(device: Device) -> Ring:
    return device.ring(0, capacity=8)


def word(device: Device, node: int, address: int) -> int:
    return int.from_bytes(device.read(node * NODE + address, 4), "little")


def failed(device: Device) -> Failure:
    failure = device.last_error
    assert failure is not None
    return failure


def test_all_nodes_run_a_program_on_its_arguments(device: Device, ring: Ring) -> None:
    device.write(GIVEN, (41).to_bytes(4, "little"))
    launch(device, ring, DOUBLE, arguments=GIVEN, arguments_size=4, completion=RAM + 8)
    device.write(RAM + 8, (1).to_bytes(8, "big"))
    assert device.run() == 0
    assert [word(device, node, RESULT) for node in range(3)] == [42, 42, 42]
    assert device.read(RAM + 8, 8) == bytes(8)
    assert [device.registers.about.node_state[n].value for n in range(3)] == [2, 2, 2]


def test_a_launch_is_for_the_nodes_that_it_names(device: Device, ring: Ring) -> None:
    device.write(GIVEN, (7).to_bytes(4, "little"))
    launch(device, ring, DOUBLE, nodes=0b101, arguments=GIVEN, arguments_size=4)
    device.run()
    assert [word(device, node, RESULT) for node in range(3)] == [8, 0, 8]


def test_a_launch_waits_for_its_nodes(device: Device, ring: Ring) -> None:
    other = device.ring(1, capacity=8)
    launch(device, ring, DOUBLE, nodes=0b011)
    launch(device, other, DOUBLE, nodes=0b100)
    launch(device, other, DOUBLE, nodes=0b010)
    device.run()
    done = {(r["queue"], r["index"]): r for r in device.records() if r["record"] == "order"}
    assert done[0, 0]["time"] == done[1, 0]["time"] == 0
    assert done[1, 1]["time"] == done[0, 0]["finish"]


def test_processors_of_a_node_run_together(device: Device, ring: Ring) -> None:
    parts: list[dict[str, Any]] = [
        {"code": image(device, WAITS)},
        {"code": image(device, "count 3\n count 4\n tell\nhere: rest\n", "aid"), "which": 1, "nodes": 0b110},
        {"code": image(device, "tell\nhere: rest\n", "aid"), "which": 1, "nodes": 0b001},
    ]
    ring.submit("run", programs=LIST, program_count=place(device, parts))
    assert (device.run(), device.last_error) == (0, None)


def test_time_is_that_of_the_plain_simulator(device: Device, ring: Ring, pebble: Architecture) -> None:
    program = image(device, MOVES)
    simulator = Simulator(pebble, analyse(pebble, Diagnostics()), "native", identity=pebble.content_hash)
    for node in range(3):
        simulator.load(program, processor="core", instance=node)
    result = simulator.run(timed=True)
    launch(device, ring, MOVES)
    device.run()
    steps = [r for r in device.records() if r["record"] == "step"]
    began = min(step["time"] for step in steps)
    assert result.cycles == (max(step["finish"] for step in steps) - began) // 1
    assert {(s["instance"], s["unit"]) for s in steps} == {
        (node, unit) for node in range(3) for unit in (0, 2)
    }
    assert steps[0]["word"] == program[:4]
    assert began == 5 + len(program) // 4  # ram's latency, and 4 bytes a cycle into text


def test_the_bits_are_those_of_the_plain_simulator(device: Device, ring: Ring, pebble: Architecture) -> None:
    data = bytes(range(200, 232))
    simulator = Simulator(pebble, analyse(pebble, Diagnostics()), "python")
    for node in range(3):
        simulator.load(image(device, MOVES), processor="core", instance=node)
        simulator.instances[node].memory["ram"].write(0x140, data)
        device.write(node * NODE + 0x140, data)
    simulator.run()
    launch(device, ring, MOVES)
    device.run()
    for node in range(3):
        there = device.read(node * NODE + RAM, 0x400)
        assert there == bytes(simulator.instances[node].memory["ram"].read(RAM, "u8", (0x400,)))
        assert data in there[0x100:]


@pytest.mark.parametrize(
    ("text", "error", "fault"),
    [(GIVES_UP, "gave_up", "stop"), (STRAYS, "fell", "range"), ("li x1, 1\n", "fell", "illegal")],
)
def test_faults_surface_as_their_errors(
    device: Device, ring: Ring, text: str, error: str, fault: str
) -> None:
    other = device.ring(1, capacity=2)
    launch(device, ring, FOREVER, nodes=0b010)
    launch(device, other, text, nodes=0b101, slot=1)
    device.run(1000)
    failure = failed(device)
    assert failure.error is not None
    assert (failure.error.name, failure.error.blame, failure.fault) == (error, "program", fault)
    assert (failure.queue, failure.index, failure.instance, failure.unit, failure.pc) == (1, 0, 0, "core", 4)
    assert [device.registers.about.node_state[n].value for n in range(3)] == [3, 1, 3]
    assert device.registers.about.node_error[0].value == other.error == failure.error.code
    assert (ring.error, device.run(device.time + 100)) == (0, 1)


def test_a_program_that_never_ends_meets_the_watchdog(make: Callable[..., Device]) -> None:
    device = make(watchdog=5000)
    ring = device.ring(0, capacity=2)
    launch(device, ring, FOREVER)
    assert device.run() == 0
    failure = failed(device)
    assert failure.error is not None
    assert (failure.condition, failure.error.name, device.time) == ("hang", "stuck", 5000)
    again = device.ring(0, capacity=2)
    launch(device, again, DOUBLE)
    assert (device.run(), again.error) == (0, 0)


def test_programs_that_wait_for_nobody_are_a_deadlock(device: Device, ring: Ring) -> None:
    launch(device, ring, WAITS, nodes=1)
    assert device.run() == 0
    failure = failed(device)
    assert (failure.condition, failure.instance, failure.unit) == ("deadlock", 0, "core")
    assert "told[0] >= 1" in failure.text
    assert device.time < 1000
    again = device.ring(0, capacity=2)
    launch(device, again, DOUBLE)
    assert (device.run(), again.error) == (0, 0)


@pytest.mark.parametrize(
    ("part", "values", "name"),
    [
        ({"which": 2}, {}, "asked_wrongly"),
        ({"nodes": 8}, {}, "asked_wrongly"),
        ({"at": 1023}, {}, "nowhere"),
        ({}, {"programs": RAM - 1}, "nowhere"),
        ({}, {"arguments": RAM - 1, "arguments_size": 4}, "nowhere"),
        ({}, {"arguments": RAM, "arguments_size": 60 * 1024}, "nowhere"),
        ({}, {"program_count": 0}, "asked_wrongly"),
        ({}, {"instances": 8}, "asked_wrongly"),
    ],
)
def test_launches_that_cannot_be(
    device: Device, ring: Ring, part: dict[str, int], values: dict[str, int], name: str
) -> None:
    count = place(device, [{"code": image(device, DOUBLE), **part}])
    packet = bytearray(ring.packet("run", **{"programs": LIST, **values, "program_count": 1}))
    packet[4] = values.get("program_count", count)
    ring.submit_bytes(bytes(packet))
    assert device.run() == 0
    error = failed(device).error
    assert error is not None
    assert error.name == name
    assert device.read(CODE, 4) == image(device, DOUBLE)[:4]
    again = device.ring(0, capacity=2)
    launch(device, again, DOUBLE)
    assert (device.run(), again.error) == (0, 0)


@pytest.mark.parametrize("text", [MOVES, DOUBLE, GIVES_UP, WAITS])
def test_the_same_happens_in_whichever_steps_time_passes(make: Callable[..., Device], text: str) -> None:
    def one(step: int) -> bytes:
        device = make(trace_bytes=1 << 16)
        rings = [device.ring(number, capacity=4) for number in range(2)]
        launch(device, rings[0], text, nodes=0b011)
        launch(device, rings[1], DOUBLE, nodes=0b100, slot=1)
        rings[1].submit("bring", source=RAM, target=NODE + 0x8000, size=300)
        for _ in range(300):
            device.run_until(device.time + step)
        device.run()
        return device.trace()

    assert one(1) == one(7) == one(100_000)

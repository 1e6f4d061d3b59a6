"""Queues of a device: every kind of packet, the order of packets, what stops a queue."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from specgen.machine.device import Device, Failure, Ring
from specgen.model.architecture import Architecture
from tests.machine.device.programs import NODE, RAM

DATA = bytes(range(256)) * 20


def failed(device: Device) -> Failure:
    failure = device.last_error
    assert failure is not None
    return failure


def error_of(device: Device) -> tuple[str, str]:
    """The error's name and whom it blames."""
    error = failed(device).error
    assert error is not None
    return error.name, error.blame


@pytest.fixture
def ring(device: Device) -> Ring:
    return device.ring(0, capacity=8)


def signal(device: Device, value: int = 1) -> Any:
    return device.signal(value, endian="big")


def test_copies_go_both_ways_and_end_in_a_signal(device: Device, ring: Ring) -> None:
    source, target, done = bytearray(DATA), bytearray(len(DATA)), signal(device)
    ring.submit("bring", source=device.map(source), target=RAM, size=len(DATA))
    ring.submit("bring", source=RAM, target=2 * NODE + RAM, size=len(DATA), barrier=1)
    ring.submit("bring", source=2 * NODE + RAM, target=device.map(target), size=len(DATA), barrier=1)
    ring.submit("nop", barrier=1)
    assert device.run() == 0
    assert target == source
    assert (ring.read_index, ring.error, device.last_error, done.value) == (4, 0, None, 1)


def test_a_copy_takes_its_latency_and_its_bytes(device: Device, ring: Ring) -> None:
    ring.submit("bring", source=device.map(bytearray(DATA)), target=RAM, size=len(DATA))
    device.run()
    assert device.time == 5 + len(DATA) // 8  # a latency of 5 cycles and 8 bytes a cycle


@pytest.mark.parametrize("name", ["nop", "line_up", "flood", "clock", "raise_to", "bring"])
def test_every_packet_counts_its_signal_down(device: Device, ring: Ring, name: str) -> None:
    done = device.map(word := bytearray((2).to_bytes(8, "big")))
    assert done >> 32  # no signal of this spec can be there: its packets have 32 bits for it
    here = RAM + 0x20
    device.write(here, word)
    values: dict[str, dict[str, Any]] = {
        "flood": {"target": RAM + 0x40, "size": 6, "pattern": 0x1234},
        "clock": {"target": RAM + 0x40},
        "raise_to": {"address": RAM + 0x40, "value": 7},
        "bring": {"source": RAM, "target": RAM + 0x40, "size": 4},
    }
    ring.submit(name, completion=here, **values.get(name, {}))
    device.run()
    assert int.from_bytes(device.read(here, 8), "big") == 1
    assert (5, device.time) in device.interrupts


def test_filling_repeats_the_pattern(device: Device, ring: Ring) -> None:
    ring.submit("flood", target=RAM + 3, size=9001, pattern=0xABCD)
    device.run()
    assert device.read(RAM + 2, 9003) == b"\0" + (b"\xab\xcd" * 4501)[:9001] + b"\0"


def test_a_timestamp_is_the_time(device: Device, ring: Ring) -> None:
    device.run_until(777)
    ring.submit("clock", target=RAM)
    device.run()
    assert int.from_bytes(device.read(RAM, 8), "big") == 777


def test_a_word_is_raised_and_never_lowered(device: Device, ring: Ring) -> None:
    ring.submit("raise_to", address=RAM, value=9)
    ring.submit("raise_to", address=RAM, value=4)
    device.run()
    assert int.from_bytes(device.read(RAM, 8), "big") == 9


# -- order ---------------------------------------------------------------------------------------------------------------


def packets(device: Device) -> list[dict[str, Any]]:
    return [r for r in device.records() if r["record"] == "order"]


def test_packets_start_in_order_and_overlap(device: Device, ring: Ring) -> None:
    for size in (4000, 40):
        ring.submit("bring", source=RAM, target=NODE + RAM, size=size)
    device.run()
    done = {p["index"]: p for p in packets(device)}
    assert done[0]["time"] == done[1]["time"] == 0
    assert done[1]["finish"] < done[0]["finish"]
    assert [p["index"] for p in done.values()] == [1, 0]


def test_a_barrier_waits_for_all_before_it(device: Device, ring: Ring) -> None:
    ring.submit("bring", source=RAM, target=NODE + RAM, size=4000)
    ring.submit("bring", source=RAM, target=NODE + RAM, size=8)
    ring.submit("nop", barrier=1)
    ring.submit("line_up")
    device.run()
    done = {p["index"]: p for p in packets(device)}
    assert done[2]["time"] == done[0]["finish"] == done[3]["time"]


def test_queues_overlap_and_wait_for_each_other(device: Device, ring: Ring) -> None:
    other = device.ring(1, capacity=2)
    other.submit("until", address=RAM + 8, value=3)
    other.submit("bring", source=NODE + RAM, target=2 * NODE + RAM, size=16)
    ring.submit("bring", source=RAM, target=NODE + RAM, size=4000)
    ring.submit("raise_to", address=RAM + 8, value=3, barrier=1)
    device.write(RAM, b"signed")
    assert device.run() == 0
    done = {(p["queue"], p["index"]): p for p in packets(device)}
    assert done[1, 0]["finish"] == done[0, 0]["finish"] == done[1, 1]["time"]
    assert device.read(2 * NODE + RAM, 8) == b"signed\0\0"


def test_barriers_wait_for_signals(device: Device, ring: Ring) -> None:
    other = device.ring(1, capacity=8)
    for at in (RAM, RAM + 8):
        device.write(at, (1).to_bytes(8, "big"))
    ring.submit("one_done", signals=[RAM, RAM + 8, 0, 0, 0, 0])
    ring.submit("clock", target=RAM + 0x40)
    ring.submit("all_done", signals=[RAM, RAM + 8, 0, 0, 0, 0])
    ring.submit("clock", target=RAM + 0x48)
    ring.submit("all_done", signals=[0] * 6)
    device.run(100)
    assert (device.run(100), device.time) == (5, 0)
    device.run_until(100)
    other.submit("nop", completion=RAM)
    device.run_until(200)
    other.submit("nop", completion=RAM + 8)
    assert device.run() == 0
    assert [int.from_bytes(device.read(RAM + at, 8), "big") for at in (0x40, 0x48)] == [100, 200]


def test_the_host_may_end_a_wait(device: Device, ring: Ring) -> None:
    word = signal(device, 0)
    ring.submit("until", address=word.address, value=5)
    assert device.run() == 1
    word.value = 5
    assert device.run() == 0


def test_indices_go_round_the_ring_and_wrap(device: Device, pebble: Architecture) -> None:
    ring = device.ring(0, capacity=1)
    told = device.map(place := bytearray(2))
    device.registers.lanes[0].on.value = 0
    device.registers.lanes[0].tell_at.value = told
    device.registers.lanes[0].on.value = 1
    for turn in range(1, 200):
        ring.submit("nop")
        assert device.run() == 0
        assert ring.read_index == turn == int.from_bytes(place, "big")
    ring.written = 200


def test_an_index_wraps_where_its_type_does(make: Callable[..., Device]) -> None:
    device = make()
    ring = device.ring(0, capacity=64)
    for slot in range(64):
        ring.write(slot, ring.packet("nop", sequence=slot))
    for turn in range(64, 0x10000 + 128, 64):
        ring.ring(turn)
        assert device.run() == 0
        assert ring.read_index == turn & 0xFFFF
    assert device.errors == 0


# -- errors ----------------------------------------------------------------------------------------------------------------


def test_more_packets_than_slots_is_an_error(device: Device, ring: Ring) -> None:
    ring.ring(9)
    assert (ring.error, error_of(device)) == (11, ("too_much", "driver"))
    assert device.registers.bells.rung["trouble"] == 1


def test_a_doorbell_does_not_go_backwards(device: Device, ring: Ring) -> None:
    for _ in range(3):
        ring.submit("nop")
    ring.ring(2)
    assert ring.error == 11
    device.run()
    assert ring.read_index == 0


@pytest.mark.parametrize("capacity", [3, 128])
def test_a_ring_has_slots_that_the_queue_may_have(device: Device, capacity: int) -> None:
    device.ring(0, capacity=capacity)
    assert error_of(device) == ("asked_wrongly", "caller")


def wrong(ring: Ring, name: str, at: int, value: int, **values: Any) -> bytes:
    made = bytearray(ring.packet(name, **values))
    made[at] = value
    return bytes(made)


@pytest.mark.parametrize(
    ("at", "value", "text"),
    [
        (1, 0, "type"),
        (1, 99 << 1 & 0xFF, "type"),
        (0, 0x82, "reserved"),
        (24, 1, "pad_24"),
        (7, 0, "size"),
    ],
)
def test_what_is_no_packet_stops_its_queue_alone(
    device: Device, ring: Ring, at: int, value: int, text: str
) -> None:
    other = device.ring(1, capacity=8)
    ring.submit("nop")
    ring.submit_bytes(wrong(ring, "bring", at, value, source=RAM, target=NODE + RAM, size=1))
    ring.submit("nop")
    other.submit("nop")
    assert device.run() == 0
    assert (ring.read_index, ring.error_index, other.read_index, other.error) == (1, 1, 1, 0)
    assert error_of(device) == ("asked_wrongly", "caller")
    assert text in failed(device).text
    assert device.registers.about.flags["packet"] == 1


def test_a_packet_of_another_round_is_none(device: Device, ring: Ring) -> None:
    ring.submit("nop")
    ring.submit_bytes(ring.packet("nop", sequence=0))
    device.run()
    assert (ring.error, ring.error_index, failed(device).text) == (
        10,
        1,
        "the packet is of another round of the ring",
    )


def test_a_vendor_executes_its_own_packets(make: Callable[..., Device]) -> None:
    asked = []

    def execute(queue: int, packet: bytes) -> int:
        asked.append((queue, packet[4:8]))
        return 0 if packet[4] == 7 else 12

    device = make(on_vendor=execute)
    ring = device.ring(1, capacity=4)
    ring.submit("odd", payload=bytes([7]) + bytes(23))
    ring.submit("odd", payload=bytes(24))
    device.run()
    assert asked == [(1, b"\7\0\0\0"), (1, bytes(4))]
    assert (ring.error, ring.error_index, error_of(device)) == (12, 1, ("garbled", "hardware"))


def test_a_stopped_queue_begins_anew_when_it_is_enabled(device: Device, ring: Ring) -> None:
    ring.submit("odd")
    device.run()
    assert ring.error == 10
    again = device.ring(0, capacity=4)
    again.submit("nop")
    assert (device.run(), again.read_index, again.error) == (0, 1, 0)


def test_addresses_that_are_nowhere(device: Device, ring: Ring) -> None:
    host = device.map(bytearray(64))
    for source, target, size in [
        (RAM, 3 * NODE + RAM, 4),
        (RAM - 1, NODE + RAM, 4),
        (RAM, host + 60, 5),
        (host - 1, RAM, 1),
        (RAM, RAM + 0xEFFC, 0xFFFFFFFF),
        ((1 << 64) - 4, RAM, 8),
    ]:
        made = device.ring(0, capacity=2)
        made.submit("bring", source=source, target=target, size=size)
        device.run()
        assert (made.error, error_of(device)) == (13, ("nowhere", "runtime"))
    device.unmap(host)
    made = device.ring(0, capacity=2)
    made.submit("bring", source=host, target=RAM, size=4)
    device.run()
    assert made.error == 13


def test_a_ring_that_is_nowhere(device: Device) -> None:
    ring = device.ring(0, capacity=2)
    device.unmap(ring.base)
    ring.submit("nop")
    device.run()
    assert (ring.error, ring.error_index) == (13, 0)


def test_what_began_before_an_error_goes_on(device: Device, ring: Ring) -> None:
    ring.submit("bring", source=RAM, target=NODE + RAM, size=4000)
    ring.submit("odd")
    device.run()
    assert (ring.error_index, ring.read_index) == (1, 1)


def test_a_disabled_queue_fetches_nothing(device: Device, ring: Ring) -> None:
    device.registers.lanes[0].on.value = 0
    ring.submit("nop")
    assert (device.run(), ring.read_index, device.next_event) == (0, 0, None)


def test_empty_queues_are_told(device: Device, ring: Ring) -> None:
    ring.submit("nop")
    device.run()
    assert (8, 0) in device.interrupts


# -- the firmware --------------------------------------------------------------------------------------------------------


def test_messages(device: Device, pebble: Architecture) -> None:
    told = device.ask("who")
    assert (told["version_major"], told["version_minor"], told["version_patch"]) == (2, 3, 4)
    assert (told["instances"], told["processors"], told["queues"], told["ticks_per_second"]) == (
        3,
        2,
        2,
        10**9,
    )
    assert told["spec_hash"] == bytes.fromhex(pebble.content_hash)[:4]
    assert device.ask("hello", value=0xCAFE) == {"value": 0xCAFE}
    assert device.ask("time") == {"ticks": device.time - 1}
    assert [line for line, _ in device.interrupts] == [7]
    device.ask("set", watchdog=500)
    with pytest.raises(Exception, match="odd: asked_wrongly"):
        device.ask("odd")
    assert device.ask("wrong")["error"] == 10
    device.ask("again")
    assert device.errors == 0


def test_one_message_at_a_time(make: Callable[..., Device]) -> None:
    device = make(answer=50)
    desk = device.registers.desk
    desk.ask.value = 7
    desk.knock.value = 1
    assert desk.state["answer"] == 1
    device.run_until(20)
    desk.knock.value = 1
    device.run_until(50)
    assert desk.state["answer"] == 1
    device.run_until(51)
    assert desk.state["answer"] == 2


# -- all of it -------------------------------------------------------------------------------------------------------------


def test_the_same_happens_again(make: Callable[..., Device]) -> None:
    def one(step: int) -> tuple[bytes, bytes]:
        device, dice = make(trace_bytes=1 << 16), random.Random(4)
        rings = [device.ring(number, capacity=32) for number in range(2)]
        for _ in range(40):
            kind = dice.choice(["bring", "flood", "nop", "clock"])
            at, size = RAM + 8 * dice.randrange(500), dice.randrange(1, 3000)
            values: dict[str, dict[str, Any]] = {
                "bring": {"source": at, "target": NODE + RAM + dice.randrange(2000), "size": size},
                "flood": {"target": at, "size": size, "pattern": dice.getrandbits(16)},
                "clock": {"target": 2 * NODE + at},
            }
            dice.choice(rings).submit(kind, barrier=dice.randrange(2), **values.get(kind, {}))
        while device.run(device.time + step):
            pass
        return device.trace(), device.read(NODE + RAM, 8000) + device.read(2 * NODE + RAM, 5000)

    assert one(1 << 40) == one(1 << 40)
    assert one(1 << 40)[1] == one(7)[1]


def test_records_that_found_no_room_are_counted(make: Callable[..., Device]) -> None:
    device = make(trace_bytes=24 * 4)
    for value in range(9):
        device.mark(value)
    assert [(r["record"], r["value"]) for r in device.records()] == [("note", value) for value in range(4)]
    device.mark(9)
    last = device.records()
    assert [(r["record"], r.get("count", r.get("value"))) for r in last] == [("missing", 5), ("note", 9)]

"""Registers of a device: what each access does, against the functions that the language is written by."""

from __future__ import annotations

import random

import pytest

from specgen.machine.device import Device, DeviceError
from specgen.machine.records import Reader
from specgen.model.architecture import Architecture
from specgen.model.interfaces import RegisterBlock, access_masks
from tests.machine.device.programs import launch


class Reference:
    """Registers by the model's own functions."""

    def __init__(self, block: RegisterBlock) -> None:
        self.block = block
        self.values = {r.name: r.reset for r in block.registers}
        self.written = dict.fromkeys(self.values, 0)

    def read(self, name: str) -> int:
        masks = access_masks(self.block.by_name[name])
        value = self.values[name]
        self.values[name] = masks.after_read(value)
        return masks.seen(value)

    def write(self, name: str, value: int) -> None:
        masks = access_masks(self.block.by_name[name])
        closed = masks.once & self.written[name]
        for lock, bits in masks.locks:
            if self.values["locks"] >> int(lock[-1]) & 1:
                closed |= bits
        self.values[name] = masks.written(self.values[name], value, closed) & ~masks.pulse
        self.written[name] |= ((1 << 64) - 1) & ~closed


def test_every_access_does_what_the_language_says(device: Device, pebble: Architecture) -> None:
    block = pebble.registers["drawn"]
    reference = Reference(block)
    dice = random.Random(1)
    for turn in range(5000):
        register = dice.choice(block.registers[1:]) if turn % 40 else block.registers[0]
        at = block.base + register.offset
        if dice.random() < 0.5:
            value = dice.getrandbits(register.width) if turn % 40 else dice.choice([0, 0, 1, 2, 4, 8])
            device.write_register(at, register.width, value)
            reference.write(register.name, value)
        else:
            assert device.read_register(at, register.width) == reference.read(register.name), register
        if dice.random() < 0.005:
            device.reset()
            reference = Reference(block)


def test_wide_registers_are_accessed_in_parts(device: Device) -> None:
    ring = device.registers.lanes[1].ring
    ring.value = 0x1122_3344_5566_7788
    parts = [device.read_register(ring.address + at, 16) for at in range(0, 8, 2)]
    assert parts == [0x1122, 0x3344, 0x5566, 0x7788]  # the block is big-endian
    device.write_register(ring.address + 2, 16, 0xABCD)
    assert ring.value == 0x1122_ABCD_5566_7788


def test_what_the_device_is(device: Device, pebble: Architecture) -> None:
    about = device.registers.about
    assert (about.major.value, about.patch.value, about.nodes.value) == (2, 4, 3)
    device.run_until(1234)
    assert about.clock.value == 1234


def test_a_read_clears_and_sets(device: Device) -> None:
    seen = device.registers.about.seen
    assert seen["b"] == 5
    assert seen["b"] == 15


@pytest.mark.parametrize(
    ("address", "width"), [(0x999, 8), (0x1002, 32), (0x1001, 16), (0x1000, 8), (0x4020, 16)]
)
def test_nothing_is_between_registers(device: Device, address: int, width: int) -> None:
    with pytest.raises(DeviceError, match="broken"):
        device.read_register(address, width)
    failure = device.last_error
    assert failure is not None
    assert failure.error is not None
    assert (failure.error.blame, failure.condition, failure.address) == ("hardware", "bus_error", address)
    with pytest.raises(DeviceError, match="broken"):
        device.write_register(address, width, 0)


def test_what_went_wrong_is_in_registers(device: Device) -> None:
    about = device.registers.about
    with pytest.raises(DeviceError):
        device.read_register(0x999, 8)
    assert about.last.value == 14
    assert about.flags.value == 1
    about.flags["hardware"] = 1
    assert about.flags.value == 0


def test_a_register_resets(device: Device) -> None:
    bells = device.registers.bells
    device.run_until(50)
    device.registers.about.again["now"] = 1
    assert bells.heard.value == 0
    assert bells.rung["awake"] == 1
    assert device.registers.about.clock.value == 0
    assert device.time == 50


def test_interrupts_are_pending_until_they_are_cleared(device: Device) -> None:
    bells = device.registers.bells
    bells.hit["done"] = 1
    assert bells.rung["done"] == 1
    assert (device.interrupts, device.raised(5)) == ([(5, 0)], True)
    bells.rung["done"] = 1
    assert (bells.rung["done"], device.raised(5)) == (0, False)


def test_a_level_is_raised_as_long_as_it_is_enabled(device: Device) -> None:
    bells = device.registers.bells
    bells.heard["trouble"] = 0
    with pytest.raises(DeviceError):
        device.read_register(0x999, 8)
    assert (device.raised(2), bells.rung["trouble"], device.interrupts) == (False, 1, [])
    bells.heard["trouble"] = 1
    assert (device.raised(2), device.interrupts) == (True, [(2, 0)])
    bells.heard["trouble"] = 0
    assert not device.raised(2)
    bells.heard["trouble"] = 1
    bells.rung["trouble"] = 1
    assert (device.raised(2), device.delivered(2)) == (False, 2)


def test_names_that_are_none_are_told(device: Device) -> None:
    with pytest.raises(AttributeError, match="bells"):
        _ = device.registers.bell
    with pytest.raises(AttributeError, match="heard"):
        _ = device.registers.bells.heart
    with pytest.raises(KeyError, match="trouble"):
        _ = device.registers.bells.heard["troubles"]


def test_the_hash_is_in_registers(device: Device, pebble: Architecture) -> None:
    words = [word.value.to_bytes(8, "little") for word in device.registers.power.hash]
    assert b"".join(words) == bytes.fromhex(pebble.content_hash) + bytes(8)
    assert device.registers.power.state["ready"] == 1


def test_records_go_where_registers_say(device: Device) -> None:
    log = device.registers.log
    place = bytearray(24 * 3 + 10)
    getattr(log, "from").value = device.map(place)
    log.room.value = len(place)
    log.keep["on"] = 1
    for value in range(5):
        device.mark(value)
    log.keep["on"] = 0
    kept = Reader(device.architecture.traces["journal"]).read(bytes(place[:72]))
    assert [(told.record.name, told.values["value"]) for told in kept] == [("note", v) for v in range(3)]
    lost = 2 + 1 + 1  # notes, the interrupt, that it was switched off
    assert (log.count.value, log.left_out.value, log.left_out.value) == (3, lost, 0)
    assert [line for line, _ in device.interrupts] == [11]


def test_a_device_that_is_switched_off_stands_still(device: Device) -> None:
    switch, state = device.registers.power.switch, device.registers.power.state
    ring = device.ring(0, capacity=8)
    launch(device, ring, "li x1, 1\n" * 100 + "exit x0\n", nodes=1)
    device.run(150)
    assert state["busy"] == 1
    switch["on"] = 0
    ring.submit("nop")
    device.run_until(10_000)
    assert (ring.read_index, device.next_event) == (0, None)
    switch["on"] = 1
    device.run()
    assert (ring.read_index, state["busy"]) == (2, 0)
    steps = [r["time"] for r in device.records() if r["record"] == "step"]
    assert len([t for t in steps if t < 150]) + len([t for t in steps if t >= 10_000]) == len(steps) == 101

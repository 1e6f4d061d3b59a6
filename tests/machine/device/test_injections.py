"""Faults on demand: each surfaces as its error, blames who is to blame, and a reset mends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specgen.machine.device import INJECTIONS, Device
from tests.machine.device.injecting import once
from tests.machine.device.programs import NODE, RAM


def test_inject_observe_reset_work(make: Callable[..., Device]) -> None:
    device: Device | None = None
    met = set()
    for seed in range(200):
        device, kind = once(make, device, seed)
        met.add(kind)
    assert met == {*INJECTIONS, "none"}


def test_a_lost_interrupt_is_told_again(make: Callable[..., Device]) -> None:
    device = make(interrupt_wait=500)
    device.registers.bells.heard.value = 0xFFFF
    device.write(RAM, (1).to_bytes(8, "big"))
    device.inject("interrupt_lost")
    device.ring(0, capacity=2).submit("nop", completion=RAM)
    device.run(499)
    assert (device.registers.bells.rung["done"], device.delivered(5), device.errors) == (1, 0, 0)
    device.run()
    failure = device.last_error
    assert failure is not None
    assert (failure.condition, failure.text, failure.tick) == ("interrupt_lost", "done", 500)
    assert device.delivered(5) == 1


def test_a_lost_level_is_told_once_more(make: Callable[..., Device]) -> None:
    device = make(interrupt_wait=500)
    device.registers.bells.heard["trouble"] = 1
    device.inject("interrupt_lost")
    device.ring(0, capacity=3)
    device.run(10)
    assert (device.delivered(2), device.raised(2), device.errors) == (0, False, 1)
    device.run()
    assert (device.delivered(2), device.raised(2), device.errors, device.time) == (1, True, 2, 500)


def test_a_host_that_polls_finds_a_lost_interrupt(device: Device) -> None:
    device.write(RAM, (1).to_bytes(8, "big"))
    device.inject("interrupt_lost")
    device.ring(0, capacity=2).submit("nop", completion=RAM)
    device.run(10)
    device.registers.bells.rung["done"] = 1
    failure = device.last_error
    assert failure is not None
    assert failure.condition == "interrupt_lost"
    assert device.next_event is None


def test_a_corrected_bit_is_counted_and_does_no_harm(device: Device) -> None:
    device.write(RAM, b"word")
    device.inject("ecc_corrected")
    device.ring(0, capacity=2).submit("bring", source=RAM, target=NODE + RAM, size=4)
    device.run()
    assert device.read(NODE + RAM, 4) == b"word"
    assert (device.injected("ecc_corrected"), device.errors) == (1, 0)


def test_registers_inject(device: Device) -> None:
    trouble = device.registers.trouble
    trouble.kind["what"] = 3
    trouble.later.value = 1
    trouble.now["go"] = 1
    ring = device.ring(0, capacity=4)
    ring.submit("nop")
    ring.submit("nop")
    device.run()
    failure = device.last_error
    assert failure is not None
    assert (failure.condition, failure.index, ring.error) == ("bus_error", 1, 14)


def test_only_what_there_is_can_go_wrong(device: Device) -> None:
    with pytest.raises(ValueError, match="what can go wrong is bus_error"):
        device.inject("fire")

"""A fault on demand, what becomes of it, a reset, and work that is done as if nothing had been: once for each seed."""

from __future__ import annotations

import random
from collections.abc import Callable

from specgen.machine.device import INJECTIONS, Device, DeviceError
from tests.machine.device.programs import DOUBLE, GIVEN, NODE, RAM, launch

#: What each surfaces as, and whom that blames.
EXPECTED = {
    "bus_error": ("broken", "hardware"),
    "ecc": ("broken", "hardware"),
    "hang": ("stuck", "program"),
    "interrupt_lost": ("unheard", "driver"),
    "corrupt_packet": ("garbled", "hardware"),
}


def work(device: Device, dice: random.Random) -> bool:
    """Copies, a launch and a message on both queues; whether all of it was done, and right."""
    device.registers.bells.heard.value = 0xFFFF
    value, given = dice.getrandbits(31), dice.randbytes(dice.randrange(1, 9000))
    device.write(GIVEN, value.to_bytes(4, "little"))
    device.write(NODE + RAM + 0x4000, bytes(len(given)))
    device.write(RAM, (1).to_bytes(8, "big"))
    rings = [device.ring(number, capacity=dice.choice([8, 16])) for number in range(2)]
    launch(device, rings[0], DOUBLE, arguments=GIVEN, arguments_size=4, completion=RAM)
    source = device.map(bytearray(given))
    rings[1].submit("bring", source=source, target=NODE + RAM + 0x4000, size=len(given))
    rings[1].submit("until", address=RAM + 8, value=value)
    rings[0].submit("raise_to", address=RAM + 8, value=value, barrier=1)
    rings[0].submit("flood", target=RAM + 0x4000, size=64, pattern=1)
    rings[1].submit("line_up")
    left = device.run()
    for address in (source, rings[0].base, rings[1].base):
        device.unmap(address)
    results = [int.from_bytes(device.read(n * NODE + 0x180, 4), "little") for n in range(3)]
    device.write(RAM + 8, bytes(8))
    done = left == 0 and device.errors == 0 and results == [value + 1] * 3
    return done and device.read(NODE + RAM + 0x4000, len(given)) == given


def once(make: Callable[..., Device], device: Device | None, seed: int) -> tuple[Device, str]:
    """Inject, observe, reset, work; the device, and what happened. Raises AssertionError where it is not as declared."""
    dice = random.Random(seed)
    if device is None:
        device = make(watchdog=100_000)
    kind = dice.choice(INJECTIONS)
    device.inject(kind, after=dice.randrange(3 if kind == "hang" else 6), seed=dice.getrandbits(64))
    done = work(device, dice)
    happened = device.injected(kind)
    failure = device.last_error
    if not happened or kind == "ecc_corrected":
        assert done, (seed, kind, failure)
        assert failure is None, (seed, kind)
    else:
        assert failure is not None, (seed, kind)
        assert failure.error is not None
        assert (failure.error.name, failure.error.blame) == EXPECTED[kind], (seed, kind, str(failure))
        assert device.registers.about.last.value == failure.error.code
    device.reset()
    assert work(device, dice), (seed, kind, device.last_error)
    try:
        device.ask("hello", value=seed & 0xFFFF)
    except DeviceError as error:
        raise AssertionError((seed, kind)) from error
    device.reset()
    return device, kind if happened else "none"

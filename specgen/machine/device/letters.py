"""A message to the firmware, as a host sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from specgen.machine.device.failures import DeviceError, error_of_code
from specgen.model.interfaces import codec

if TYPE_CHECKING:
    from specgen.machine.device.client import Device
    from specgen.model.interfaces import Mailbox, Message


def ask(device: Device, mailbox: Mailbox, message: Message, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write a request, ring, run until the answer is there, read it. Raises DeviceError where it is refused."""
    order: Literal["little", "big"] = "big" if mailbox.block.endian == "big" else "little"
    registers, base = mailbox.registers, mailbox.block.base
    data = registers["data"]
    each = data.width // 8

    def write(role: str, value: int) -> None:
        device.write_register(base + registers[role].offset, registers[role].width, value)

    def read(role: str) -> int:
        return device.read_register(base + registers[role].offset, registers[role].width)

    if message.request is not None:
        request = codec.pack(message.request, values)
        for at in range(0, len(request), each):
            word = int.from_bytes(request[at : at + each].ljust(each, b"\0"), order)
            device.write_register(base + data.offset + at // each * data.stride, data.width, word)
    write("command", message.code)
    write("doorbell", 1)
    state = next(f for f in registers["status"].fields if f.enum is not None)
    while (read("status") & state.mask) >> state.low == mailbox.states["busy"]:
        following = device.next_event
        device.run_until(device.time + 1 if following is None else following + 1)
    if (read("status") & state.mask) >> state.low != mailbox.states["done"]:
        code = read("error") if "error" in registers else 0
        error = error_of_code(device.architecture, code)
        raise DeviceError(f"{message.name}: {error.name if error else 'refused'}", device.last_error)
    if message.response is None:
        return {}
    response = b"".join(
        device.read_register(base + data.offset + i * data.stride, data.width).to_bytes(each, order)
        for i in range(-(-message.response.size // each))
    )
    return codec.unpack(message.response, response)

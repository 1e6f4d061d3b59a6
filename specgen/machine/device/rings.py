"""A queue as a host uses it: packets into a ring, the doorbell, signals that tell when they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.model.interfaces import codec, place_of

if TYPE_CHECKING:
    from specgen.machine.device.client import Device
    from specgen.model.interfaces import HostRegister, Queue

_WORD = 8


class Signal:
    """A word of 64 bits that host and device see, at ``address``."""

    def __init__(self, device: Device, value: int = 1, endian: str = "little") -> None:
        self._bytes = bytearray(_WORD)
        self._order: Any = endian
        self.value = value
        self.address = device.map(self._bytes)

    @property
    def value(self) -> int:
        """What it holds now."""
        return int.from_bytes(self._bytes, self._order)

    @value.setter
    def value(self, value: int) -> None:
        self._bytes[:] = value.to_bytes(_WORD, self._order)


class Ring:
    """Queue ``number`` of a kind, enabled, with a ring of its own of ``capacity`` packets.

    ``submit`` may be given what plays a role, or members by name; the indices of packets count from 0 on.
    """

    def __init__(self, device: Device, queue: Queue, number: int, capacity: int) -> None:
        self.device, self.queue, self.number, self.capacity = device, queue, number, capacity
        self.written = 0
        self._bytes = bytearray(queue.size * capacity)
        if queue.memory is None:
            self.base = device.map(self._bytes)
        else:
            self.base = queue.memory.base
        self._set("enable", 0)
        self._set("base", self.base)
        self._set("capacity", capacity)
        self._set("enable", 1)

    # -- registers -----------------------------------------------------------------------------------------------------

    def _address(self, register: HostRegister) -> int:
        block = self.queue.block
        return block.base + (self.number * block.stride if block.count is not None else 0) + register.offset

    def _set(self, role: str, value: int) -> None:
        register = self.queue.registers[role]
        self.device.write_register(self._address(register), register.width, value)

    def _get(self, role: str) -> int:
        register = self.queue.registers.get(role)
        return 0 if register is None else self.device.read_register(self._address(register), register.width)

    @property
    def read_index(self) -> int:
        """Packets that have ended, in order."""
        return self._get("read_index")

    @property
    def error(self) -> int:
        """The code of the error that stopped it, or that of success."""
        return self._get("error")

    @property
    def error_index(self) -> int:
        """The packet that it stopped at."""
        return self._get("error_index")

    # -- packets -------------------------------------------------------------------------------------------------------

    def packet(self, kind: str, **values: Any) -> bytes:
        """Return a packet. Raises codec.Refused, ValueError, KeyError where it cannot be one."""
        packet = self.queue.packets[kind]
        path = self.queue.type
        given: dict[str, Any] = {}
        if "sequence" in packet.roles and "sequence" not in values:
            place = place_of(packet.structure, packet.roles["sequence"])
            values["sequence"] = self.written & ((1 << place.width) - 1) if place is not None else 0
        inside = "" if packet.structure is self.queue.header else f"{packet.structure.members[0].name}."
        put_path(given, f"{inside}{path}", packet.code)
        for name, value in values.items():
            put_path(given, packet.roles.get(name, name), value)
        return codec.pack(packet.structure, given)

    def submit(self, kind: str, **values: Any) -> int:
        """Write a packet and ring the doorbell; its index."""
        return self.submit_bytes(self.packet(kind, **values))

    def submit_bytes(self, packet: bytes) -> int:
        """Write any bytes as a packet and ring the doorbell; its index."""
        self.write(self.written, packet)
        self.written += 1
        self.ring(self.written)
        return self.written - 1

    def write(self, index: int, packet: bytes) -> None:
        """Write a packet into its slot."""
        at = index % self.capacity * self.queue.size
        if self.queue.memory is None:
            self._bytes[at : at + self.queue.size] = packet
        else:
            self.device.write(self.base + at, packet, memory=self.queue.memory.name)

    def ring(self, written: int) -> None:
        """Tell the device how many packets were ever written."""
        self._set("doorbell", written & ((1 << self.queue.index.width) - 1))


def put_path(values: dict[str, Any], path: str, value: Any) -> None:
    """Set what a path of names leads to, in values of a structure."""
    *outer, last = path.split(".")
    for name in outer:
        values = values.setdefault(name, {})
    values[last] = value

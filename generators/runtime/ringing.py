"""What the reference library knows of a queue: its registers, its packets, where their values lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.generators.runtime.places import spot, spots
from specgen.model.interfaces import PACKET_ROLES, PROGRAM_ROLES, place_of
from specgen.model.interfaces.verbs import NEEDED_PACKETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.runtime.places import Spot
    from specgen.model.interfaces import Executable, Packet, Queue, Structure

_ADDRESSES = ("programs", "arguments", "completion", "address")
_HOST_BITS = 48
"""What the addresses of mapped memory have at least."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A kind of packet that the library writes."""

    packet: Packet

    @property
    def does(self) -> str:
        """What it has the device do."""
        return self.packet.does

    @property
    def code(self) -> int:
        """Its type."""
        return self.packet.code

    @property
    def upper(self) -> str:
        """What its constants begin with."""
        return self.packet.does.upper()

    def most(self, role: str) -> int:
        """The greatest value of the member that plays a role."""
        place = place_of(self.packet.structure, self.packet.roles[role])
        assert place is not None
        value = place.member.value
        return value.high if value is not None and value.high is not None else (1 << place.width) - 1


def ringing(queue: Queue, verbs: set[str], form: Executable | None) -> dict[str, Any]:
    """Return what the templates show of a queue, for functions that do ``verbs``."""
    packets = [Sent(p) for p in _packets(queue, verbs, form)]
    launch = next((p.packet for p in packets if p.does == "launch"), None)
    program = launch.program if launch is not None else None
    arguments = (
        _padded(form.block.size if form is not None and form.block is not None else 256) if launch else 0
    )
    size = program.size if program is not None else 0
    most = 16 if program is not None else 0
    structures = [p.packet.structure for p in packets] or [queue.header]
    constants, checksum = _common(queue, packets)
    return {
        "size": queue.size,
        "stage": arguments + most * size,
        "arguments": arguments,
        "program_size": size,
        "program_big": str(program is not None and program.endian == "big").lower(),
        "host": queue.memory is None,
        "ring_memory": f"N_DEV_MEMORY_{queue.memory.name.upper()}" if queue.memory is not None else "",
        "registers": [(name, _register(queue, name)) for name in queue.registers],
        "has": set(queue.registers),
        "index_mask": (1 << queue.index.width) - 1,
        "places": list(_places(queue, packets, program)),
        "big": str(structures[0].endian == "big").lower(),
        "constants": constants,
        "checksum": checksum,
        "packets": packets,
        "narrow": any(_narrow(sent.packet) for sent in packets),
        "barrier": next((p.does for p in packets if p.does in NEEDED_PACKETS["barrier"]), None),
        "empty": queue.empty or 0,
        "enable": _enable(queue),
        "least": queue.capacity[0],
        "most": queue.capacity[1],
        "count": queue.count,
    }


def _narrow(packet: Packet) -> bool:
    """Whether one of a packet's members that hold an address has no room for one of the host's memory."""
    places = (place_of(packet.structure, packet.roles[role]) for role in _ADDRESSES if role in packet.roles)
    return any(place is not None and place.width < _HOST_BITS for place in places)


def _padded(size: int) -> int:
    return -(-size // 64) * 64


def _packets(queue: Queue, verbs: set[str], form: Executable | None) -> Iterator[Packet]:
    """The first packet that does each thing that functions need."""
    for verb, does in NEEDED_PACKETS.items():
        if verb in verbs and (verb != "launch" or form is not None):
            found = (p for one in does for p in queue.packets.values() if p.does == one)
            packet = next(found, None)
            if packet is not None:
                yield packet


def _register(queue: Queue, name: str) -> dict[str, int]:
    register, block = queue.registers[name], queue.block
    inside = register.count is not None
    return {
        "address": block.base + register.offset,
        "stride": register.stride if inside else block.stride,
        "width": register.width,
    }


def _enable(queue: Queue) -> int:
    return 1 << min(f.low for f in queue.registers["enable"].fields if f.reserved is None)


def _places(queue: Queue, packets: list[Sent], program: Structure | None) -> Iterator[Spot]:
    """The places of a packet's type, of what all packets have, and of what each has."""
    yield spot("TYPE", queue.header, queue.type)
    first = packets[0].packet if packets else None
    for role in ("barrier", "acquire", "release"):
        if first is not None and role in first.roles:
            yield spot(role.upper(), first.structure, first.roles[role])
    yield spot("SEQUENCE", queue.header, "sequence")
    if first is not None and "checksum" in first.roles:
        yield spot("CHECKSUM", first.structure, first.roles["checksum"])
    for sent in packets:
        wanted = tuple(role.strip("()") for role in (*PACKET_ROLES[sent.does], "completion"))
        yield from spots(sent.does, sent.packet.structure, sent.packet.roles, wanted)
        if sent.does == "launch" and program is not None:
            wanted = tuple(role.strip("()") for role in PROGRAM_ROLES)
            yield from spots("program", program, sent.packet.program_roles, wanted)


def _common(queue: Queue, packets: list[Sent]) -> tuple[list[tuple[str, int]], dict[str, Any] | None]:
    """What every packet holds: it waits for those before it and orders everything; and the checksum over it."""
    if not packets:
        return [], None
    packet = packets[0].packet
    constants = [("BARRIER", 1)] if "barrier" in packet.roles else []
    for role in ("acquire", "release"):
        if role in packet.roles:
            place = place_of(packet.structure, packet.roles[role])
            assert place is not None
            one = place.bits or place.member.value
            enum = one.enum if one is not None else None
            constants.append((role.upper(), max((m.value for m in enum.members), default=1) if enum else 1))
    if "checksum" not in packet.roles:
        return constants, None
    place = place_of(packet.structure, packet.roles["checksum"])
    assert place is not None and place.member.checksum is not None
    checksum = place.member.checksum
    members = packet.structure.by_name
    first, last = members[checksum.first], members[checksum.last]
    size = last.offset + last.size - first.offset
    return constants, {"algorithm": checksum.algorithm, "first": first.offset, "size": size}
